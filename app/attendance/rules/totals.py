"""Totals of one sheet: days of attendance by child and by day (domain 2.5).

For every child, group and whole: ``present + missed + unfilled = plan`` and
``missed = missed_ill + missed_other``. With every day filled ``present + missed = plan``.
A code that does not count as a day (closing of the kindergarten) takes the day out of the
plan, exactly as a day off in the calendar does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Protocol, Self

from app.attendance.rules.codes import Code
from app.core.workdays import Day

Cell = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Stay:
    """Time in a group: the first day is inside, ``ends_on`` (day of leaving) is not."""

    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the child is listed on this day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class SheetChild:
    """A line of the sheet: a child and its stays in this group (usually one)."""

    id: int
    stays: tuple[Stay, ...]
    name: str = ""

    def listed(self, day: date) -> bool:
        """Whether the child belongs to the group on this day."""
        return any(stay.holds(day) for stay in self.stays)

    def listed_on(self, days: Sequence[date]) -> list[bool]:
        """The same of days in order. Most children are listed on all of them."""
        if any(stay.holds(days[0]) and stay.holds(days[-1]) for stay in self.stays):
            return [True] * len(days)
        return [self.listed(day) for day in days]


class Marked(Protocol):
    """What the totals read of a mark."""

    @property
    def child(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def code(self) -> Code | None: ...
    @property
    def documented(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """What is written for a child on a day; ``code`` None = cleared, as if never filled."""

    child: int
    day: date
    code: Code | None
    documented: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Days of one child, of a group or of any sum of them.

    plan: плановые дето-дни; present: фактические; excused: засчитываемые;
    closed: days taken out of the plan by a code that is not a day; undocumented: missed days
    whose document is due and absent; unfilled: no mark yet.
    """

    plan: int = 0
    present: int = 0
    missed_ill: int = 0
    missed_other: int = 0
    excused: int = 0
    unfilled: int = 0
    undocumented: int = 0
    closed: int = 0

    @property
    def missed(self) -> int:
        """All missed days, charged or not."""
        return self.missed_ill + self.missed_other

    @property
    def payable(self) -> int:
        """Days to pay for: the plan without the excused days (form 0504608)."""
        return self.plan - self.excused

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in _COUNT_NAMES))


_COUNT_NAMES = tuple(item.name for item in fields(Counts))


@dataclass(frozen=True, slots=True)
class ChildTotals:
    """One child's line. ``reasons``: missed days by code, in order of the first such day."""

    child: int
    counts: Counts
    reasons: tuple[tuple[Code, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DayTotals:
    """One day's column; ``listed`` counts the children who belong to the group on it."""

    day: date
    works: bool
    listed: int = 0
    present: int = 0
    absent: int = 0
    unfilled: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class SheetTotals:
    """Everything that a sheet counts."""

    children: tuple[ChildTotals, ...]
    days: tuple[DayTotals, ...]
    whole: Counts

    @property
    def unfilled_days(self) -> tuple[date, ...]:
        """Days on which somebody has no mark yet."""
        return tuple(day.day for day in self.days if day.unfilled)


def excuses(code: Code, documented: bool, sick_note_required: bool) -> bool:
    """Whether a missed day is not charged.

    An illness without its certificate is charged when the setting says so; the certificate
    turns the same day into an excused one whenever it arrives.
    """
    lacks_note = code.illness and code.needs_document and not documented
    return code.excused and not (sick_note_required and lacks_note)


def marks_by_cell(marks: Iterable[Marked]) -> dict[Cell, Marked]:
    """Marks by child and day."""
    return {(mark.child, mark.day): mark for mark in marks}


def sheet_totals(
    children: Iterable[SheetChild],
    days: Sequence[Day],
    marks: Iterable[Marked],
    *,
    sick_note_required: bool = True,
) -> SheetTotals:
    """Totals by child, by day and of the whole sheet.

    Marks on days off or outside the stay are not counted: the calendar and the orders may
    have changed after they were made.
    """
    by_cell = marks_by_cell(marks)
    columns = [_Column(day) for day in days]
    lines = tuple(_line(child, columns, by_cell, sick_note_required) for child in children)
    whole = Counts()
    for line in lines:
        whole += line.counts
    return SheetTotals(lines, tuple(column.totals() for column in columns), whole)


class _Column:
    """A day being counted."""

    def __init__(self, day: Day) -> None:
        self.date = day.date
        self.works = day.works
        self.listed = self.present = self.absent = self.unfilled = self.closed = 0

    def count(self, code: Code | None) -> None:
        if code is None:
            self.unfilled += 1
        elif not code.counts_as_day:
            self.closed += 1
        elif code.present:
            self.present += 1
        else:
            self.absent += 1

    def totals(self) -> DayTotals:
        return DayTotals(
            self.date,
            self.works,
            self.listed,
            self.present,
            self.absent,
            self.unfilled,
            self.closed,
        )


def _line(
    child: SheetChild,
    columns: Sequence[_Column],
    by_cell: Mapping[Cell, Marked],
    sick_note_required: bool,
) -> ChildTotals:
    # By the code itself and not by its value: to hash twelve fields takes longer than to count.
    tally: dict[tuple[int, bool], list[Code | None]] = {}
    listed = child.listed_on([column.date for column in columns])
    for column, here in zip(columns, listed, strict=True):
        if not here:
            continue
        column.listed += 1
        if not column.works:
            continue
        mark = by_cell.get((child.id, column.date))
        code = mark.code if mark else None
        column.count(code)
        documented = mark is not None and mark.documented
        tally.setdefault((id(code), documented), []).append(code)
    counts = Counts()
    reasons: dict[Code, int] = {}
    for (_code, documented), codes in tally.items():
        code, number = codes[0], len(codes)
        counts += counts_of(code, documented, number, sick_note_required)
        if code is not None and code.counts_as_day and not code.present:
            reasons[code] = reasons.get(code, 0) + number
    return ChildTotals(child.id, counts, tuple(reasons.items()))


def counts_of(code: Code | None, documented: bool, number: int, sick_note_required: bool) -> Counts:
    """``number`` child-days of a working day with this code (None = not filled)."""
    if code is None:
        return Counts(plan=number, unfilled=number)
    if not code.counts_as_day:
        return Counts(closed=number)
    if code.present:
        return Counts(plan=number, present=number)
    return Counts(
        plan=number,
        missed_ill=number if code.illness else 0,
        missed_other=0 if code.illness else number,
        excused=number if excuses(code, documented, sick_note_required) else 0,
        undocumented=number if code.needs_document and not documented else 0,
    )
