"""The route of approvals (согласование): who is asked when, and what an answer leads to."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import Conflict, RuleViolation
from app.core.messages import message

MOST_STEPS = 12


class Decision(enum.StrEnum):
    """What an approver said."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"


DECISIONS = {
    Decision.WAITING: message("waits"),
    Decision.APPROVED: message("agreed"),
    Decision.RETURNED: message("returned"),
}


@dataclass(frozen=True)
class Approver:
    """Who is asked: a person, or whoever holds a role."""

    user_id: int | None = None
    role_id: int | None = None


@dataclass(frozen=True)
class RouteStep:
    """One step of the round in work, in order."""

    id: int
    approver: Approver
    decision: Decision


def check_route(approvers: Sequence[Approver]) -> None:
    """Raises RuleViolation for a route that nobody can walk."""
    if len(approvers) > MOST_STEPS:
        raise RuleViolation(message("At most %(most)s approvers.", most=MOST_STEPS))
    if len(set(approvers)) < len(approvers):
        raise RuleViolation(message("One of the approvers is named twice."))


def step_at_work(steps: Sequence[RouteStep]) -> RouteStep | None:
    """Who is asked now; None when all have approved."""
    return next((one for one in steps if one.decision is not Decision.APPROVED), None)


def check_decision(
    step: RouteStep | None, user_id: int, roles: frozenset[int], decision: Decision, comment: str
) -> None:
    """Raises Conflict when it is not this person's turn, RuleViolation for a return without why."""
    if step is None or step.decision is not Decision.WAITING:
        raise Conflict(message("Nobody is asked about this document now."))
    own = step.approver.user_id == user_id or step.approver.role_id in roles
    if not own:
        raise Conflict(message("It is not your turn to approve this document."))
    check_comment(decision, comment)


def check_comment(decision: Decision, comment: str) -> None:
    """Raises RuleViolation for a return that does not say why."""
    if decision is Decision.RETURNED and not comment.strip():
        raise RuleViolation(message("Say what is to be corrected."), field="comment")
