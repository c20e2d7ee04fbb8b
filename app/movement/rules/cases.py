"""A transfer between two kindergartens of one installation: one case, a part for each side."""

from __future__ import annotations

import enum

from app.core.errors import Conflict, RuleViolation
from app.core.messages import message


class CaseSide(enum.StrEnum):
    """Whose part of the case it is."""

    SENDING = "sending"
    RECEIVING = "receiving"


CASE_SIDES = {
    CaseSide.SENDING: message("the child leaves us"),
    CaseSide.RECEIVING: message("the child comes to us"),
}


class CaseState(enum.StrEnum):
    """How far the transfer is: the departure is signed, the enrolment is begun, it is signed.

    The family may change its mind: the sending side withdraws, the receiving one refuses.
    """

    ANNOUNCED = "announced"
    BEGUN = "begun"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


CASE_STATES = {
    CaseState.ANNOUNCED: message("waits for the enrolment"),
    CaseState.BEGUN: message("enrolment is being written"),
    CaseState.DONE: message("enrolled, the case is closed"),
    CaseState.WITHDRAWN: message("withdrawn"),
    CaseState.REFUSED: message("will not be enrolled"),
}

CASE_TONES = {
    CaseState.ANNOUNCED: "amber",
    CaseState.BEGUN: "blue",
    CaseState.DONE: "green",
    CaseState.WITHDRAWN: "grey",
    CaseState.REFUSED: "red",
}

LONGEST_REASON = 300


def may_begin(side: CaseSide, state: CaseState) -> bool:
    """Whether the enrolment may be begun: the family may come after all."""
    return side is CaseSide.RECEIVING and state in (CaseState.ANNOUNCED, CaseState.REFUSED)


def may_close(state: CaseState) -> bool:
    """Whether a side may still say that the child will not come."""
    return state in (CaseState.ANNOUNCED, CaseState.BEGUN)


def closed_state(side: CaseSide, state: CaseState, reason: str) -> CaseState:
    """What a case becomes when a side closes it without an enrolment.

    Raises Conflict for a case that is over, RuleViolation without a reason.
    """
    if not may_close(state):
        raise Conflict(message("This transfer is over already. Nothing was changed."))
    if not reason:
        raise RuleViolation(message("Say why the child will not come."), field="reason")
    return CaseState.WITHDRAWN if side is CaseSide.SENDING else CaseState.REFUSED
