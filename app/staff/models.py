"""Tables: positions and employees."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.core.db import Authored, Base, Personal, Searched, Tenant, Versioned, column
from app.core.messages import message
from app.core.people import PersonName
from app.core.scoping.reach import TENANT, TENANT_OR_SHARED, reach
from app.organizations.models import Organization, UserAccount


class Position(Tenant, Authored, Versioned, Base):
    """Position (должность), a reference row."""

    __tablename__ = "position"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    name: Mapped[str] = column(String(150), label=message("Name"))
    teaching: Mapped[bool] = column(default=False, label=message("Teaching staff"))

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return self.name


class Employee(PersonName, Tenant, Authored, Versioned, Searched, Base):
    """Employee (сотрудник) of a kindergarten."""

    __tablename__ = "employee"
    __table_args__ = (Index("ix_employee_organization_search", "organization_id", "search_key"),)

    birth_date: Mapped[date | None] = column(
        label=message("Birth date"), personal=Personal.ORDINARY
    )
    position_id: Mapped[int | None] = column(
        ForeignKey("position.id", ondelete="RESTRICT"), index=True, label=message("Position")
    )
    phone: Mapped[str | None] = column(
        String(20), label=message("Phone"), format="phone", personal=Personal.ORDINARY
    )
    email: Mapped[str | None] = column(
        String(120), label=message("E-mail"), format="email", personal=Personal.ORDINARY
    )
    snils: Mapped[str | None] = column(
        String(11), label=message("SNILS"), format="snils", personal=Personal.ORDINARY
    )
    hired_on: Mapped[date | None] = column(label=message("Hired on"))
    dismissed_on: Mapped[date | None] = column(
        label=message("Dismissed on"), help=message("The last day of work.")
    )
    user_id: Mapped[int | None] = column(
        ForeignKey("ab_user.id", ondelete="RESTRICT"), unique=True, label=message("User")
    )

    organization: Mapped[Organization] = relationship()
    position: Mapped[Position | None] = relationship()
    user: Mapped[UserAccount | None] = relationship(foreign_keys=user_id)

    @property
    def short_name(self) -> str:
        """Surname and initials, for signatures."""
        initials = "".join(f" {n[0]}." for n in (self.first_name, self.middle_name) if n)
        return self.last_name + initials


reach(Position, TENANT_OR_SHARED)
reach(Employee, TENANT)
