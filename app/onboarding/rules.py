"""Figures of the home pages: the day, the month beside the last one, places, birthdays, steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from app.attendance.rules.codes import Code
from app.attendance.rules.lifecycle import SheetState, closes_from
from app.attendance.rules.summary import GroupPeriod, list_sizes, ratio
from app.core.workdays import Day, first_of_month, next_month

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


@dataclass(frozen=True, slots=True)
class Places:
    """Children and places. ``over`` counts children above the capacity, group by group."""

    children: int = 0
    capacity: int = 0
    free: int = 0
    over: int = 0

    def __add__(self, other: Places) -> Places:
        return Places(
            self.children + other.children,
            self.capacity + other.capacity,
            self.free + other.free,
            self.over + other.over,
        )


def places(period: GroupPeriod, day: date) -> Places:
    """Places of one group; a group without a capacity has neither free ones nor too many."""
    children = period.listed(day)
    if period.capacity is None:
        return Places(children)
    free = period.capacity - children
    return Places(children, period.capacity, max(free, 0), max(-free, 0))


def open_groups(periods: Iterable[GroupPeriod], day: date) -> list[GroupPeriod]:
    """Groups that exist on a day, whether it is a working day or not."""
    return [one for one in periods if one.closed_on is None or one.closed_on > day]


def may_be_closed(
    period: GroupPeriod, month: date, state: SheetState, today: date, days: Sequence[Day]
) -> bool:
    """Whether the teacher can close the sheet now: the month is over for those who count days,
    every day is filled, and somebody is on the list. ``days``: the whole month."""
    if state is not SheetState.OPEN or not days or today < closes_from(days):
        return False
    end = next_month(month) - _DAY
    listed = any(one.listed for day, one in tally_of_group(period).items() if month <= day <= end)
    return listed and not gaps(period, month, end)


@dataclass(frozen=True, slots=True)
class Birthday:
    """A birthday of the week and how old the child becomes."""

    day: date
    name: str
    child: int
    years: int


def birthdays(people: Iterable[tuple[int, str, date]], today: date) -> list[Birthday]:
    """Birthdays from Monday to Sunday; those of 29 February on 1 March of a common year."""
    monday = today - timedelta(days=today.weekday())
    week = [monday + timedelta(days=number) for number in range(7)]
    found = [
        Birthday(day, name, child, day.year - born.year)
        for child, name, born in people
        for day in week
        if _falls_on(born, day) and day.year > born.year
    ]
    return sorted(found, key=lambda one: (one.day, one.name))


def _falls_on(born: date, day: date) -> bool:
    if (born.month, born.day) == (day.month, day.day):
        return True
    leap_day = (born.month, born.day) == (2, 29)
    return leap_day and (day.month, day.day) == (3, 1) and (day - _DAY).day == 28


@dataclass(frozen=True, slots=True)
class HouseFigures:
    """A kindergarten beside the others."""

    id: int
    name: str
    groups: int = 0
    places: Places = field(default_factory=Places)
    today: Tally = field(default_factory=Tally)
    month: Tally = field(default_factory=Tally)
    unfilled: int = 0
    unsigned: int = 0
    unbegun: int = 0


def name_order(name: str) -> list[tuple[int, int, str]]:
    """Names as people order them: № 4 before № 17, ё as е, quotes and capitals as none."""
    plain = re.sub(r"[«»„“”\"]", "", name.lower()).replace("ё", "е").strip()
    parts = re.findall(r"\d+|\D+", plain)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def house_figures(
    house: int,
    name: str,
    periods: Sequence[GroupPeriod],
    today: date,
    sheets: Mapping[int, SheetState],
) -> HouseFigures:
    """Figures of one kindergarten. ``sheets``: state of last month's sheet by group.

    ``unsigned`` counts sheets not approved, ``unbegun`` groups with children and no sheet.
    """
    days = tally(periods)
    working = open_groups(periods, today)
    return HouseFigures(
        house,
        name,
        len(working),
        sum((places(one, today) for one in working), Places()),
        days.get(today, Tally()),
        total(days, first_of_month(today), today - _DAY),
        sum(is_unfilled(one, today) for one in working),
        sum(sheets.get(one.id, SheetState.APPROVED) is not SheetState.APPROVED for one in periods),
        sum(one.id not in sheets and had_children_before(one, today) for one in working),
    )


def had_children_before(period: GroupPeriod, today: date) -> bool:
    """Whether somebody was on the list of the group in the month before that of ``today``."""
    month = first_of_month(today)
    last_month = first_of_month(month - _DAY)
    return any(
        stay.starts_on < month and (stay.ends_on is None or stay.ends_on > last_month)
        for stay in period.stays
    )
