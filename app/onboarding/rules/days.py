"""Working days of groups: the sums of the summary by day, and the month beside the last one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.attendance.rules.codes import Code
from app.attendance.rules.summary import GroupPeriod, list_sizes, ratio
from app.core.workdays import first_of_month

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """A working day of one or more groups: children on the list, marked, present, taken out."""

    listed: int = 0
    marked: int = 0
    present: int = 0
    closed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.listed + other.listed,
            self.marked + other.marked,
            self.present + other.present,
            self.closed + other.closed,
        )

    @property
    def plan(self) -> int:
        """Child-days of the plan, as the summary counts them."""
        return self.listed - self.closed

    @property
    def percent(self) -> Decimal | None:
        """Present of the plan; None without one."""
        return ratio(self.present * 100, self.plan)

    @property
    def percent_of_marked(self) -> Decimal | None:
        """Present of those who are marked: what a day under way already tells."""
        return ratio(self.present * 100, self.marked - self.closed)

    @property
    def unmarked(self) -> int:
        return max(self.listed - self.marked, 0)


def tally(periods: Iterable[GroupPeriod]) -> dict[date, Tally]:
    """Working days of all groups together. The same sums as the summary of the period."""
    days: dict[date, Tally] = {}
    for period in periods:
        for day, one in tally_of_group(period).items():
            days[day] = days.get(day, Tally()) + one
    return days


def tally_of_group(period: GroupPeriod) -> dict[date, Tally]:
    """Working days of one group."""
    sizes = list_sizes(period.stays, [day.date for day in period.days])
    marked: dict[date, list[int]] = {day.date: [0, 0, 0] for day in period.days if day.works}
    for row in period.counts:
        sums = marked.get(row.day)
        if sums is None:
            continue
        sums[0] += row.number
        sums[1] += row.number if row.code.present else 0
        sums[2] += 0 if row.code.counts_as_day else row.number
    return {day: Tally(sizes[day], *sums) for day, sums in marked.items()}


def tally_of_sums(
    periods: Sequence[GroupPeriod], sums: Mapping[date, Sequence[int]]
) -> dict[date, Tally]:
    """Working days of the groups of one kindergarten, whose marks are added up already.

    ``sums``: day → marked, present, taken out. All groups go by the calendar of the house.
    """
    if not periods:
        return {}
    days = periods[0].days
    stays = [stay for period in periods for stay in period.stays]
    sizes = list_sizes(stays, [day.date for day in days])
    none = (0, 0, 0)
    return {
        day.date: Tally(sizes[day.date], *sums.get(day.date, none)) for day in days if day.works
    }


def total(days: Mapping[date, Tally], first: date, last: date) -> Tally:
    """The sum over ``first`` … ``last``, both inclusive."""
    return sum((one for day, one in days.items() if first <= day <= last), Tally())


def is_unfilled(period: GroupPeriod, day: date) -> bool:
    """Whether somebody of the group lacks a mark on a working day."""
    if not period.works_on(day):
        return False
    marked = sum(one.number for one in period.counts if one.day == day)
    return period.listed(day) > marked


def gaps(period: GroupPeriod, first: date, last: date) -> list[date]:
    """Working days of a span on which somebody of the group lacks a mark, in order."""
    return [
        day
        for day, one in sorted(tally_of_group(period).items())
        if first <= day <= last and one.unmarked and period.works_on(day)
    ]


def last_marked_day(period: GroupPeriod, today: date) -> date | None:
    """The last day up to ``today`` on which somebody of the group was marked."""
    days = tally_of_group(period).items()
    return max((day for day, one in days if day <= today and one.marked), default=None)


def reasons(periods: Iterable[GroupPeriod], day: date) -> list[tuple[Code, int]]:
    """Absent children of a day by code, the most frequent first."""
    sums: dict[Code, int] = {}
    for period in periods:
        if period.works_on(day):
            for row in period.counts:
                if row.day == day and not row.code.present and row.code.counts_as_day:
                    sums[row.code] = sums.get(row.code, 0) + row.number
    return sorted(sums.items(), key=lambda item: (-item[1], item[0].letter))


@dataclass(frozen=True, slots=True)
class Compared:
    """This month up to yesterday beside as many working days of the last one."""

    first: date
    last: date
    working_days: int
    before_first: date
    before_last: date
    before_days: int
    percent: Decimal | None
    before: Decimal | None
    unmarked: int

    @property
    def difference(self) -> Decimal | None:
        """In percentage points; negative when it is less than it was."""
        if self.percent is None or self.before is None:
            return None
        return self.percent - self.before


def compared(days: Mapping[date, Tally], today: date) -> Compared:
    """Compare whole days only: today is under way. ``days`` begin with the last month."""
    first = first_of_month(today)
    earlier = first_of_month(first - _DAY)
    now = sorted(day for day in days if first <= day < today)
    before = sorted(day for day in days if earlier <= day < first)[: len(now)]
    last = today - _DAY
    end = before[-1] if before else earlier
    this = total(days, first, last)
    earlier_whole = total(days, earlier, end)
    return Compared(
        first,
        max(last, first),
        len(now),
        earlier,
        end,
        len(before),
        this.percent if now else None,
        # A month before the program came has no marks: it is nothing to compare with.
        earlier_whole.percent if before and earlier_whole.marked else None,
        this.unmarked if now else 0,
    )


def shares_by_day(
    days: Mapping[date, Tally], month: date, until: date
) -> list[tuple[date, Decimal | None]]:
    """Per cent of each working day of a month; None after ``until`` and without a plan."""
    return [
        (day, one.percent if day <= until else None)
        for day, one in sorted(days.items())
        if first_of_month(day) == month
    ]
