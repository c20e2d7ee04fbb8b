"""Which months of a group still wait for a signature."""

from __future__ import annotations

from datetime import date

import pytest

from app.attendance.rules.backlog import UnsignedMonth, months_to_sign, unsigned_months
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.totals import Stay

TODAY = date(2026, 11, 24)
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


def test_the_last_month_is_asked_for_also_when_nobody_ever_marked():
    assert months_to_sign(TODAY, None) == (OCTOBER,)


def test_months_since_the_first_sheet_of_the_kindergarten_are_asked_for():
    assert months_to_sign(TODAY, SEPTEMBER) == (SEPTEMBER, OCTOBER)


def test_it_looks_back_upon_one_year():
    asked = months_to_sign(TODAY, date(2020, 1, 1))
    assert (asked[0], asked[-1], len(asked)) == (date(2025, 11, 1), OCTOBER, 12)


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        (None, True),
        (SheetState.OPEN, True),
        (SheetState.CLOSED, True),
        (SheetState.APPROVED, False),
    ],
)
def test_a_month_waits_until_it_is_approved(state, waits):
    states = {} if state is None else {OCTOBER: state}
    found = unsigned_months([OCTOBER], states, [Stay(SEPTEMBER)])
    assert found == ([UnsignedMonth(OCTOBER, state)] if waits else [])


@pytest.mark.parametrize(
    ("stay", "waits"),
    [
        (Stay(SEPTEMBER, OCTOBER), False),
        (Stay(SEPTEMBER, date(2026, 10, 2)), True),
        (Stay(date(2026, 10, 31)), True),
        (Stay(date(2026, 11, 1)), False),
    ],
)
def test_without_a_sheet_it_waits_only_if_a_child_was_listed(stay, waits):
    assert bool(unsigned_months([OCTOBER], {}, [stay])) is waits


def test_a_group_that_was_closed_owes_nothing_for_later_months():
    assert unsigned_months([OCTOBER], {}, [Stay(SEPTEMBER)], closed_on=OCTOBER) == []
    left_open = unsigned_months([SEPTEMBER, OCTOBER], {}, [Stay(SEPTEMBER)], closed_on=OCTOBER)
    assert left_open == [UnsignedMonth(SEPTEMBER, None)]
