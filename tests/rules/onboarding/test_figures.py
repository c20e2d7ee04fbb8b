"""Figures of the home pages are the sums of the summary, by day, month and kindergarten."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from app.attendance.rules.codes import Code, Tint
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.summary import DayCount, GroupPeriod, period_of_counts
from app.attendance.rules.totals import Stay
from app.core.workdays import Day, month_days
from app.onboarding.rules import days as rules
from app.onboarding.rules import houses, week
from app.onboarding.rules.days import Tally
from app.onboarding.rules.houses import Places

HERE = Code("Я", "Присутствует", "есть", present=True)
ILL = Code("Б", "Болезнь", "бол", excused=True, illness=True, needs_document=True, tint=Tint.AMBER)
AWAY = Code("Н", "Неявка", "нет", tint=Tint.RED)
SHUT = Code("К", "Карантин", "кар", counts_as_day=False, tint=Tint.VIOLET)

TODAY = date(2026, 11, 24)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
DAYS: tuple[Day, ...] = (*month_days(2026, 10), *month_days(2026, 11))


def period(*counts: DayCount, children: int = 10, **changes: object) -> GroupPeriod:
    given: dict[str, object] = {
        "id": 1,
        "name": "Ромашка",
        "organization_id": 5,
        "organization_name": "№ 5",
        "capacity": 12,
        "closed_on": None,
        "days": DAYS,
        "stays": (Stay(date(2026, 9, 1)),) * children,
        "counts": counts,
        "marking_deadline": time(9, 0),
    }
    return GroupPeriod(**(given | changes))  # type: ignore[arg-type]


def marked(day: date, *numbers: tuple[Code, int]) -> list[DayCount]:
    return [DayCount(day, code, False, number) for code, number in numbers]


def working(first: date, last: date) -> list[date]:
    return [day.date for day in DAYS if day.works and first <= day.date <= last]


def filled(first: date, last: date, here: int = 9, away: int = 1) -> list[DayCount]:
    return [
        one
        for day in working(first, last)
        for one in marked(day, *(pair for pair in ((HERE, here), (AWAY, away)) if pair[1]))
    ]


def test_a_day_counts_the_list_the_marked_and_the_present():
    group = period(*marked(TODAY, (HERE, 7), (ILL, 1)))
    day = rules.tally([group])[TODAY]
    assert day == Tally(listed=10, marked=8, present=7)
    assert day.unmarked == 2
    assert day.percent == Decimal("70.0")
    assert day.percent_of_marked == Decimal("87.5")


def test_a_day_off_is_no_day_of_the_figures():
    sunday = date(2026, 11, 22)
    assert sunday not in rules.tally([period(*marked(sunday, (HERE, 5)))])


def test_children_of_a_closed_group_are_not_expected():
    day = rules.tally([period(*marked(TODAY, (SHUT, 4), (HERE, 6)))])[TODAY]
    assert day.plan == 6
    assert day.percent == Decimal("100.0")


def test_the_sums_are_those_of_the_summary():
    group = period(*filled(OCTOBER, TODAY), *marked(date(2026, 11, 8), (HERE, 3)))
    days = rules.tally([group])
    for first, last in ((OCTOBER, date(2026, 10, 31)), (NOVEMBER, TODAY), (TODAY, TODAY)):
        part = [day for day in DAYS if first <= day.date <= last]
        totals = period_of_counts(
            group.stays, part, [one for one in group.counts if first <= one.day <= last]
        )
        whole = rules.total(days, first, last)
        assert (whole.plan, whole.present) == (totals.counts.plan, totals.counts.present)
        assert whole.percent == totals.attendance_percent
        assert whole.unmarked == totals.counts.unfilled


def test_the_month_is_compared_with_as_many_working_days_of_the_last_one():
    days = rules.tally(
        [period(*filled(OCTOBER, date(2026, 10, 31), 8, 2), *filled(NOVEMBER, TODAY))]
    )
    found = rules.compared(days, TODAY)
    assert (found.first, found.last) == (NOVEMBER, date(2026, 11, 23))
    assert found.working_days == found.before_days == len(working(NOVEMBER, found.last))
    assert (found.before_first, found.before_last) == (OCTOBER, date(2026, 10, 21))
    assert (found.percent, found.before) == (Decimal("90.0"), Decimal("80.0"))
    assert found.difference == Decimal("10.0")


def test_today_is_left_out_of_the_comparison_because_it_is_under_way():
    whole = filled(OCTOBER, date(2026, 11, 23))
    with_today = [*whole, *marked(TODAY, (AWAY, 10))]
    assert rules.compared(rules.tally([period(*whole)]), TODAY) == rules.compared(
        rules.tally([period(*with_today)]), TODAY
    )


@pytest.mark.parametrize("day", [NOVEMBER, date(2026, 11, 2)])
def test_a_month_that_has_just_begun_has_no_per_cent(day):
    found = rules.compared(rules.tally([period(*filled(OCTOBER, day))]), day)
    assert found.percent is None
    assert found.difference is None


def test_a_shorter_last_month_is_compared_whole():
    today = date(2026, 11, 30)
    days = {day: Tally(10, 10, 9) for day in working(NOVEMBER, today)}
    days |= {day: Tally(10, 10, 8) for day in working(OCTOBER, date(2026, 10, 9))}
    found = rules.compared(days, today)
    assert found.before_days == 7
    assert found.before_last == date(2026, 10, 9)


def test_a_last_month_without_a_single_mark_is_nothing_to_compare_with():
    found = rules.compared(rules.tally([period(*filled(NOVEMBER, TODAY))]), TODAY)
    assert found.percent == Decimal("90.0")
    assert found.before is None
    assert found.difference is None


def test_a_group_waits_until_every_child_has_a_mark():
    assert rules.is_unfilled(period(*marked(TODAY, (HERE, 9))), TODAY)
    assert not rules.is_unfilled(period(*marked(TODAY, (HERE, 9), (ILL, 1))), TODAY)
    assert not rules.is_unfilled(period(children=0), TODAY)
    assert not rules.is_unfilled(period(), date(2026, 11, 22))
    assert not rules.is_unfilled(period(closed_on=TODAY), TODAY)


def test_gaps_are_working_days_with_somebody_unmarked():
    group = period(*filled(NOVEMBER, date(2026, 11, 19)))
    assert rules.gaps(group, NOVEMBER, date(2026, 11, 23)) == [
        date(2026, 11, 20),
        date(2026, 11, 23),
    ]


def test_reasons_are_counted_for_the_absent_only_the_most_frequent_first():
    group = period(*marked(TODAY, (HERE, 4), (AWAY, 1), (ILL, 3), (SHUT, 2)))
    assert rules.reasons([group, group], TODAY) == [(ILL, 6), (AWAY, 2)]


def test_days_of_a_chart_end_where_they_are_known():
    days = rules.tally([period(*filled(NOVEMBER, TODAY))])
    shares = rules.shares_by_day(days, NOVEMBER, TODAY - timedelta(days=1))
    assert [day for day, _share in shares] == working(NOVEMBER, date(2026, 11, 30))
    assert dict(shares)[date(2026, 11, 23)] == Decimal("90.0")
    assert dict(shares)[TODAY] is None


@pytest.mark.parametrize(
    ("children", "capacity", "expected"),
    [
        (10, 12, Places(10, 12, 2, 0)),
        (12, 12, Places(12, 12, 0, 0)),
        (13, 12, Places(13, 12, 0, 1)),
        (10, None, Places(10, placeless=10)),
    ],
)
def test_places_are_free_or_too_few_group_by_group(children, capacity, expected):
    assert houses.places(period(children=children, capacity=capacity), TODAY) == expected


def test_one_group_with_too_many_does_not_hide_the_free_places_of_another():
    groups = (period(children=13), period(children=10))
    whole = sum((houses.places(one, TODAY) for one in groups), Places())
    assert (whole.free, whole.over) == (2, 1)


@pytest.mark.parametrize(
    ("state", "last", "closes"),
    [
        (SheetState.OPEN, date(2026, 10, 30), True),
        (SheetState.OPEN, date(2026, 10, 29), False),
        (SheetState.CLOSED, date(2026, 10, 30), False),
    ],
)
def test_a_sheet_can_be_closed_when_the_month_is_over_and_filled(state, last, closes):
    days = [day for day in DAYS if day.date < NOVEMBER]
    group = period(*filled(OCTOBER, last))
    assert week.may_be_closed(group, OCTOBER, state, TODAY, days) is closes


def test_a_month_under_way_closes_on_its_last_working_day_and_not_before():
    days = [day for day in DAYS if day.date >= NOVEMBER]
    group = period(*filled(NOVEMBER, date(2026, 11, 30)))
    for today, closes in ((date(2026, 11, 27), False), (date(2026, 11, 30), True)):
        assert week.may_be_closed(group, NOVEMBER, SheetState.OPEN, today, days) is closes


def test_an_empty_group_has_no_sheet_to_close():
    days = [day for day in DAYS if day.date < NOVEMBER]
    assert not week.may_be_closed(period(children=0), OCTOBER, SheetState.OPEN, TODAY, days)


def test_birthdays_of_the_week_run_from_monday_to_sunday():
    people = [
        (1, "Понедельник", date(2021, 11, 23)),
        (2, "Воскресенье", date(2022, 11, 29)),
        (3, "Прошлое воскресенье", date(2021, 11, 22)),
        (4, "Следующий понедельник", date(2021, 11, 30)),
    ]
    found = week.birthdays(people, TODAY)
    assert [(one.child, one.years) for one in found] == [(1, 5), (2, 4)]


def test_a_week_across_the_new_year_knows_both_years():
    people = [(1, "Декабрь", date(2020, 12, 31)), (2, "Январь", date(2021, 1, 2))]
    found = week.birthdays(people, date(2026, 12, 30))
    assert [(one.day, one.years) for one in found] == [
        (date(2026, 12, 31), 6),
        (date(2027, 1, 2), 6),
    ]


@pytest.mark.parametrize(
    ("today", "day"),
    [(date(2027, 3, 1), date(2027, 3, 1)), (date(2028, 2, 29), date(2028, 2, 29))],
)
def test_who_was_born_on_a_leap_day_has_a_birthday_every_year(today, day):
    found = week.birthdays([(1, "Високосный", date(2024, 2, 29))], today)
    assert [one.day for one in found] == [day]


def sums_of(groups):
    """Day → marked, present and taken out children, as the database adds them up."""
    sums = {}
    for row in (row for group in groups for row in group.counts):
        day = sums.setdefault(row.day, [0, 0, 0])
        day[0] += row.number
        day[1] += row.number if row.code.present else 0
        day[2] += 0 if row.code.counts_as_day else row.number
    return sums


def test_sums_of_the_database_tell_the_same_of_each_day_as_the_marks_of_the_groups():
    groups = [
        period(*filled(NOVEMBER, TODAY), id=1),
        period(*filled(NOVEMBER, date(2026, 11, 23)), id=2, stays=(Stay(date(2026, 11, 9)),)),
    ]
    assert rules.tally_of_sums(groups, sums_of(groups)) == rules.tally(groups)


def test_a_kindergarten_sums_its_groups_and_counts_unsigned_and_missing_sheets():
    groups = [
        period(*filled(NOVEMBER, TODAY), id=1),
        period(*filled(NOVEMBER, date(2026, 11, 23)), id=2),
        period(id=3, closed_on=date(2026, 11, 2)),
    ]
    states = {1: SheetState.APPROVED, 3: SheetState.OPEN}
    found = houses.house_figures(5, "№ 5", groups, TODAY, states, sums_of(groups))
    assert (found.groups, found.unfilled) == (2, 1)
    assert (found.unsigned, found.unbegun) == (1, 1)
    assert found.places.children == 20
    assert found.today.present == 9


def test_a_group_that_began_this_month_owes_no_sheet_of_the_last():
    group = period(id=7, stays=(Stay(date(2026, 11, 9)),))
    assert houses.house_figures(5, "№ 5", [group], TODAY, {}, {}).unbegun == 0


def test_a_kindergarten_without_groups_is_a_line_of_zeros():
    found = houses.house_figures(5, "№ 5", [], TODAY, {}, {})
    assert found.month.percent is None
    assert (found.groups, found.places.children, found.unfilled) == (0, 0, 0)


def test_kindergartens_are_ordered_as_people_order_them():
    names = ["Детский сад № 17", "детский сад № 4", "«Ёлочка»", "Жар-птица", "Детский сад № 100"]
    assert sorted(names, key=houses.name_order) == [
        "детский сад № 4",
        "Детский сад № 17",
        "Детский сад № 100",
        "«Ёлочка»",
        "Жар-птица",
    ]
