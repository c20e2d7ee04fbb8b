"""Tables: academic years with their periods, and the layers above the federal calendar."""

from __future__ import annotations

import enum
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.core.db import Authored, Base, Tenant, Versioned, column, enum_type
from app.core.kept import Topic, keep_rows
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


class PeriodKind(enum.StrEnum):
    """What a part of the academic year is for (domain 4.5)."""

    TEACHING = "teaching"
    HOLIDAYS = "holidays"
    SUMMER = "summer"


PERIOD_KINDS = {
    PeriodKind.TEACHING: message("Teaching period"),
    PeriodKind.HOLIDAYS: message("Holidays without sessions"),
    PeriodKind.SUMMER: message("Summer health period"),
}


class AcademicPeriod(Tenant, Authored, Versioned, Base):
    """A part of an academic year (период учебного года), both ends inclusive."""

    __tablename__ = "academic_period"
    __table_args__ = (
        UniqueConstraint("organization_id", "year_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="order"),
    )

    year_id: Mapped[int] = column(
        ForeignKey("academic_year.id", ondelete="RESTRICT"),
        index=True,
        label=message("Academic year"),
    )
    kind: Mapped[PeriodKind] = column(
        enum_type(PeriodKind), label=message("Kind of period"), labels=PERIOD_KINDS
    )
    name: Mapped[str] = column(
        String(80), label=message("Name"), help=message("For example “First half-year”.")
    )
    starts_on: Mapped[date] = column(label=message("First day"))
    ends_on: Mapped[date] = column(label=message("Last day"))

    organization: Mapped[Organization] = relationship()
    year: Mapped[AcademicYear] = relationship()

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
reach(AcademicPeriod, TENANT_OR_SHARED)
reach(CalendarDay, TENANT_OR_SHARED)
keep_rows(Topic.REFERENCE, CalendarDay.__tablename__)
