"""The passage to the next academic year: who goes where, what hinders it, who may do what."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.errors import Conflict, RuleViolation
from app.movement.transition.rules import (
    ChildPlan,
    Course,
    Group,
    GroupPlan,
    Journey,
    Level,
    Listed,
    TransitionState,
    check_confirmed,
    check_day,
    check_executor,
    digest,
    doubts,
    gaps,
    journeys,
    next_level,
    proposed,
)

START = date(2027, 9, 1)
JUNIOR, MIDDLE, SENIOR = Level(1, 3, 4), Level(2, 4, 5), Level(3, 6, 7)
LEVELS = (SENIOR, JUNIOR, MIDDLE)
DROPS, STARS, OLD = (
    Group(11, "Капельки", 20, JUNIOR),
    Group(12, "Звёздочки", 2, MIDDLE),
    Group(13, "Почемучки", 20, SENIOR),
)
GROUPS = {one.id: one for one in (DROPS, STARS, OLD)}


def child(key: int, group: int | None, born: date = date(2023, 5, 1)) -> Listed:
    return Listed(key, f"Ребёнок {key}", born, group)


def told(found):
    return [one.msgid % one.values if one.values else one.msgid for one in found]


def test_the_usual_plan_lets_groups_grow_and_the_oldest_leave_for_school() -> None:
    free = Group(14, "Адаптационная", None, None)
    plans = proposed([DROPS, STARS, OLD, free], LEVELS)
    assert plans == {
        11: GroupPlan(Course.STAYS, level=2),
        12: GroupPlan(Course.STAYS, level=3),
        13: GroupPlan(Course.LEAVES),
        14: GroupPlan(Course.STAYS),
    }
    assert next_level(SENIOR, LEVELS) is None


def test_a_childs_own_plan_goes_before_that_of_its_group() -> None:
    plans = {11: GroupPlan(Course.GOES, target=12), 13: GroupPlan(Course.LEAVES)}
    own = {2: ChildPlan(Course.STAYS), 4: ChildPlan(Course.GOES, target=12)}
    found = journeys([child(1, 11), child(2, 11), child(3, 13), child(4, 13)], plans, own)
    assert [(one.child.id, one.course, one.target, one.moves) for one in found] == [
        (1, Course.GOES, 12, True),
        (2, Course.STAYS, 11, False),
        (3, Course.LEAVES, None, True),
        (4, Course.GOES, 12, True),
    ]


def test_who_is_in_no_group_or_goes_nowhere_is_named() -> None:
    children = [child(1, None), child(2, 11), child(3, 11)]
    plans = {11: GroupPlan(Course.GOES, target=99)}
    planned = journeys(children, plans, {3: ChildPlan(Course.LEAVES)})
    found = gaps(children, planned, GROUPS)
    assert [one.values["names"] for one in found] == ["Ребёнок 1", "Ребёнок 2"]
    assert (
        gaps([child(3, 11)], journeys([child(3, 11)], {11: GroupPlan(Course.LEAVES)}, {}), {}) == []
    )


def test_too_many_children_and_odd_ages_are_doubts_not_refusals() -> None:
    born_2022, born_2018 = date(2022, 1, 1), date(2018, 1, 1)
    planned = [
        *(Journey(child(key, 11), Course.GOES, 12) for key in (1, 2, 3)),
        Journey(child(4, 13, born_2022), Course.LEAVES, None),
        Journey(child(5, 11, born_2018), Course.STAYS, 11),
    ]
    found = doubts(planned, GROUPS, START)
    assert found[0].values["group"] == "Звёздочки"
    assert found[0].values["places"] == 2
    assert [one.values["names"] for one in found[1:]] == ["Ребёнок 4", "Ребёнок 5"]


def test_only_what_was_confirmed_is_carried_out() -> None:
    planned = [Journey(child(1, 11), Course.GOES, 12), Journey(child(2, 11), Course.STAYS, 11)]
    plans = {11: GroupPlan(Course.STAYS, level=2)}
    seen = digest(planned, plans)
    check_confirmed(TransitionState.CONFIRMED, seen, digest(reversed(planned), plans))
    with pytest.raises(Conflict, match="not confirmed the plan yet"):
        check_confirmed(TransitionState.PLANNED, None, seen)
    changed = digest([Journey(child(1, 11), Course.LEAVES, None)], plans)
    with pytest.raises(Conflict, match="changed after the confirmation"):
        check_confirmed(TransitionState.CONFIRMED, seen, changed)
    assert digest(planned, {11: GroupPlan(Course.STAYS, level=3)}) != seen


def test_who_confirmed_does_not_carry_out() -> None:
    check_executor(7, 8)
    with pytest.raises(RuleViolation, match="Another person carries it out"):
        check_executor(7, 7)


def test_a_year_is_closed_from_july_on() -> None:
    check_day(date(2027, 7, 1), START)
    with pytest.raises(RuleViolation, match=r"from 01\.07\.2027 on"):
        check_day(date(2027, 6, 30), START)
