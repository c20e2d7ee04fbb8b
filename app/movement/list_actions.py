"""From the book to the lists: enrolments and placements follow, and marks follow them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.children.actions import Mover, follow_stays, judge_stays, let_go
from app.children.models import Enrollment, Placement
from app.children.rules import GroupStay, Interval
from app.core.scoping.session import ScopedSession
from app.movement.models import Movement
from app.movement.rules.events import NO_GROUP
from app.movement.rules.history import Enrolled, History, Stay
from app.movement.rules.projection import Row, compare, days_changed, wanted_stays


@dataclass
class Lists:
    """Enrolments and placements of some children as stored, by child and first day."""

    enrollments: dict[int, dict[date, Enrollment]]
    placements: dict[int, dict[date, Placement]]

    def stays(self, child: int) -> list[Stay]:
        rows = self.placements.get(child, {}).values()
        return [Stay(one.group_id, one.starts_on, one.ends_on, None) for one in rows]


def read_lists(session: ScopedSession, children: Collection[int]) -> Lists:
    """The rows of children as they stand now. Two statements."""
    lists = Lists({}, {})
    for model, rows in ((Enrollment, lists.enrollments), (Placement, lists.placements)):
        # Read before the book was locked, a row may have been written by another since.
        query: Any = (
            select(model)
            .where(model.child_id.in_(children))
            .order_by(model.starts_on)
            .execution_options(populate_existing=True)
        )
        for one in session.scalars(query):
            rows.setdefault(one.child_id, {})[one.starts_on] = one
    return lists


def changed_days(
    lists: Lists, histories: Mapping[int, History]
) -> tuple[list[GroupStay], list[GroupStay]]:
    """Days of groups whose list would differ, and those on which a child would be in none."""
    changed, gone = [], []
    for child, history in histories.items():
        spans = days_changed(lists.stays(child), wanted_stays(history))
        for was, now, first, end in spans:
            days = Interval(first, end)
            changed += [GroupStay(child, one, days) for one in (was, now) if one is not None]
            if was is not None and now is None:
                gone.append(GroupStay(child, was, days))
    return changed, gone


def judge_lists(session: ScopedSession, lists: Lists, histories: Mapping[int, History]) -> None:
    """Whether the lists may become so. Raises RuleViolation: a signed sheet, marks left behind."""
    changed, gone = changed_days(lists, histories)
    judge_stays(session, changed)
    let_go(session, gone)


def write_lists(
    session: ScopedSession,
    histories: Mapping[int, History],
    entries: Mapping[int, Movement],
    mover: Mover,
) -> None:
    """Bring the lists of children to what follows from the book. Flushes.

    ``entries``: those in force by key, for the numbers of orders. Raises RuleViolation.
    """
    lists = read_lists(session, histories)
    judge_lists(session, lists, histories)
    for child, history in histories.items():
        _Writer(session, lists, child, entries).write(history)
    session.flush()
    follow_stays(session, set(histories), mover)


@dataclass
class _Writer:
    """The rows of one child."""

    session: ScopedSession
    lists: Lists
    child: int
    entries: Mapping[int, Movement]

    def write(self, history: History) -> None:
        stored = self.lists.enrollments.get(self.child, {})
        changes = compare(
            {day: Row(day, one.ends_on) for day, one in stored.items()}, history.enrolments
        )
        whole = dict(stored)
        for one in changes.add:
            assert isinstance(one, Enrolled)
            whole[one.starts_on] = self._new_enrollment(one)
        for enrolled in history.enrolments:
            self._orders(whole[enrolled.starts_on], enrolled)
        self._placements(history, whole)
        for day in changes.remove:
            self.session.delete(stored[day])

    def _new_enrollment(self, enrolled: Enrolled) -> Enrollment:
        row = Enrollment(
            organization_id=self.entries[enrolled.opened_by.key].organization_id,
            child_id=self.child,
            starts_on=enrolled.starts_on,
        )
        self.session.add(row)
        return row

    def _orders(self, row: Enrollment, enrolled: Enrolled) -> None:
        """Dates and orders of an enrolment as the book has them."""
        opened = self.entries[enrolled.opened_by.key]
        closed = self.entries[enrolled.closed_by.key] if enrolled.closed_by else None
        row.ends_on = enrolled.ends_on
        row.order_number, row.order_date = opened.order_number, opened.order_date
        row.end_order_number = closed.order_number if closed else None
        row.end_order_date = closed.order_date if closed else None

    def _placements(self, history: History, whole: Mapping[date, Enrollment]) -> None:
        stored = self.lists.placements.get(self.child, {})
        wanted = wanted_stays(history)
        rows = {day: Row(day, one.ends_on, one.group_id) for day, one in stored.items()}
        changes = compare(rows, wanted)
        # Removed rows go first: their enrolment may go with them.
        for day in changes.remove:
            self.session.delete(stored[day])
        if changes.remove:
            self.session.flush()
        for day, stay in changes.change:
            assert isinstance(stay, Stay)
            stored[day].group_id, stored[day].ends_on = stay.group, stay.ends_on
        for enrolled in history.enrolments:
            enrollment = whole[enrolled.starts_on]
            for stay in enrolled.stays:
                if stay.group != NO_GROUP:
                    row = stored.get(stay.starts_on) or self._new_placement(stay, enrollment)
                    self._of_order(row, stay, enrollment)

    def _new_placement(self, stay: Stay, enrollment: Enrollment) -> Placement:
        row = Placement(
            organization_id=enrollment.organization_id,
            enrollment=enrollment,
            child_id=self.child,
            group_id=stay.group,
            starts_on=stay.starts_on,
            ends_on=stay.ends_on,
        )
        self.session.add(row)
        return row

    def _of_order(self, row: Placement, stay: Stay, enrollment: Enrollment) -> None:
        opened = self.entries.get(stay.opened_by.key) if stay.opened_by else None
        if row.enrollment_id != enrollment.id:
            row.enrollment = enrollment
        if opened is not None:
            row.order_number = opened.order_number
