"""Rules of academic years and of the days entered on top of the federal calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import RuleViolation
from app.core.messages import message
from app.core.workdays import (
    FIVE_DAY_WEEK,
    CalendarException,
    ExceptionKind,
    Layer,
    month_days,
    months_between,
    norm,
    span_days,
)

LONGEST_YEAR_DAYS = 400
_FIRST_MONTH = 9


@dataclass(frozen=True, slots=True)
class YearSpan:
    """An academic year, both ends inclusive."""

    name: str
    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in this year."""
        return self.starts_on <= day <= self.ends_on

    @property
    def months(self) -> tuple[date, ...]:
        """First days of its months, in order."""
        return months_between(self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class MonthNorm:
    """How many days a month counts (норма дней)."""

    month: date
    days: int


def usual_year(day: date) -> YearSpan:
    """The year 1 September – 31 August that holds ``day``."""
    first = day.year if day.month >= _FIRST_MONTH else day.year - 1
    return YearSpan(
        f"{first}/{first + 1}", date(first, _FIRST_MONTH, 1), date(first + 1, _FIRST_MONTH - 1, 31)
    )


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """A part of an academic year, both ends inclusive. ``kind`` is a value of ``PeriodKind``."""

    kind: str
    name: str
    starts_on: date
    ends_on: date


def usual_periods(year: YearSpan) -> tuple[PeriodSpan, ...]:
    """The periods that most kindergartens have, to be corrected by hand (domain 4.5, [D]).

    Two half-years around the winter holidays, sessions until 31 May, then the summer health period.
    Empty for a year that is not the usual one: its periods are the kindergarten's own matter.
    """
    if year != usual_year(year.starts_on):
        return ()
    first, second = year.starts_on.year, year.ends_on.year
    return (
        PeriodSpan("teaching", "Первое полугодие", year.starts_on, date(first, 12, 31)),
        PeriodSpan("holidays", "Зимние каникулы", date(second, 1, 1), date(second, 1, 8)),
        PeriodSpan("teaching", "Второе полугодие", date(second, 1, 9), date(second, 5, 31)),
        PeriodSpan("summer", "Летний оздоровительный период", date(second, 6, 1), year.ends_on),
    )


def check_period(period: PeriodSpan, year: YearSpan, others: Iterable[PeriodSpan] = ()) -> None:
    """Refuse a period outside its year, turned round, or over another one."""
    if period.ends_on < period.starts_on:
        raise RuleViolation(
            message("The end date is before the start date. Correct one of them."), field="ends_on"
        )
    if not (year.holds(period.starts_on) and year.holds(period.ends_on)):
        raise RuleViolation(
            message(
                "The period lies outside the academic year %(name)s: %(first)s – %(last)s.",
                name=year.name,
                first=_shown(year.starts_on),
                last=_shown(year.ends_on),
            ),
            field="starts_on",
        )
    for other in others:
        if period.starts_on <= other.ends_on and other.starts_on <= period.ends_on:
            raise RuleViolation(
                message("These dates overlap the period “%(name)s”.", name=other.name),
                field="starts_on",
            )


def year_of(day: date, years: Iterable[YearSpan]) -> YearSpan | None:
    """The entered year that holds ``day``."""
    return next((year for year in years if year.holds(day)), None)


def check_year(year: YearSpan, others: Iterable[YearSpan] = ()) -> None:
    """Refuse a year that ends before it starts, is too long or overlaps another one."""
    if year.ends_on <= year.starts_on:
        raise RuleViolation(message("The academic year must end after it starts."))
    if (year.ends_on - year.starts_on).days >= LONGEST_YEAR_DAYS:
        raise RuleViolation(message("The academic year is longer than a year. Check its dates."))
    for other in others:
        if year.starts_on <= other.ends_on and other.starts_on <= year.ends_on:
            raise RuleViolation(
                message("These dates overlap the academic year %(name)s.", name=other.name)
            )


def check_exception(
    entry: CalendarException,
    others: Iterable[CalendarException] = (),
    *,
    works_on_moved_saturdays: bool = True,
    rest_weekdays: frozenset[int] = FIVE_DAY_WEEK,
) -> None:
    """Refuse a second entry for a day, one without a reason, and one that changes nothing."""
    if not entry.title.strip():
        raise RuleViolation(message("Say why this day differs from the calendar."))
    if any(other.day == entry.day and other.layer == entry.layer for other in others):
        raise RuleViolation(
            message("%(day)s is entered already. Change that entry.", day=_shown(entry.day))
        )
    farther = [other for other in others if other.layer < entry.layer]
    before = span_days(
        entry.day,
        entry.day,
        farther,
        works_on_moved_saturdays=works_on_moved_saturdays,
        rest_weekdays=rest_weekdays,
    )[0]
    if entry.kind is ExceptionKind.WORKING and before.works:
        raise RuleViolation(message("%(day)s is a working day anyway.", day=_shown(entry.day)))
    # A region may name a weekend a holiday of its own; a closed weekend says nothing new.
    if entry.kind is ExceptionKind.OFF and not before.works and entry.layer is not Layer.REGION:
        raise RuleViolation(message("%(day)s is a day off anyway.", day=_shown(entry.day)))


def month_norms(
    year: YearSpan,
    exceptions: Iterable[CalendarException] = (),
    *,
    works_on_moved_saturdays: bool = True,
    rest_weekdays: frozenset[int] = FIVE_DAY_WEEK,
) -> tuple[MonthNorm, ...]:
    """The norm of days of every month of the year, whole months."""
    known = tuple(exceptions)
    return tuple(
        MonthNorm(
            month,
            norm(
                month_days(
                    month.year,
                    month.month,
                    known,
                    works_on_moved_saturdays=works_on_moved_saturdays,
                    rest_weekdays=rest_weekdays,
                )
            ),
        )
        for month in year.months
    )


def orthodox_easter(year: int) -> date:
    """Easter by the Julian reckoning as a Gregorian date (valid 1900–2099)."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def radonitsa(year: int) -> date:
    """The ninth day after Easter, a Tuesday: a day off in some regions by their own act.

    Only a suggestion to fill in: the act may name another day, as it did in 2014 and 2022.
    """
    return orthodox_easter(year) + timedelta(days=9)


def _shown(day: date) -> str:
    return day.strftime("%d.%m.%Y")
