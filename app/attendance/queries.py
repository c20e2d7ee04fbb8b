"""Reads of attendance: everything a sheet needs, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.academic_year.queries import calendar, entered_days, lineage_of
from app.attendance.models import (
    AbsenceDocument,
    AttendanceCode,
    AttendanceMark,
    AttendanceSheet,
    MarkClash,
)
from app.attendance.rules.codes import Code
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Cover, MarkingSheet, Recorded
from app.attendance.rules.totals import Cell, Mark, SheetChild, SheetTotals, Stay, sheet_totals
from app.children.models import Child, Placement
from app.core.workdays import Day, next_month
from app.groups.models import ChildGroup
from app.organizations.models import Organization, OrganizationSettings
from app.organizations.rules import Settings


@dataclass(frozen=True)
class CodeBook:
    """Codes in force: as rules see them, by row id and back.

    ``rows`` keeps the loaded rows: the write guard need not ask for them again.
    """

    codes: tuple[Code, ...]
    by_id: dict[int, Code]
    ids: dict[Code, int]
    rows: Sequence[AttendanceCode]


@dataclass
class Sheet:
    """A group's month with all that pages, rules and papers need."""

    group: ChildGroup
    organization: Organization
    month: date
    row: AttendanceSheet | None
    settings: Settings
    days: tuple[Day, ...]
    book: CodeBook
    children: tuple[SheetChild, ...]
    people: dict[int, Child]
    # Mapped rows when the sheet was loaded to be written, else plain ones with the same names.
    marks: dict[Cell, Any] = field(default_factory=dict)
    covers: tuple[Cover, ...] = ()
    papers: Sequence[AbsenceDocument] = ()
    has_clashes: bool = False

    @property
    def state(self) -> SheetState:
        return self.row.state if self.row else SheetState.OPEN

    @property
    def revision(self) -> int:
        return self.row.revision if self.row else 0

    @property
    def last(self) -> date:
        return self.days[-1].date

    def day(self, day: date) -> Day:
        return self.days[day.day - 1]

    def recorded(self) -> dict[Cell, Recorded]:
        """What stands in the cells now, as the rules see it."""
        return {
            cell: Recorded(
                mark.child_id,
                mark.day,
                self.book.by_id.get(mark.code_id) if mark.code_id else None,
                mark.version,
                mark.changed_by_name or "",
                mark.changed_at,
                mark.document_id is not None,
            )
            for cell, mark in self.marks.items()
        }

    def rule_marks(self) -> list[Mark]:
        return [
            Mark(
                mark.child_id,
                mark.day,
                self.book.by_id.get(mark.code_id) if mark.code_id else None,
                mark.document_id is not None,
            )
            for mark in self.marks.values()
        ]

    def totals(self) -> SheetTotals:
        return sheet_totals(
            self.children,
            self.days,
            self.rule_marks(),
            sick_note_required=self.settings.sick_note_required,
        )

    def for_marking(self) -> MarkingSheet:
        return MarkingSheet(
            self.state,
            {day.date: day for day in self.days},
            {child.id: child for child in self.children},
            self.book.codes,
            self.covers,
        )


