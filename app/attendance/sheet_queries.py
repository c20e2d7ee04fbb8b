"""Reads of one sheet: everything that a group's month needs, in a fixed number of statements.

The selects are built once and kept (``ScopedSession.plain``): they run with every page and save.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select

from app.academic_year.queries import days_of
from app.attendance.code_queries import CodeBook, code_book
from app.attendance.history_models import MarkClash
from app.attendance.listed_queries import SheetPerson, listed_children
from app.attendance.models import AbsenceDocument, AttendanceMark, AttendanceSheet
from app.attendance.month_queries import monthly_settings
from app.attendance.notice_queries import notices_of
from app.attendance.rules.codes import Code
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Cover, MarkingSheet, Recorded
from app.attendance.rules.notices import Notice, proposals
from app.attendance.rules.totals import Cell, SheetChild, SheetTotals, sheet_totals
from app.core.scoping.session import ScopedSession
from app.core.workdays import Day, next_month
from app.groups.models import ChildGroup
from app.groups.rules import StayRegime
from app.organizations.models import Organization
from app.organizations.rules import Settings


class SheetGroup(NamedTuple):
    """The group of a sheet, with what the official form says of its kindergarten."""

    id: int
    organization_id: int
    name: str
    stay_regime: StayRegime
    organization: str
    path: str
    timezone: str
    okpo: str | None
    head_name: str | None


@dataclass
class Sheet:
    """A group's month with all that pages, rules and papers need."""

    group: SheetGroup
    month: date
    row: AttendanceSheet | None
    settings: Settings
    days: tuple[Day, ...]
    book: CodeBook
    children: tuple[SheetChild, ...]
    people: dict[int, SheetPerson]
    marks: dict[Cell, Recorded] = field(default_factory=dict)
    covers: tuple[Cover, ...] = ()
    has_clashes: bool = False
    notices: tuple[Notice, ...] = ()

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

    def totals(self) -> SheetTotals:
        return sheet_totals(
            self.children,
            self.days,
            self.marks.values(),
            sick_note_required=self.settings.sick_note_required,
        )

    @cached_property
    def proposals(self) -> dict[Cell, Code]:
        """Marks that the notices of parents propose."""
        if not self.notices:
            return {}
        listed = {child.id: child for child in self.children}
        return proposals(self.notices, listed, self.days, self.book.codes)

    def for_marking(self) -> MarkingSheet:
        return MarkingSheet(
            self.state,
            {day.date: day for day in self.days},
            {child.id: child for child in self.children},
            self.book.codes,
            self.covers,
            self.proposals,
        )


