"""Enumerations and decisions about children, guardians and their stay."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from app.core.errors import RuleViolation
from app.core.messages import message


class Sex(enum.StrEnum):
    """Sex, as in the birth certificate."""

    MALE = "male"
    FEMALE = "female"


SEXES = {Sex.MALE: message("male"), Sex.FEMALE: message("female")}


class Relation(enum.StrEnum):
    """What a guardian (законный представитель) is to the child."""

    MOTHER = "mother"
    FATHER = "father"
    GUARDIAN = "guardian"
    FOSTER_PARENT = "foster_parent"
    OTHER = "other"


RELATIONS = {
    Relation.MOTHER: message("mother"),
    Relation.FATHER: message("father"),
    Relation.GUARDIAN: message("guardian"),
    Relation.FOSTER_PARENT: message("foster parent"),
    Relation.OTHER: message("other representative"),
}


@dataclass(frozen=True)
class Interval:
    """A stay: ``starts_on`` is the first day, ``ends_on`` the day of leaving, not counted."""

    starts_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def check_stay(interval: Interval) -> None:
    """Raises RuleViolation when a stay ends before it starts."""
    if interval.ends_on is not None and interval.ends_on < interval.starts_on:
        raise RuleViolation(message("The end date is before the start date. Correct one of them."))


@dataclass(frozen=True, slots=True)
class GroupStay:
    """Days of a child in a group, as in ``Placement``."""

    child: int
    group: int
    interval: Interval


def changed_stays(before: GroupStay | None, after: GroupStay | None) -> tuple[GroupStay, ...]:
    """The days on which the list of a group differs after a placement was written.

    ``before`` None: a new placement; ``after`` None: a deleted one.
    """
    if before is None or after is None or not _touch(before, after):
        return tuple(one for one in (before, after) if one is not None and _has_days(one.interval))
    old, new = before.interval, after.interval
    edges = (
        (min(old.starts_on, new.starts_on), max(old.starts_on, new.starts_on)),
        _between_ends(old.ends_on, new.ends_on),
    )
    return tuple(
        GroupStay(after.child, after.group, Interval(*edge))
        for edge in edges
        if edge is not None and edge[0] != edge[1]
    )


def _touch(one: GroupStay, other: GroupStay) -> bool:
    same = (one.child, one.group) == (other.child, other.group)
    return same and overlap(one.interval, other.interval)


def _between_ends(old: date | None, new: date | None) -> tuple[date, date | None] | None:
    if old == new:
        return None
    if old is None or new is None:
        return (old or new or date.max, None)  # one of them is a date
    return (min(old, new), max(old, new))


def _has_days(interval: Interval) -> bool:
    return interval.ends_on is None or interval.starts_on < interval.ends_on


def overlap(one: Interval, other: Interval) -> bool:
    """Whether two stays share a day."""
    return (
        _has_days(one)
        and _has_days(other)
        and (one.ends_on is None or other.starts_on < one.ends_on)
        and (other.ends_on is None or one.starts_on < other.ends_on)
    )


def full_years(birth_date: date, day: date) -> int:
    """Age in full years on a day."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)
