"""Who of a family sees a child, who writes for it, what a limit needs (docs/rules/family.md)."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.rules import (
    ChildTie,
    GuardianRights,
    Relation,
    acts_for_child,
    check_rights,
    sees_child,
)
from app.core.errors import RuleViolation

TODAY = date(2026, 11, 24)


def tie(rights=GuardianRights.FULL, *, stays=True, attends=True, left_on=None, days=30):
    return ChildTie(rights, stays, attends, left_on, days)


@pytest.mark.parametrize(
    ("rights", "sees", "acts"),
    [
        (GuardianRights.FULL, True, True),
        (GuardianRights.INFORMATION, True, False),
        (GuardianRights.HANDOVER, False, False),
        (GuardianRights.NONE, False, False),
    ],
)
def test_rights_decide_who_sees_and_who_writes(rights, sees, acts):
    assert sees_child(tie(rights), TODAY) is sees
    assert acts_for_child(tie(rights)) is acts


@pytest.mark.parametrize(
    ("left_on", "days", "sees"),
    [
        (date(2026, 10, 25), 30, True),  # 25 October and thirty days: to 24 November
        (date(2026, 10, 24), 30, False),
        (date(2026, 11, 24), 0, True),
        (date(2026, 11, 23), 0, False),
    ],
)
def test_a_family_reads_some_days_after_the_child_has_left(left_on, days, sees):
    left = tie(attends=False, left_on=left_on, days=days)
    assert sees_child(left, TODAY) is sees
    assert not acts_for_child(left)


def test_a_child_not_yet_enrolled_is_seen_by_its_parents():
    assert sees_child(tie(stays=False, attends=False), TODAY)
    assert acts_for_child(tie(stays=False, attends=False))


def test_a_child_who_came_back_is_seen_again():
    assert sees_child(tie(attends=True, left_on=date(2025, 5, 31)), TODAY)


@pytest.mark.parametrize(
    ("relation", "rights", "ground", "document", "field"),
    [
        (Relation.FATHER, GuardianRights.NONE, None, None, "ground"),
        (Relation.MOTHER, GuardianRights.INFORMATION, "", None, "ground"),
        (Relation.OTHER, GuardianRights.FULL, "доверенность", "1", "rights"),
        (Relation.OTHER, GuardianRights.HANDOVER, "доверенность", None, "document_number"),
    ],
)
def test_a_limit_needs_a_ground_and_a_stranger_a_paper(relation, rights, ground, document, field):
    with pytest.raises(RuleViolation) as refused:
        check_rights(relation, rights, ground, document)
    assert refused.value.details["field"] == field


def test_parents_and_guardians_need_no_paper_here():
    for relation in set(Relation) - {Relation.OTHER}:
        check_rights(relation, GuardianRights.FULL, None, None)
    check_rights(Relation.OTHER, GuardianRights.HANDOVER, "доверенность", "77 АГ 1234567")
