"""Charts stand where their numbers are."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from app.core import charts
from app.core.charts import Series, axis, bar, line_chart


def chart(*values, places=("1", "2", "3"), **options):
    return line_chart("t", "d", [Series("n", values)], places, **options)


def points(path):
    return [tuple(map(float, pair)) for pair in re.findall(r"[ML]([\d.]+) ([\d.]+)", path.d)]


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ((82, 86, 90), (82, 90, 2)),
        ((Decimal("79.4"), Decimal("91.2")), (75, 95, 5)),
        ((Decimal("84.2"), Decimal("95.7")), (80, 100, 5)),
        ((0, 100), (0, 100, 25)),
        ((90, 90), (90, 91, 1)),
        ((), (0, 1, 1)),
    ],
)
def test_the_axis_holds_every_value_on_round_marks(values, marks):
    assert axis(values) == marks


def test_per_cent_never_pass_a_hundred():
    low, high, step = axis((97, 100), 100)
    assert high == 100
    assert low <= 97
    assert (high - low) % step == 0
    assert axis((100, 100), 100) == (99, 100, 1)


@pytest.mark.parametrize("top", [3, 7, 40, 99, 640, 12_345])
def test_an_axis_has_at_most_five_marks(top):
    low, high, step = axis((1, top))
    assert low <= 1
    assert high >= top
    assert len(range(low, high + 1, step)) <= 5


def test_a_greater_number_stands_higher_and_a_later_one_further_right():
    path = chart(80, 90, 85).paths[0]
    (x1, y1), (x2, y2), (x3, y3) = points(path)
    assert x1 == charts.LEFT
    assert x3 == charts.WIDTH - charts.RIGHT
    assert x2 == pytest.approx((x1 + x3) / 2)
    assert y2 < y3 < y1


def test_the_marks_of_the_axis_stand_at_their_values():
    drawn = chart(80, 90, 100)
    at = {mark.text: mark.y for mark in drawn.grid}
    assert [at["80"], at["100"]] == [y for _x, y in points(drawn.paths[0])][::2]


def test_a_missing_value_breaks_the_line_and_a_lonely_one_is_a_dot():
    drawn = chart(80, None, 90)
    assert drawn.paths[0].d.count("M") == 2
    assert drawn.paths[0].d.count("h0") == 2
    assert "L" not in drawn.paths[0].d


def test_the_last_value_of_the_first_line_is_written_the_russian_way():
    drawn = chart(80, Decimal("86.5"), None)
    assert drawn.end is not None
    assert drawn.end.text == "86,5"
    assert (drawn.end.x, drawn.end.y) == points(drawn.paths[0])[-1]


def test_a_chart_without_values_is_an_empty_frame():
    drawn = chart(None, None)
    assert drawn.end is None
    assert drawn.paths[0].d == ""
    assert drawn.grid


def test_a_single_day_stands_in_the_middle():
    assert points(chart(90, places=("1",)).paths[0])[0][0] == 193


def test_many_days_get_at_most_five_labels():
    drawn = chart(*range(23), places=[str(day) for day in range(23)])
    assert 3 <= len(drawn.ticks) <= 5


def test_two_lines_share_one_axis_and_one_width():
    drawn = line_chart(
        "t", "d", [Series("a", (80, 90)), Series("b", (70, 75, 95))], ("1", "2", "3")
    )
    first, second = map(points, (drawn.paths[0], drawn.paths[1]))
    assert first[1][0] == second[1][0]
    assert second[2][1] < first[1][1] < first[0][1] < second[0][1]


@pytest.mark.parametrize(
    ("value", "whole", "share", "over"),
    [(18, 20, 90.0, False), (26, 25, 100.0, True), (0, 20, 0.0, False), (0, 0, 0.0, False)],
)
def test_a_bar_is_filled_as_far_as_its_whole(value, whole, share, over):
    drawn = bar(value, whole)
    assert (drawn.share, drawn.over) == (share, over)


def test_children_in_a_group_without_places_are_too_many():
    assert bar(3, 0).over
