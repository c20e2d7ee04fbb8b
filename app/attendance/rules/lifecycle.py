"""The life of a month sheet: open → closed by the teacher → approved by the head.

Closing freezes the totals; nobody edits a closed sheet. It is opened again by the
coordinator or the head, with a reason that stays on record (domain 2.3). Who may is decided
by the caller and comes in as an answer. Repeating a step that is done changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Conflict, RuleViolation
from app.core.messages import message, nmessage
from app.core.workdays import Day, last_working_day

SHORTEST_REASON = 5
_DAYS_SHOWN = 8


class SheetState(StrEnum):
    """Where the sheet stands."""

    OPEN = "open"
    CLOSED = "closed"
    APPROVED = "approved"


class NotAllowed(RuleViolation):
    """The person has no right to this step."""

    status = 403


@dataclass(frozen=True, slots=True)
class Transition:
    """The state after a step. ``changed`` False: it was so already, nothing to record."""

    state: SheetState
    changed: bool
    reason: str = ""


def close_sheet(
    state: SheetState,
    days: Sequence[Day],
    unfilled: Sequence[date],
    today: date,
    *,
    may_close: bool,
) -> Transition:
    """Close from the last working day of the month on, when every day is filled.

    Refuses with ``details["days"]``, the days that lack marks.
    """
    if not may_close:
        raise NotAllowed(message("You may not close this sheet."))
    if state is SheetState.CLOSED:
        return Transition(state, changed=False)
    if state is SheetState.APPROVED:
        raise Conflict(message("The sheet is approved already."))
    earliest = closes_from(days)
    if today < earliest:
        raise RuleViolation(
            message("The sheet can be closed from %(day)s on.", day=earliest.strftime("%d.%m.%Y")),
            earliest=earliest,
        )
    _check_filled(unfilled)
    return Transition(SheetState.CLOSED, changed=True)


def closes_from(days: Sequence[Day]) -> date:
    """The last working day of the month, or its last day when none works."""
    return last_working_day(days) or days[-1].date


def approve_sheet(state: SheetState, unfilled: Sequence[date], *, may_approve: bool) -> Transition:
    """Approve a closed sheet. Days unfilled since (a backdated order) are refused again."""
    if not may_approve:
        raise NotAllowed(message("Only the head approves a sheet."))
    if state is SheetState.APPROVED:
        return Transition(state, changed=False)
    if state is SheetState.OPEN:
        raise Conflict(message("The sheet is still open. Close it first, then approve it."))
    _check_filled(unfilled)
    return Transition(SheetState.APPROVED, changed=True)


def reopen_sheet(state: SheetState, reason: str, *, may_reopen: bool) -> Transition:
    """Open a closed or approved sheet again; the reason is obligatory."""
    if not may_reopen:
        raise NotAllowed(message("Only the coordinator or the head opens a sheet again."))
    if state is SheetState.OPEN:
        return Transition(state, changed=False)
    plain = " ".join(reason.split())
    if len(plain) < SHORTEST_REASON:
        raise RuleViolation(message("Write the reason why the sheet is opened again."))
    return Transition(SheetState.OPEN, changed=True, reason=plain)


def check_editable(state: SheetState) -> None:
    """Refuse any mark on a sheet that is not open (409)."""
    if state is SheetState.CLOSED:
        raise Conflict(
            message("The sheet is closed. Ask the coordinator or the head to open it again.")
        )
    if state is SheetState.APPROVED:
        raise Conflict(
            message("The sheet is approved. Ask the coordinator or the head to open it again.")
        )


def _check_filled(unfilled: Sequence[date]) -> None:
    if not unfilled:
        return
    shown = ", ".join(day.strftime("%d.%m") for day in unfilled[:_DAYS_SHOWN])
    if len(unfilled) > _DAYS_SHOWN:
        shown += " …"
    raise RuleViolation(
        nmessage(
            "%(number)s day is not filled: %(days)s. Fill it, then close the sheet.",
            "%(number)s days are not filled: %(days)s. Fill them, then close the sheet.",
            len(unfilled),
            days=shown,
        ),
        days=tuple(unfilled),
    )
