"""The route of approvals: one after another, and a return says why."""

from __future__ import annotations

import pytest

from app.core.errors import Conflict, RuleViolation
from app.documents.rules.route import (
    MOST_STEPS,
    Approver,
    Decision,
    RouteStep,
    check_decision,
    check_route,
    step_at_work,
)

WAITING, APPROVED, RETURNED = Decision.WAITING, Decision.APPROVED, Decision.RETURNED
SENIOR, NURSES = Approver(user_id=5), Approver(role_id=7)


def steps(*decisions):
    approvers = (SENIOR, NURSES)
    return [RouteStep(n, approvers[n], one) for n, one in enumerate(decisions)]


def test_the_second_is_asked_after_the_first_has_approved():
    assert step_at_work(steps(WAITING, WAITING)).approver == SENIOR
    assert step_at_work(steps(APPROVED, WAITING)).approver == NURSES
    assert step_at_work(steps(APPROVED, APPROVED)) is None
    assert step_at_work([]) is None


def test_who_is_not_asked_now_cannot_answer():
    first = step_at_work(steps(WAITING, WAITING))
    check_decision(first, 5, frozenset(), APPROVED, "")
    with pytest.raises(Conflict):
        check_decision(first, 6, frozenset({7}), APPROVED, "")
    second = step_at_work(steps(APPROVED, WAITING))
    check_decision(second, 6, frozenset({7}), APPROVED, "")
    with pytest.raises(Conflict):
        check_decision(None, 5, frozenset(), APPROVED, "")


def test_a_return_says_what_is_to_be_corrected():
    first = step_at_work(steps(WAITING, WAITING))
    with pytest.raises(RuleViolation):
        check_decision(first, 5, frozenset(), RETURNED, "  ")
    check_decision(first, 5, frozenset(), RETURNED, "Не та дата")


def test_a_route_names_nobody_twice_and_is_not_endless():
    check_route([SENIOR, NURSES])
    with pytest.raises(RuleViolation):
        check_route([SENIOR, SENIOR])
    with pytest.raises(RuleViolation):
        check_route([Approver(user_id=number) for number in range(MOST_STEPS + 1)])
