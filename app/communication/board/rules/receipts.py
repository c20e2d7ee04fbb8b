"""Receipts: what readers did, and how it stands from the author's side. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.communication.board.rules.life import Asks
from app.core.errors import RuleViolation
from app.core.messages import message


@dataclass(frozen=True)
class Receipt:
    """What one person did about one announcement, for one child (or none)."""

    user_id: int
    child_id: int | None
    opened: bool
    confirmed: bool
    answer: str | None
    came: bool = True


class Standing(enum.StrEnum):
    """How a receipt stands, from the author's side."""

    DONE = "done"
    OPENED = "opened"
    UNOPENED = "unopened"
    NEVER_CAME = "never_came"


REMINDED = (Standing.OPENED, Standing.UNOPENED)
"""Who owes an answer and would see a reminder: who has never come sees none."""


def standing(receipt: Receipt, asks: Asks) -> Standing:
    """Whether what was asked is done; opening alone is enough where nothing was asked."""
    done = {
        Asks.NOTHING: receipt.opened,
        Asks.CONFIRM: receipt.confirmed,
        Asks.CHOICE: receipt.answer is not None,
    }[asks]
    if done:
        return Standing.DONE
    if receipt.opened:
        return Standing.OPENED
    return Standing.UNOPENED if receipt.came else Standing.NEVER_CAME


def by_children(receipts: Iterable[Receipt], asks: Asks) -> dict[int, str]:
    """For each child the answer of its family: «done», the chosen answer, or «».

    One representative is enough; of two different answers the family's is unknown until they
    agree: nobody's is preferred (both stand in the list).
    """
    answers: dict[int, set[str]] = {}
    for one in receipts:
        if one.child_id is None:
            continue
        found = answers.setdefault(one.child_id, set())
        if standing(one, asks) is Standing.DONE:
            found.add(one.answer or "done")
    return {child: next(iter(found)) if len(found) == 1 else "" for child, found in answers.items()}


def check_answer(
    asks: Asks, choices: Sequence[str], answer: str | None, until: datetime | None, now: datetime
) -> None:
    """Raises RuleViolation for an answer that is none of the offered, or comes too late."""
    if asks is Asks.NOTHING:
        raise RuleViolation(message("Nothing is asked in this announcement."))
    if until is not None and now > until:
        raise RuleViolation(
            message("The time for answers is over. Tell the kindergarten yourself.")
        )
    if asks is Asks.CHOICE and answer not in choices:
        raise RuleViolation(message("Choose one of the answers."), field="answer")
