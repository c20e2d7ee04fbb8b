"""From the book to the rows of the lists: what of enrolments and placements must be changed.

Rows are told apart by their first day, which is unique for a child; so a row that stays true is
not touched, and what others keep beside it stays with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.movement.rules.events import NO_GROUP
from app.movement.rules.history import Enrolled, History, Stay


@dataclass(frozen=True, slots=True)
class Row:
    """An enrolment (``group`` None) or a placement as stored."""

    starts_on: date
    ends_on: date | None
    group: int | None = None


@dataclass
class Changes:
    """What is to be written for one child. Keys are first days."""

    add: list[Enrolled | Stay] = field(default_factory=list)
    change: list[tuple[date, Enrolled | Stay]] = field(default_factory=list)
    remove: list[date] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.add or self.change or self.remove)


def wanted_stays(history: History) -> list[Stay]:
    """All placements that follow from the book, by day."""
    return [stay for one in history.enrolments for stay in one.stays if stay.group != NO_GROUP]


def compare(stored: Mapping[date, Row], wanted: Sequence[Enrolled | Stay]) -> Changes:
    """The changes that bring the stored rows of one child to those that follow from the book."""
    changes = Changes()
    for one in wanted:
        row = stored.get(one.starts_on)
        if row is None:
            changes.add.append(one)
        elif row != _as_row(one):
            changes.change.append((one.starts_on, one))
    days = {one.starts_on for one in wanted}
    changes.remove = sorted(day for day in stored if day not in days)
    return changes


def _as_row(one: Enrolled | Stay) -> Row:
    group = one.group if isinstance(one, Stay) else None
    return Row(one.starts_on, one.ends_on, group)


def apply(stored: Mapping[date, Row], changes: Changes) -> dict[date, Row]:
    """The rows after the changes: what the database holds then."""
    rows = {day: row for day, row in stored.items() if day not in changes.remove}
    written = [*changes.add, *(one for _day, one in changes.change)]
    return rows | {one.starts_on: _as_row(one) for one in written}


def days_changed(
    before: Sequence[Stay], after: Sequence[Stay]
) -> list[tuple[int | None, int | None, date, date | None]]:
    """Spans in which the group of the child differs: (group then, group now, first, end).

    A group None is «in no group»; the end is not counted, None is «until further notice».
    """
    edges = sorted(
        {one.starts_on for one in (*before, *after)}
        | {one.ends_on for one in (*before, *after) if one.ends_on is not None}
    )
    found: list[tuple[int | None, int | None, date, date | None]] = []
    for number, first in enumerate(edges):
        end = edges[number + 1] if number + 1 < len(edges) else None
        was, now = _group_on(before, first), _group_on(after, first)
        if was != now:
            found.append((was, now, first, end))
    return found


def _group_on(stays: Sequence[Stay], day: date) -> int | None:
    for one in stays:
        if one.starts_on <= day and (one.ends_on is None or day < one.ends_on):
            return one.group
    return None
