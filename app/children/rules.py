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


def full_years(birth_date: date, day: date) -> int:
    """Age in full years on a day."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)
