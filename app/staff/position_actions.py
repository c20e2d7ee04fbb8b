"""The position on the card follows the dated positions when their day comes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core import clock, engine
from app.core.db import db
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.staff.models import Employee
from app.staff.queries import outdated_positions


def follow_positions(session: ScopedSession, today: date) -> int:
    """Write the position of today on the cards that still show another. Returns how many.

    An order signed ahead changes the card on its day; the caller commits.
    """
    wanted = outdated_positions(session, today)
    if wanted:
        for row in session.scalars(select(Employee).where(Employee.id.in_(wanted))):
            row.position_id = wanted[row.id]
        session.flush()
    return len(wanted)


def follow_positions_of_today() -> int:
    """The chore: looks first, writes only where a day has come. Commits."""
    today = clock.today()
    with engine.reading(), unscoped("looking for positions that begin today"):
        due = outdated_positions(db.session(), today)
        db.session.rollback()
    if not due:
        return 0
    with unscoped("positions of today go onto the cards of employees"):
        number = follow_positions(db.session(), today)
        db.session.commit()
    return number
