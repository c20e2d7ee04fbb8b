"""Writes of sessions: one begins at the door, is noted now and then, and ends."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.afterwards import after_answer
from app.organizations.session_models import UserSession

SEEN_GRAIN = timedelta(minutes=5)
"""A session is noted as seen once in this time, not at every page."""

_SESSIONS = UserSession.__table__
_SEEN = (
    update(_SESSIONS)
    .where(_SESSIONS.c.id == bindparam("visit_id"))
    .values(last_seen_at=bindparam("seen_at"))
)


@dataclass(frozen=True)
class Visitor:
    """Who comes in, from which device and address, when."""

    user_id: int
    organization_id: int | None
    device: str
    address: str
    moment: datetime


def begin_session(session: Session, visitor: Visitor) -> str:
    """Keep a session that begins. Returns its token for the cookie. The caller commits."""
    token = secrets.token_urlsafe(32)
    session.connection().execute(
        insert(_SESSIONS).values(
            token=token,
            user_id=visitor.user_id,
            organization_id=visitor.organization_id,
            device=visitor.device[:120],
            address=visitor.address[:64],
            created_at=visitor.moment,
            last_seen_at=visitor.moment,
        )
    )
    return token


def end_sessions(
    session: Session,
    moment: datetime,
    *,
    users: Collection[int] | None = None,
    only: Collection[int] | None = None,
    but: int | None = None,
) -> int:
    """End sessions that go on: of ``users``, of the keys ``only``, all but one. Returns how many.

    Runs as the system: the caller has made sure that they are the person's to end.
    """
    query = update(_SESSIONS).where(_SESSIONS.c.ended_at.is_(None)).values(ended_at=moment)
    if users is not None:
        query = query.where(_SESSIONS.c.user_id.in_(users))
    if only is not None:
        query = query.where(_SESSIONS.c.id.in_(only))
    if but is not None:
        query = query.where(_SESSIONS.c.id != but)
    return session.connection().execute(query).rowcount


def note_seen(person: Any) -> None:
    """Note that the session of a request goes on, every five minutes at most."""
    moment, seen = clock.now(), person.visit_seen
    seen = seen if seen.tzinfo else seen.replace(tzinfo=UTC)
    if moment - seen >= SEEN_GRAIN:
        after_answer(_SEEN, {"visit_id": person.visit_id, "seen_at": moment})
