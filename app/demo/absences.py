"""Who was away and why: pure, and the same for a child and a month whatever today is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random


@dataclass(frozen=True)
class Absence:
    """A run of absence within a month. ``proven``: a document comes when the child is back."""

    letter: str
    starts_on: date
    ends_on: date
    proven: bool

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def month_absences(key: str, month: date, days: Sequence[date]) -> tuple[Absence, ...]:
    """Runs of absence of a child (``key``) over the working days of a month.

    About one day in seven is missed, mostly by illness; most runs have their document.
    """
    rng = Random(f"{key} {month:%Y-%m}")  # noqa: S311 - repeatable on purpose, no secret
    if not days:
        return ()
    summer = month.month in (6, 7, 8)
    cold = month.month in (10, 11, 12, 1, 2, 3)
    runs: list[Absence] = []
    if rng.random() < (0.5 if summer else 0.05):
        runs.append(_run(rng, days, "Л" if summer else "О", (7, 15) if summer else (5, 10), 1.0))
    if rng.random() < (0.38 if cold else 0.2):
        runs.append(_run(rng, days, "Б", (4, 8), 0.85))
    elif rng.random() < 0.15:
        runs.append(_run(rng, days, "Б", (1, 2), 0.2))
    if rng.random() < 0.06:
        runs.append(_run(rng, days, "П", (1, 2), 0.9))
    if rng.random() < 0.14:
        runs.append(_run(rng, days, "Н", (1, 1), 0.0))
    return _apart(runs)


def _run(
    rng: Random, days: Sequence[date], letter: str, length: tuple[int, int], proven: float
) -> Absence:
    first = rng.randrange(len(days))
    last = min(first + rng.randint(*length) - 1, len(days) - 1)
    return Absence(letter, days[first], days[last], rng.random() < proven)


def _apart(runs: list[Absence]) -> tuple[Absence, ...]:
    """Runs that overlap an earlier one are left out: a day has one reason."""
    kept: list[Absence] = []
    for run in runs:
        if all(run.ends_on < other.starts_on or run.starts_on > other.ends_on for other in kept):
            kept.append(run)
    return tuple(kept)
