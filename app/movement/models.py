"""Tables: lines of orders that are being written, and the book of movement."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.children.models import Child
from app.core.db import Authored, Base, Personal, Tenant, Versioned, column, enum_type
from app.core.messages import message
from app.core.scoping.reach import OF_CHILD, TENANT, reach
from app.documents.models import Document
from app.groups.models import ChildGroup
from app.movement.rules.events import (
    DEPARTURE_REASONS,
    KEPT_REASONS,
    KINDS,
    DepartureReason,
    KeptReason,
    MovementKind,
)
from app.organizations.models import Organization


class MoveFacts:
    """What an order says of one child; the same in the draft and in the book."""

    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), index=True, label=message("Child")
    )
    effective_on: Mapped[date] = column(
        label=message("From day"),
        help=message("The first day. Of a departure: the day that is no longer counted."),
    )
    last_day: Mapped[date | None] = column(
        label=message("Last day, inclusive"), help=message("For what is for a time only.")
    )
    to_group_id: Mapped[int | None] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), index=True, label=message("To group")
    )
    reason: Mapped[DepartureReason | None] = column(
        enum_type(DepartureReason),
        label=message("Reason of the departure"),
        labels=DEPARTURE_REASONS,
        personal=Personal.ORDINARY,
    )
    kept_reason: Mapped[KeptReason | None] = column(
        enum_type(KeptReason),
        label=message("Why the place is kept"),
        labels=KEPT_REASONS,
        personal=Personal.SPECIAL,
    )
    place: Mapped[str | None] = column(
        String(200),
        label=message("From where or where to"),
        help=message("The kindergarten or school, the town."),
        personal=Personal.ORDINARY,
    )
    # No foreign key: a neighbour stands outside the scope of who writes.
    partner_id: Mapped[int | None] = mapped_column(Integer)
    referral_number: Mapped[str | None] = column(String(40), label=message("Referral number"))
    referral_date: Mapped[date | None] = column(label=message("Referral date"))
    contract_number: Mapped[str | None] = column(String(40), label=message("Contract number"))
    contract_date: Mapped[date | None] = column(label=message("Contract date"))
    file_number: Mapped[str | None] = column(String(20), label=message("Personal file number"))
    capacity_reason: Mapped[str | None] = column(
        String(200), label=message("Why over the places of the group")
    )

    @declared_attr
    def organization(cls: type) -> Mapped[Organization]:
        return relationship(foreign_keys=f"{cls.__name__}.organization_id")

    @declared_attr
    def child(cls: type) -> Mapped[Child]:
        return relationship()

    @declared_attr
    def to_group(cls: type) -> Mapped[ChildGroup | None]:
        return relationship(foreign_keys=f"{cls.__name__}.to_group_id")


FACTS = (
    *("child_id", "effective_on", "last_day", "to_group_id", "reason", "kept_reason", "place"),
    *("partner_id", "referral_number", "referral_date", "contract_number", "contract_date"),
    *("file_number", "capacity_reason"),
)
"""Columns that go from the line of a signed order into the book."""


class MovementLine(MoveFacts, Tenant, Authored, Versioned, Base):
    """A child in an order that is being written. Signing enters it into the book."""

    __tablename__ = "movement_line"

    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Order, document")
    )
    late_confirmed: Mapped[bool] = column(
        default=False, label=message("A day that has passed is confirmed")
    )

    document: Mapped[Document] = relationship()

    def __repr__(self) -> str:
        return f"{self.effective_on:%d.%m.%Y}"


class Movement(MoveFacts, Tenant, Authored, Base):
    """An entry of the book of movement. Nothing is changed or deleted; a cancelled order leaves
    it reversed, with the order that did so.

    ``document_id`` None: it was on the list before orders were kept here (начальный список).
    ``book_number``: of arrivals only, continuous within the kindergarten.
    """

    __tablename__ = "movement"
    __table_args__ = (
        UniqueConstraint("organization_id", "book_number"),
        Index("ix_movement_organization_effective", "organization_id", "effective_on"),
    )

    kind: Mapped[MovementKind] = column(
        enum_type(MovementKind), label=message("Kind of movement"), labels=KINDS
    )
    document_id: Mapped[int | None] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Order, document")
    )
    order_number: Mapped[str | None] = column(String(30), label=message("Order number"))
    order_date: Mapped[date | None] = column(label=message("Order date"))
    from_group_id: Mapped[int | None] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), label=message("From group")
    )
    book_number: Mapped[int | None] = column(Integer, label=message("Number in the book"))
    reversed_on: Mapped[date | None] = column(label=message("Reversed on"))
    reversed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("document.id", ondelete="RESTRICT")
    )
    reversed_order: Mapped[str | None] = column(String(30), label=message("Reversed by the order"))

    from_group: Mapped[ChildGroup | None] = relationship(foreign_keys=from_group_id)

    def __repr__(self) -> str:
        return f"{self.effective_on:%d.%m.%Y}"


reach(MovementLine, TENANT)
reach(Movement, OF_CHILD)
