"""On which days the list of a group differs after a placement was written."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.rules import GroupStay, Interval, changed_stays, overlap

OLD, NEW = 7, 8


def stay(first, last=None, group=OLD):
    return GroupStay(1, group, Interval(november(first), november(last)))


def november(day):
    return None if day is None else date(2026, 11, day)


CASES = {
    "a new one: all its days": (None, stay(3, 9), [stay(3, 9)]),
    "a deleted one: all its days": (stay(3), None, [stay(3)]),
    "the same again: none": (stay(3, 9), stay(3, 9), []),
    "without a day: none": (None, stay(3, 3), []),
    "ended earlier: the days after it": (stay(3, 20), stay(3, 9), [stay(9, 20)]),
    "ended at all: everything from then on": (stay(3), stay(3, 9), [stay(9)]),
    "open again: everything from then on": (stay(3, 9), stay(3), [stay(9)]),
    "begun later: the days before it": (stay(3), stay(9), [stay(3, 9)]),
    "begun earlier and ended later: both edges": (
        stay(9, 12),
        stay(3, 20),
        [stay(3, 9), stay(12, 20)],
    ),
    "moved as a whole: both": (stay(3, 9), stay(12, 20), [stay(3, 9), stay(12, 20)]),
    "another group: the days of both groups": (
        stay(3, 9),
        stay(3, 9, NEW),
        [stay(3, 9), stay(3, 9, NEW)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_changed_days_are(case):
    before, after, changed = CASES[case]
    assert list(changed_stays(before, after)) == changed


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ((3, 9), (9, 12), False),
        ((3, 10), (9, 12), True),
        ((3, None), (20, None), True),
        ((3, 3), (1, None), False),
        ((12, None), (3, 12), False),
    ],
)
def test_the_day_of_leaving_is_free_for_the_next_group(one, other, share):
    first, second = stay(*one).interval, stay(*other).interval
    assert overlap(first, second) is overlap(second, first) is share
