"""Totals of a period over groups, months and organisations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.attendance.rules.summary import (
    DayCount,
    PeriodTotals,
    list_sizes,
    period_of_counts,
    period_of_sheet,
    ratio,
)
from app.attendance.rules.totals import Mark, SheetChild, Stay, sheet_totals
from app.core.workdays import DayKind, month_days
from tests.rules.attendance.november_sheet import CODES, DAYS, WORKING, child, filled, nov, sheets

ILL, ABSENT, CLOSED = CODES["Б"], CODES["Н"], CODES["Р"]


def period(children: list[SheetChild], marks: list[Mark]) -> PeriodTotals:
    return period_of_sheet(sheet_totals(children, DAYS, marks))


def grouped(children: list[SheetChild], marks: list[Mark]) -> list[DayCount]:
    listed = {item.id: item for item in children}
    return [
        DayCount(item.day, item.code, item.documented, 1)
        for item in marks
        if item.code is not None and listed[item.child].listed(item.day)
    ]


def test_rates_of_a_group_of_two() -> None:
    ill = [nov(9), nov(10), nov(11), nov(12)]
    marks = filled(1, dict.fromkeys(ill, ILL), documented=ill) + filled(2, {nov(17): ABSENT})
    total = period([child(1), child(2)], marks)
    assert (total.counts.plan, total.counts.present, total.counts.missed) == (40, 35, 5)
    assert total.attendance_percent == Decimal("87.5")
    assert total.average_per_day == Decimal("1.8")  # 35 / 20 = 1.75, half up
    assert total.average_list == Decimal("2.0")
    assert total.days_per_child == Decimal("17.5")
    assert total.ill_days_per_child == Decimal("2.0")


def test_a_child_enrolled_in_mid_month_is_half_a_child_of_the_average_list() -> None:
    total = period([child(1, nov(16))], [])
    assert total.listed_days == 15
    assert total.average_list == Decimal("0.5")


def test_half_a_tenth_is_rounded_up() -> None:
    assert ratio(1, 20) == Decimal("0.1")
    assert ratio(2, 3) == Decimal("0.7")
    assert ratio(100, 3) == Decimal("33.3")
    assert ratio(0, 7) == Decimal("0.0")
    assert ratio(1, 0) is None


def test_an_empty_group_has_no_rates() -> None:
    total = period([], [])
    assert (total.attendance_percent, total.average_per_day) == (None, None)
    assert total.average_list == Decimal("0.0")
    assert total.working_days == frozenset()


def test_two_groups_are_averaged_over_the_days_of_one_month() -> None:
    both = period([child(1)], filled(1)) + period([child(2)], filled(2))
    assert both.average_per_day == Decimal("2.0")
    assert both.average_list == Decimal("2.0")


def test_two_months_are_averaged_over_the_days_of_both() -> None:
    december = month_days(2026, 12)
    there = [Mark(1, day.date, CODES["Я"]) for day in december if day.works]
    total = period([child(1)], filled(1)) + period_of_sheet(
        sheet_totals([child(1)], december, there)
    )
    assert (total.counts.plan, len(total.working_days)) == (42, 42)
    assert total.average_list == Decimal("1.0")


def test_a_day_closed_for_all_is_no_working_day_of_the_average() -> None:
    total = period(
        [child(1), child(2)], filled(1, {nov(26): CLOSED}) + filled(2, {nov(26): CLOSED})
    )
    assert len(total.working_days) == 19
    assert total.average_per_day == Decimal("2.0")


def test_a_day_closed_for_one_is_still_a_working_day() -> None:
    total = period([child(1), child(2)], filled(1, {nov(26): CLOSED}) + filled(2))
    assert len(total.working_days) == 20
    assert total.counts.plan == 39


def test_list_sizes_follow_entering_and_leaving() -> None:
    stays = [Stay(date(2026, 9, 1)), Stay(nov(2), nov(3)), Stay(nov(3), nov(3))]
    sizes = list_sizes(stays, [nov(1), nov(2), nov(3)])
    assert list(sizes.values()) == [1, 2, 1]
    assert list_sizes(stays, []) == {}


def test_grouped_marks_of_a_day_off_are_left_out() -> None:
    rows = [DayCount(nov(4), CODES["Я"], False, 1), DayCount(nov(5), CODES["Я"], False, 1)]
    total = period_of_counts([Stay(date(2026, 9, 1))], DAYS, rows)
    assert (total.counts.present, total.counts.plan) == (1, len(WORKING))
    assert DAYS[3].kind is DayKind.HOLIDAY


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_grouped_marks_give_the_same_totals_as_the_sheet(
    sheet: tuple[list[SheetChild], list[Mark], bool],
) -> None:
    children, marks, required = sheet
    expected = period_of_sheet(sheet_totals(children, DAYS, marks, sick_note_required=required))
    stays = [stay for item in children for stay in item.stays]
    rows = grouped(children, marks)
    assert period_of_counts(stays, DAYS, rows, sick_note_required=required) == expected


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_ratio_is_at_most_half_a_tenth_off(numerator: int, denominator: int) -> None:
    shown = ratio(numerator, denominator)
    assert shown is not None
    exact = Decimal(numerator) / Decimal(denominator)
    assert abs(shown - exact) <= Decimal("0.0500000001")
