"""The list of an order: all problems at once, nobody twice, groups over their capacity."""

from __future__ import annotations

from app.core.messages import message
from app.movement.rules.events import MovementKind
from app.movement.rules.orders import judge_cancelling, judge_order, overfull
from tests.rules.movement.entries import DROPS, STARS, SUN, day, entry

K = MovementKind


def enrolled(child):
    return entry(K.ENROLMENT, day(9, 1), DROPS, key=child, child=child)


def told(outcome):
    return {one.child: str(one.text) for one in outcome.problems}


def test_an_order_that_fits_leads_to_new_histories():
    moved = entry(K.GROUP_TRANSFER, day(10, 1), SUN, key=100, child=1)
    outcome = judge_order({1: [enrolled(1)]}, [moved])
    assert not outcome.problems
    assert outcome.histories[1].group_on(day(10, 1)) == SUN


def test_all_problems_of_an_order_are_told_at_once():
    added = [
        entry(K.GROUP_TRANSFER, day(8, 1), SUN, key=100, child=1),
        entry(K.GROUP_TRANSFER, day(10, 1), SUN, key=101, child=2),
        entry(K.GROUP_TRANSFER, day(10, 1), STARS, key=102, child=2),
        entry(K.GROUP_TRANSFER, day(10, 1), SUN, key=103, child=3),
    ]
    found = told(judge_order({one: [enrolled(one)] for one in (1, 2, 3)}, added))
    assert set(found) == {1, 2}
    assert "before the enrolment" in found[1]
    assert "twice" in found[2]


def test_an_order_without_children_is_refused():
    assert "no children" in told(judge_order({}, []))[None]


def test_an_order_between_two_others_must_fit_the_later_one():
    standing = {1: [enrolled(1), entry(K.GROUP_TRANSFER, day(11, 2), SUN, key=2, child=1)]}
    late = entry(K.GROUP_TRANSFER, day(10, 1), SUN, key=3, child=1)
    found = told(judge_order(standing, [late], {2: message("order № 5-д")}))
    assert "02.11.2026" in found[1]
    assert "rests on this" in found[1]


def test_an_order_that_others_rest_on_is_not_cancelled():
    standing = {1: [enrolled(1), entry(K.DEPARTURE, day(11, 2), key=2, child=1)]}
    assert "rests on this" in told(judge_cancelling(standing, [1]))[1]
    outcome = judge_cancelling(standing, [2])
    assert not outcome.problems
    assert outcome.histories[1].enrolments[0].ends_on is None


def test_a_group_over_its_places_is_told_of_once_the_order_fills_it():
    listed, places = {DROPS: 21, SUN: 30, STARS: 9}, {DROPS: 20, SUN: 25, STARS: None}
    found = overfull(listed, places, [DROPS, STARS])
    assert [(one.group, one.listed, one.capacity) for one in found] == [(DROPS, 21, 20)]
    assert str(found[0].told("Капельки")) == "“Капельки”: 21 children on the list for 20 places."


def test_an_order_says_the_group():
    nowhere = entry(K.ENROLMENT, day(9, 8), key=100, child=1)
    assert told(judge_order({}, [nowhere])) == {1: "Choose the group."}
