"""Table: what parents report ahead about their children."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attendance.models import AttendanceCode
from app.attendance.rules.notices import NOTICE_KINDS, NoticeKind, shown_days
from app.children.models import Child
from app.children.rules import RELATIONS, Relation
from app.core.db import (
    Authored,
    Base,
    Personal,
    Tenant,
    UtcDateTime,
    Versioned,
    column,
    enum_type,
    utc_now,
)
from app.core.messages import message
from app.core.scoping.reach import OF_CHILD, reach
from app.organizations.models import Organization


class AbsenceNotice(Tenant, Authored, Versioned, Base):
    """A parent's notice of an absence or an early pick-up. It proposes a mark, it is none.

    Withdrawn notices stay: what was known when is asked for later.
    """

    __tablename__ = "absence_notice"
    __table_args__ = (Index("ix_absence_notice_child_ends", "child_id", "ends_on"),)

    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), label=message("Child")
    )
    kind: Mapped[NoticeKind] = column(
        enum_type(NoticeKind), label=message("What is reported"), labels=NOTICE_KINDS
    )
    starts_on: Mapped[date] = column(label=message("First day of absence"))
    ends_on: Mapped[date] = column(label=message("Last day of absence"))
    code_id: Mapped[int | None] = column(
        ForeignKey("attendance_code.id", ondelete="RESTRICT"), label=message("Reason")
    )
    pickup_at: Mapped[time | None] = column(label=message("Fetched at"))
    note: Mapped[str | None] = column(String(200), label=message("Note"), personal=Personal.SPECIAL)
    relation: Mapped[Relation | None] = column(
        enum_type(Relation), label=message("Who reported"), labels=RELATIONS
    )
    reported_by_id: Mapped[int | None] = mapped_column(Integer)
    reported_by_name: Mapped[str | None] = column(
        String(120), label=message("Name of who reported"), personal=Personal.ORDINARY
    )
    reported_at: Mapped[datetime] = column(
        UtcDateTime, default=utc_now, label=message("Reported at")
    )
    withdrawn_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Withdrawn at"))

    organization: Mapped[Organization] = relationship()
    child: Mapped[Child] = relationship()
    code: Mapped[AttendanceCode | None] = relationship()

    def __repr__(self) -> str:
        return shown_days(self.starts_on, self.ends_on)


# Two presses, or two parents at once, make one notice.
Index(
    "uq_absence_notice_standing",
    AbsenceNotice.organization_id,
    AbsenceNotice.child_id,
    AbsenceNotice.kind,
    AbsenceNotice.starts_on,
    unique=True,
    sqlite_where=AbsenceNotice.withdrawn_at.is_(None),
    postgresql_where=AbsenceNotice.withdrawn_at.is_(None),
)

reach(AbsenceNotice, OF_CHILD, OF_CHILD)
