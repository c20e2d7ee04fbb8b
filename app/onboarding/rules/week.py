"""What the teacher does next: sheets that can be closed, birthdays of the week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.attendance.rules.lifecycle import SheetState, closes_from
from app.attendance.rules.summary import GroupPeriod
from app.core.workdays import Day, next_month
from app.onboarding.rules.days import gaps, tally_of_group

_DAY = timedelta(days=1)


def may_be_closed(
    period: GroupPeriod, month: date, state: SheetState, today: date, days: Sequence[Day]
) -> bool:
    """Whether the teacher can close the sheet now: the month is over for those who count days,
    every day is filled, and somebody is on the list. ``days``: the whole month."""
    if state is not SheetState.OPEN or not days or today < closes_from(days):
        return False
    end = next_month(month) - _DAY
    listed = any(one.listed for day, one in tally_of_group(period).items() if month <= day <= end)
    return listed and not gaps(period, month, end)


@dataclass(frozen=True, slots=True)
class Birthday:
    """A birthday of the week and how old the child becomes."""

    day: date
    name: str
    child: int
    years: int


def birthdays(people: Iterable[tuple[int, str, date]], today: date) -> list[Birthday]:
    """Birthdays from Monday to Sunday; those of 29 February on 1 March of a common year."""
    monday = today - timedelta(days=today.weekday())
    week = [monday + timedelta(days=number) for number in range(7)]
    found = [
        Birthday(day, name, child, day.year - born.year)
        for child, name, born in people
        for day in week
        if _falls_on(born, day) and day.year > born.year
    ]
    return sorted(found, key=lambda one: (one.day, one.name))


def _falls_on(born: date, day: date) -> bool:
    if (born.month, born.day) == (day.month, day.day):
        return True
    leap_day = (born.month, born.day) == (2, 29)
    return leap_day and (day.month, day.day) == (3, 1) and (day - _DAY).day == 28
