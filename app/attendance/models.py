"""Tables: codes, month sheets, marks and their history, absence documents, clashes."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attendance.rules.codes import Tint
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Child
from app.core.audit.exceptions import not_logged
from app.core.db import (
    Authored,
    Base,
    Personal,
    Tenant,
    UtcDateTime,
    Versioned,
    acting_user_id,
    column,
    enum_type,
    utc_now,
)
from app.core.files.models import StoredFile
from app.core.kept import Topic, keep_rows
from app.core.messages import message
from app.core.scoping.reach import OF_GROUP, OF_GROUP_OR_CHILD, TENANT_OR_SHARED, reach
from app.groups.models import ChildGroup
from app.organizations.models import Organization

TINTS = {
    Tint.RED: message("red: unexcused"),
    Tint.AMBER: message("amber: illness"),
    Tint.BLUE: message("blue: excused"),
    Tint.VIOLET: message("violet: closure"),
}


SHEET_STATES = {
    SheetState.OPEN: message("open"),
    SheetState.CLOSED: message("closed"),
    SheetState.APPROVED: message("approved"),
}


class DocumentKind(enum.StrEnum):
    """Absence document: medical note (справка), application (заявление), order (приказ)."""

    NOTE = "note"
    APPLICATION = "application"
    ORDER = "order"


DOCUMENT_KINDS = {
    DocumentKind.NOTE: message("medical note"),
    DocumentKind.APPLICATION: message("application"),
    DocumentKind.ORDER: message("order"),
}


class AttendanceCode(Tenant, Authored, Versioned, Base):
    """A code of attendance. Meaning is in the flags, never in the letter (domain 2.2)."""

    __tablename__ = "attendance_code"
    __table_args__ = (UniqueConstraint("organization_id", "letter", "valid_from"),)

    letter: Mapped[str] = column(String(2), label=message("Letter"))
    name: Mapped[str] = column(String(120), label=message("Name"))
    short_name: Mapped[str] = column(String(20), label=message("Short name"))
    present: Mapped[bool] = column(default=False, label=message("Present"))
    excused: Mapped[bool] = column(
        default=False, label=message("Excused"), help=message("The day is not charged.")
    )
    illness: Mapped[bool] = column(default=False, label=message("Illness"))
    counts_as_day: Mapped[bool] = column(
        default=True,
        label=message("Counts as a day"),
        help=message("Off: the day was no working day for the kindergarten."),
    )
    needs_document: Mapped[bool] = column(default=False, label=message("Needs a document"))
    typable: Mapped[bool] = column(
        default=True, label=message("Can be set by hand"), help=message("Days off set themselves.")
    )
    for_parents: Mapped[bool] = column(
        default=False,
        server_default=false(),
        label=message("Offered to parents"),
        help=message("Parents may name this reason when they report an absence."),
    )
    tint: Mapped[Tint] = column(
        enum_type(Tint), default=Tint.BLUE, label=message("Colour"), labels=TINTS
    )
    sort_order: Mapped[int] = column(Integer, default=0, label=message("Order"))
    valid_from: Mapped[date] = column(label=message("Valid from"))
    valid_to: Mapped[date | None] = column(label=message("Valid to"))

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return f"{self.letter} — {self.name}"


class AttendanceSheet(Tenant, Authored, Base):
    """Month sheet of a group (табель, form 0504608): the legal document.

    ``revision`` grows with every save; marks carry the revision that wrote them.
    ``totals`` are frozen when the sheet is closed.
    """

    __tablename__ = "attendance_sheet"
    __table_args__ = (UniqueConstraint("organization_id", "group_id", "month"),)

    group_id: Mapped[int] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), index=True, label=message("Group")
    )
    month: Mapped[date] = column(label=message("Month"), format="month")
    state: Mapped[SheetState] = column(
        enum_type(SheetState),
        default=SheetState.OPEN,
        label=message("State"),
        labels=SHEET_STATES,
    )
    revision: Mapped[int] = mapped_column(Integer, default=0)
    totals: Mapped[Any | None] = mapped_column(JSON)
    closed_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Closed at"))
    closed_by: Mapped[str | None] = column(String(120), label=message("Closed by"))
    approved_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Approved at"))
    approved_by: Mapped[str | None] = column(String(120), label=message("Approved by"))
    pdf_file_id: Mapped[int | None] = column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), label=message("Kept form")
    )

    organization: Mapped[Organization] = relationship()
    group: Mapped[ChildGroup] = relationship()
    pdf_file: Mapped[StoredFile | None] = relationship()

    def __repr__(self) -> str:
        return f"{self.month:%m.%Y}"


class AbsenceDocument(Tenant, Authored, Versioned, Base):
    """A document that covers days of absence of a child, or of a whole group (order)."""

    __tablename__ = "absence_document"
    __table_args__ = (Index("ix_absence_document_child_starts", "child_id", "starts_on"),)

    group_id: Mapped[int] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), index=True, label=message("Group")
    )
    child_id: Mapped[int | None] = column(
        ForeignKey("child.id", ondelete="RESTRICT"),
        label=message("Child"),
        help=message("Empty: the whole group, by an order."),
    )
    kind: Mapped[DocumentKind] = column(
        enum_type(DocumentKind),
        default=DocumentKind.NOTE,
        label=message("Kind"),
        labels=DOCUMENT_KINDS,
    )
    number: Mapped[str | None] = column(String(30), label=message("Number"))
    issued_on: Mapped[date | None] = column(label=message("Date"))
    starts_on: Mapped[date] = column(label=message("First day of absence"))
    ends_on: Mapped[date] = column(label=message("Last day of absence"))
    code_id: Mapped[int] = column(
        ForeignKey("attendance_code.id", ondelete="RESTRICT"), label=message("Reason")
    )
    note: Mapped[str | None] = column(String(200), label=message("Note"), personal=Personal.SPECIAL)

    organization: Mapped[Organization] = relationship()
    group: Mapped[ChildGroup] = relationship()
    child: Mapped[Child | None] = relationship()
    code: Mapped[AttendanceCode] = relationship()

    def __repr__(self) -> str:
        return f"{self.number or ''} {self.starts_on:%d.%m.%Y}–{self.ends_on:%d.%m.%Y}".strip()


class AttendanceMark(Tenant, Base):
    """One mark: a child on a day. A cleared mark keeps its row and its version."""

    __tablename__ = "attendance_mark"
    __table_args__ = (
        UniqueConstraint("organization_id", "child_id", "day"),
        Index("ix_attendance_mark_sheet_day", "sheet_id", "day"),
        Index("ix_attendance_mark_child_day", "child_id", "day"),
        Index("ix_attendance_mark_group_day", "group_id", "day"),
    )

    sheet_id: Mapped[int] = column(
        ForeignKey("attendance_sheet.id", ondelete="RESTRICT"), label=message("Month sheet")
    )
    group_id: Mapped[int] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), label=message("Group")
    )
    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), label=message("Child")
    )
    day: Mapped[date] = column(label=message("Date"))
    code_id: Mapped[int | None] = column(
        ForeignKey("attendance_code.id", ondelete="RESTRICT"), label=message("Code")
    )
    document_id: Mapped[int | None] = column(
        ForeignKey("absence_document.id", ondelete="RESTRICT"),
        index=True,
        label=message("Document"),
    )
    version: Mapped[int] = column(Integer, default=1, label=message("Version"))
    revision: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = column(UtcDateTime, default=utc_now, label=message("Changed at"))
    changed_by_id: Mapped[int | None] = mapped_column(Integer, default=acting_user_id)
    changed_by_name: Mapped[str | None] = column(String(120), label=message("Changed by"))

    organization: Mapped[Organization] = relationship()
    sheet: Mapped[AttendanceSheet] = relationship()
    group: Mapped[ChildGroup] = relationship()
    child: Mapped[Child] = relationship()
    code: Mapped[AttendanceCode | None] = relationship()
    document: Mapped[AbsenceDocument | None] = relationship()

    def __repr__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


reach(AttendanceCode, TENANT_OR_SHARED)
keep_rows(Topic.REFERENCE, AttendanceCode.__tablename__)
reach(AttendanceSheet, OF_GROUP, OF_GROUP)
reach(AbsenceDocument, OF_GROUP_OR_CHILD, OF_GROUP)
reach(AttendanceMark, OF_GROUP_OR_CHILD, OF_GROUP)
not_logged(AttendanceMark, "marks keep their own history, cell by cell: MarkRevision")
not_logged(AttendanceSheet, "sheets keep their own history, step by step: SheetEvent")
