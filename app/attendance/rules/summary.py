"""Totals of a period, over any number of months, groups and organisations (domain 2.5).

``PeriodTotals`` adds up: groups give the kindergarten, months give the year, even when a
child changes the group in the middle of a month. Rates and averages come from the sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from app.attendance.rules.codes import Code
from app.attendance.rules.totals import Counts, SheetTotals, Stay, counts_of
from app.core.workdays import Day


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many children have this code on this day: a row of a grouped query."""

    day: date
    code: Code
    documented: bool
    number: int


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """Counts of a period with what the averages need.

    ``listed_days``: sum over calendar days of the list size. ``working_days``: days on which
    at least one listed child was expected; a day taken out of the plan for all is none.
    """

    counts: Counts = field(default_factory=Counts)
    listed_days: int = 0
    calendar_days: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()

    def __add__(self, other: PeriodTotals) -> PeriodTotals:
        return PeriodTotals(
            self.counts + other.counts,
            self.listed_days + other.listed_days,
            self.calendar_days | other.calendar_days,
            self.working_days | other.working_days,
        )

    @property
    def attendance_percent(self) -> Decimal | None:
        """present / plan × 100, one decimal; None without a plan."""
        return ratio(self.counts.present * 100, self.counts.plan)

    @property
    def average_per_day(self) -> Decimal | None:
        """Средняя посещаемость за день: present / working days."""
        return ratio(self.counts.present, len(self.working_days))

    @property
    def average_list(self) -> Decimal | None:
        """Среднесписочная численность: mean of the list sizes on each calendar day."""
        return ratio(self.listed_days, len(self.calendar_days))

    @property
    def days_per_child(self) -> Decimal | None:
        """Функционирование, дней на ребёнка: present / average list."""
        return ratio(self.counts.present * len(self.calendar_days), self.listed_days)

    @property
    def ill_days_per_child(self) -> Decimal | None:
        """Пропуск по болезни на одного ребёнка: missed by illness / average list."""
        return ratio(self.counts.missed_ill * len(self.calendar_days), self.listed_days)


def ratio(numerator: int, denominator: int) -> Decimal | None:
    """A quotient of whole numbers with one decimal, half up; None when divided by nothing."""
    if denominator == 0:
        return None
    tenths = (numerator * 20 + denominator) // (denominator * 2)
    return Decimal(tenths).scaleb(-1)


def period_of_sheet(totals: SheetTotals) -> PeriodTotals:
    """A sheet as an item of a sum."""
    return PeriodTotals(
        totals.whole,
        sum(day.listed for day in totals.days),
        frozenset(day.day for day in totals.days),
        frozenset(
            day.day for day in totals.days if day.works and day.listed and day.closed < day.listed
        ),
    )


def period_of_counts(
    stays: Iterable[Stay],
    days: Sequence[Day],
    counts: Iterable[DayCount],
    *,
    sick_note_required: bool = True,
) -> PeriodTotals:
    """The same as over a sheet, from marks already grouped by day and code.

    The marks must belong to listed children. Marks on days off are left out here.
    """
    listed = list_sizes(stays, [day.date for day in days])
    working = {day.date for day in days if day.works}
    filled = dict.fromkeys(working, 0)
    closed = dict.fromkeys(working, 0)
    tally: dict[tuple[Code, bool], int] = {}
    for row in counts:
        if row.day not in working:
            continue
        filled[row.day] += row.number
        if not row.code.counts_as_day:
            closed[row.day] += row.number
        key = (row.code, row.documented)
        tally[key] = tally.get(key, 0) + row.number
    total = Counts()
    for (code, documented), number in tally.items():
        total += counts_of(code, documented, number, sick_note_required)
    unfilled = sum(listed[day] - filled[day] for day in working)
    return PeriodTotals(
        total + counts_of(None, False, unfilled, sick_note_required),
        sum(listed.values()),
        frozenset(listed),
        frozenset(day for day in working if listed[day] and closed[day] < listed[day]),
    )


def list_sizes(stays: Iterable[Stay], days: Sequence[date]) -> Mapping[date, int]:
    """How many children are listed on each of these days (in order, without gaps)."""
    if not days:
        return {}
    first, size = days[0], len(days)
    change = [0] * (size + 1)
    for stay in stays:
        start = max((stay.starts_on - first).days, 0)
        end = size if stay.ends_on is None else min((stay.ends_on - first).days, size)
        if start < end:
            change[start] += 1
            change[end] -= 1
    sizes, current = {}, 0
    for index, day in enumerate(days):
        current += change[index]
        sizes[day] = current
    return sizes


@dataclass(frozen=True, slots=True)
class GroupPeriod:
    """A group within a period: its calendar, stays and marks, of which any part can be counted.

    Plain values: no row of the session hangs on it. ``counts`` are of listed children.
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
    marking_deadline: time

    def works_on(self, day: date) -> bool:
        """Whether the day counts and the group is open on it."""
        opened = self.closed_on is None or self.closed_on > day
        return opened and any(one.works for one in self.days if one.date == day)

    def listed(self, day: date) -> int:
        """Children of the group on a day."""
        return sum(stay.holds(day) for stay in self.stays)
