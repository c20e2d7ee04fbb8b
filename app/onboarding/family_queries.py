"""Reads of a parent's home: the month of every own child in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app.attendance.code_queries import codes_by_id
from app.attendance.models import AttendanceMark
from app.attendance.month_queries import calendars, monthly_settings
from app.attendance.notice_queries import notices_of_children
from app.attendance.rules.codes import Code
from app.attendance.rules.notices import Notice
from app.attendance.rules.totals import Mark, SheetChild, Stay, sheet_totals
from app.attendance.sheet_queries import month_end
from app.children.models import Child, Placement
from app.core import clock
from app.core.scoping.session import ScopedSession
from app.core.workdays import Day, first_of_month
from app.organizations.models import Organization


@dataclass(frozen=True)
class ChildMonth:
    """A child's month as its parents see it. The same figures as the page of the month."""

    id: int
    name: str
    child: SheetChild
    days: tuple[Day, ...]
    marks: dict[date, Mark]
    present: int
    missed: int
    reasons: tuple[tuple[Code, int], ...]
    notices: tuple[Notice, ...] = ()
    timezone: str = clock.DEFAULT_ZONE


def own_children(session: ScopedSession) -> Sequence[Child]:
    """Children in scope, by name. One statement."""
    return session.scalars(select(Child).order_by(Child.search_key, Child.id)).all()


def child_months(
    session: ScopedSession, children: Sequence[Child], today: date
) -> list[ChildMonth]:
    """The month of these children. Seven statements."""
    first = first_of_month(today)
    last = month_end(first)
    keys = [child.id for child in children]
    houses = {child.organization_id for child in children}
    query = select(Organization).where(Organization.id.in_(houses))
    organizations = {one.id: one for one in session.scalars(query)}
    settings = monthly_settings(session)
    days = calendars(session, organizations, settings, first, last)
    stays = _stays(session, keys, first, last)
    codes = codes_by_id(session)
    marks = _marks(session, codes, keys, first, last)
    told = notices_of_children(session, keys, today, codes)
    found = []
    for child in children:
        if child.organization_id not in days:
            continue
        listed = SheetChild(child.id, tuple(stays.get(child.id, ())), child.full_name)
        own = marks.get(child.id, {})
        rules = settings.of(child.organization_id, first)
        totals = sheet_totals(
            [listed],
            days[child.organization_id][first],
            own.values(),
            sick_note_required=rules.sick_note_required,
        ).children[0]
        found.append(
            ChildMonth(
                child.id,
                f"{child.first_name} {child.last_name}",
                listed,
                days[child.organization_id][first],
                own,
                totals.counts.present,
                totals.counts.missed,
                totals.reasons,
                tuple(told.get(child.id, ())),
                organizations[child.organization_id].timezone,
            )
        )
    return found


def _stays(
    session: ScopedSession, children: Sequence[int], first: date, last: date
) -> dict[int, list[Stay]]:
    query = select(Placement.child_id, Placement.starts_on, Placement.ends_on).where(
        Placement.child_id.in_(children),
        Placement.starts_on <= last,
        or_(Placement.ends_on.is_(None), Placement.ends_on > first),
    )
    found: dict[int, list[Stay]] = {}
    for child, starts_on, ends_on in session.execute(query):
        found.setdefault(child, []).append(Stay(starts_on, ends_on))
    return found


def _marks(
    session: ScopedSession,
    codes: Mapping[int, Code],
    children: Sequence[int],
    first: date,
    last: date,
) -> dict[int, dict[date, Mark]]:
    query = select(
        AttendanceMark.child_id,
        AttendanceMark.day,
        AttendanceMark.code_id,
        AttendanceMark.document_id,
    ).where(AttendanceMark.child_id.in_(children), AttendanceMark.day.between(first, last))
    found: dict[int, dict[date, Mark]] = {}
    for child, day, code, paper in session.execute(query):
        mark = Mark(child, day, codes.get(code or 0), paper is not None)
        found.setdefault(child, {})[day] = mark
    return found
