"""What may be written into a cell, and what happens when two people write at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.attendance.rules.codes import RECOMMENDED_CODES
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import (
    MOST_CELLS,
    Clash,
    Cover,
    MarkingSheet,
    Merge,
    Recorded,
    Wish,
    Write,
    check_wishes,
    fill_present,
    merge,
    record,
)
from app.attendance.rules.totals import Cell
from app.core.errors import Conflict, RuleViolation, TooLarge
from app.core.workdays import month_days
from tests.rules.attendance.november_sheet import CODES, DAYS, WORKING, child, nov

TODAY = nov(24)
AT = datetime(2026, 11, 18, 8, 47)
VACATION = Cover(7, CODES["О"], nov(26), nov(27), child=1)
SHEET = MarkingSheet(
    SheetState.OPEN,
    {day.date: day for day in DAYS},
    {1: child(1), 2: child(2), 3: child(3, nov(16), nov(20))},
    RECOMMENDED_CODES,
    (VACATION,),
)


def recorded(number: int, day: date, letter: str | None, version: int = 1) -> Recorded:
    code = CODES[letter] if letter else None
    return Recorded(number, day, code, version, "Соловьёва Т. А.", AT)


def cells(*items: Recorded) -> dict[Cell, Recorded]:
    return {(item.child, item.day): item for item in items}


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        (Wish(1, nov(24), "Щ"), "there is no code “Щ”"),
        (Wish(1, nov(24), "В"), "comes from the calendar"),
        (Wish(1, nov(24), "Х"), "comes from the calendar"),
        (Wish(1, nov(4), "Н"), "it is a day off"),
        (Wish(1, nov(22), "Н"), "it is a day off"),
        (Wish(1, nov(25), "Н"), "the day is still ahead"),
        (Wish(1, nov(25), "О"), "the day is still ahead"),
        (Wish(1, nov(26), "Б"), "the day is still ahead"),
        (Wish(2, nov(26), "О"), "the day is still ahead"),
        (Wish(3, nov(13), "Н"), "is not in the group on this day"),
        (Wish(3, nov(20), "Н"), "is not in the group on this day"),
        (Wish(1, date(2026, 10, 30), "Н"), "not in the month"),
    ],
)
def test_a_mark_that_may_not_stand_is_refused_with_child_and_day(wish: Wish, text: str) -> None:
    with pytest.raises(RuleViolation, match=text) as refusal:
        check_wishes(SHEET, [Wish(2, nov(24), "Н"), wish], TODAY)
    assert refusal.value.status == 422
    assert [cell[:2] for cell in refusal.value.details["cells"]] == [(wish.child, wish.day)]


def test_a_planned_leave_may_be_marked_ahead() -> None:
    check_wishes(SHEET, [Wish(1, nov(26), "О")], TODAY)
    written = record(SHEET, {}, [Wish(1, nov(26), "О")], [], TODAY).write
    assert written == (Write(1, nov(26), None, CODES["О"], 1, VACATION),)


def test_a_mark_gets_the_paper_that_covers_it() -> None:
    sheet = replace(SHEET, covers=(Cover(9, CODES["К"], nov(16), nov(20)),))
    result = record(sheet, {}, [Wish(2, nov(17), "К"), Wish(2, nov(18), "Б")], [], TODAY)
    assert [item.cover.id if item.cover else None for item in result.write] == [9, None]


def test_a_foreign_child_is_not_found() -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_wishes(SHEET, [Wish(99, nov(24), "Н")], TODAY)
    assert refusal.value.status == 404


@pytest.mark.parametrize("state", [SheetState.CLOSED, SheetState.APPROVED])
def test_nobody_writes_into_a_closed_sheet(state: SheetState) -> None:
    closed = replace(SHEET, state=state)
    with pytest.raises(Conflict):
        record(closed, {}, [Wish(1, nov(24), "Н")], [], TODAY)
    with pytest.raises(Conflict):
        record(closed, {}, [], [nov(24)], TODAY)


def test_a_flood_of_cells_is_too_large() -> None:
    with pytest.raises(TooLarge):
        check_wishes(SHEET, [Wish(1, nov(24), "Н")] * (MOST_CELLS + 1), TODAY)


def test_a_mark_on_a_day_that_became_a_day_off_can_still_be_cleared() -> None:
    check_wishes(SHEET, [Wish(1, nov(4), None), Wish(3, nov(13), None)], TODAY)


def test_different_cells_merge() -> None:
    now = cells(recorded(2, nov(24), "Б"))
    result = merge(SHEET, now, [Wish(1, nov(24), "Н")])
    assert result == Merge(write=(Write(1, nov(24), None, CODES["Н"], 1),))


def test_a_known_version_is_overwritten_with_the_next_one() -> None:
    now = cells(recorded(1, nov(18), "Н", version=3))
    result = merge(SHEET, now, [Wish(1, nov(18), "Б", seen=3)])
    assert result.write == (Write(1, nov(18), CODES["Н"], CODES["Б"], 4),)


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_the_same_cell_clashes_and_tells_who_when_and_what(seen: int) -> None:
    now = cells(recorded(1, nov(18), "Б", version=2))
    result = merge(SHEET, now, [Wish(1, nov(18), "Н", seen), Wish(2, nov(18), "Н")])
    assert result.clashes == (Clash(1, nov(18), "Н", "Б", "Соловьёва Т. А.", AT, 2),)
    assert [item.child for item in result.write] == [2]


def test_the_same_wish_of_two_people_is_no_clash() -> None:
    now = cells(recorded(1, nov(18), "Б", version=2))
    result = merge(SHEET, now, [Wish(1, nov(18), "Б", seen=0)])
    assert result == Merge(unchanged=((1, nov(18)),))


def test_clearing_a_cell_keeps_counting_its_versions() -> None:
    now = cells(recorded(1, nov(18), "Б", version=2))
    result = merge(SHEET, now, [Wish(1, nov(18), None, seen=2)])
    assert result.write == (Write(1, nov(18), CODES["Б"], None, 3),)


def test_of_two_wishes_for_one_cell_the_last_is_meant() -> None:
    result = merge(SHEET, {}, [Wish(1, nov(18), "Б"), Wish(1, nov(18), "Н")])
    assert result.write == (Write(1, nov(18), None, CODES["Н"], 1),)


def test_everybody_here_fills_only_listed_children_without_a_mark() -> None:
    now = cells(recorded(2, nov(18), "Б"), recorded(3, nov(18), None, version=2))
    result = record(SHEET, now, [Wish(1, nov(18), "Н")], [nov(18)], TODAY)
    assert [(item.child, item.new, item.version) for item in result.write] == [
        (1, CODES["Н"], 1),
        (3, CODES["Я"], 3),
    ]
    assert [item.child for item in fill_present(SHEET, {}, [nov(2)])] == [1, 2]


@pytest.mark.parametrize("day", [nov(4), nov(25), date(2026, 12, 1)])
def test_a_day_off_or_ahead_or_of_another_month_is_not_confirmed(day: date) -> None:
    with pytest.raises(RuleViolation):
        record(SHEET, {}, [], [day], TODAY)


def test_presence_cannot_be_confirmed_without_a_code_for_it() -> None:
    sheet = replace(SHEET, codes=(CODES["Н"],))
    with pytest.raises(RuleViolation, match="none for a present child"):
        record(sheet, {}, [], [TODAY], TODAY)


def applied(now: dict[Cell, Recorded], result: Merge) -> dict[Cell, Recorded]:
    written = [
        Recorded(item.child, item.day, item.new, item.version, "я", AT) for item in result.write
    ]
    return {**now, **cells(*written)}


WISHES = st.lists(
    st.builds(
        Wish,
        st.sampled_from([1, 2]),
        st.sampled_from([day for day in WORKING if day <= TODAY][:3]),
        st.sampled_from(["Я", "Н", "Б", None]),
        st.integers(0, 2),
    ),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(WISHES, WISHES, st.booleans())
def test_repeating_a_request_changes_nothing(
    first: list[Wish], second: list[Wish], confirm: bool
) -> None:
    days = [WORKING[0]] if confirm else []
    before = applied({}, record(SHEET, {}, first, [], TODAY))
    result = record(SHEET, before, second, days, TODAY)
    after = applied(before, result)
    again = record(SHEET, after, second, days, TODAY)
    assert again.write == ()
    assert again.clashes == result.clashes
    asked = {(wish.child, wish.day) for wish in second}
    told = {(item.child, item.day) for item in result.write + result.clashes}
    assert asked <= told | set(result.unchanged)


def test_a_batch_of_a_whole_month_is_sorted_quickly() -> None:
    days = month_days(2026, 10)
    children = {number: child(number) for number in range(40)}
    sheet = MarkingSheet(
        SheetState.OPEN, {day.date: day for day in days}, children, RECOMMENDED_CODES
    )
    present = [day.date for day in days if day.works]
    assert len(record(sheet, {}, [], present, TODAY).write) == 40 * 22
