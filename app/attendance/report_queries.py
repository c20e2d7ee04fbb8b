"""Reads of the period summary: by child, group or organisation, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.academic_year.queries import calendar, entered_days, lineage_of
from app.attendance.models import AttendanceMark
from app.attendance.queries import placed_on_day, settings_by_organization
from app.attendance.rules.codes import Code
from app.attendance.rules.summary import DayCount, PeriodTotals, period_of_counts
from app.attendance.rules.totals import Stay
from app.attendance.sheet_queries import codes_by_id
from app.children.models import Child, Placement
from app.core.scoping.session import ScopedSession
from app.core.workdays import Day
from app.groups.models import ChildGroup
from app.organizations.models import Organization
from app.organizations.rules import Settings


@dataclass(frozen=True)
class SummaryRow:
    """A line of the summary: whose it is, its totals and its missed days by reason."""

    key: int
    label: str
    totals: PeriodTotals
    reasons: dict[Code, int]


@dataclass(frozen=True)
class GroupRows:
    """A group within a period: its calendar, stays and marks; any part of it can be totalled.

    Plain values: no row of the session hangs on it.
    """

    id: int
    name: str
    organization_id: int
    organization_name: str
    capacity: int | None
    closed_on: date | None
    days: tuple[Day, ...]
    stays: tuple[Stay, ...]
    counts: tuple[DayCount, ...]
    settings: Settings

    def totals(self, first: date, last: date) -> PeriodTotals:
        """Totals of a part of the period, both days inclusive."""
        return period_of_counts(
            self.stays,
            [day for day in self.days if first <= day.date <= last],
            [one for one in self.counts if first <= one.day <= last],
            sick_note_required=self.settings.sick_note_required,
        )

    def works_on(self, day: date) -> bool:
        """Whether the day counts and the group is open on it."""
        opened = self.closed_on is None or self.closed_on > day
        return opened and any(one.works for one in self.days if one.date == day)

    def listed(self, day: date) -> int:
        """Children of the group on a day."""
        return sum(stay.holds(day) for stay in self.stays)


def group_rows(session: ScopedSession, first: date, last: date) -> list[GroupRows]:
    """Every group in scope within a period, by name. Six statements."""
    groups = _groups(session)
    if not groups:
        return []
    settings = settings_by_organization(session, last)
    organizations = {group.organization_id: group.organization for group in groups.values()}
    days = calendars(session, organizations, settings, first, last)
    stays = _stays(session, first, last, list(groups), with_names=False)
    counts = _counts(session, first, last, list(groups), "group")
    return [
        GroupRows(
            group.id,
            group.name,
            group.organization_id,
            group.organization.short_name,
            group.capacity,
            group.closed_on,
            days[group.organization_id],
            tuple(stays[0, group.id].stays) if (0, group.id) in stays else (),
            tuple(counts.get((0, group.id), ())),
            settings.get(group.organization_id, Settings()),
        )
        for group in groups.values()
    ]


def summary(
    session: ScopedSession,
    first: date,
    last: date,
    by: str,
    group_id: int | None = None,
    organization_id: int | None = None,
) -> list[SummaryRow]:
    """Totals of a period for every child, group or organisation in scope.

    ``by``: child, group or organization. Eight statements whatever the number of rows.
    """
    groups = _groups(session, group_id, organization_id)
    if not groups:
        return []
    settings = settings_by_organization(session, last)
    organizations = {group.organization_id: group.organization for group in groups.values()}
    days = calendars(session, organizations, settings, first, last)
    stays = _stays(session, first, last, list(groups), with_names=by == "child")
    counts = _counts(session, first, last, list(groups), by)
    pieces: dict[tuple[int, int], PeriodTotals] = {}
    reasons: dict[int, dict[Code, int]] = {}
    names: dict[int, str] = {}
    for (row, group), found in stays.items():
        owner = groups[group].organization_id
        sick = settings[owner].sick_note_required if owner in settings else True
        tally = counts.get((row, group), [])
        key, label = _line(by, row, found, groups[group])
        names[key] = label
        pieces[row, group] = period_of_counts(
            found.stays, days[owner], tally, sick_note_required=sick
        )
        _add_reasons(reasons.setdefault(key, {}), tally, days[owner])
    return _lines(pieces, groups, names, reasons, by)


@dataclass
class _Found:
    stays: list[Stay]
    label: str = ""
    sort_key: str = ""


def _groups(
    session: ScopedSession, group_id: int | None = None, organization_id: int | None = None
) -> dict[int, ChildGroup]:
    query = (
        select(ChildGroup)
        .options(joinedload(ChildGroup.organization, innerjoin=True))
        .order_by(ChildGroup.search_key)
    )
    if group_id is not None:
        query = query.where(ChildGroup.id == group_id)
    if organization_id is not None:
        query = query.where(ChildGroup.organization_id == organization_id)
    return {group.id: group for group in session.scalars(query)}


def calendars(
    session: ScopedSession,
    organizations: dict[int, Organization],
    settings: dict[int, Settings],
    first: date,
    last: date,
) -> dict[int, tuple[Day, ...]]:
    """The calendar of each organisation within a period. One statement."""
    lineages = {one for org in organizations.values() for one in lineage_of(org.path)}
    entered = entered_days(session, lineages, first, last)
    return {
        key: calendar(
            entered,
            org.path,
            first,
            last,
            works_on_moved_saturdays=settings.get(key, Settings()).works_on_moved_saturdays,
        )
        for key, org in organizations.items()
    }


def _stays(
    session: ScopedSession, first: date, last: date, groups: Sequence[int], *, with_names: bool
) -> dict[tuple[int, int], _Found]:
    """Stays by (row, group): the row is the child, or 0 for the whole group."""
    columns: list[Any] = [
        Placement.group_id,
        Placement.child_id,
        Placement.starts_on,
        Placement.ends_on,
    ]
    query: Any = select(*columns)
    if with_names:
        query = select(
            *columns, Child.last_name, Child.first_name, Child.middle_name, Child.search_key
        ).join(Child, Child.id == Placement.child_id)
    query = query.where(
        Placement.group_id.in_(groups),
        Placement.starts_on <= last,
        or_(Placement.ends_on.is_(None), Placement.ends_on > first),
    )
    found: dict[tuple[int, int], _Found] = {}
    for group, child, starts_on, ends_on, *name in session.execute(query):
        key = (child if with_names else 0, group)
        entry = found.setdefault(key, _Found([]))
        entry.stays.append(Stay(starts_on, ends_on))
        if name:
            entry.label = " ".join(filter(None, name[:3]))
            entry.sort_key = name[3]
    return found


def _counts(
    session: ScopedSession, first: date, last: date, groups: Sequence[int], by: str
) -> dict[tuple[int, int], list[DayCount]]:
    """Marks of listed children, grouped by day and code; by child too when asked.

    The groups are named and the placement is only asked for: joined, SQLite looked at all marks
    of a group for each of its children.
    """
    codes = codes_by_id(session)
    documented = AttendanceMark.document_id.is_not(None)
    columns: list[Any] = [
        AttendanceMark.group_id,
        AttendanceMark.day,
        AttendanceMark.code_id,
        documented,
    ]
    if by == "child":
        columns.append(AttendanceMark.child_id)
    query = (
        select(*columns, func.count(AttendanceMark.id))
        .where(
            AttendanceMark.group_id.in_(groups),
            AttendanceMark.day.between(first, last),
            AttendanceMark.code_id.is_not(None),
            select(Placement.id).where(placed_on_day()).exists(),
        )
        .group_by(*columns)
    )
    found: dict[tuple[int, int], list[DayCount]] = {}
    for group, day, code, proof, *rest in session.execute(query):
        child = rest[0] if by == "child" else 0
        found.setdefault((child, group), []).append(
            DayCount(day, codes[code], bool(proof), rest[-1])
        )
    return found


def _line(by: str, row: int, found: _Found, group: ChildGroup) -> tuple[int, str]:
    if by == "child":
        return row, found.label
    if by == "group":
        return group.id, group.name
    return group.organization_id, group.organization.short_name


def _add_reasons(reasons: dict[Code, int], counts: list[DayCount], days: tuple[Day, ...]) -> None:
    working = {day.date for day in days if day.works}
    for one in counts:
        if one.day in working and one.code.counts_as_day and not one.code.present:
            reasons[one.code] = reasons.get(one.code, 0) + one.number


def _lines(
    pieces: dict[tuple[int, int], PeriodTotals],
    groups: dict[int, ChildGroup],
    names: dict[int, str],
    reasons: dict[int, dict[Code, int]],
    by: str,
) -> list[SummaryRow]:
    sums: dict[int, PeriodTotals] = {}
    for (row, group), totals in pieces.items():
        key = {"child": row, "group": group}.get(by, groups[group].organization_id)
        sums[key] = sums.get(key, PeriodTotals()) + totals
    ordered = sorted(sums, key=lambda key: names[key].lower().replace("ё", "е"))
    return [SummaryRow(key, names[key], sums[key], reasons.get(key, {})) for key in ordered]
