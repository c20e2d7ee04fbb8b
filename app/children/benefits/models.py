"""Tables: benefits of families and their categories."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.children.models import Child
from app.core.db import Authored, Base, Personal, Tenant, Versioned, column
from app.core.messages import message
from app.core.scoping.reach import OF_CHILD, TENANT_OR_SHARED, reach
from app.organizations.models import Organization


class BenefitCategory(Tenant, Authored, Versioned, Base):
    """Category of a benefit (льготная категория), a reference row with dates."""

    __tablename__ = "benefit_category"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    name: Mapped[str] = column(String(150), label=message("Name"))
    basis: Mapped[str | None] = column(
        String(300),
        label=message("Legal ground"),
        help=message("Act, article: what gives the right to the benefit."),
    )
    needs_document: Mapped[bool] = column(
        default=True,
        label=message("Proved by a document"),
        help=message("Then a benefit is entered with its number and date only."),
    )
    valid_from: Mapped[date | None] = column(label=message("Valid from"))
    valid_to: Mapped[date | None] = column(
        label=message("Valid to"), help=message("The last day. Empty: until further notice.")
    )

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return self.name


class ChildBenefit(Tenant, Authored, Versioned, Base):
    """A benefit of a child's family with its proof. The category may tell of health (art. 10)."""

    __tablename__ = "child_benefit"
    __table_args__ = (
        UniqueConstraint("organization_id", "child_id", "category_id", "starts_on"),
        Index("ix_child_benefit_ends_on", "organization_id", "ends_on"),
    )

    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), index=True, label=message("Child")
    )
    category_id: Mapped[int] = column(
        ForeignKey("benefit_category.id", ondelete="RESTRICT"),
        index=True,
        label=message("Benefit"),
        personal=Personal.SPECIAL,
    )
    starts_on: Mapped[date] = column(label=message("First day"))
    ends_on: Mapped[date | None] = column(
        label=message("Last day"), help=message("As in the document. Empty: without an end.")
    )
    document_name: Mapped[str | None] = column(
        String(120), label=message("Proof document"), personal=Personal.SPECIAL
    )
    document_number: Mapped[str | None] = column(
        String(40), label=message("Document number"), personal=Personal.ORDINARY
    )
    document_date: Mapped[date | None] = column(
        label=message("Document date"), personal=Personal.ORDINARY
    )
    issued_by: Mapped[str | None] = column(
        String(200), label=message("Issued by"), personal=Personal.ORDINARY
    )

    organization: Mapped[Organization] = relationship()
    child: Mapped[Child] = relationship()
    category: Mapped[BenefitCategory] = relationship()

    def __repr__(self) -> str:
        return f"{self.starts_on:%d.%m.%Y}"


reach(BenefitCategory, TENANT_OR_SHARED)
reach(ChildBenefit, OF_CHILD)
