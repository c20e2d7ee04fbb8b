"""Tables: age levels, rooms, groups and who leads them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.core.db import Authored, Base, Searched, Tenant, Versioned, column, enum_type
from app.core.messages import message
from app.core.scoping.reach import GROUP, OF_GROUP, TENANT, TENANT_OR_SHARED, reach
from app.groups.rules import GROUP_FOCUSES, STAY_REGIMES, GroupFocus, StayRegime
from app.organizations.models import Organization
from app.staff.models import Employee


class AgeLevel(Tenant, Authored, Versioned, Base):
    """Age level (возрастная группа): full years on 1 September (domain 6.2)."""

    __tablename__ = "age_level"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    name: Mapped[str] = column(String(80), label=message("Name"))
    from_years: Mapped[int] = column(Integer, label=message("From, full years"))
    to_years: Mapped[int] = column(Integer, label=message("To, full years"))

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return self.name


class Room(Tenant, Authored, Versioned, Base):
    """Room (помещение) with its area for the norm of square metres a child."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    name: Mapped[str] = column(String(80), label=message("Name"))
    area: Mapped[Decimal | None] = column(
        Numeric(7, 2), label=message("Area, m²"), format="decimal"
    )

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return self.name


class ChildGroup(Tenant, Authored, Versioned, Searched, Base):
    """Group of children (группа)."""

    __tablename__ = "child_group"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    name: Mapped[str] = column(String(80), label=message("Name"), searched=True)
    age_level_id: Mapped[int | None] = column(
        ForeignKey("age_level.id", ondelete="RESTRICT"), index=True, label=message("Age level")
    )
    room_id: Mapped[int | None] = column(
        ForeignKey("room.id", ondelete="RESTRICT"), index=True, label=message("Room")
    )
    focus: Mapped[GroupFocus] = column(
        enum_type(GroupFocus),
        default=GroupFocus.GENERAL,
        label=message("Specialization"),
        labels=GROUP_FOCUSES,
    )
    stay_regime: Mapped[StayRegime] = column(
        enum_type(StayRegime),
        default=StayRegime.FULL,
        label=message("Stay regime"),
        labels=STAY_REGIMES,
    )
    capacity: Mapped[int | None] = column(Integer, label=message("Places"))
    opened_on: Mapped[date | None] = column(label=message("Opened on"))
    closed_on: Mapped[date | None] = column(label=message("Closed on"))

    organization: Mapped[Organization] = relationship()
    age_level: Mapped[AgeLevel | None] = relationship()
    room: Mapped[Room | None] = relationship()

    def __repr__(self) -> str:
        return self.name


class GroupTeacher(Tenant, Authored, Versioned, Base):
    """Who leads a group, with dates. Gives the teacher the rows of the group."""

    __tablename__ = "group_teacher"
    __table_args__ = (
        UniqueConstraint("organization_id", "group_id", "employee_id", "valid_from"),
        Index("ix_group_teacher_employee_id", "employee_id"),
    )

    group_id: Mapped[int] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), index=True, label=message("Group")
    )
    employee_id: Mapped[int] = column(
        ForeignKey("employee.id", ondelete="RESTRICT"), label=message("Employee")
    )
    valid_from: Mapped[date] = column(label=message("Valid from"))
    valid_to: Mapped[date | None] = column(
        label=message("Valid to"), help=message("The last day. Empty: until further notice.")
    )

    organization: Mapped[Organization] = relationship()
    group: Mapped[ChildGroup] = relationship()
    employee: Mapped[Employee] = relationship()

    def __repr__(self) -> str:
        return f"{self.valid_from:%d.%m.%Y}"


reach(AgeLevel, TENANT_OR_SHARED)
reach(Room, TENANT)
reach(ChildGroup, GROUP)
reach(GroupTeacher, OF_GROUP)
