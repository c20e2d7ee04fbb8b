"""Charts as plain SVG numbers: where lines, bars and labels stand. Pure; a macro draws them.

The macros of ``templates/components/charts.html`` turn these values into SVG with classes, so
that colours come from the style sheet. Nobody needs to see a chart: it has a title and a
description, and the page shows the same numbers as a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

Number = int | float | Decimal

WIDTH, HEIGHT = 360, 168
LEFT, RIGHT, TOP, BOTTOM = 36, 10, 16, 22
_STEPS = (1, 2, 5, 10, 20, 25, 50)
_MOST_GRID_LINES = 5
_MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name, and its value at each place from the left; None where there is none."""

    name: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A text of the chart and where it stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Path:
    """A drawn line: name of the series, its order (0 is the main one) and the path's data."""

    name: str
    order: int
    d: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Everything that the macro draws."""

    title: str
    description: str
    grid: tuple[Label, ...]
    ticks: tuple[Label, ...]
    paths: tuple[Path, ...]
    end: Label | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def line_chart(
    title: str,
    description: str,
    series: Sequence[Series],
    places: Sequence[str],
    *,
    unit: str = "",
    ceiling: int | None = None,
) -> LineChart:
    """Lines over the same places (days); the first series is the main one, its end is labelled.

    ``ceiling``: what no value passes, 100 for per cent, so that the axis does not either.
    """
    values = [value for one in series for value in one.values if value is not None]
    low, high, step = axis(values, ceiling)
    count = max(len(places), *(len(one.values) for one in series), 1)
    grid = tuple(
        Label(LEFT - 6, _y(mark, low, high), f"{mark}{unit}") for mark in range(low, high + 1, step)
    )
    every = -(-len(places) // _MOST_LABELS) if places else 1
    ticks = tuple(
        Label(_x(index, count), HEIGHT - 6, place)
        for index, place in enumerate(places)
        if index % every == 0
    )
    paths = tuple(
        Path(one.name, order, path_data(one.values, count, low, high))
        for order, one in enumerate(series)
    )
    return LineChart(title, description, grid, ticks, paths, _end(series, count, low, high))


def axis(values: Sequence[Number], ceiling: int | None = None) -> tuple[int, int, int]:
    """Lowest mark, highest mark and the step between marks, so that every value lies within."""
    low, high = floor(min(values, default=0)), ceil(max(values, default=1))
    for step in _STEPS:
        bottom = low // step * step
        top = -(-high // step) * step
        if top == bottom:
            top += step
        if ceiling is not None and top > ceiling:
            top, bottom = ceiling, min(bottom, ceiling - step)
        if (top - bottom) % step == 0 and (top - bottom) // step < _MOST_GRID_LINES:
            return bottom, top, step
    size = max(1, -(-(high - low) // (_MOST_GRID_LINES - 1)))
    return low, low + size * (_MOST_GRID_LINES - 1), size


def _x(index: int, count: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return round(LEFT + (room * index / (count - 1) if count > 1 else room / 2), 1)


def _y(value: Number, low: int, high: int) -> float:
    share = (float(value) - low) / (high - low)
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)


def path_data(values: Sequence[Number | None], count: int, low: int, high: int) -> str:
    """The line through the values; a missing value breaks it, a lonely one is a dot."""
    parts: list[str] = []
    drawing = False
    for index, value in enumerate(values):
        if value is None:
            drawing = False
            continue
        point = f"{_x(index, count)} {_y(value, low, high)}"
        # A line of no length begins each part: its round ends show a value that stands alone.
        parts.append(f"L{point}" if drawing else f"M{point}h0")
        drawing = True
    return "".join(parts)


def _end(series: Sequence[Series], count: int, low: int, high: int) -> Label | None:
    """The last value of the main line, as it is read."""
    if not series:
        return None
    known = [(index, value) for index, value in enumerate(series[0].values) if value is not None]
    if not known:
        return None
    index, value = known[-1]
    text = str(value).replace(".", ",")
    return Label(_x(index, count), _y(value, low, high), text)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a row: how much of its whole is filled, in per cent of the drawn width.

    ``over``: more than the whole; the bar is full then, and drawn so that it is seen.
    """

    share: float
    over: bool

    @property
    def percent(self) -> int:
        """The share, rounded to whole per cent."""
        return int(self.share + 0.5)


def bar(value: Number, whole: Number) -> Bar:
    """A bar of ``value`` out of ``whole``; nothing of nothing is an empty bar."""
    if whole <= 0:
        return Bar(100.0 if value > 0 else 0.0, value > 0)
    share = float(value) / float(whole) * 100
    return Bar(round(min(max(share, 0.0), 100.0), 1), value > whole)
