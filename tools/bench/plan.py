"""How much there is: kindergartens, groups, children, and the days that are marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.workdays import first_of_month, next_month, span_days

PASSWORD = "sandbox-bench-7"
# Children came and groups opened so long before the first marked day: room for fresh days.
OPEN_BEFORE = timedelta(days=730)


@dataclass(frozen=True)
class HousePlan:
    """A kindergarten to be made. ``logins``: it gets an administrator and teachers who sign in."""

    code: str
    name: str
    groups: int
    children: int
    logins: bool = False


@dataclass(frozen=True)
class Plan:
    """What the parameters ask for.

    ``organizations`` kindergartens; the measured one has ``groups`` groups, each other one
    ``other_groups``; ``children`` in a group; ``days`` working days are marked.
    """

    organizations: int
    groups: int
    other_groups: int
    children: int
    days: int
    today: date

    def houses(self) -> list[HousePlan]:
        """The measured one, the others, and two small ones that count statements."""
        measured = HousePlan("bench", "Детский сад № 1", self.groups, self.children, logins=True)
        others = [
            HousePlan(f"bench{n}", f"Детский сад № {n}", self.other_groups, self.children)
            for n in range(2, self.organizations + 1)
        ]
        small = [
            HousePlan("bench-one", "Детский сад одного ребёнка", 1, 1, logins=True),
            HousePlan("bench-thirty", "Детский сад тридцати детей", 1, 30, logins=True),
        ]
        return [measured, *small, *others]


def administrator_login(code: str) -> str:
    return f"{code}-admin"


def teacher_login(code: str, number: int) -> str:
    """The login of the teacher of a group; groups count from 0."""
    return f"{code}-teacher-{number}"


def working_days(first: date, last: date) -> list[date]:
    """Working days of the federal calendar, both ends included."""
    return [day.date for day in span_days(first, last, works_on_moved_saturdays=False) if day.works]


def shown_day(today: date) -> date:
    """The day that the day page shows: today, on a day off the working day before it."""
    return working_days(today - timedelta(days=21), today)[-1]


def marked_days(today: date, number: int) -> list[date]:
    """The last working days before the shown one."""
    last = shown_day(today) - timedelta(days=1)
    days = working_days(last - timedelta(days=number * 2 + 30), last)
    return days[-number:]


def shown_month(days: list[date]) -> date:
    """The last month that is marked from its first to its last day, else the last one begun."""
    known = set(days)
    month = first_of_month(days[-1])
    while month >= first_of_month(days[0]):
        whole = working_days(month, next_month(month) - timedelta(days=1))
        if known.issuperset(whole):
            return month
        month = first_of_month(month - timedelta(days=1))
    return first_of_month(days[-1])
