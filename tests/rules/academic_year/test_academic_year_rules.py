"""Academic years and the days entered on top of the federal calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.academic_year.rules import (
    PeriodSpan,
    YearSpan,
    check_exception,
    check_period,
    check_year,
    month_norms,
    radonitsa,
    usual_periods,
    usual_year,
    year_of,
)
from app.core.errors import RuleViolation
from app.core.workdays import CalendarException, ExceptionKind, Layer

YEAR = usual_year(date(2026, 9, 1))
OFF, WORKING = ExceptionKind.OFF, ExceptionKind.WORKING


def test_the_usual_year_runs_from_september_to_august() -> None:
    assert YearSpan("2026/2027", date(2026, 9, 1), date(2027, 8, 31)) == YEAR
    assert usual_year(date(2027, 8, 31)) == YEAR
    assert usual_year(date(2027, 9, 1)).name == "2027/2028"


def test_a_day_finds_its_year() -> None:
    assert year_of(date(2026, 12, 31), [YEAR]) == YEAR
    assert year_of(date(2026, 8, 31), [YEAR]) is None


def test_a_year_may_touch_but_not_overlap_another() -> None:
    check_year(usual_year(date(2027, 9, 1)), [YEAR])
    with pytest.raises(RuleViolation, match="overlap the academic year 2026/2027"):
        check_year(YearSpan("x", date(2027, 8, 31), date(2028, 5, 31)), [YEAR])


@pytest.mark.parametrize("ends_on", [date(2026, 9, 1), date(2026, 1, 1), date(2028, 8, 31)])
def test_a_year_ends_after_it_starts_and_is_no_longer_than_a_year(ends_on: date) -> None:
    with pytest.raises(RuleViolation):
        check_year(YearSpan("x", date(2026, 9, 1), ends_on))


def test_norms_of_the_academic_year() -> None:
    days = {item.month: item.days for item in month_norms(YEAR)}
    assert days[date(2026, 11, 1)] == 20
    assert tuple(days.values()) == (22, 22, 20, 22, 15, 19, 22, 22, 19, 21, 22, 22)


@pytest.mark.parametrize(
    ("year", "day"), [(2024, (5, 14)), (2025, (4, 29)), (2026, (4, 21)), (2027, (5, 11))]
)
def test_radonitsa_is_suggested_on_the_ninth_day_after_easter(
    year: int, day: tuple[int, int]
) -> None:
    assert radonitsa(year) == date(year, *day)
    assert radonitsa(year).weekday() == 1


def test_radonitsa_takes_one_day_of_april_2026() -> None:
    entry = CalendarException(radonitsa(2026), OFF, "Радоница", Layer.REGION)
    check_exception(entry)
    days = {item.month: item.days for item in month_norms(usual_year(entry.day), [entry])}
    assert days[date(2026, 4, 1)] == 21


@pytest.mark.parametrize(
    ("day", "kind", "title", "text"),
    [
        (date(2026, 11, 14), OFF, "Ремонт", "is a day off anyway"),
        (date(2026, 11, 4), OFF, "Ремонт", "is a day off anyway"),
        (date(2026, 11, 5), WORKING, "Работа", "is a working day anyway"),
        (date(2026, 11, 5), OFF, " ", "Say why"),
    ],
)
def test_an_entry_must_say_why_and_change_something(
    day: date, kind: ExceptionKind, title: str, text: str
) -> None:
    with pytest.raises(RuleViolation, match=text):
        check_exception(CalendarException(day, kind, title))


def test_a_day_is_entered_once_by_one_layer() -> None:
    region = CalendarException(date(2026, 4, 21), OFF, "Радоница", Layer.REGION)
    own = CalendarException(region.day, WORKING, "Дежурная группа")
    check_exception(own, [region])
    with pytest.raises(RuleViolation, match=r"21\.04\.2026 is entered already"):
        check_exception(own, [region, own])


def test_the_usual_periods_fill_the_usual_year_without_gap_or_overlap() -> None:
    periods = usual_periods(YEAR)
    assert (periods[0].starts_on, periods[-1].ends_on) == (YEAR.starts_on, YEAR.ends_on)
    for one, following in pairwise(periods):
        assert following.starts_on == one.ends_on + timedelta(days=1)
    assert periods[2] == PeriodSpan(
        "teaching", "Второе полугодие", date(2027, 1, 9), date(2027, 5, 31)
    )
    assert usual_periods(YearSpan("short", date(2026, 9, 1), date(2027, 5, 31))) == ()


def test_a_period_lies_within_its_year_and_overlaps_no_other() -> None:
    autumn = PeriodSpan("teaching", "Осень", date(2026, 9, 1), date(2026, 11, 30))
    check_period(autumn, YEAR)
    with pytest.raises(RuleViolation, match="outside the academic year 2026/2027"):
        check_period(replace(autumn, starts_on=date(2026, 8, 31)), YEAR)
    with pytest.raises(RuleViolation, match="before the start date"):
        check_period(replace(autumn, ends_on=date(2026, 8, 1)), YEAR)
    winter = PeriodSpan("holidays", "Зима", date(2026, 11, 30), date(2027, 1, 8))
    with pytest.raises(RuleViolation, match="overlap the period “Осень”"):
        check_period(winter, YEAR, [autumn])
