"""Decisions of the schedule: which times and dates a lesson may have, what a day holds."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Protocol, TypeVar

from app.core.errors import RuleViolation
from app.core.messages import message

_DAY = timedelta(days=1)
SATURDAY = 5


class Weekday(enum.StrEnum):
    """A day of the week by its number in ISO 8601: lists stand in the order of the week."""

    MONDAY = "1"
    TUESDAY = "2"
    WEDNESDAY = "3"
    THURSDAY = "4"
    FRIDAY = "5"
    SATURDAY = "6"


WEEKDAYS = {
    Weekday.MONDAY: message("Monday"),
    Weekday.TUESDAY: message("Tuesday"),
    Weekday.WEDNESDAY: message("Wednesday"),
    Weekday.THURSDAY: message("Thursday"),
    Weekday.FRIDAY: message("Friday"),
    Weekday.SATURDAY: message("Saturday"),
}


class Timed(Protocol):
    """What has a time of the day."""

    @property
    def starts_at(self) -> time: ...

    @property
    def ends_at(self) -> time: ...


T = TypeVar("T", bound=Timed)


@dataclass(frozen=True)
class Entry:
    """A lesson as pages show it. ``valid_to`` is its last day; None is until further notice."""

    id: int
    title: str
    weekday: Weekday
    starts_at: time
    ends_at: time
    valid_from: date
    valid_to: date | None
    employee: str = ""
    room: str = ""

    def holds(self, day: date) -> bool:
        """Whether it is given on a day, if the kindergarten works."""
        return (
            str(day.isoweekday()) == self.weekday
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )

    def meets(self, other: Entry) -> bool:
        """Whether both would be given at one time on one day. One may begin as another ends."""
        first = max(self.valid_from, other.valid_from)
        last = min(self.valid_to or date.max, other.valid_to or date.max)
        return (
            self.weekday is other.weekday
            and self.starts_at < other.ends_at
            and other.starts_at < self.ends_at
            and _falls(self.weekday, first, last)
        )


def _falls(weekday: Weekday, first: date, last: date) -> bool:
    """Whether a weekday falls within the days from ``first`` to ``last``."""
    ahead = (int(weekday) - first.isoweekday()) % 7
    return first <= last and (last - first).days >= ahead


def check_lesson(lesson: Entry, others: Iterable[Entry]) -> None:
    """Raises RuleViolation, told at its field, for times and dates that cannot be.

    ``others``: the other lessons of the same group.
    """
    if lesson.ends_at <= lesson.starts_at:
        raise RuleViolation(message("The end must be later than the beginning."), field="ends_at")
    if lesson.valid_to is not None and lesson.valid_to < lesson.valid_from:
        raise RuleViolation(
            message("The end date is before the start date. Correct one of them."),
            field="valid_to",
        )
    if not _falls(lesson.weekday, lesson.valid_from, lesson.valid_to or date.max):
        raise RuleViolation(
            message("This weekday does not fall within these dates."), field="weekday"
        )
    known = next((one for one in others if lesson.meets(one)), None)
    if known is not None:
        raise RuleViolation(
            message(
                "The group has “%(title)s” at this time, %(hours)s. Choose another time or end "
                "that lesson first.",
                title=known.title,
                hours=f"{known.starts_at:%H:%M}–{known.ends_at:%H:%M}",
            ),
            field="starts_at",
        )


def on_day(lessons: Iterable[Entry], day: date) -> list[Entry]:
    """The lessons of a day, the earlier ones first."""
    return sorted(
        (one for one in lessons if one.holds(day)), key=lambda one: (one.starts_at, one.id)
    )


def week_of(day: date) -> date:
    """The Monday of the week that a person means: on a day of rest the next one."""
    monday = day - day.weekday() * _DAY
    return monday + 7 * _DAY if day.weekday() >= SATURDAY else monday


def coming(lessons: Sequence[T], now: time, most: int) -> Sequence[T]:
    """At most so many lessons of a day in order: from the first that has not ended; when fewer
    are left, the last ones of the day."""
    passed = sum(one.ends_at <= now for one in lessons)
    start = max(0, min(passed, len(lessons) - most))
    return lessons[start : start + most]
