"""Totals of a sheet; the numbers stand in docs/rules/attendance.md too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.attendance.rules.totals import Counts, Mark, SheetChild, SheetTotals, Stay, sheet_totals
from app.core.workdays import CalendarException, ExceptionKind, month_days
from tests.rules.attendance.november_sheet import (
    CODES,
    DAYS,
    WORKING,
    child,
    filled,
    mark,
    nov,
    sheets,
)

ILL, LEAVE, ABSENT, CLOSED = CODES["Б"], CODES["О"], CODES["Н"], CODES["Р"]


def counts(children: list[SheetChild], marks: list[Mark], required: bool = True) -> Counts:
    return sheet_totals(children, DAYS, marks, sick_note_required=required).whole


def test_four_days_ill_with_certificate_and_two_unexcused_leave_16_payable_of_20() -> None:
    ill = [nov(9), nov(10), nov(11), nov(12)]
    absent = dict.fromkeys(ill, ILL) | {nov(17): ABSENT, nov(18): ABSENT}
    total = counts([child(1)], filled(1, absent, documented=ill))
    assert (total.plan, total.present, total.missed) == (20, 14, 6)
    assert (total.missed_ill, total.missed_other, total.excused) == (4, 2, 4)
    assert total.payable == 16


def test_a_child_enrolled_on_16_november_has_a_plan_of_11_days() -> None:
    assert counts([child(1, nov(16))], []).plan == 11


def test_the_day_of_leaving_is_not_in_the_plan() -> None:
    # Leaving from 13.11: the last day in the group is the 12th, 8 working days.
    assert counts([child(1, ends_on=nov(13))], []).plan == 8


def test_illness_without_certificate_is_charged_until_it_arrives() -> None:
    days = [nov(17), nov(18), nov(19)]
    absent = dict.fromkeys(days, ILL)
    without = counts([child(1)], filled(1, absent))
    assert (without.missed_ill, without.excused, without.payable) == (3, 0, 20)
    assert without.undocumented == 3
    later = counts([child(1)], filled(1, absent, documented=days))
    assert (later.missed_ill, later.excused, later.payable) == (3, 3, 17)
    assert later.undocumented == 0


def test_illness_is_excused_at_once_where_no_certificate_is_required() -> None:
    total = counts([child(1)], filled(1, {nov(17): ILL}), required=False)
    assert (total.excused, total.undocumented, total.payable) == (1, 1, 19)


def test_another_reason_without_its_paper_stays_excused_and_is_shown() -> None:
    total = counts([child(1)], filled(1, {nov(17): LEAVE}))
    assert (total.excused, total.undocumented, total.payable) == (1, 1, 19)


def test_a_closing_takes_the_day_out_of_the_plan() -> None:
    total = counts([child(1)], filled(1, {nov(26): CLOSED, nov(27): CLOSED}))
    assert (total.plan, total.closed, total.present) == (18, 2, 18)
    assert (total.missed, total.excused, total.payable) == (0, 0, 18)


def test_a_closing_by_marks_counts_like_a_closing_in_the_calendar() -> None:
    calendar = month_days(2026, 11, [CalendarException(nov(26), ExceptionKind.OFF, "Авария")])
    by_calendar = sheet_totals([child(1)], calendar, filled(1)).whole
    by_mark = counts([child(1)], filled(1, {nov(26): CLOSED}))
    assert replace(by_mark, closed=0) == by_calendar


def test_unfilled_days_stay_in_the_plan_and_are_named() -> None:
    marks = [item for item in filled(1) if item.day != nov(24)]
    totals = sheet_totals([child(1)], DAYS, marks)
    assert (totals.whole.plan, totals.whole.present, totals.whole.unfilled) == (20, 19, 1)
    assert totals.unfilled_days == (nov(24),)


def test_a_cleared_mark_is_an_unfilled_day() -> None:
    marks = [*filled(1)[:-1], Mark(1, nov(30), None)]
    assert counts([child(1)], marks).unfilled == 1


def test_marks_on_days_off_and_outside_the_stay_are_not_counted() -> None:
    marks = [mark(1, nov(4), "Н"), mark(1, nov(7), "Я"), mark(1, nov(13), "Я")]
    total = counts([child(1, nov(16))], marks)
    assert (total.plan, total.present, total.missed, total.unfilled) == (11, 0, 0, 11)


def test_a_column_counts_those_present_absent_and_unfilled() -> None:
    marks = [mark(1, nov(2), "Я"), mark(2, nov(2), "Н"), mark(4, nov(2), "Р")]
    children = [child(1), child(2), child(3), child(4), child(5, nov(3))]
    monday = sheet_totals(children, DAYS, marks).days[1]
    assert (monday.listed, monday.present, monday.absent) == (4, 1, 1)
    assert (monday.unfilled, monday.closed) == (1, 1)


def test_reasons_are_counted_by_code() -> None:
    absent = {nov(2): ILL, nov(5): LEAVE, nov(6): ILL, nov(9): CLOSED}
    line = sheet_totals([child(1)], DAYS, filled(1, absent)).children[0]
    assert line.reasons == ((ILL, 2), (LEAVE, 1))


def test_a_child_who_left_and_came_back_is_one_line_with_two_stays() -> None:
    twice = SheetChild(1, (Stay(date(2026, 9, 1), nov(6)), Stay(nov(16))))
    # 2, 3 and 5 November, then the 11 days from the 16th on.
    assert counts([twice], []).plan == 14


def test_groups_add_up_to_the_kindergarten_after_a_transfer_on_16_november() -> None:
    marks = filled(1, {nov(12): ILL, nov(18): ABSENT}, documented=[nov(12)])
    first = sheet_totals([child(1, ends_on=nov(16))], DAYS, marks).whole
    second = sheet_totals([child(1, nov(16))], DAYS, marks).whole
    whole = sheet_totals([child(1)], DAYS, marks).whole
    assert (first.plan, second.plan) == (9, 11)
    assert first + second == whole


def check_invariants(totals: SheetTotals) -> None:
    for item in [*(line.counts for line in totals.children), totals.whole]:
        assert item.present + item.missed + item.unfilled == item.plan
        assert item.missed == item.missed_ill + item.missed_other
        assert 0 <= item.excused <= item.missed
        assert item.plan - item.missed <= item.payable <= item.plan
    for day in totals.days:
        counted = day.present + day.absent + day.unfilled + day.closed
        assert counted == (day.listed if day.works else 0)
    assert totals.whole.present == sum(day.present for day in totals.days)
    assert totals.whole.missed == sum(day.absent for day in totals.days)


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_fact_missed_and_unfilled_make_the_plan(
    sheet: tuple[list[SheetChild], list[Mark], bool],
) -> None:
    children, marks, required = sheet
    check_invariants(sheet_totals(children, DAYS, marks, sick_note_required=required))


@settings(max_examples=30, deadline=None)
@given(sheets(full=True))
def test_with_every_day_filled_fact_and_missed_make_the_plan(
    sheet: tuple[list[SheetChild], list[Mark], bool],
) -> None:
    children, marks, required = sheet
    totals = sheet_totals(children, DAYS, marks, sick_note_required=required)
    check_invariants(totals)
    assert totals.whole.unfilled == 0
    assert totals.whole.present + totals.whole.missed == totals.whole.plan


@settings(max_examples=40, deadline=None)
@given(sheets(), st.sampled_from(WORKING))
def test_groups_add_up_to_the_whole_whenever_children_move(
    sheet: tuple[list[SheetChild], list[Mark], bool], moved: date
) -> None:
    children, marks, required = sheet
    before = [SheetChild(c.id, (Stay(c.stays[0].starts_on, moved),)) for c in children]
    after = [SheetChild(c.id, (Stay(moved, None),)) for c in children]
    whole = [SheetChild(c.id, (Stay(min(c.stays[0].starts_on, moved), None),)) for c in children]
    parts = [
        sheet_totals(part, DAYS, marks, sick_note_required=required).whole
        for part in (before, after)
    ]
    total = sheet_totals(whole, DAYS, marks, sick_note_required=required).whole
    assert parts[0] + parts[1] == total
