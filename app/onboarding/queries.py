"""Reads of the home pages, each in one or two statements whatever the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from app.academic_year.models import AcademicYear
from app.attendance.code_queries import codes_by_id
from app.attendance.models import AttendanceCode, AttendanceMark, AttendanceSheet
from app.attendance.queries import placed_on_day
from app.attendance.rules.codes import Code
from app.attendance.rules.lifecycle import SheetState
from app.children.benefits.models import ChildBenefit
from app.children.benefits.queries import ends_soon
from app.children.consents.models import RevocationTask
from app.children.consents.queries import undone
from app.children.models import Child, Placement
from app.core.jobs.models import Job, JobState
from app.core.scoping.session import ScopedSession
from app.groups.models import ChildGroup, GroupTeacher
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind
from app.staff.models import Employee


@dataclass(frozen=True)
class SheetLine:
    """A month sheet as a home page names it."""

    group_id: int
    group: str
    organization: str
    month: date
    state: SheetState
    closed_by: str


def sheets(session: Session, months: Sequence[date]) -> list[SheetLine]:
    """Sheets of these months, and closed ones of any month: they wait for the head."""
    query = (
        select(
            AttendanceSheet.group_id,
            ChildGroup.name,
            Organization.short_name,
            AttendanceSheet.month,
            AttendanceSheet.state,
            AttendanceSheet.closed_by,
        )
        .join(ChildGroup, ChildGroup.id == AttendanceSheet.group_id)
        .join(Organization, Organization.id == ChildGroup.organization_id)
        .where(
            or_(AttendanceSheet.month.in_(months), AttendanceSheet.state == SheetState.CLOSED),
        )
        .order_by(AttendanceSheet.month, ChildGroup.search_key, ChildGroup.id)
    )
    return [SheetLine(*row[:5], row[5] or "") for row in session.execute(query)]


@dataclass(frozen=True)
class Absent:
    """A child who is marked absent on a day."""

    child: int
    name: str
    group_id: int
    group: str
    code_id: int
    code: Code
    documented: bool


def absent_on(session: ScopedSession, day: date) -> list[Absent]:
    """Children on the list who are marked absent on a day, by name. Two statements."""
    codes = codes_by_id(session)
    query = (
        select(
            Child.id,
            Child.last_name,
            Child.first_name,
            AttendanceMark.group_id,
            ChildGroup.name,
            AttendanceMark.document_id,
            AttendanceCode.id,
        )
        .select_from(AttendanceMark)
        .join(Child, Child.id == AttendanceMark.child_id)
        .join(ChildGroup, ChildGroup.id == AttendanceMark.group_id)
        .join(AttendanceCode, AttendanceCode.id == AttendanceMark.code_id)
        .where(
            AttendanceMark.day == day,
            AttendanceCode.present.is_(False),
            AttendanceCode.counts_as_day.is_(True),
            select(Placement.id).where(placed_on_day()).exists(),
        )
        .order_by(Child.search_key, Child.id)
    )
    return [
        Absent(child, f"{last} {first}", group_id, group, code, codes[code], bool(paper))
        for child, last, first, group_id, group, paper, code in session.execute(query)
    ]


def birth_dates(session: Session, day: date) -> list[tuple[int, str, date]]:
    """Children who are in a group on a day: key, name, birth date."""
    query = (
        select(Child.id, Child.last_name, Child.first_name, Child.birth_date)
        .join(Placement, Placement.child_id == Child.id)
        .where(
            Placement.starts_on <= day,
            or_(Placement.ends_on.is_(None), Placement.ends_on > day),
        )
    )
    rows = session.execute(query)
    return [(child, f"{last} {first}", born) for child, last, first, born in rows]


def kindergartens(session: Session) -> list[tuple[int, str]]:
    """Kindergartens and buildings in scope, in no order."""
    kinds = (OrganizationKind.KINDERGARTEN, OrganizationKind.BUILDING)
    query = select(Organization.id, Organization.short_name).where(Organization.kind.in_(kinds))
    return [(key, name) for key, name in session.execute(query)]


@dataclass(frozen=True)
class FailedJob:
    """A piece of work that failed."""

    id: int
    kind: str
    text: str
    at: datetime | None


def failed_jobs(session: Session, since: datetime) -> list[FailedJob]:
    """Work that failed since a moment, the latest first."""
    query = (
        select(Job.id, Job.kind, Job.text, Job.finished_at)
        .where(Job.state == JobState.FAILED, Job.created_at >= since)
        .order_by(Job.id.desc())
    )
    return [FailedJob(key, kind, text or "", at) for key, kind, text, at in session.execute(query)]


@dataclass(frozen=True)
class Started:
    """What an empty kindergarten has by now."""

    children: bool
    card: bool
    year: bool
    employees: bool
    groups: bool
    teachers: bool
    access: bool


def started(session: Session, organizations: Sequence[int], day: date) -> Started:
    """Which of the first steps are done in these organisations."""
    card = select(Organization.id).where(
        Organization.id.in_(organizations),
        Organization.head_name.is_not(None),
        Organization.address.is_not(None),
        Organization.inn.is_not(None),
    )
    year = select(AcademicYear.id).where(AcademicYear.starts_on <= day, AcademicYear.ends_on >= day)
    row = session.execute(
        select(
            exists(select(Child.id)),
            exists(card),
            exists(year),
            exists(select(Employee.id)),
            exists(select(ChildGroup.id)),
            exists(select(GroupTeacher.id)),
            exists(select(Employee.id).where(Employee.user_id.is_not(None))),
        )
    ).one()
    return Started(*(bool(one) for one in row))


def waiting_papers(session: Session, today: date) -> tuple[int, int]:
    """Benefits that soon end, and what must stop after revoked consents. One statement."""
    ending = select(func.count(ChildBenefit.id)).where(ends_soon(today)).scalar_subquery()
    stopping = select(func.count(RevocationTask.id)).where(undone()).scalar_subquery()
    row = session.execute(select(ending, stopping)).one()
    return row[0], row[1]
