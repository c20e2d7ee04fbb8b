"""Enumerations and decisions about children, guardians and their stay."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta

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


class GuardianRights(enum.StrEnum):
    """What a guardian may do for one child and learn of it.

    Without a court's decision both parents have equal rights (СК РФ, art. 61); a parent who lives
    apart may learn of the child (art. 66), one deprived of the rights loses them all (art. 71). A
    power of attorney (ГК РФ, art. 185) gives what stands in it, here: to take the child home.
    """

    FULL = "full"
    INFORMATION = "information"
    HANDOVER = "handover"
    NONE = "none"


GUARDIAN_RIGHTS = {
    GuardianRights.FULL: message("full rights"),
    GuardianRights.INFORMATION: message("information only"),
    GuardianRights.HANDOVER: message("handing over only"),
    GuardianRights.NONE: message("no rights"),
}
READING_RIGHTS = frozenset({GuardianRights.FULL, GuardianRights.INFORMATION})
"""Who sees the child in the program."""


def check_rights(
    relation: Relation, rights: GuardianRights, ground: str | None, document: str | None
) -> None:
    """Raises RuleViolation for a limit without a ground and for a stranger without a paper.

    ``ground``: on what the limit rests; ``document``: number of the paper. A limit taken from
    hearsay would shut a parent out; a person who is no parent acts by a paper only.
    """
    if relation is Relation.OTHER and rights is GuardianRights.FULL:
        raise RuleViolation(
            message(
                "Full rights belong to a parent, a guardian and a foster parent. Who acts by a "
                "power of attorney gets the right to take the child home."
            ),
            field="rights",
        )
    if relation is Relation.OTHER and rights is not GuardianRights.NONE and not document:
        raise RuleViolation(
            message("Enter the number of the power of attorney."), field="document_number"
        )
    if rights is not GuardianRights.FULL and not ground:
        raise RuleViolation(
            message(
                "Say on what the limit rests: a court decision, a decision of the guardianship "
                "authority, a power of attorney."
            ),
            field="ground",
        )


@dataclass(frozen=True)
class ChildTie:
    """How one guardian is tied to one child on a day, as the access is judged.

    ``stays`` there is an enrolment at all; ``attends`` one is in force or still to come;
    ``left_on`` the last day of leaving; ``reading_days`` how long the family reads after it.
    """

    rights: GuardianRights
    stays: bool
    attends: bool
    left_on: date | None
    reading_days: int


def sees_child(tie: ChildTie, day: date) -> bool:
    """Whether the guardian sees the child: by right, and not too long after it has left."""
    if tie.rights not in READING_RIGHTS:
        return False
    if tie.attends or not tie.stays or tie.left_on is None:
        return True
    return day <= tie.left_on + timedelta(days=tie.reading_days)


def acts_for_child(tie: ChildTie) -> bool:
    """Whether the guardian may write for the child: full rights, and the child has not left."""
    return tie.rights is GuardianRights.FULL and (tie.attends or not tie.stays)


@dataclass(frozen=True)
class Interval:
    """A stay: ``starts_on`` is the first day, ``ends_on`` the day of leaving, not counted."""

    starts_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


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
