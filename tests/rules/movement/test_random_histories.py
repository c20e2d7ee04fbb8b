"""Whatever orders come in whatever sequence: the book replayed equals the lists."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.movement.rules.events import (
    DATED,
    TO_GROUP,
    DepartureReason,
    Event,
    MovementKind,
)
from app.movement.rules.orders import judge_cancelling, judge_order
from app.movement.rules.projection import apply, compare, days_changed, wanted_stays
from app.movement.rules.recap import Figure, recap
from tests.rules.movement.entries import group_on

START = date(2025, 9, 1)
DAYS = 60
CHILDREN, GROUPS = (1, 2, 3), (11, 12, 13)


@st.composite
def attempts(draw):
    """An order of one child, or the cancellation of an earlier one, sensible or not."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.integers(0, 30))
    kind = draw(st.sampled_from([*MovementKind, MovementKind.ENROLMENT, MovementKind.DEPARTURE]))
    first = START + timedelta(days=draw(st.integers(0, DAYS)))
    return {
        "child": draw(st.sampled_from(CHILDREN)),
        "kind": kind,
        "effective_on": first,
        "group": draw(st.sampled_from(GROUPS)) if kind in TO_GROUP else None,
        "last_day": first + timedelta(days=draw(st.integers(0, 20))) if kind in DATED else None,
        "reason": (
            draw(st.sampled_from(DepartureReason)) if kind is MovementKind.DEPARTURE else None
        ),
    }


class House:
    """The book and the lists of a kindergarten, brought along order by order."""

    def __init__(self):
        self.events = {child: [] for child in CHILDREN}
        self.rows = {child: {} for child in CHILDREN}
        self.histories = {}
        self.keys = 0
        self.refused = 0

    def attempt(self, asked):
        if isinstance(asked, int):
            outcome = judge_cancelling(self.events, [asked])
            written = {c: [e for e in es if e.key != asked] for c, es in self.events.items()}
        else:
            self.keys += 1
            event = Event(self.keys, **asked)
            outcome = judge_order(self.events, [event])
            written = {**self.events, event.child: [*self.events[event.child], event]}
        if outcome.problems:
            self.refused += 1
            return
        self.events = written
        for child, history in outcome.histories.items():
            before = self.histories.get(child)
            wanted = wanted_stays(history)
            self.rows[child] = apply(self.rows[child], compare(self.rows[child], wanted))
            self._changed_days_are_told(child, before, wanted)
            self.histories[child] = history

    def _changed_days_are_told(self, child, before, wanted):
        was = wanted_stays(before) if before else []
        told = days_changed(was, wanted)
        for number in range(DAYS + 25):
            day = START + timedelta(days=number)
            inside = [one for one in told if one[2] <= day and (one[3] is None or day < one[3])]
            then, now = on(was, day), on(wanted, day)
            assert (then != now) == bool(inside)
            assert not inside or inside[0][:2] == (then, now)


def on(stays, day):
    found = [
        one.group
        for one in stays
        if one.starts_on <= day and (one.ends_on is None or day < one.ends_on)
    ]
    assert len(found) <= 1, "nobody is in two groups"
    return found[0] if found else None


@settings(max_examples=80, deadline=None)
@given(st.lists(attempts(), max_size=40))
def test_the_book_replayed_equals_the_placements(asked):
    house = House()
    for one in asked:
        house.attempt(one)
    for child in CHILDREN:
        for number in range(DAYS + 25):
            day = START + timedelta(days=number)
            listed = on(house.rows[child].values(), day)
            assert listed == group_on(house.events[child], day)
            if child in house.histories:
                assert listed == house.histories[child].group_on(day)


@settings(max_examples=80, deadline=None)
@given(st.lists(attempts(), max_size=40), st.integers(0, DAYS + 25), st.integers(0, DAYS + 25))
def test_the_recap_balances_for_any_two_days(asked, one, other):
    house = House()
    for attempt in asked:
        house.attempt(attempt)
    first, last = sorted((START + timedelta(days=one), START + timedelta(days=other)))
    found = recap(house.histories, [1], first, last)
    assert found.balances
    for group in GROUPS:
        children = [c for c in CHILDREN if on(house.rows[c].values(), last) == group]
        line = found.lines.get(group)
        assert sorted(line.children[Figure.END] if line else []) == children
