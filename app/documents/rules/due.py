"""When people are told of a day that comes near: the end of a document, the day to read it by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

STAGES = (30, 7, 1)
"""Days before the last day of a document on which its keepers are told."""
LATE = "late"
EVE = "eve"
GIVEN_UP = timedelta(days=60)
"""An overdue reading that nobody minded for so long is not told anew."""


def stage_of(last_day: date, today: date) -> int | None:
    """The stage at which the end of a document stands: 30, 7 or 1; None while it is far or past.

    A day on which nothing could be told loses nothing: the stage goes on until the next one.
    """
    left = (last_day - today).days
    if left < 0:
        return None
    return min((stage for stage in STAGES if left <= stage), default=None)


def reading_stage(due_on: date, today: date) -> str | None:
    """What a person who has not confirmed is told: on the eve, and once the day has passed."""
    if due_on < today:
        return LATE if today - due_on <= GIVEN_UP else None
    return EVE if (due_on - today).days <= 1 else None


@dataclass(frozen=True)
class Ending:
    """A document that ends soon, and the stage at which it stands."""

    id: int
    house: int
    title: str
    last_day: date
    stage: int
    href: str
