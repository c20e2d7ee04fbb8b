"""Marks of the demonstration: every working day from a first to a last one, with documents.

What a child did in a month depends on the child and the month only, so a demonstration that was
loaded a week ago is continued, not made anew. Written through Core: there are thousands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.orm import joinedload

from app.academic_year.queries import calendar, entered_days, lineage_of
from app.attendance.history_models import MarkRevision
from app.attendance.models import (
    AbsenceDocument,
    AttendanceCode,
    AttendanceMark,
    AttendanceSheet,
    DocumentKind,
)
from app.attendance.sheet_queries import month_end
from app.children.models import Placement
from app.core import clock
from app.core.scoping.session import ScopedSession
from app.core.workdays import months_between
from app.demo.absences import Absence, month_absences
from app.groups.models import ChildGroup

_MARKED_AT = time(8, 40)
_KINDS = {"Б": DocumentKind.NOTE}


@dataclass(frozen=True)
class GroupMonth:
    """One sheet to be filled: whose it is, its working days up to the last one, its people."""

    group: ChildGroup
    sheet_id: int
    month: date
    month_days: tuple[date, ...]
    first: date
    last: date
    teacher: str

    @property
    def days(self) -> list[date]:
        return [day for day in self.month_days if self.first <= day <= self.last]


def mark_days(
    session: ScopedSession,
    groups: list[ChildGroup],
    teachers: dict[int, str],
    first: date,
    last: date,
) -> int:
    """Mark every child of the groups on each working day. Returns the number of marks."""
    if last < first:
        return 0
    code_ids: dict[str, int] = {
        row.letter: row.id
        for row in session.execute(select(AttendanceCode.letter, AttendanceCode.id))
    }
    number = 0
    for group in groups:
        stays = _stays(session, group)
        for month in months_between(first, last):
            sheet_id = _sheet(session, group, month)
            days = _working_days(session, group, month)
            work = GroupMonth(group, sheet_id, month, days, first, last, teachers.get(group.id, ""))
            number += _mark_month(session, work, stays, code_ids)
    return number


def _stays(session: ScopedSession, group: ChildGroup) -> list[Placement]:
    query = (
        select(Placement)
        .where(Placement.group_id == group.id)
        .options(joinedload(Placement.child, innerjoin=True))
    )
    return list(session.scalars(query))


def _working_days(session: ScopedSession, group: ChildGroup, month: date) -> tuple[date, ...]:
    path, last = group.organization.path, month_end(month)
    entered = entered_days(session, lineage_of(path), month, last)
    days = calendar(entered, path, month, last, works_on_moved_saturdays=False)
    return tuple(day.date for day in days if day.works)


def _sheet(session: ScopedSession, group: ChildGroup, month: date) -> int:
    query = select(AttendanceSheet.id).where(
        AttendanceSheet.group_id == group.id, AttendanceSheet.month == month
    )
    found = session.scalars(query).first()
    if found is not None:
        return found
    sheet = AttendanceSheet(
        organization_id=group.organization_id, group_id=group.id, month=month, revision=0
    )
    session.add(sheet)
    session.flush()
    return sheet.id


def _mark_month(
    session: ScopedSession, work: GroupMonth, stays: list[Placement], code_ids: dict[str, int]
) -> int:
    rows: list[dict[str, Any]] = []
    for stay in stays:
        key = stay.child.account_number or str(stay.child_id)
        absences = month_absences(key, work.month, work.month_days)
        here = [
            day
            for day in work.days
            if stay.starts_on <= day and (stay.ends_on is None or day < stay.ends_on)
        ]
        papers = {
            absence: _paper(session, work, stay, absence, code_ids)
            for absence in absences
            if absence.proven and any(absence.holds(day) for day in here)
        }
        for day in here:
            away = next((one for one in absences if one.holds(day)), None)
            code_id = code_ids[away.letter if away else "Я"]
            rows.append(
                _mark(work, stay.child_id, day, code_id, papers.get(away) if away else None)
            )
    if rows:
        session.execute(insert(AttendanceMark), rows)
        letters = {key: letter for letter, key in code_ids.items()}
        session.execute(insert(MarkRevision), [_history(row, letters) for row in rows])
        session.execute(
            update(AttendanceSheet)
            .where(AttendanceSheet.id == work.sheet_id)
            .values(revision=AttendanceSheet.revision + len(work.days))
        )
    return len(rows)


def _mark(
    work: GroupMonth, child_id: int, day: date, code_id: int, document_id: int | None
) -> dict[str, Any]:
    zone = ZoneInfo(clock.DEFAULT_ZONE)
    return {
        "organization_id": work.group.organization_id,
        "sheet_id": work.sheet_id,
        "group_id": work.group.id,
        "child_id": child_id,
        "day": day,
        "code_id": code_id,
        "document_id": document_id,
        "version": 1,
        "revision": work.month_days.index(day) + 1,
        "changed_at": datetime.combine(day, _MARKED_AT, zone),
        "changed_by_id": None,
        "changed_by_name": work.teacher,
    }


def _history(mark: dict[str, Any], letters: dict[int, str]) -> dict[str, Any]:
    """What the history says of a mark that was made once and never changed."""
    kept = ("organization_id", "sheet_id", "group_id", "child_id", "day")
    return {name: mark[name] for name in kept} | {
        "old_letter": None,
        "new_letter": letters[mark["code_id"]],
        "changed_at": mark["changed_at"],
        "changed_by_name": mark["changed_by_name"],
    }


def _paper(
    session: ScopedSession,
    work: GroupMonth,
    stay: Placement,
    absence: Absence,
    code_ids: dict[str, int],
) -> int | None:
    """The document of an absence that is over, brought on the day of return."""
    if absence.ends_on > work.last:
        return None
    code_id = code_ids[absence.letter]
    # An application is written before the days, a certificate after them.
    is_note = absence.letter in _KINDS
    day = absence.ends_on + timedelta(days=1) if is_note else absence.starts_on - timedelta(days=2)
    paper = AbsenceDocument(
        organization_id=work.group.organization_id,
        group_id=work.group.id,
        child_id=stay.child_id,
        kind=_KINDS.get(absence.letter, DocumentKind.APPLICATION),
        number=f"{stay.child_id}-{absence.starts_on:%d%m}",
        issued_on=day,
        starts_on=absence.starts_on,
        ends_on=absence.ends_on,
        code_id=code_id,
    )
    session.add(paper)
    session.flush()
    # Days that were marked before the paper came.
    session.execute(
        update(AttendanceMark)
        .where(
            AttendanceMark.child_id == stay.child_id,
            AttendanceMark.group_id == work.group.id,
            AttendanceMark.day.between(absence.starts_on, absence.ends_on),
            AttendanceMark.code_id == code_id,
        )
        .values(document_id=paper.id)
        .execution_options(synchronize_session=False)
    )
    return paper.id
