"""Working days: the federal calendar, days of the region and days of the organisation.

The federal layer is the ``holidays`` package, which carries the yearly transfers of days
off and the working Saturdays. Everything else comes in as data. Time is an argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from functools import lru_cache
from types import MappingProxyType

import holidays

SATURDAY, SUNDAY = 5, 6
FIVE_DAY_WEEK = frozenset({SATURDAY, SUNDAY})
SIX_DAY_WEEK = frozenset({SUNDAY})

_SOURCE_DATE = re.compile(r"\((?:\D*)(\d{2})\.(\d{2})\.(\d{4})\)")
_ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a day is for those who count days."""

    WORKING = "working"
    SHORT = "short"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"


class ExceptionKind(StrEnum):
    """What an entered day becomes."""

    OFF = "off"
    WORKING = "working"


class Layer(IntEnum):
    """Whose decision a calendar exception is; the nearer one wins."""

    REGION = 1
    ORGANIZATION = 2
    GROUP = 3


@dataclass(frozen=True, slots=True)
class CalendarException:
    """A day that differs from the federal calendar, by an act of its layer."""

    day: date
    kind: ExceptionKind
    title: str = ""
    layer: Layer = Layer.ORGANIZATION


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar, with the name of the holiday or the reason of closing."""

    date: date
    kind: DayKind
    title: str = ""

    @property
    def works(self) -> bool:
        """Whether the day counts. A short day before a holiday is one whole day."""
        return self.kind in (DayKind.WORKING, DayKind.SHORT)


@dataclass(frozen=True, slots=True)
class FederalYear:
    """Days off on federal ground, moved working Saturdays and short days of one year."""

    days_off: Mapping[date, str]
    working_saturdays: frozenset[date]
    short_days: frozenset[date]
    transfers_known: bool


@lru_cache(maxsize=64)
def federal_year(year: int) -> FederalYear:
    """The federal calendar of a year (Labour Code, articles 95 and 112, and the yearly decree).

    ``transfers_known`` is False for a year whose decree the package does not carry yet:
    its norms are an estimate. Building takes tens of milliseconds, so it is kept.
    """
    calendar = holidays.country_holidays("RU", years=year, language="ru")
    titles = {day: str(title) for day, title in calendar.items() if day.year == year}
    saturdays = frozenset(day for day in calendar.weekend_workdays if day.year == year)
    # Only days moved by decree or by rule carry a bracket; article 112 days do not.
    statutory = {day for day, title in titles.items() if "(" not in title}
    replaced = {_source(title): day for day, title in titles.items() if _source(title)}
    eves = {day - _ONE_DAY for day in statutory} | {date(year, 12, 31)}
    short = {day for day in eves if day.year == year and day not in titles}
    short = {day for day in short if day.weekday() not in FIVE_DAY_WEEK}
    # A moved Saturday has the length of the weekday that it replaces.
    short |= {day for day in saturdays if replaced.get(day) in eves}
    known = bool(saturdays or any(_source(title) for title in titles.values()))
    return FederalYear(MappingProxyType(titles), saturdays, frozenset(short), known)


def _source(title: str) -> date | None:
    found = _SOURCE_DATE.search(title)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    return date(year, month, day)


def month_days(
    year: int,
    month: int,
    exceptions: Iterable[CalendarException] = (),
    *,
    works_on_moved_saturdays: bool = True,
    rest_weekdays: frozenset[int] = FIVE_DAY_WEEK,
) -> tuple[Day, ...]:
    """All days of a month in order. Among exceptions of one layer the last given wins."""
    first = date(year, month, 1)
    return span_days(
        first,
        next_month(first) - _ONE_DAY,
        exceptions,
        works_on_moved_saturdays=works_on_moved_saturdays,
        rest_weekdays=rest_weekdays,
    )


def span_days(
    first: date,
    last: date,
    exceptions: Iterable[CalendarException] = (),
    *,
    works_on_moved_saturdays: bool = True,
    rest_weekdays: frozenset[int] = FIVE_DAY_WEEK,
) -> tuple[Day, ...]:
    """All days from ``first`` to ``last``, both inclusive."""
    entered = _nearest(exceptions, first, last)
    result = []
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        plain = _federal_day(day, works_on_moved_saturdays, rest_weekdays)
        changed = entered.get(day)
        result.append(plain if changed is None else _changed_day(plain, changed))
    return tuple(result)


def _nearest(
    exceptions: Iterable[CalendarException], first: date, last: date
) -> dict[date, CalendarException]:
    chosen: dict[date, CalendarException] = {}
    for entry in exceptions:
        if first <= entry.day <= last:
            known = chosen.get(entry.day)
            if known is None or entry.layer >= known.layer:
                chosen[entry.day] = entry
    return chosen


def _federal_day(day: date, moved_saturdays: bool, rest_weekdays: frozenset[int]) -> Day:
    federal = federal_year(day.year)
    title = federal.days_off.get(day)
    if title is not None:
        return Day(day, DayKind.HOLIDAY, title)
    if day in federal.working_saturdays and SATURDAY in rest_weekdays:
        if not moved_saturdays:
            return Day(day, DayKind.WEEKEND)
    elif day.weekday() in rest_weekdays:
        return Day(day, DayKind.WEEKEND)
    return Day(day, DayKind.SHORT if day in federal.short_days else DayKind.WORKING)


def _changed_day(plain: Day, entry: CalendarException) -> Day:
    if entry.kind is ExceptionKind.WORKING:
        kind = plain.kind if plain.works else DayKind.WORKING
        return Day(plain.date, kind, entry.title)
    if entry.layer is Layer.REGION:
        return Day(plain.date, DayKind.HOLIDAY, entry.title)
    if not plain.works:
        # A closing of two weeks does not turn its own Sundays into something else.
        return plain
    return Day(plain.date, DayKind.CLOSED, entry.title)


def norm(days: Iterable[Day]) -> int:
    """The number of working days, short ones included."""
    return sum(day.works for day in days)


def last_working_day(days: Iterable[Day]) -> date | None:
    """The last day that counts, or None when none does."""
    return max((day.date for day in days if day.works), default=None)


def first_of_month(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the following month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """First days of the months that ``first`` … ``last`` (both inclusive) touch."""
    months = []
    month = first_of_month(first)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return tuple(months)