def month_end(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def code_of(row: AttendanceCode) -> Code:
    return Code(
        letter=row.letter,
        name=row.name,
        short_name=row.short_name,
        present=row.present,
        excused=row.excused,
        illness=row.illness,
        counts_as_day=row.counts_as_day,
        needs_document=row.needs_document,
        typable=row.typable,
        tint=row.tint,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def code_book(session: Session, path: str) -> CodeBook:
    """Codes of the organisation and of those above it; of one letter the nearest owner's count."""
    lineage = lineage_of(path)
    query = (
        select(AttendanceCode)
        .where(AttendanceCode.organization_id.in_(lineage))
        .order_by(AttendanceCode.sort_order, AttendanceCode.letter, AttendanceCode.valid_from)
    )
    rows = session.scalars(query).all()
    nearest: dict[str, int] = {}
    for row in rows:
        depth = lineage.index(row.organization_id)
        nearest[row.letter] = max(depth, nearest.get(row.letter, -1))
    by_id = {row.id: code_of(row) for row in rows}
    used = [row for row in rows if lineage.index(row.organization_id) == nearest[row.letter]]
    return CodeBook(
        tuple(by_id[row.id] for row in used),
        by_id,
        {by_id[row.id]: row.id for row in used},
        rows,
    )


def settings_of(row: OrganizationSettings | None) -> Settings:
    if row is None:
        return Settings()
    return Settings(row.marking_deadline, row.sick_note_required, row.works_on_moved_saturdays)


def load_sheet(
    session: Session,
    group_id: int,
    month: date,
    *,
    lock: bool = False,
    with_covers: bool = False,
    only: Collection[date] | None = None,
) -> Sheet | None:
    """A group's month; None when the group is out of scope.

    ``lock`` keeps other writers of the group waiting until the transaction ends. ``only``: with
    the marks of these days alone, for who writes them; the totals of such a sheet mean nothing.
    Six statements, seven with the papers of the month.
    """
    last = month_end(month)
    # First, since it locks: on PostgreSQL a statement that had to wait goes on with what it saw
    # before, and the sheet may have been written or closed meanwhile.
    children, people = listed_children(session, group_id, month, last, lock=lock)
    head = _head(session, group_id, month, fresh=lock)
    if head is None:
        return None
    group, row, settings, has_clashes = head
    organization = group.organization
    entered = entered_days(session, lineage_of(organization.path), month, last)
    days = calendar(
        entered,
        organization.path,
        month,
        last,
        works_on_moved_saturdays=settings.works_on_moved_saturdays,
    )
    book = code_book(session, organization.path)
    sheet = Sheet(group, organization, month, row, settings, days, book, children, people)
    sheet.has_clashes = has_clashes
    if row is not None:
        sheet.marks = _marks(session, row, to_write=lock, only=only)
    if with_covers:
        sheet.papers = papers_of(session, group_id, month, last)
        sheet.covers = covers_of(sheet.papers, book)
    return sheet


# What pages, rules and papers read of a mark.
_READ_OF_MARK = (
    AttendanceMark.child_id,
    AttendanceMark.day,
    AttendanceMark.code_id,
    AttendanceMark.document_id,
    AttendanceMark.version,
    AttendanceMark.revision,
    AttendanceMark.changed_at,
    AttendanceMark.changed_by_name,
)


def _marks(
    session: Session, row: AttendanceSheet, *, to_write: bool, only: Collection[date] | None
) -> dict[Cell, Any]:
    """Marks of a sheet by cell: mapped rows to be changed, else plain ones, which cost a third."""
    query: Any = select(AttendanceMark) if to_write else select(*_READ_OF_MARK)
    query = query.where(AttendanceMark.sheet_id == row.id)
    if only is not None:
        query = query.where(AttendanceMark.day.in_(only))
    if to_write:
        found: Any = session.scalars(query.execution_options(populate_existing=True))
    else:
        found = session.execute(query)
    return {(mark.child_id, mark.day): mark for mark in found}


def _head(
    session: Session, group_id: int, month: date, *, fresh: bool
) -> tuple[ChildGroup, AttendanceSheet | None, Settings, bool] | None:
    """Group, sheet, settings, and whether the sheet has clashes that nobody settled."""
    last = month_end(month)
    newest = (
        select(func.max(OrganizationSettings.valid_from))
        .where(
            OrganizationSettings.organization_id == ChildGroup.organization_id,
            OrganizationSettings.valid_from <= last,
        )
        .correlate(ChildGroup)
        .scalar_subquery()
    )
    clashing = (
        select(MarkClash.id)
        .where(MarkClash.sheet_id == AttendanceSheet.id, MarkClash.settled_at.is_(None))
        .correlate(AttendanceSheet)
        .exists()
    )
    query = (
        select(ChildGroup, AttendanceSheet, OrganizationSettings, clashing)
        .outerjoin(
            AttendanceSheet,
            and_(AttendanceSheet.group_id == ChildGroup.id, AttendanceSheet.month == month),
        )
        .outerjoin(
            OrganizationSettings,
            and_(
                OrganizationSettings.organization_id == ChildGroup.organization_id,
                OrganizationSettings.valid_from == newest,
            ),
        )
        .where(ChildGroup.id == group_id)
        .options(joinedload(ChildGroup.organization, innerjoin=True))
    )
    found = session.execute(query.execution_options(populate_existing=fresh)).first()
    if found is None:
        return None
    group, row, settings, has_clashes = found
    return group, row, settings_of(settings), has_clashes


def listed_children(
    session: Session, group_id: int, first: date, last: date, *, lock: bool = False
) -> tuple[tuple[SheetChild, ...], dict[int, Child]]:
    """Children of a group within a period, in Russian order of names, with their stays.

    ``lock``: writers of one group queue here; readers and foreign keys to it do not wait.
    A group without children needs no queue: nothing can be marked in it.
    """
    query = (
        select(Placement)
        .join(Placement.child)
        .options(contains_eager(Placement.child))
        .where(
            Placement.group_id == group_id,
            Placement.starts_on <= last,
            or_(Placement.ends_on.is_(None), Placement.ends_on > first),
        )
        .order_by(Child.search_key, Child.id, Placement.starts_on)
    )
    if lock:
        query = query.join(Placement.group).with_for_update(key_share=True, of=ChildGroup)
    stays: dict[int, list[Stay]] = {}
    people: dict[int, Child] = {}
    for placement in session.scalars(query):
        people[placement.child_id] = placement.child
        stays.setdefault(placement.child_id, []).append(
            Stay(placement.starts_on, placement.ends_on)
        )
    children = tuple(
        SheetChild(child_id, tuple(found), short_full_name(people[child_id]))
        for child_id, found in stays.items()
    )
    return children, people


def short_full_name(child: Child) -> str:
    """Surname and first name, as a teacher calls a child."""
    return f"{child.last_name} {child.first_name}"


def papers_of(
    session: Session, group_id: int, first: date, last: date
) -> Sequence[AbsenceDocument]:
    """Papers about absence that touch a period of a group."""
    query = select(AbsenceDocument).where(
        AbsenceDocument.group_id == group_id,
        AbsenceDocument.starts_on <= last,
        AbsenceDocument.ends_on >= first,
    )
    return session.scalars(query).all()


def covers_of(papers: Sequence[AbsenceDocument], book: CodeBook) -> tuple[Cover, ...]:
    """Papers as the rules see them."""
    return tuple(
        Cover(row.id, book.by_id[row.code_id], row.starts_on, row.ends_on, row.child_id)
        for row in papers
        if row.code_id in book.by_id
    )


def groups_in_scope(session: Session, day: date) -> Sequence[ChildGroup]:
    """Groups that work on a day, by name."""
    query = (
        select(ChildGroup)
        .where(or_(ChildGroup.closed_on.is_(None), ChildGroup.closed_on > day))
        .order_by(ChildGroup.search_key, ChildGroup.id)
    )
    return session.scalars(query).all()


def open_clashes(session: Session, sheet_id: int) -> Sequence[MarkClash]:
    """Clashes that nobody settled yet."""
    query = select(MarkClash).where(MarkClash.sheet_id == sheet_id, MarkClash.settled_at.is_(None))
    return session.scalars(query).all()


def marks_since(session: Session, sheet_id: int, revision: int) -> Sequence[AttendanceMark]:
    """Marks written after a revision of the sheet."""
    query = select(AttendanceMark).where(
        AttendanceMark.sheet_id == sheet_id, AttendanceMark.revision > revision
    )
    return session.scalars(query).all()


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


def settings_by_organization(session: Session, day: date) -> dict[int, Settings]:
    """Settings in force on a day, by organisation."""
    query = (
        select(OrganizationSettings)
        .where(OrganizationSettings.valid_from <= day)
        .order_by(OrganizationSettings.valid_from)
    )
    return {row.organization_id: settings_of(row) for row in session.scalars(query)}


def sheets_of_month(session: Session, month: date) -> dict[int, AttendanceSheet]:
    """Sheets of a month by group."""
    query = select(AttendanceSheet).where(AttendanceSheet.month == month)
    return {row.group_id: row for row in session.scalars(query)}


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
