"""Lines of the book of movement: one for each arrival, with continuous numbers (domain 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.movement.rules.events import ARRIVALS, DATED, Event, MovementKind


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the book with the paper that made it and, if so, unmade it."""

    event: Event
    number: int | None = None
    order: str = ""
    reversed_on: date | None = None
    reversed_by: str = ""

    def in_force(self, day: date) -> bool:
        """Whether it stands on a day: not yet reversed then."""
        return self.reversed_on is None or day < self.reversed_on


@dataclass
class BookLine:
    """A line: the arrival, what happened on the list, and the departure."""

    arrival: Entry
    moves: list[Entry] = field(default_factory=list)
    departure: Entry | None = None
    ended_on: date | None = None

    @property
    def number(self) -> int:
        return self.arrival.number or 0

    def touches(self, first: date, last: date) -> bool:
        """Whether the child was on the list on a day from ``first`` to ``last``."""
        ended = self.ended_on is not None and self.ended_on < first
        return self.arrival.event.effective_on <= last and not ended


def book_lines(entries: Iterable[Entry], day: date) -> list[BookLine]:
    """The book as it stood on a day, by number. Reversed arrivals stay, with their number."""
    known = [one for one in entries if one.event.effective_on <= day]
    lines = {
        one.event.key: BookLine(one)
        for one in sorted(known, key=lambda one: one.number or 0)
        if one.event.kind in ARRIVALS
    }
    by_child: dict[int, list[BookLine]] = {}
    for line in lines.values():
        by_child.setdefault(line.arrival.event.child, []).append(line)
    for entry in sorted(known, key=lambda one: (one.event.effective_on, one.event.key)):
        if entry.event.kind not in ARRIVALS:
            followed = _line_of(by_child.get(entry.event.child, ()), entry, day)
            if followed is not None:
                _enter(followed, entry, day)
    for line in lines.values():
        _end_guest(line, day)
    return list(lines.values())


def _line_of(lines: Sequence[BookLine], entry: Entry, day: date) -> BookLine | None:
    """The line of the arrival that an entry follows; one in force before one reversed."""
    before = [one for one in lines if one.arrival.event.effective_on <= entry.event.effective_on]
    standing = [one for one in before if one.arrival.in_force(day)]
    return max(standing or before, key=lambda one: one.arrival.event.effective_on, default=None)


def _enter(line: BookLine, entry: Entry, day: date) -> None:
    if entry.event.kind is MovementKind.DEPARTURE and entry.in_force(day):
        line.departure, line.ended_on = entry, entry.event.effective_on
    else:
        line.moves.append(entry)


def _end_guest(line: BookLine, day: date) -> None:
    last = line.arrival.event.last_day
    if line.ended_on is None and line.arrival.event.kind in DATED and last and last < day:
        line.ended_on = last


def missing_numbers(lines: Sequence[BookLine]) -> list[int]:
    """Numbers that the book lacks between its first and its last."""
    numbers = {line.number for line in lines}
    return sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)


def spans(numbers: Sequence[int]) -> str:
    """Sorted numbers in few words: «1–51, 53»."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}–{last}" if first < last else f"{first}" for first, last in runs)
