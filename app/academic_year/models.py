"""Tables: academic years and the layers of the working calendar above the federal one."""

from __future__ import annotations

import enum
from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.core.db import Authored, Base, Tenant, Versioned, column, enum_type
from app.core.messages import message
from app.core.scoping.reach import TENANT_OR_SHARED, reach
from app.organizations.models import Organization


class CalendarDayKind(enum.StrEnum):
    """What an act of the region or an order of the kindergarten makes of a day."""

    OFF = "off"
    WORKING = "working"
    CLOSED = "closed"


CALENDAR_DAY_KINDS = {
    CalendarDayKind.OFF: message("Day off"),
    CalendarDayKind.WORKING: message("Working day"),
    CalendarDayKind.CLOSED: message("Kindergarten closed (repair, accident)"),
}


class AcademicYear(Tenant, Authored, Versioned, Base):
    """Academic year (учебный год): in the system from 1 September to 31 August."""

    __tablename__ = "academic_year"
    __table_args__ = (
        UniqueConstraint("organization_id", "starts_on"),
        CheckConstraint("ends_on > starts_on", name="order"),
    )

    name: Mapped[str] = column(
        String(20), label=message("Name"), help=message("For example 2026/2027.")
    )
    starts_on: Mapped[date] = column(label=message("Starts on"))
    ends_on: Mapped[date] = column(label=message("Ends on"))

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return self.name


class CalendarDay(Tenant, Authored, Versioned, Base):
    """A day that differs from the federal calendar; a region's day holds for all below it."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("organization_id", "day"),)

    day: Mapped[date] = column(label=message("Date"))
    kind: Mapped[CalendarDayKind] = column(
        enum_type(CalendarDayKind), label=message("Kind of day"), labels=CALENDAR_DAY_KINDS
    )
    title: Mapped[str] = column(String(100), label=message("Name of the day"))
    basis: Mapped[str | None] = column(
        String(200), label=message("Basis"), help=message("Act or order with number and date.")
    )

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.title}"


reach(AcademicYear, TENANT_OR_SHARED)
reach(CalendarDay, TENANT_OR_SHARED)
