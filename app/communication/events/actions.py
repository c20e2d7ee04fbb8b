"""Writes of events: reminders of tomorrow, private addresses of feeds."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from app.communication.events import queries
from app.communication.events.models import CalendarFeed, Event
from app.communication.events.rules import digest, new_token
from app.core import clock, engine
from app.core.db import db
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.notifications.actions import notify
from app.notifications.rules import notification_kind

KIND = notification_kind("events", message("Events"), icon="calendar")
# From this hour on people are reminded of tomorrow.
REMIND_FROM = time(15, 0)


def remind() -> int:
    """Tell everybody whom an event of tomorrow concerns, once. Commits. Returns how many events."""
    now = clock.now().astimezone(ZoneInfo(clock.DEFAULT_ZONE))
    if now.time() < REMIND_FROM:
        return 0
    with engine.reading(), unscoped("looking for events of tomorrow"):
        due = queries.due_reminders(db.session(), now.date())
        db.session.rollback()
    for one in due:
        _remind_of(one, now)
        db.session.remove()
    return len(due)


def _remind_of(one: queries.Due, now: datetime) -> None:
    session = db.session()
    at = f", {one.starts_at:%H:%M}" if one.starts_at else ""
    with unscoped("reminding of an event of tomorrow whom it concerns"):
        people = queries.people_of(session, one)
        text = message("Tomorrow%(at)s: %(title)s", at=at, title=one.title)
        key = f"event-{one.id}-{one.day}"
        notify(session, KIND, people, text, key=key, href=f"/events/{one.id}")
        session.execute(
            update(Event)
            .where(Event.id == one.id)
            .values(reminded_at=now)
            .execution_options(synchronize_session=False)
        )
        session.commit()


def open_feed(session: ScopedSession, user_id: int, moment: datetime) -> str:
    """A new private address; the one before stops working. Returns its secret, shown once."""
    close_feed(session, user_id, moment)
    token = new_token()
    session.add(CalendarFeed(user_id=user_id, token_digest=digest(token), created_at=moment))
    session.flush()
    return token


def close_feed(session: ScopedSession, user_id: int, moment: datetime) -> None:
    query = select(CalendarFeed).where(
        CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None)
    )
    for row in session.scalars(query):
        row.revoked_at = moment
    session.flush()


def note_reading(session: ScopedSession, key: int, moment: datetime) -> None:
    """When a feed was last read: the owner sees whether it is in use. As the system; commits."""
    session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.id == key)
        .values(read_at=moment)
        .execution_options(synchronize_session=False)
    )
    session.commit()