def month_end(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def load_sheet(
    session: ScopedSession,
    group_id: int,
    month: date,
    *,
    lock: bool = False,
    with_covers: bool = False,
    only: Collection[date] | None = None,
) -> Sheet | None:
    """A group's month; None when the group is out of scope.

    ``lock`` keeps other writers of the group waiting until the transaction ends. ``only``: with
    the marks of the span of these days, for who writes them; the totals of such a sheet mean
    nothing.
    Three statements, one more with the papers of the month, one to lock; what is kept is read
    seldom.
    """
    last = month_end(month)
    if lock:
        lock_groups(session, [group_id])
    children, people, told = listed_children(session, group_id, month, last)
    head = _head(session, group_id, month, fresh=lock)
    if head is None:
        return None
    group, row, has_clashes = head
    settings = monthly_settings(session).of(group.organization_id, month)
    days = days_of(
        session,
        group.path,
        month,
        last,
        works_on_moved_saturdays=settings.works_on_moved_saturdays,
    )
    book = code_book(session, group.path)
    sheet = Sheet(group, month, row, settings, days, book, children, people)
    sheet.has_clashes = has_clashes
    sheet.notices = notices_of(told, book.by_id)
    if row is not None:
        span = {"first": min(only), "last": max(only)} if only else {"first": month, "last": last}
        sheet.marks = _recorded(session.plain(_MARKS, {"sheet": row.id, **span}), book)
    if with_covers:
        sheet.covers = covers_of_group(session, group_id, month, last, book)
    return sheet


_READ_OF_MARK = (
    AttendanceMark.child_id,
    AttendanceMark.day,
    AttendanceMark.code_id,
    AttendanceMark.document_id,
    AttendanceMark.version,
    AttendanceMark.revision,
    AttendanceMark.changed_at,
    AttendanceMark.changed_by_name,
    AttendanceMark.changed_by_id,
    AttendanceMark.id,
)
_MARKS = select(*_READ_OF_MARK).where(
    AttendanceMark.sheet_id == bindparam("sheet"),
    AttendanceMark.day.between(bindparam("first"), bindparam("last")),
)
_MARKS_SINCE = select(*_READ_OF_MARK).where(
    AttendanceMark.sheet_id == bindparam("sheet"), AttendanceMark.revision > bindparam("revision")
)


def _recorded(rows: Sequence[Any], book: CodeBook) -> dict[Cell, Recorded]:
    """Rows of ``_READ_OF_MARK`` by cell, as the rules see them."""
    codes = book.by_id
    return {
        (child, day): Recorded(
            child,
            day,
            codes.get(code) if code else None,
            version,
            by or "",
            at,
            document is not None,
            revision,
            author_id,
            key,
        )
        for child, day, code, document, version, revision, at, by, author_id, key in rows
    }


_CLASHING = (
    select(MarkClash.id)
    .where(MarkClash.sheet_id == AttendanceSheet.id, MarkClash.settled_at.is_(None))
    .correlate(AttendanceSheet)
    .exists()
)
_HEAD = (
    select(
        AttendanceSheet,
        _CLASHING,
        ChildGroup.id,
        ChildGroup.organization_id,
        ChildGroup.name,
        ChildGroup.stay_regime,
        Organization.name,
        Organization.path,
        Organization.timezone,
        Organization.okpo,
        Organization.head_name,
    )
    .select_from(ChildGroup)
    .join(ChildGroup.organization)
    .outerjoin(
        AttendanceSheet,
        and_(
            AttendanceSheet.group_id == ChildGroup.id, AttendanceSheet.month == bindparam("month")
        ),
    )
    .where(ChildGroup.id == bindparam("group"))
)
_FRESH_HEAD = _HEAD.execution_options(populate_existing=True)


def _head(
    session: ScopedSession, group_id: int, month: date, *, fresh: bool
) -> tuple[SheetGroup, AttendanceSheet | None, bool] | None:
    """Group, sheet, and whether the sheet has clashes that nobody settled."""
    asked = {"group": group_id, "month": month}
    found = session.plain(_FRESH_HEAD if fresh else _HEAD, asked)
    if not found:
        return None
    row, has_clashes, *group = found[0]
    return SheetGroup(*group), row, has_clashes


_LOCKED = (
    select(ChildGroup.id)
    .where(ChildGroup.id.in_(bindparam("groups", expanding=True)))
    .order_by(ChildGroup.id)
    .with_for_update(key_share=True)
)


def lock_groups(session: ScopedSession, groups: Iterable[int]) -> None:
    """Writers of marks, sheets and placements of one group queue here until the transaction ends;
    readers and foreign keys to it do not wait.

    A statement of its own, before anything is read: on PostgreSQL one that had to wait goes on with
    the other tables as it saw them before. On SQLite who writes waits at the beginning already.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.plain(_LOCKED, {"groups": tuple(groups)})


_PAPERS = select(
    AbsenceDocument.id,
    AbsenceDocument.code_id,
    AbsenceDocument.starts_on,
    AbsenceDocument.ends_on,
    AbsenceDocument.child_id,
).where(
    AbsenceDocument.group_id == bindparam("group"),
    AbsenceDocument.starts_on <= bindparam("last"),
    AbsenceDocument.ends_on >= bindparam("first"),
)


def covers_of_group(
    session: ScopedSession, group_id: int, first: date, last: date, book: CodeBook
) -> tuple[Cover, ...]:
    """Papers about absence that touch a period of a group, as the rules see them."""
    rows = session.plain(_PAPERS, {"group": group_id, "first": first, "last": last})
    return tuple(
        Cover(row.id, book.by_id[row.code_id], row.starts_on, row.ends_on, row.child_id)
        for row in rows
        if row.code_id in book.by_id
    )


def open_clashes(session: ScopedSession, sheet_id: int) -> Sequence[MarkClash]:
    """Clashes that nobody settled yet."""
    query = select(MarkClash).where(MarkClash.sheet_id == sheet_id, MarkClash.settled_at.is_(None))
    return session.scalars(query).all()


def marks_since(
    session: ScopedSession, sheet_id: int, revision: int, book: CodeBook
) -> list[Recorded]:
    """Marks written after a revision of the sheet."""
    rows = session.plain(_MARKS_SINCE, {"sheet": sheet_id, "revision": revision})
    return list(_recorded(rows, book).values())
