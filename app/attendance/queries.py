"""Reads of attendance beyond one sheet: groups, days and papers of a kindergarten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.attendance.models import AttendanceCode, AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.totals import Stay
from app.children.models import Child, Placement
from app.core.scoping.session import ScopedSession
from app.groups.models import ChildGroup
from app.organizations.models import OrganizationSettings
from app.organizations.rules import Settings


class GroupName(NamedTuple):
    """What lists of groups and switches between them say of a group."""

    id: int
    organization_id: int
    name: str
    closed_on: date | None


_WORKING_GROUPS = (
    select(ChildGroup.id, ChildGroup.organization_id, ChildGroup.name, ChildGroup.closed_on)
    .where(or_(ChildGroup.closed_on.is_(None), ChildGroup.closed_on > bindparam("day")))
    .order_by(ChildGroup.search_key, ChildGroup.id)
)


def groups_in_scope(session: ScopedSession, day: date) -> list[GroupName]:
    """Groups that work on a day, by name."""
    return [GroupName(*row) for row in session.plain(_WORKING_GROUPS, {"day": day})]


def placed_on_day() -> ColumnElement[bool]:
    """The condition «the child of the mark is in its group on its day»."""
    return and_(
        Placement.child_id == AttendanceMark.child_id,
        Placement.group_id == AttendanceMark.group_id,
        Placement.starts_on <= AttendanceMark.day,
        or_(Placement.ends_on.is_(None), Placement.ends_on > AttendanceMark.day),
    )


def marked_by_day(session: Session, first: date, last: date) -> dict[tuple[int, date], int]:
    """Number of marks by group and day, of listed children, cleared ones left out.

    One grouped statement.
    """
    query = (
        select(AttendanceMark.group_id, AttendanceMark.day, func.count(AttendanceMark.id))
        .join(Placement, placed_on_day())
        .where(AttendanceMark.day.between(first, last), AttendanceMark.code_id.is_not(None))
        .group_by(AttendanceMark.group_id, AttendanceMark.day)
    )
    return {(group, day): number for group, day, number in session.execute(query)}


def stays_by_group(session: Session, first: date, last: date) -> dict[int, list[Stay]]:
    """Stays of children by group within a period. One statement."""
    query = select(Placement.group_id, Placement.starts_on, Placement.ends_on).where(
        Placement.starts_on <= last,
        or_(Placement.ends_on.is_(None), Placement.ends_on > first),
    )
    found: dict[int, list[Stay]] = {}
    for group, starts_on, ends_on in session.execute(query):
        found.setdefault(group, []).append(Stay(starts_on, ends_on))
    return found


def settings_of(row: OrganizationSettings | None) -> Settings:
    if row is None:
        return Settings()
    return Settings(
        row.marking_deadline,
        row.sick_note_required,
        row.works_on_moved_saturdays,
        notice_deadline=row.notice_deadline,
    )


def states_of_sheets(
    session: Session, first: date, before: date
) -> dict[int, dict[date, SheetState]]:
    """States of the sheets of these months, by group and month. One statement."""
    query = select(AttendanceSheet.group_id, AttendanceSheet.month, AttendanceSheet.state).where(
        AttendanceSheet.month >= first, AttendanceSheet.month < before
    )
    found: dict[int, dict[date, SheetState]] = {}
    for group, month, state in session.execute(query):
        found.setdefault(group, {})[month] = state
    return found


def missing_documents(session: Session, first: date, last: date) -> Sequence[Any]:
    """(child, group id, code, first day, last day, number) of absences without their paper."""
    query = (
        select(
            Child,
            AttendanceMark.group_id,
            AttendanceCode,
            func.min(AttendanceMark.day),
            func.max(AttendanceMark.day),
            func.count(AttendanceMark.id),
        )
        .select_from(AttendanceMark)
        .join(Child, Child.id == AttendanceMark.child_id)
        .join(AttendanceCode, AttendanceCode.id == AttendanceMark.code_id)
        .where(
            AttendanceMark.day.between(first, last),
            AttendanceMark.document_id.is_(None),
            AttendanceCode.needs_document.is_(True),
        )
        .group_by(Child, AttendanceMark.group_id, AttendanceCode)
        .order_by(Child.search_key)
    )
    return session.execute(query).all()
