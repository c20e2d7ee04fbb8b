"""Table: transfers of children between kindergartens of this installation, by side."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.children.rules import SEXES, Sex
from app.core.db import Authored, Base, Personal, Tenant, column, enum_type
from app.core.messages import message
from app.core.scoping.reach import TENANT, reach
from app.documents.models import Document
from app.movement.rules.cases import (
    CASE_SIDES,
    CASE_STATES,
    LONGEST_REASON,
    CaseSide,
    CaseState,
)
from app.organizations.models import Organization


class TransferCase(Tenant, Authored, Base):
    """One side's part of a transfer. Two rows with one ``case_key`` are one case.

    Each side holds what it needs and no more: the receiving one name, birth date and sex of the
    child, the sending one the day of the enrolment. The card itself does not go along.
    """

    __tablename__ = "transfer_case"
    __table_args__ = (UniqueConstraint("organization_id", "case_key"),)

    case_key: Mapped[str] = mapped_column(String(32), index=True)
    side: Mapped[CaseSide] = column(enum_type(CaseSide), label=message("Side"), labels=CASE_SIDES)
    state: Mapped[CaseState] = column(
        enum_type(CaseState), label=message("State"), labels=CASE_STATES
    )
    last_name: Mapped[str] = column(
        String(60), label=message("Last name"), personal=Personal.ORDINARY
    )
    first_name: Mapped[str] = column(
        String(60), label=message("First name"), personal=Personal.ORDINARY
    )
    middle_name: Mapped[str | None] = column(
        String(60), label=message("Middle name"), personal=Personal.ORDINARY
    )
    birth_date: Mapped[date] = column(label=message("Birth date"), personal=Personal.ORDINARY)
    sex: Mapped[Sex] = column(
        enum_type(Sex), label=message("Sex"), labels=SEXES, personal=Personal.ORDINARY
    )
    partner_id: Mapped[int] = mapped_column(Integer)
    partner_name: Mapped[str] = column(String(100), label=message("The other kindergarten"))
    leaves_on: Mapped[date] = column(label=message("Leaves on"))
    leaving_order: Mapped[str | None] = column(String(30), label=message("Order of departure"))
    enrolled_on: Mapped[date | None] = column(label=message("Enrolled on"))
    enrolment_order: Mapped[str | None] = column(String(30), label=message("Order of enrolment"))
    closing_reason: Mapped[str | None] = column(
        String(LONGEST_REASON),
        label=message("Why the child does not come"),
        personal=Personal.ORDINARY,
    )
    # Of one's own side: the child's card and the order here.
    child_id: Mapped[int | None] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), index=True, label=message("Child")
    )
    document_id: Mapped[int | None] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Order, document")
    )

    organization: Mapped[Organization] = relationship()
    child: Mapped[Child | None] = relationship()
    document: Mapped[Document | None] = relationship()

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))

    def __repr__(self) -> str:
        return self.full_name


reach(TransferCase, TENANT)
