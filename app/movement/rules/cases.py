"""A transfer between two kindergartens of one installation: one case, a part for each side."""

from __future__ import annotations

import enum

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
    """How far the transfer is: the departure is signed, the enrolment is begun, it is signed."""

    ANNOUNCED = "announced"
    BEGUN = "begun"
    DONE = "done"
    WITHDRAWN = "withdrawn"


CASE_STATES = {
    CaseState.ANNOUNCED: message("waits for the enrolment"),
    CaseState.BEGUN: message("enrolment is being written"),
    CaseState.DONE: message("enrolled, the case is closed"),
    CaseState.WITHDRAWN: message("withdrawn"),
}
