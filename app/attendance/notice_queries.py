"""Reads of parents' notices: of a group's sheet, of own children."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.attendance.models import AttendanceCode, AttendanceMark
from app.attendance.notice_models import AbsenceNotice
from app.attendance.rules.codes import Code
from app.attendance.rules.notices import Notice
from app.attendance.rules.totals import SheetChild, Stay
from app.children.models import ChildGuardian, Guardian, Placement
from app.children.rules import Relation
from app.core.scoping.scope import unscoped
from app.groups.models import GroupTeacher
from app.staff.models import Employee

NOTICE_COLUMNS = (
    AbsenceNotice.id,
    AbsenceNotice.child_id,
    AbsenceNotice.kind,
    AbsenceNotice.starts_on,
    AbsenceNotice.ends_on,
    AbsenceNotice.code_id,
    AbsenceNotice.pickup_at,
    AbsenceNotice.note,
    AbsenceNotice.relation,
    AbsenceNotice.reported_at,
    AbsenceNotice.reported_by_id,
)


def notice_of(row: Any, codes: Mapping[int, Code]) -> Notice:
    """A row of ``NOTICE_COLUMNS`` as the rules see it."""
    key, child, kind, starts_on, ends_on, code, pickup_at, note, *rest = row
    named = codes.get(code) if code else None
    return Notice(key, child, kind, starts_on, ends_on, named, pickup_at, note or "", *rest)


def notices_of(told: Mapping[int, Any], codes: Mapping[int, Code]) -> tuple[Notice, ...]:
    """Notices by key, newest first."""
    found = [notice_of(row, codes) for row in told.values()]
    return tuple(sorted(found, key=lambda one: (one.reported_at, one.id), reverse=True))


def notices_of_children(
    session: Session, children: Collection[int], since: date, codes: Mapping[int, Code]
) -> dict[int, list[Notice]]:
    """Standing notices of children that end on a day or later, newest first. One statement."""
    query = (
        select(*NOTICE_COLUMNS)
        .where(
            AbsenceNotice.child_id.in_(children),
            AbsenceNotice.withdrawn_at.is_(None),
            AbsenceNotice.ends_on >= since,
        )
        .order_by(AbsenceNotice.starts_on.desc(), AbsenceNotice.id.desc())
    )
    found: dict[int, list[Notice]] = {}
    for row in session.execute(query):
        notice = notice_of(row, codes)
        found.setdefault(notice.child, []).append(notice)
    return found


def relation_of(session: Session, child_id: int, user_id: int) -> Relation | None:
    """What the signed-in person is to a child; None for who is no representative."""
    query = (
        select(ChildGuardian.relation)
        .join(Guardian, Guardian.id == ChildGuardian.guardian_id)
        .where(ChildGuardian.child_id == child_id, Guardian.user_id == user_id)
    )
    return session.scalars(query).first()


def listed_child(session: Session, child_id: int, name: str) -> SheetChild:
    """The child with all its stays in groups."""
    query = (
        select(Placement.starts_on, Placement.ends_on)
        .where(Placement.child_id == child_id)
        .order_by(Placement.starts_on)
    )
    stays = tuple(Stay(*row) for row in session.execute(query))
    return SheetChild(child_id, stays, name)


def marked_days(session: Session, child_id: int, first: date, last: date) -> dict[date, str]:
    """Letters of the marks of a child within a period."""
    query = (
        select(AttendanceMark.day, AttendanceCode.letter)
        .join(AttendanceCode, AttendanceCode.id == AttendanceMark.code_id)
        .where(AttendanceMark.child_id == child_id, AttendanceMark.day.between(first, last))
    )
    return {row.day: row.letter for row in session.execute(query)}


def leaders_of(session: Session, child_id: int, day: date) -> dict[int, list[int]]:
    """Accounts of those who lead the group of a child on a day, by group. One statement.

    A parent does not reach them: they are told of the notice, the parent is told nothing.
    """
    query = (
        select(Placement.group_id, Employee.user_id)
        .join(GroupTeacher, GroupTeacher.group_id == Placement.group_id)
        .join(Employee, Employee.id == GroupTeacher.employee_id)
        .where(
            Placement.child_id == child_id,
            Placement.starts_on <= day,
            or_(Placement.ends_on.is_(None), Placement.ends_on > day),
            GroupTeacher.valid_from <= day,
            or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to >= day),
        )
    )
    found: dict[int, list[int]] = {}
    with unscoped("the accounts of those who lead the group of a child that is reported absent"):
        for group, user in session.execute(query):
            if user is not None:
                found.setdefault(group, []).append(user)
    return found
