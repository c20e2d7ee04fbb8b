"""What goes with a dismissal: the groups that the employee leads are led no longer."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select

from app.core.scoping.session import ScopedSession
from app.groups.models import GroupTeacher
from app.staff.ledger_actions import LEAVERS, ROWS, Ledger
from app.staff.models import Employee


def end_teaching(session: ScopedSession, employee: Employee, last: date, ledger: Ledger) -> None:
    """Whoever leaves the kindergarten leads no group from the next day on."""
    query = select(GroupTeacher).where(
        GroupTeacher.employee_id == employee.id,
        or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to > last),
    )
    for row in session.scalars(query):
        # One that would begin later never begins.
        never = row.valid_from - timedelta(days=1)
        ledger.set(row, "valid_to", never if row.valid_from > last else last)


ROWS[GroupTeacher.__tablename__] = GroupTeacher
LEAVERS.append(end_teaching)
