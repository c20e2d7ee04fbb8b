"""Tables of a family: further phones of a representative."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.children.models import Guardian
from app.core.db import Authored, Base, Personal, Tenant, Versioned, column
from app.core.messages import message
from app.core.scoping.reach import OF_GUARDIAN, reach
from app.organizations.models import Organization


class GuardianPhone(Tenant, Authored, Versioned, Base):
    """A further phone of a representative; the one of the card is called before it."""

    __tablename__ = "guardian_phone"
    __table_args__ = (UniqueConstraint("organization_id", "guardian_id", "number"),)

    guardian_id: Mapped[int] = column(
        ForeignKey("guardian.id", ondelete="RESTRICT"), index=True, label=message("Representative")
    )
    number: Mapped[str] = column(
        String(20), label=message("Phone"), format="phone", personal=Personal.ORDINARY
    )
    note: Mapped[str | None] = column(
        String(60),
        label=message("What kind of phone"),
        help=message("Work, home, of a grandmother."),
        personal=Personal.ORDINARY,
    )
    call_order: Mapped[int | None] = column(
        Integer,
        label=message("Call order"),
        help=message("1 is called first. Empty: after all others."),
    )

    organization: Mapped[Organization] = relationship()
    guardian: Mapped[Guardian] = relationship()

    def __repr__(self) -> str:
        return self.number


reach(GuardianPhone, OF_GUARDIAN, OF_GUARDIAN)
