"""Writes: telling people, reading, choosing. Callers commit, except where it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core import clock
from app.core.messages import Message
from app.core.scoping.scope import unscoped
from app.notifications.models import Notification, NotificationChoice
from app.notifications.models import OutgoingLetter as Letter
from app.notifications.queries import chosen_channels
from app.notifications.rules import KINDS, Channels, LetterState, kept

KEPT_DAYS = 180
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def notify(
    session: Session,
    kind: str,
    people: Iterable[int],
    text: Message,
    *,
    key: str,
    href: str,
    texts: Mapping[int, Message] | None = None,
    urgent: bool = False,
    moment: datetime | None = None,
) -> int:
    """Tell accounts something, in the caller's transaction: with the cause, or not at all.

    ``key`` names the cause («announcement-17»): whoever was told of it is not told again,
    whatever is repeated. ``texts`` replaces the text for some (the name of one's own child).
    ``text`` may hold personal data of the reader; a letter tells the title of the kind and the
    link ``href`` (a path of the product). Returns for how many accounts it was asked.

    Raises KeyError for a kind that nobody offered. Does not touch rows of the session.
    """
    accounts = sorted(set(people))
    if not accounts:
        return 0
    name = KINDS[kind].name
    at = moment or clock.now()
    usual, own = kept(text), {user: kept(one) for user, one in (texts or {}).items()}
    with unscoped("telling people what happened, in the transaction of its cause"):
        chosen = chosen_channels(session, name, accounts)
        common = {"key": key[:120], "kind": name, "href": href}
        told = [
            {
                **common,
                "user_id": user,
                "text": own.get(user, usual),
                "urgent": urgent,
                "created_at": at,
            }
            for user in accounts
            if chosen.get(user, Channels()).in_product
        ]
        letters = [
            {
                **common,
                "user_id": user,
                "state": LetterState.WAITING,
                "attempts": 0,
                "due_at": at,
                "created_at": at,
            }
            for user in accounts
            if chosen.get(user, Channels()).by_mail
        ]
        _insert_new(session, Notification, told)
        _insert_new(session, Letter, letters)
    return len(accounts)


def _insert_new(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those whose cause was told already are left as they are."""
    if rows:
        connection = session.connection()
        statement = _INSERTS[connection.dialect.name](model.__table__)
        connection.execute(
            statement.on_conflict_do_nothing(index_elements=["user_id", "key"]),
            [dict(row) for row in rows],
        )


def take_back(session: Session, key: str) -> None:
    """Remove what was told of a cause that is no more: unread news and letters not yet sent."""
    with unscoped("taking back what was told of a cause that is no more"):
        connection = session.connection()
        connection.execute(
            delete(Notification).where(Notification.key == key, Notification.read_at.is_(None))
        )
        connection.execute(
            update(Letter)
            .where(Letter.key == key, Letter.state == LetterState.WAITING)
            .values(state=LetterState.DROPPED)
        )


def mark_read(
    session: Session,
    user_id: int,
    moment: datetime,
    *,
    ids: Sequence[int] | None = None,
    keys: Sequence[str] | None = None,
) -> None:
    """One's own notifications have been read: these, those of these causes, or all."""
    statement = update(Notification).where(
        Notification.user_id == user_id, Notification.read_at.is_(None)
    )
    if ids is not None:
        statement = statement.where(Notification.id.in_(ids))
    if keys is not None:
        statement = statement.where(Notification.key.in_(keys))
    with unscoped("marking one's own notifications as read"):
        session.connection().execute(statement.values(read_at=moment))


def choose(session: Session, user_id: int, wanted: Mapping[str, Channels]) -> None:
    """Keep what a person wants to hear of and where; unknown kinds are passed over."""
    rows = [
        {
            "user_id": user_id,
            "kind": kind,
            "in_product": channels.in_product,
            "by_mail": channels.by_mail,
        }
        for kind, channels in wanted.items()
        if kind in KINDS
    ]
    if not rows:
        return
    with unscoped("keeping one's own choices of notifications"):
        connection = session.connection()
        statement = _INSERTS[connection.dialect.name](NotificationChoice.__table__)
        changed = {name: statement.excluded[name] for name in ("in_product", "by_mail")}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["user_id", "kind"], set_=changed), rows
        )


def delete_old(session: Session, now: datetime) -> int:
    """Delete read notifications and finished letters of half a year ago. Returns their number."""
    before = now - timedelta(days=KEPT_DAYS)
    ended = (LetterState.SENT, LetterState.DROPPED, LetterState.FAILED)
    with unscoped("deleting old notifications and letters"):
        connection = session.connection()
        gone = connection.execute(
            delete(Notification).where(
                Notification.read_at.is_not(None), Notification.created_at < before
            )
        )
        letters = connection.execute(
            delete(Letter).where(Letter.state.in_(ended), Letter.created_at < before)
        )
    return int(gone.rowcount + letters.rowcount)
