"""Open, closed, approved, and open again with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from app.attendance.rules.lifecycle import (
    SheetState,
    Transition,
    approve_sheet,
    check_editable,
    close_sheet,
    closes_from,
    reopen_sheet,
)
from app.core.errors import Conflict, RuleViolation
from app.core.workdays import CalendarException, ExceptionKind, month_days
from tests.rules.attendance.november_sheet import DAYS, nov

OPEN, CLOSED, APPROVED = SheetState.OPEN, SheetState.CLOSED, SheetState.APPROVED
LAST = nov(30)


def close(
    state: SheetState = OPEN,
    unfilled: tuple[date, ...] = (),
    today: date = LAST,
    *,
    may: bool = True,
) -> Transition:
    return close_sheet(state, DAYS, unfilled, today, may_close=may)


def test_a_full_month_closes_on_its_last_working_day() -> None:
    assert close() == Transition(CLOSED, changed=True)
    assert close(today=date(2026, 12, 3)).state is CLOSED


def test_a_month_does_not_close_before_its_last_working_day() -> None:
    with pytest.raises(RuleViolation, match=r"from 30\.11\.2026 on") as refusal:
        close(today=nov(29))
    assert refusal.value.details["earliest"] == LAST


def test_a_month_that_ends_on_a_weekend_closes_on_friday() -> None:
    assert closes_from(month_days(2026, 10)) == date(2026, 10, 30)


def test_a_month_without_working_days_closes_on_its_last_day() -> None:
    repair = [
        CalendarException(date(2026, 7, day), ExceptionKind.OFF, "Ремонт") for day in range(1, 32)
    ]
    assert closes_from(month_days(2026, 7, repair)) == date(2026, 7, 31)


def test_unfilled_days_are_listed_and_stop_the_closing() -> None:
    with pytest.raises(RuleViolation, match=r"2 days are not filled: 24\.11, 25\.11") as refusal:
        close(unfilled=(nov(24), nov(25)))
    assert refusal.value.details["days"] == (nov(24), nov(25))
    with pytest.raises(RuleViolation, match="1 day is not filled"):
        close(unfilled=(nov(24),))


def test_a_long_list_of_unfilled_days_is_cut_in_the_text_only() -> None:
    days = tuple(nov(day) for day in range(9, 20))
    with pytest.raises(RuleViolation, match=r"16\.11 …") as refusal:
        close(unfilled=days)
    assert refusal.value.details["days"] == days


def test_the_head_approves_a_closed_sheet_only() -> None:
    assert approve_sheet(CLOSED, (), may_approve=True) == Transition(APPROVED, changed=True)
    with pytest.raises(Conflict):
        approve_sheet(OPEN, (), may_approve=True)
    with pytest.raises(RuleViolation, match="1 day is not filled"):
        approve_sheet(CLOSED, (nov(24),), may_approve=True)


@pytest.mark.parametrize("state", [CLOSED, APPROVED])
def test_a_sheet_is_opened_again_with_a_reason(state: SheetState) -> None:
    step = reopen_sheet(state, "  принесли   справку ", may_reopen=True)
    assert step == Transition(OPEN, changed=True, reason="принесли справку")


@pytest.mark.parametrize("reason", ["", "   ", "так"])
def test_a_sheet_is_not_opened_again_without_a_reason(reason: str) -> None:
    with pytest.raises(RuleViolation, match="Write the reason"):
        reopen_sheet(APPROVED, reason, may_reopen=True)


def test_repeating_a_step_changes_nothing() -> None:
    assert not close(CLOSED).changed
    assert not approve_sheet(APPROVED, (), may_approve=True).changed
    assert not reopen_sheet(OPEN, "", may_reopen=True).changed


def test_an_approved_sheet_is_not_closed_again() -> None:
    with pytest.raises(Conflict):
        close(APPROVED)


def test_each_step_needs_its_right() -> None:
    steps = [
        lambda: close(may=False),
        lambda: approve_sheet(CLOSED, (), may_approve=False),
        lambda: reopen_sheet(APPROVED, "принесли справку", may_reopen=False),
    ]
    for step in steps:
        with pytest.raises(RuleViolation) as refusal:
            step()
        assert refusal.value.status == 403


def test_only_an_open_sheet_is_editable() -> None:
    check_editable(OPEN)
    for state in (CLOSED, APPROVED):
        with pytest.raises(Conflict):
            check_editable(state)
