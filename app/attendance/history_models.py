"""Tables: what happened to marks and sheets. Rows are only added."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attendance.models import AttendanceSheet
from app.children.models import Child
from app.core.audit.exceptions import not_logged
from app.core.db import (
    Base,
    Tenant,
    UtcDateTime,
    column,
    enum_type,
    utc_now,
)
from app.core.messages import message
from app.core.scoping.reach import OF_GROUP, reach
from app.groups.models import ChildGroup
from app.organizations.models import Organization


class SheetStep(enum.StrEnum):
    """What happened to a sheet."""

    CLOSED = "closed"
    APPROVED = "approved"
    REOPENED = "reopened"


SHEET_STEPS = {
    SheetStep.CLOSED: message("closed"),
    SheetStep.APPROVED: message("approved"),
    SheetStep.REOPENED: message("reopened"),
}


class MarkRevision(Tenant, Base):
    """History of marks, append-only: old and new code, who and when."""

    __tablename__ = "mark_revision"
    __table_args__ = (Index("ix_mark_revision_child_day", "child_id", "day"),)

    sheet_id: Mapped[int] = column(
        ForeignKey("attendance_sheet.id", ondelete="RESTRICT"),
        index=True,
        label=message("Month sheet"),
    )
    group_id: Mapped[int] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), label=message("Group")
    )
    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), label=message("Child")
    )
    day: Mapped[date] = column(label=message("Date"))
    old_letter: Mapped[str | None] = column(String(2), label=message("Was"))
    new_letter: Mapped[str | None] = column(String(2), label=message("Became"))
    changed_at: Mapped[datetime] = column(UtcDateTime, default=utc_now, label=message("Changed at"))
    changed_by_name: Mapped[str | None] = column(String(120), label=message("Changed by"))
    note: Mapped[str | None] = column(String(200), label=message("Note"))

    organization: Mapped[Organization] = relationship()
    sheet: Mapped[AttendanceSheet] = relationship()
    group: Mapped[ChildGroup] = relationship()
    child: Mapped[Child] = relationship()

    def __repr__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


class MarkClash(Tenant, Base):
    """Two people marked one cell: what stands, what was refused, by whom; until settled.

    Who is told is decided by the accounts: two people may have one surname and initial.
    """

    __tablename__ = "mark_clash"
    __table_args__ = (Index("ix_mark_clash_sheet", "sheet_id", "settled_at"),)

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
    kept_letter: Mapped[str | None] = column(String(2), label=message("Kept mark"))
    kept_by_id: Mapped[int | None] = mapped_column(Integer)
    kept_by_name: Mapped[str | None] = column(String(120), label=message("Marked by"))
    kept_at: Mapped[datetime] = column(UtcDateTime, label=message("Marked at"))
    refused_letter: Mapped[str | None] = column(String(2), label=message("Refused mark"))
    refused_by_id: Mapped[int | None] = mapped_column(Integer)
    refused_by_name: Mapped[str | None] = column(String(120), label=message("Refused to"))
    refused_at: Mapped[datetime] = column(UtcDateTime, label=message("Refused at"))
    settled_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Settled at"))

    organization: Mapped[Organization] = relationship()
    group: Mapped[ChildGroup] = relationship()
    child: Mapped[Child] = relationship()

    def __repr__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


class SheetEvent(Tenant, Base):
    """What happened to a sheet: closed, approved, reopened with a reason. Append-only."""

    __tablename__ = "sheet_event"

    sheet_id: Mapped[int] = column(
        ForeignKey("attendance_sheet.id", ondelete="RESTRICT"),
        index=True,
        label=message("Month sheet"),
    )
    group_id: Mapped[int] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), label=message("Group")
    )
    step: Mapped[SheetStep] = column(
        enum_type(SheetStep), label=message("Step"), labels=SHEET_STEPS
    )
    reason: Mapped[str | None] = column(String(300), label=message("Reason"))
    happened_at: Mapped[datetime] = column(UtcDateTime, default=utc_now, label=message("When"))
    by_name: Mapped[str | None] = column(String(120), label=message("Who"))
    pdf_file_id: Mapped[int | None] = column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), label=message("Kept form")
    )

    organization: Mapped[Organization] = relationship()
    sheet: Mapped[AttendanceSheet] = relationship()
    group: Mapped[ChildGroup] = relationship()

    def __repr__(self) -> str:
        return f"{self.happened_at:%d.%m.%Y}"


reach(MarkRevision, OF_GROUP, OF_GROUP)


reach(MarkClash, OF_GROUP, OF_GROUP)


reach(SheetEvent, OF_GROUP, OF_GROUP)

for _log in (MarkRevision, MarkClash, SheetEvent):
    not_logged(_log, "is a history itself, written once")
