"""Entries of the book in few words, and a second, slower way to say where a child is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.movement.rules.events import ARRIVALS, TRANSFERS, DepartureReason, Event, MovementKind

DROPS, SUN, STARS = 1, 2, 3
"""Капельки, Солнышко, Звёздочка."""


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


def entry(
    kind: MovementKind,
    on: date,
    group: int | None = None,
    *,
    key: int = 1,
    child: int = 7,
    last: date | None = None,
    reason: DepartureReason | None = None,
) -> Event:
    if kind is MovementKind.DEPARTURE and reason is None:
        reason = DepartureReason.SCHOOL
    return Event(key, child, kind, on, group, last, reason)


def group_on(events: Sequence[Event], wanted: date) -> int | None:
    """Where the child is on a day, found from that day alone."""
    past = sorted(
        (one for one in events if one.effective_on <= wanted),
        key=lambda one: (one.effective_on, one.key),
    )
    doors = [one for one in past if one.kind in ARRIVALS or one.kind is MovementKind.DEPARTURE]
    if not doors or doors[-1].kind is MovementKind.DEPARTURE:
        return None
    door = doors[-1]
    if door.kind is MovementKind.GUEST and door.last_day and door.last_day < wanted:
        return None
    since = past[past.index(door) :]
    for one in since:
        if one.kind is MovementKind.TEMPORARY and one.last_day and one.last_day >= wanted:
            return one.group
    return [one for one in since if one.kind in ARRIVALS or one.kind in TRANSFERS][-1].group
