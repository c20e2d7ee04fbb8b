"""The working calendar: norms of domain 2.4 and the layers above the federal one."""

from __future__ import annotations

import time
from datetime import date

import pytest

from app.core.workdays import (
    SIX_DAY_WEEK,
    CalendarException,
    DayKind,
    ExceptionKind,
    Layer,
    federal_year,
    last_working_day,
    month_days,
    months_between,
    next_month,
    norm,
    span_days,
)

NORMS = {
    2024: (17, 20, 20, 21, 20, 19, 23, 22, 21, 23, 21, 21),
    2025: (17, 20, 21, 22, 18, 19, 23, 21, 22, 23, 19, 22),
    2026: (15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22),
    2027: (15, 19, 22, 22, 19, 21, 22, 22, 22, 21, 20, 22),
}
SHORT_DAYS = {
    2024: {(2, 22), (3, 7), (5, 8), (6, 11), (11, 2)},
    2025: {(3, 7), (4, 30), (6, 11), (11, 1)},
    2026: {(4, 30), (5, 8), (6, 11), (11, 3)},
}
RADONITSA = CalendarException(date(2026, 4, 21), ExceptionKind.OFF, "Радоница", Layer.REGION)


def kind_of(day: date, *exceptions: CalendarException, **switches: bool) -> DayKind:
    return span_days(day, day, exceptions, **switches)[0].kind


@pytest.mark.parametrize("year", NORMS)
def test_every_month_has_the_norm_of_the_federal_calendar(year: int) -> None:
    counted = tuple(norm(month_days(year, month)) for month in range(1, 13))
    assert counted == NORMS[year]


@pytest.mark.parametrize(("year", "total"), [(2024, 248), (2025, 247), (2026, 247), (2027, 247)])
def test_the_year_has_its_total(year: int, total: int) -> None:
    assert norm(span_days(date(year, 1, 1), date(year, 12, 31))) == total


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 4, 27),
        date(2024, 11, 2),
        date(2024, 12, 28),
        date(2025, 11, 1),
        date(2027, 2, 20),
    ],
)
def test_a_moved_saturday_works_unless_the_organisation_stays_closed(day: date) -> None:
    assert norm(span_days(day, day)) == 1
    assert kind_of(day, works_on_moved_saturdays=False) is DayKind.WEEKEND


def test_a_month_without_its_moved_saturday_is_one_day_shorter() -> None:
    assert norm(month_days(2024, 4, works_on_moved_saturdays=False)) == 20


@pytest.mark.parametrize("year", SHORT_DAYS)
def test_the_day_before_a_holiday_is_short_and_still_counts(year: int) -> None:
    days = span_days(date(year, 1, 1), date(year, 12, 31))
    short = {(day.date.month, day.date.day) for day in days if day.kind is DayKind.SHORT}
    assert short == SHORT_DAYS[year]
    assert all(day.works for day in days if day.kind is DayKind.SHORT)


def test_a_moved_day_off_names_its_source() -> None:
    day = span_days(date(2026, 1, 9), date(2026, 1, 9))[0]
    assert (day.kind, day.title) == (DayKind.HOLIDAY, "Выходной (перенесено с 03.01.2026)")


def test_radonitsa_of_the_region_makes_april_2026_one_day_shorter() -> None:
    assert norm(month_days(2026, 4)) == 22
    days = month_days(2026, 4, [RADONITSA])
    assert norm(days) == 21
    assert (days[20].kind, days[20].title) == (DayKind.HOLIDAY, "Радоница")


def test_the_organisation_overrides_the_region() -> None:
    duty = CalendarException(RADONITSA.day, ExceptionKind.WORKING, "Дежурный день")
    for order in ([RADONITSA, duty], [duty, RADONITSA]):
        assert norm(month_days(2026, 4, order)) == 22


def test_the_group_overrides_the_organisation() -> None:
    closed = CalendarException(date(2026, 4, 7), ExceptionKind.OFF, "Нет воды")
    works = CalendarException(closed.day, ExceptionKind.WORKING, "", Layer.GROUP)
    assert kind_of(closed.day, closed) is DayKind.CLOSED
    assert kind_of(closed.day, works, closed) is DayKind.WORKING


def test_a_closing_over_a_weekend_leaves_the_weekend_a_weekend() -> None:
    closing = [
        CalendarException(date(2026, 7, number), ExceptionKind.OFF, "Ремонт")
        for number in range(1, 32)
    ]
    days = month_days(2026, 7, closing)
    assert norm(days) == 0
    assert last_working_day(days) is None
    assert [day.kind for day in days[2:6]] == ["closed", "weekend", "weekend", "closed"]


def test_an_organisation_may_work_on_a_plain_saturday() -> None:
    saturday = date(2026, 11, 14)
    assert kind_of(saturday) is DayKind.WEEKEND
    entry = CalendarException(saturday, ExceptionKind.WORKING, "Отработка")
    assert kind_of(saturday, entry) is DayKind.WORKING


def test_a_six_day_week_rests_on_sunday_and_on_holidays() -> None:
    days = month_days(2026, 11, rest_weekdays=SIX_DAY_WEEK)
    assert norm(days) == 24
    assert days[3].kind is DayKind.HOLIDAY


def test_exceptions_of_other_months_do_not_matter() -> None:
    assert month_days(2026, 5, [RADONITSA]) == month_days(2026, 5)


def test_a_year_without_its_decree_is_said_to_be_an_estimate() -> None:
    assert [federal_year(year).transfers_known for year in (2026, 2027, 2031)] == [
        True,
        True,
        False,
    ]


def test_months_are_walked_over_the_new_year() -> None:
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    walked = months_between(date(2026, 11, 30), date(2027, 1, 1))
    assert walked == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))


def test_the_last_working_day_of_november_2026_is_its_monday() -> None:
    assert last_working_day(month_days(2026, 11)) == date(2026, 11, 30)


def test_a_month_is_ready_in_less_than_a_millisecond_once_the_year_is_known() -> None:
    month_days(2026, 4, [RADONITSA])
    started = time.perf_counter()
    for _ in range(50):
        month_days(2026, 4, [RADONITSA])
    assert (time.perf_counter() - started) / 50 < 0.001
