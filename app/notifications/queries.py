"""Reads of one's own notifications, counts and choices. Runs as the system, by account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.core.scoping.scope import unscoped
from app.notifications.models import Notification, NotificationChoice
from app.notifications.rules import COUNTERS, KINDS, Channels

PAGE = 30
# Asked by every open page: built once.
_UNREAD = select(func.count(Notification.id)).where(
    Notification.user_id == bindparam("user"), Notification.read_at.is_(None)
)


def counts(session: Session, user_id: int, day: date) -> dict[str, int]:
    """Numbers of the bell and of the other places of the shell: one statement each."""
    with unscoped("counting what a person has not read yet"):
        connection = session.connection()
        found = {"bell": int(connection.execute(_UNREAD, {"user": user_id}).scalar_one())}
        for name, count in COUNTERS.items():
            found[name] = count(connection, user_id, day)
    return found


def latest(session: Session, user_id: int, before: int | None = None) -> list[Any]:
    """Notifications of a person, the newest first, one more than a page. One statement."""
    query = select(Notification.__table__).where(Notification.user_id == user_id)
    if before is not None:
        query = query.where(Notification.id < before)
    with unscoped("reading one's own notifications"):
        found = session.connection().execute(query.order_by(Notification.id.desc()).limit(PAGE + 1))
        return list(found.all())


def find(session: Session, user_id: int, key: int) -> Any:
    """One notification of a person, or None."""
    query = select(Notification.__table__).where(
        Notification.user_id == user_id, Notification.id == key
    )
    with unscoped("opening one's own notification"):
        return session.connection().execute(query).first()


def choices(session: Session, user_id: int) -> dict[str, Channels]:
    """The channels of every kind for one person."""
    found = dict.fromkeys(KINDS, Channels())
    query = select(NotificationChoice.__table__).where(NotificationChoice.user_id == user_id)
    with unscoped("reading one's own choices of notifications"):
        for row in session.connection().execute(query):
            if row.kind in found:
                found[row.kind] = Channels(row.in_product, row.by_mail)
    return found


def chosen_channels(session: Session, kind: str, people: Collection[int]) -> dict[int, Channels]:
    """What people chose for a kind, those only who chose. The caller acts as the system."""
    query = select(
        NotificationChoice.user_id, NotificationChoice.in_product, NotificationChoice.by_mail
    ).where(NotificationChoice.kind == kind)
    # A long list of numbers costs more than a small table read whole.
    if len(people) <= 500:
        query = query.where(NotificationChoice.user_id.in_(people))
    rows = session.connection().execute(query)
    return {user: Channels(product, mail) for user, product, mail in rows}
