"""Reads of the period summary: by child, group or organisation, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import case, func, literal, or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.attendance.code_queries import codes_by_id
from app.attendance.models import AttendanceMark
from app.attendance.month_queries import calendars, monthly_settings
from app.attendance.queries import placed_on_day
from app.attendance.rules.codes import Code
from app.attendance.rules.summary import DayCount, GroupPeriod, PeriodTotals, period_of_counts
from app.attendance.rules.totals import Stay
from app.attendance.signed_queries import Kept, as_signed, groups_as_signed
from app.children.models import Child, Placement
from app.core.russian import in_order
from app.core.scoping.session import ScopedSession
from app.core.workdays import Day, first_of_month, months_between
from app.groups.models import ChildGroup


@dataclass(frozen=True)
class SummaryRow:
    """A line of the summary: whose it is, its totals and its missed days by reason.

    ``drifted``: signed sheets, as (group, its name, month), whose records say something else
    now than what was signed and is counted here.
    """

    key: int
    label: str
    totals: PeriodTotals
    reasons: dict[Code, int]
    drifted: frozenset[tuple[int, str, date]] = frozenset()


def group_periods(
    session: ScopedSession, first: date, last: date, today: date, *, counted: bool = True
) -> list[GroupPeriod]:
    """Every group in scope within a period, by name. Six statements.

    ``today``: the day whose hour of filling is told. Not ``counted``: marks of that day alone
    stand in the groups; ``day_sums`` has those of the period, for whoever adds groups up.
    """
    groups = {group.id: group for group in session.scalars(_groups_query(None, None))}
    if not groups:
        return []
    settings = monthly_settings(session)
    organizations = {group.organization_id: group.organization for group in groups.values()}
    days = calendars(session, organizations, settings, first, last)
    stays = _stays(session, first, last, list(groups), with_names=False)
    span = (first, last) if counted else (today, today)
    counts = _counts(session, *span, list(groups), "group")
    return [
        GroupPeriod(
            group.id,
            group.name,
            group.organization_id,
            group.organization.short_name,
            group.capacity,
            group.closed_on,
            tuple(day for part in days[group.organization_id].values() for day in part),
            tuple(stays[0, group.id].stays) if (0, group.id) in stays else (),
            tuple(counts.get((0, group.id), ())),
            settings.on(group.organization_id, today).marking_deadline,
        )
        for group in groups.values()
    ]


@dataclass(frozen=True, slots=True)
class DaySum:
    """Marks of listed children of a group on a day: all, present, and of days that do not count."""

    group_id: int
    day: date
    marked: int
    present: int
    closed: int


def day_sums(
    session: ScopedSession, groups: Sequence[int], first: date, last: date
) -> list[DaySum]:
    """The sums of each group and day. One statement, besides the codes.

    In the order of the index, so that SQLite sorts nothing. Who was in the group all along is
    found in one list; only of the others is each day looked up.
    """
    codes = codes_by_id(session)
    present = [key for key, code in codes.items() if code.present]
    closed = [key for key, code in codes.items() if not code.counts_as_day]
    of = AttendanceMark
    all_along = select(Placement.child_id, Placement.group_id).where(
        Placement.starts_on <= first, or_(Placement.ends_on.is_(None), Placement.ends_on > last)
    )
    query = (
        select(
            *(of.group_id, of.day, func.count()),
            func.sum(case((of.code_id.in_(present), 1), else_=0)),
            func.sum(case((of.code_id.in_(closed), 1), else_=0)),
        )
        .where(
            *(of.group_id.in_(groups), of.day.between(first, last), of.code_id.is_not(None)),
            or_(
                tuple_(of.child_id, of.group_id).in_(all_along),
                select(Placement.id).where(placed_on_day()).exists(),
            ),
        )
        .group_by(of.group_id, of.day)
    )
    return [DaySum(*row) for row in session.execute(query)]


def summary(
    session: ScopedSession,
    first: date,
    last: date,
    by: str,
    group_id: int | None = None,
    organization_id: int | None = None,
) -> list[SummaryRow]:
    """Totals of a period for every child, group or organisation in scope.

    Each month goes by its own settings, as its sheet does; a month that is signed and lies whole
    in the period is counted as it was signed. ``by``: child, group or organization. Eight
    statements whatever the number of rows.
    """
    query = _groups_query(group_id, organization_id)
    groups, signed = groups_as_signed(session, query, first, last, by)
    if not groups:
        return []
    settings = monthly_settings(session)
    organizations = {group.organization_id: group.organization for group in groups.values()}
    days = calendars(session, organizations, settings, first, last)
    stays = _stays(session, first, last, list(groups), with_names=by == "child")
    counts = _counts(session, first, last, list(groups), by)
    if by == "child":
        _add_signed_children(stays, signed)
    lines: dict[int, _Line] = {}
    for (row, group), found in stays.items():
        key, label = _line(by, row, found, groups[group])
        line = lines.setdefault(key, _Line(label))
        owner = groups[group].organization_id
        tally = _by_month(counts.get((row, group), []))
        for month in months_between(first, last):
            part = days[owner][month]
            piece = period_of_counts(
                found.stays,
                part,
                tally.get(month, []),
                sick_note_required=settings.of(owner, month).sick_note_required,
            )
            kept = signed.get((group, month))
            if kept is not None:
                live, piece = piece, as_signed(piece, kept, row)
                if live != piece:
                    line.drifted.add((group, groups[group].name, month))
            line.totals += piece
            _add_reasons(line.reasons, tally.get(month, []), part)
    ordered = sorted(lines, key=lambda key: in_order(lines[key].label))
    return [lines[key].row(key) for key in ordered]


@dataclass
class _Line:
    """A line of the summary being counted."""

    label: str
    totals: PeriodTotals = field(default_factory=PeriodTotals)
    reasons: dict[Code, int] = field(default_factory=dict)
    drifted: set[tuple[int, str, date]] = field(default_factory=set)

    def row(self, key: int) -> SummaryRow:
        return SummaryRow(key, self.label, self.totals, self.reasons, frozenset(self.drifted))


@dataclass
class _Found:
    stays: list[Stay]
    label: str = ""


def _groups_query(group_id: int | None, organization_id: int | None) -> Any:
    query = (
        select(ChildGroup)
        .options(joinedload(ChildGroup.organization, innerjoin=True))
        .order_by(ChildGroup.search_key)
    )
    if group_id is not None:
        query = query.where(ChildGroup.id == group_id)
    if organization_id is not None:
        query = query.where(ChildGroup.organization_id == organization_id)
    return query


def _add_signed_children(
    stays: dict[tuple[int, int], _Found], signed: dict[tuple[int, date], Kept]
) -> None:
    """Children who were signed for and are listed no longer keep their line."""
    for (group, _month), kept in signed.items():
        for child, line in kept.items():
            stays.setdefault((child, group), _Found([], str(line["name"])))


def _by_month(counts: list[DayCount]) -> dict[date, list[DayCount]]:
    found: dict[date, list[DayCount]] = {}
    for one in counts:
        found.setdefault(first_of_month(one.day), []).append(one)
    return found


def _stays(
    session: ScopedSession, first: date, last: date, groups: Sequence[int], *, with_names: bool
) -> dict[tuple[int, int], _Found]:
    """Stays by (row, group): the row is the child, or 0 for the whole group.

    Of a whole group equal stays are one row: most children come on the first of September.
    """
    span = (Placement.group_id, Placement.starts_on, Placement.ends_on)
    query: Any = select(*span, func.count(Placement.id), literal(0)).group_by(*span)
    if with_names:
        names = (Child.last_name, Child.first_name, Child.middle_name)
        query = select(*span, literal(1), Placement.child_id, *names).join(
            Child, Child.id == Placement.child_id
        )
    query = query.where(
        Placement.group_id.in_(groups),
        Placement.starts_on <= last,
        or_(Placement.ends_on.is_(None), Placement.ends_on > first),
    )
    found: dict[tuple[int, int], _Found] = {}
    for group, starts_on, ends_on, number, child, *name in session.execute(query):
        entry = found.setdefault((child, group), _Found([]))
        entry.stays += [Stay(starts_on, ends_on)] * number
        if name:
            entry.label = " ".join(filter(None, name))
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
