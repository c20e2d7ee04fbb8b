"""Tables: lines of orders about staff and about roles in the system."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Authored, Base, Personal, Tenant, Versioned, column
from app.core.messages import message
from app.core.scoping.reach import TENANT, reach
from app.documents.models import Document
from app.organizations.models import Organization, UserAccount
from app.staff.models import Employee, Position


class StaffOrderLine(Tenant, Authored, Versioned, Base):
    """An employee in an order of hiring, of a change of position, or of dismissal.

    ``day`` is the first day of work or of the new position; of a dismissal the last day of work
    (ТК РФ, art. 84.1). ``undo`` (JSON) is what a cancellation puts back.
    """

    __tablename__ = "staff_order_line"
    __table_args__ = (UniqueConstraint("organization_id", "document_id", "employee_id"),)

    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Order, document")
    )
    employee_id: Mapped[int] = column(
        ForeignKey("employee.id", ondelete="RESTRICT"), index=True, label=message("Employee")
    )
    position_id: Mapped[int | None] = column(
        ForeignKey("position.id", ondelete="RESTRICT"),
        label=message("Position"),
        help=message("Empty in an order of dismissal."),
    )
    rate: Mapped[Decimal] = column(
        Numeric(4, 2), default=Decimal(1), label=message("Rate"), format="decimal"
    )
    day: Mapped[date] = column(
        label=message("Day"), help=message("The first day; of a dismissal the last day of work.")
    )
    reason: Mapped[str | None] = column(
        String(200),
        label=message("Ground of dismissal"),
        personal=Personal.ORDINARY,
        help=message("Article of the Labour Code, for example item 3 part 1 article 77."),
    )
    undo: Mapped[str] = mapped_column(Text, default="[]")

    organization: Mapped[Organization] = relationship()
    document: Mapped[Document] = relationship()
    employee: Mapped[Employee] = relationship()
    position: Mapped[Position | None] = relationship()

    def __repr__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


class AppointmentLine(Tenant, Authored, Versioned, Base):
    """A role that an order gives to a person or takes away, with the duties."""

    __tablename__ = "appointment_line"
    __table_args__ = (UniqueConstraint("organization_id", "document_id", "user_id", "role_id"),)

    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Order, document")
    )
    user_id: Mapped[int] = column(
        ForeignKey("ab_user.id", ondelete="RESTRICT"), index=True, label=message("User")
    )
    role_id: Mapped[int] = column(
        ForeignKey("ab_role.id", ondelete="RESTRICT"), label=message("Role")
    )
    takes: Mapped[bool] = column(
        default=False,
        label=message("The role is taken away"),
        help=message("Then the first day is the first one without it."),
    )
    valid_from: Mapped[date] = column(label=message("First day"))
    valid_to: Mapped[date | None] = column(
        label=message("Last day"), help=message("The last day. Empty: until further notice.")
    )
    duties: Mapped[str | None] = column(
        String(500),
        label=message("Duties"),
        help=message("They stand in the order and in the annex to the regulation."),
    )
    undo: Mapped[str] = mapped_column(Text, default="[]")

    organization: Mapped[Organization] = relationship()
    document: Mapped[Document] = relationship()
    user: Mapped[UserAccount] = relationship(foreign_keys=user_id)
    role: Mapped[Role] = relationship()

    def __repr__(self) -> str:
        return f"{self.valid_from:%d.%m.%Y}"


reach(StaffOrderLine, TENANT)
reach(AppointmentLine, TENANT)
