"""What attendance has to say when an academic year is closed (domain 4.5)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.attendance import queries
from app.attendance.models import AttendanceMark
from app.attendance.rules.backlog import earliest_month, months_to_sign, unsigned_months
from app.core.formats import show_date
from app.core.messages import Message, message, nmessage
from app.core.scoping.session import ScopedSession
from app.core.workdays import first_of_month
from app.movement.transition.checks import Check, Closing, Verdict

_MOST_NAMES = 5


def signed_sheets(session: ScopedSession, closing: Closing) -> list[Check]:
    """Every month of the old year that has ended is approved, in every group with children."""
    title = message("Sheets of the year are signed")
    day = min(closing.today, closing.starts_on)
    first = earliest_month(day)
    groups = [
        one
        for one in queries.groups_in_scope(session, first)
        if one.organization_id == closing.organization_id
    ]
    states = queries.states_of_sheets(session, first, first_of_month(day))
    stays = queries.stays_by_group(session, first, day)
    begun = [month for group in groups for month in states.get(group.id, ())]
    months = months_to_sign(day, min(begun, default=None))
    waiting = {
        group.name: unsigned_months(
            months, states.get(group.id, {}), stays.get(group.id, []), group.closed_on
        )
        for group in groups
    }
    late = [name for name, found in waiting.items() if found]
    number = sum(map(len, waiting.values()))
    if not number:
        return [Check(title, Verdict.GOOD, message("All are approved."))]
    names = ", ".join(late[:_MOST_NAMES]) + ("…" if len(late) > _MOST_NAMES else ".")
    text = nmessage(
        "%(number)s sheet is not approved: %(names)s",
        "%(number)s sheets are not approved: %(names)s",
        number,
        names=names,
    )
    return [Check(title, Verdict.STOP, text, "/attendance/control")]


def first_mark(session: ScopedSession, organization_id: int, since: date) -> Message | None:
    """The first entry of the new year: a mark."""
    query = (
        select(AttendanceMark.day)
        .where(
            AttendanceMark.organization_id == organization_id,
            AttendanceMark.day >= since,
            AttendanceMark.code_id.is_not(None),
        )
        .order_by(AttendanceMark.day)
        .limit(1)
    )
    day = session.scalars(query).first()
    if day is None:
        return None
    return message(
        "The new year has entries already: children are marked on %(day)s. The passage is no "
        "longer undone; move children by orders.",
        day=show_date(day),
    )
