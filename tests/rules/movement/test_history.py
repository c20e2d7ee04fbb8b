"""Entries of the book become days on the list and in groups; what does not fit is refused."""

from __future__ import annotations

import pytest

from app.movement.rules.events import DepartureReason, MovementKind
from app.movement.rules.history import Misfit, replay
from app.movement.rules.projection import wanted_stays
from tests.rules.movement.entries import DROPS, STARS, SUN, day, entry

K = MovementKind


def spans(*events):
    return [(one.group, one.starts_on, one.ends_on) for one in wanted_stays(replay(events))]


ENROLLED = entry(K.ENROLMENT, day(9, 1), DROPS, key=1)


def test_from_enrolment_through_two_groups_a_temporary_stay_and_a_summer_to_school():
    events = (
        entry(K.ENROLMENT, day(9, 1, 2025), DROPS, key=1),
        entry(K.GROUP_TRANSFER, day(2, 16), SUN, key=2),
        entry(K.TEMPORARY, day(7, 1), STARS, key=3, last=day(7, 31)),
        entry(K.DEPARTURE, day(8, 31), key=4),
    )
    assert spans(*events) == [
        (DROPS, day(9, 1, 2025), day(2, 16)),
        (SUN, day(2, 16), day(7, 1)),
        (STARS, day(7, 1), day(8, 1)),
        (SUN, day(8, 1), day(8, 31)),
    ]
    [enrolled] = replay(events).enrolments
    assert (enrolled.starts_on, enrolled.ends_on) == (day(9, 1, 2025), day(8, 31))


def test_the_day_of_leaving_is_not_counted_and_a_child_may_come_again_on_it():
    events = (ENROLLED, entry(K.DEPARTURE, day(10, 5), key=2))
    assert spans(*events) == [(DROPS, day(9, 1), day(10, 5))]
    again = entry(K.ENROLMENT, day(10, 5), SUN, key=3)
    assert spans(*events, again)[1] == (SUN, day(10, 5), None)


def test_a_guest_leaves_by_itself_after_the_last_day():
    guest = entry(K.GUEST, day(7, 1), SUN, last=day(7, 31))
    assert spans(guest) == [(SUN, day(7, 1), day(8, 1))]
    assert spans(guest, entry(K.DEPARTURE, day(7, 20), key=2)) == [(SUN, day(7, 1), day(7, 20))]


def test_a_departure_ends_a_temporary_stay():
    away = entry(K.TEMPORARY, day(10, 1), SUN, key=2, last=day(10, 31))
    left = entry(K.DEPARTURE, day(10, 12), key=3)
    assert spans(ENROLLED, away, left) == [
        (DROPS, day(9, 1), day(10, 1)),
        (SUN, day(10, 1), day(10, 12)),
    ]


def test_keeping_the_place_moves_nobody():
    kept = entry(K.KEPT_PLACE, day(10, 1), key=2, last=day(10, 20))
    assert spans(ENROLLED, kept) == [(DROPS, day(9, 1), None)]
    assert replay((ENROLLED, kept)).kept == [(day(10, 1), day(10, 20))]


def test_an_order_that_comes_late_takes_its_place_by_its_day():
    late = entry(K.GROUP_TRANSFER, day(10, 1), SUN, key=9)
    later = entry(K.GROUP_TRANSFER, day(11, 2), STARS, key=2)
    assert [group for group, _first, _end in spans(ENROLLED, later, late)] == [DROPS, SUN, STARS]


REFUSED = {
    "before the enrolment": ((ENROLLED, entry(K.GROUP_TRANSFER, day(8, 31), SUN, key=2)), "before"),
    "never enrolled": ((entry(K.GROUP_TRANSFER, day(9, 2), SUN),), "Enrol it first"),
    "left already": (
        (ENROLLED, entry(K.DEPARTURE, day(9, 9), key=2), entry(K.DEPARTURE, day(9, 10), key=3)),
        r"left on 09\.09\.2026",
    ),
    "on the list already: two open placements": (
        (ENROLLED, entry(K.ENROLMENT, day(9, 20), SUN, key=2)),
        r"on the list since 01\.09\.2026",
    ),
    "on the day of enrolment": (
        (ENROLLED, entry(K.GROUP_TRANSFER, day(9, 1), SUN, key=2)),
        "choose a later day",
    ),
    "twice on a day": (
        (
            ENROLLED,
            entry(K.GROUP_TRANSFER, day(9, 8), SUN, key=2),
            entry(K.DEPARTURE, day(9, 8), key=3),
        ),
        "Another order moves",
    ),
    "to the same group": ((ENROLLED, entry(K.GROUP_TRANSFER, day(9, 8), DROPS, key=2)), "already"),
    "while away for a time": (
        (
            ENROLLED,
            entry(K.TEMPORARY, day(9, 8), SUN, key=2, last=day(9, 20)),
            entry(K.GROUP_TRANSFER, day(9, 10), STARS, key=3),
        ),
        r"until 20\.09\.2026",
    ),
    "for a time without an end": (
        (ENROLLED, entry(K.TEMPORARY, day(9, 8), SUN, key=2)),
        "last day",
    ),
    "a guest without an end": ((entry(K.GUEST, day(9, 8), SUN),), "last day"),
    "an end before the start": (
        (ENROLLED, entry(K.KEPT_PLACE, day(9, 8), key=2, last=day(9, 7))),
        "before the first",
    ),
    "a place kept twice": (
        (
            ENROLLED,
            entry(K.KEPT_PLACE, day(9, 8), key=2, last=day(9, 20)),
            entry(K.KEPT_PLACE, day(9, 20), key=3, last=day(9, 25)),
        ),
        r"kept from 08\.09\.2026 to 20\.09\.2026",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused(case):
    events, text = REFUSED[case]
    with pytest.raises(Misfit, match=text) as refusal:
        replay(events)
    assert refusal.value.event == events[-1]


def test_a_departure_says_its_reason():
    bare = entry(K.DEPARTURE, day(10, 5), key=2, reason=DepartureReason.MOVE)
    replay((ENROLLED, bare))
    with pytest.raises(Misfit, match="reason"):
        replay((ENROLLED, type(bare)(2, 7, K.DEPARTURE, day(10, 5))))


def test_a_child_of_an_old_list_may_be_in_no_group_until_an_order_places_it():
    listed = entry(K.INITIAL, day(9, 1))
    assert spans(listed) == []
    placed = entry(K.GROUP_TRANSFER, day(10, 1), SUN, key=2)
    assert spans(listed, placed) == [(SUN, day(10, 1), None)]
