"""What stands behind the home of one person: each reach is read once, under its own right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from app.attendance.report_queries import DaySum, day_sums, group_periods
from app.attendance.rules.summary import GroupPeriod
from app.attendance.sheet_queries import month_end
from app.children.gap_queries import card_gaps
from app.core.db import db
from app.core.scoping.scope import AccessScope, acting
from app.core.workdays import first_of_month
from app.groups.queries import teachers_by_group
from app.onboarding import queries
from app.onboarding.rules.days import Tally, tally
from app.onboarding.rules.houses import open_groups
from app.organizations.person import Grant, Person
from app.organizations.rules import RoleReachKind

OFFICE = frozenset({RoleReachKind.ORGANIZATION, RoleReachKind.SUBTREE})
OWN_GROUPS = frozenset({RoleReachKind.GROUPS})
OWN_CHILDREN = frozenset({RoleReachKind.CHILDREN})
# Two months of more kindergartens than this would make the page wait.
_MANY = 3


class Desk:
    """The rows of one reach. Read at the first question and kept for this page."""

    def __init__(self, scope: AccessScope, today: date) -> None:
        self.scope = scope
        self.today = today
        self.month = first_of_month(today)
        self.last_month = first_of_month(self.month - timedelta(days=1))
        self.knows_last_month = len(scope.whole) <= _MANY

    @property
    def several(self) -> bool:
        """Whether more than one organisation is reached whole."""
        return len(self.scope.whole) > 1

    @cached_property
    def periods(self) -> list[GroupPeriod]:
        """Groups with their days and marks, from the last month to the end of this one."""
        first = self.last_month if self.knows_last_month else self.month
        with acting(self.scope):
            return group_periods(db.session(), first, month_end(self.month), self.today)

    @cached_property
    def several_periods(self) -> list[GroupPeriod]:
        """Groups of several kindergartens this month, with the marks of today alone."""
        with acting(self.scope):
            return group_periods(
                db.session(), self.month, month_end(self.month), self.today, counted=False
            )

    @cached_property
    def day_sums(self) -> list[DaySum]:
        """Marks of this month up to today by group and day, of several kindergartens."""
        groups = [one.id for one in self.several_periods]
        with acting(self.scope):
            return day_sums(db.session(), groups, self.month, self.today)

    @cached_property
    def groups(self) -> list[GroupPeriod]:
        """Groups that exist today."""
        return open_groups(self.periods, self.today)

    @cached_property
    def days(self) -> dict[date, Tally]:
        """Working days of all groups together."""
        return tally(self.periods)

    @cached_property
    def sheets(self) -> list[queries.SheetLine]:
        """Sheets of this month and the last one, and all that wait for approval."""
        with acting(self.scope):
            return queries.sheets(db.session(), (self.last_month, self.month))

    @cached_property
    def absent(self) -> list[queries.Absent]:
        """Who is marked absent today."""
        with acting(self.scope):
            return queries.absent_on(db.session(), self.today)

    @cached_property
    def teachers(self) -> dict[int, str]:
        """Names of the teachers by group."""
        with acting(self.scope):
            return teachers_by_group(db.session(), self.today)

    @cached_property
    def card_gaps(self) -> tuple[int, dict[str, int]]:
        """Children, and how many of their cards lack what."""
        with acting(self.scope):
            return card_gaps(db.session(), self.today)


class Home:
    """A person at the home page. Desks are shared by blocks that reach the same rows."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.today = person.today
        self._desks: dict[tuple[Grant, ...], Desk] = {}

    def may(self, right: str, subject: str) -> bool:
        """Whether the page behind a link would open."""
        return self.person.has_right(f"can_{right}", subject)

    def desk(
        self,
        right: str,
        subject: str,
        reaches: Collection[RoleReachKind],
        without: tuple[str, str] | None = None,
    ) -> Desk | None:
        """The rows that appointments of these reaches open by a right; None without any.

        ``without``: only roles that lack this right. Who coordinates a kindergarten, leads a
        group in it and has a child in another sees the blocks of each appointment with its rows.
        """
        rights = self.person.rights()
        roles = rights.get((f"can_{right}", subject), frozenset())
        if without is not None:
            roles -= rights.get((f"can_{without[0]}", without[1]), frozenset())
        grants = tuple(
            grant
            for grant in self.person.grants
            if grant.role_id in roles and grant.reach in reaches
        )
        if not grants:
            return None
        if grants not in self._desks:
            part = replace(self.person, grants=grants)
            self._desks[grants] = Desk(part.scope(f"can_{right}", subject), self.today)
        return self._desks[grants]
