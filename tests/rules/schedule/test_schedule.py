"""Lessons: which times and dates go together, what a day holds, what is ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from app.core.errors import RuleViolation
from app.schedule.rules import Entry, Weekday, check_lesson, coming, on_day, week_of

DRAWING = Entry(
    1, "Рисование", Weekday.MONDAY, time(9), time(9, 20), date(2026, 9, 1), date(2026, 11, 30)
)


def refused(lesson, *others):
    with pytest.raises(RuleViolation) as refusal:
        check_lesson(lesson, others)
    return refusal.value.details["field"]


def test_a_lesson_ends_after_it_begins():
    assert refused(replace(DRAWING, ends_at=time(9))) == "ends_at"
    assert refused(replace(DRAWING, ends_at=time(8, 50))) == "ends_at"


def test_its_dates_are_in_order_and_hold_its_weekday():
    assert refused(replace(DRAWING, valid_to=date(2026, 8, 31))) == "valid_to"
    tuesday, friday, monday = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 30)
    assert refused(replace(DRAWING, valid_from=tuesday, valid_to=friday)) == "weekday"
    check_lesson(replace(DRAWING, valid_from=monday, valid_to=monday), ())
    check_lesson(replace(DRAWING, valid_to=None), ())


def other(**values):
    return replace(DRAWING, **{"id": 2, "title": "Музыка", **values})


@pytest.mark.parametrize(
    "values",
    [
        {"starts_at": time(9, 10), "ends_at": time(9, 30)},
        {"starts_at": time(8, 50), "ends_at": time(9, 1)},
        {"starts_at": time(8), "ends_at": time(12), "valid_to": None},
        {"valid_from": date(2026, 11, 30), "valid_to": None},
    ],
)
def test_two_lessons_of_a_group_are_not_given_at_once(values):
    assert refused(other(**values), DRAWING) == "starts_at"


@pytest.mark.parametrize(
    "values",
    [
        {"starts_at": time(9, 20), "ends_at": time(9, 40)},
        {"weekday": Weekday.TUESDAY},
        {"valid_from": date(2026, 12, 1), "valid_to": None},
    ],
)
def test_one_may_begin_as_another_ends_on_another_day_and_later_in_the_year(values):
    check_lesson(other(**values), (DRAWING,))


def test_common_dates_without_the_weekday_do_not_clash():
    early = replace(DRAWING, valid_to=date(2026, 11, 27))
    check_lesson(other(valid_from=date(2026, 11, 24), valid_to=None), (early,))


def test_a_day_holds_its_lessons_in_order_both_ends_included():
    late = other(starts_at=time(10), ends_at=time(10, 20), valid_from=date(2026, 11, 23))
    titles = [one.title for one in on_day((late, DRAWING), date(2026, 11, 23))]
    assert titles == ["Рисование", "Музыка"]
    assert on_day((late, DRAWING), date(2026, 11, 16)) == [DRAWING]
    assert len(on_day((late, DRAWING), date(2026, 11, 30))) == 2
    assert on_day((late, DRAWING), date(2026, 12, 7)) == []
    assert on_day((late, DRAWING), date(2026, 11, 24)) == []


def test_on_a_day_of_rest_the_next_week_is_meant():
    monday = date(2026, 11, 23)
    assert {week_of(date(2026, 11, day)) for day in range(23, 28)} == {monday}
    assert {week_of(date(2026, 11, day)) for day in (28, 29)} == {date(2026, 11, 30)}


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (time(8), [0, 1, 2]),
        (time(9, 20), [1, 2, 3]),
        (time(10), [2, 3, 4]),
        (time(18), [2, 3, 4]),
    ],
)
def test_ahead_are_three_lessons_from_the_first_that_has_not_ended(now, shown):
    hours = [(9, 0, 9, 20), (9, 30, 9, 50), (10, 0, 10, 20), (15, 0, 15, 20), (16, 0, 16, 20)]
    day = [
        other(starts_at=time(*it[:2]), ends_at=time(*it[2:]), id=number)
        for number, it in enumerate(hours)
    ]
    assert [one.id for one in coming(day, now, 3)] == shown
    assert coming(day[:2], time(18), 3) == day[:2]
    assert coming([], time(9), 3) == []
