"""The life of a document: draft → on approval → signed → in force → cancelled (issue 4)."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.core.errors import Conflict, RuleViolation
from app.core.messages import Message, message


class DocumentState(enum.StrEnum):
    """What is stored. That a signed document is in force follows from its dates."""

    DRAFT = "draft"
    ON_APPROVAL = "on_approval"
    SIGNED = "signed"
    CANCELLED = "cancelled"


DOCUMENT_STATES = {
    DocumentState.DRAFT: message("draft"),
    DocumentState.ON_APPROVAL: message("on approval"),
    DocumentState.SIGNED: message("signed"),
    DocumentState.CANCELLED: message("cancelled"),
}


class DocumentStep(enum.StrEnum):
    """What happened to a document; each step is kept with who and when."""

    SENT = "sent"
    APPROVED = "approved"
    RETURNED = "returned"
    SIGNED = "signed"
    CANCELLED = "cancelled"


DOCUMENT_STEPS = {
    DocumentStep.SENT: message("sent for approval"),
    DocumentStep.APPROVED: message("agreed"),
    DocumentStep.RETURNED: message("returned"),
    DocumentStep.SIGNED: message("signed"),
    DocumentStep.CANCELLED: message("cancelled"),
}


@dataclass(frozen=True)
class Author:
    """Who takes a step, and when. The name stays in the record whatever becomes of the account."""

    name: str
    moment: datetime
    user_id: int | None = None


@dataclass(frozen=True)
class Dates:
    """Dates of a document: of itself, from when it works, until when."""

    issued_on: date
    in_force_from: date | None = None
    expires_on: date | None = None


class Standing(enum.StrEnum):
    """How a document stands on a day."""

    DRAFT = "draft"
    ON_APPROVAL = "on_approval"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


STANDINGS = {
    Standing.DRAFT: message("draft"),
    Standing.ON_APPROVAL: message("on approval"),
    Standing.SIGNED: message("signed, not in force yet"),
    Standing.IN_FORCE: message("in force"),
    Standing.EXPIRED: message("expired"),
    Standing.CANCELLED: message("cancelled"),
}


def standing(state: DocumentState, dates: Dates, day: date) -> Standing:
    """How a document stands on a day: nothing waits for a clock at midnight."""
    if state is not DocumentState.SIGNED:
        return Standing(state.value)
    if dates.expires_on is not None and dates.expires_on < day:
        return Standing.EXPIRED
    if (dates.in_force_from or dates.issued_on) > day:
        return Standing.SIGNED
    return Standing.IN_FORCE


ENDS_FIRST = message("The document would end before it begins. Correct one of the dates.")
EARLIEST = date(2000, 1, 1)
LATEST_YEAR = 2100


def date_problems(dates: Dates, today: date) -> list[Message]:
    """What is wrong with the dates of a document that is about to be signed."""
    problems = []
    if dates.issued_on > today:
        problems.append(
            message(
                "The date of the document lies in the future. Sign it on its day, or correct "
                "the date."
            )
        )
    if dates.issued_on < EARLIEST:
        problems.append(message("The date of the document is too long ago. Correct it."))
    if dates.expires_on is not None and dates.expires_on < (dates.in_force_from or dates.issued_on):
        problems.append(ENDS_FIRST)
    return problems


def check_draft(dates: Dates) -> None:
    """Dates that a draft may hold: one for tomorrow is fine. Raises RuleViolation."""
    if dates.issued_on < EARLIEST or dates.issued_on.year > LATEST_YEAR:
        raise RuleViolation(
            message("The date of the document is out of reach. Correct it."), field="issued_on"
        )
    if dates.expires_on is not None and dates.expires_on < (dates.in_force_from or dates.issued_on):
        raise RuleViolation(
            ENDS_FIRST,
            field="expires_on",
        )


def order_problems(issued_on: date, last: date | None, last_number: str) -> list[Message]:
    """Numbers follow the dates: a document is not older than the last one of its series."""
    if last is None or issued_on >= last:
        return []
    return [
        message(
            "The last number of this series in the year is %(number)s of %(day)s. The date may "
            "not be before it: numbers follow the dates.",
            number=last_number,
            day=f"{last:%d.%m.%Y}",
        )
    ]


def check_editable(state: DocumentState) -> None:
    """Raises Conflict: a document is written only while it is a draft."""
    if state is DocumentState.ON_APPROVAL:
        raise Conflict(
            message("The document is on approval. It can be changed when it is returned.")
        )
    if state is not DocumentState.DRAFT:
        raise Conflict(
            message("A signed document is not changed. Sign an order that cancels or amends it.")
        )


def refuse(problems: Sequence[Message]) -> None:
    """Raises RuleViolation with all problems at once, or does nothing when there are none."""
    if problems:
        raise RuleViolation(together(problems), problems=tuple(problems))


def together(texts: Sequence[Message]) -> Message:
    """Several texts as one, each a sentence of its own."""
    joined = texts[0]
    for other in texts[1:]:
        joined = message("%(one)s %(other)s", one=joined, other=other)
    return joined


def number_of(serial: int, series: str) -> str:
    """«12-к»: the running number and the index of the series."""
    return f"{serial}-{series}" if series else f"{serial}"
