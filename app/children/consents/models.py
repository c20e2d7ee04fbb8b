"""Tables: consents, their purposes and what a revocation asks for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, relationship

from app.children.models import Child, Guardian
from app.core.db import Authored, Base, Personal, Tenant, Versioned, column
from app.core.messages import message
from app.core.scoping.reach import OF_CHILD, TENANT_OR_SHARED, reach
from app.organizations.models import Organization


class ConsentPurpose(Tenant, Authored, Versioned, Base):
    """A purpose of processing that needs a consent: what its paper says (152-ФЗ, art. 9 part 4).

    ``revocation_tasks``: what must stop, separated by semicolons; ``stop_days``: until when.
    """

    __tablename__ = "consent_purpose"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    name: Mapped[str] = column(
        String(150), label=message("Name"), help=message("Short, as it stands in lists.")
    )
    purpose: Mapped[str] = column(
        String(500),
        label=message("Purpose of processing"),
        help=message("One purpose: another one needs a consent of its own."),
    )
    personal_data: Mapped[str] = column(
        String(500), label=message("Personal data"), help=message("A closed list.")
    )
    operations: Mapped[str] = column(String(500), label=message("What is done with the data"))
    recipients: Mapped[str | None] = column(
        String(500),
        label=message("To whom the data goes"),
        help=message("Names and addresses. Empty: to nobody else."),
    )
    term: Mapped[str] = column(
        String(200), label=message("Term"), help=message("For example: until the child leaves.")
    )
    revocation_tasks: Mapped[str | None] = column(
        String(500),
        label=message("What must stop after a revocation"),
        help=message("Several tasks are separated by semicolons."),
    )
    stop_days: Mapped[int] = column(
        Integer,
        default=30,
        label=message("Days to stop in"),
        help=message("0: at once. The law allows 30 days at most."),
    )
    on_card: Mapped[bool] = column(
        default=True,
        label=message("Its lack is told on the card"),
        help=message("As a warning to who photographs or takes the children out."),
    )
    shows_photos: Mapped[bool] = column(
        default=False,
        server_default=false(),
        label=message("Allows photos of events"),
        help=message(
            "Photos with the child may be shown to the families on the pages of events. Tick it "
            "only if the paper says so."
        ),
    )
    valid_from: Mapped[date | None] = column(label=message("Valid from"))
    valid_to: Mapped[date | None] = column(
        label=message("Valid to"), help=message("The last day. Empty: until further notice.")
    )

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return self.name


class Consent(Tenant, Authored, Versioned, Base):
    """A consent for one purpose: printed, then signed on paper, perhaps revoked.

    ``given_on`` is the day of the signature; empty while the paper is only printed. The identity
    document of the signer is written into the paper by hand and not kept here (minimisation).
    """

    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("organization_id", "child_id", "purpose_id", "guardian_id", "given_on"),
        Index("ix_consent_purpose_child", "purpose_id", "child_id"),
    )

    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), index=True, label=message("Child")
    )
    purpose_id: Mapped[int] = column(
        ForeignKey("consent_purpose.id", ondelete="RESTRICT"), label=message("Purpose")
    )
    guardian_id: Mapped[int] = column(
        ForeignKey("guardian.id", ondelete="RESTRICT"),
        index=True,
        label=message("Signed by"),
        help=message("A representative with full rights on the day of the signature."),
    )
    given_on: Mapped[date | None] = column(
        label=message("Given on"), help=message("The day of the signature. Empty: not signed yet.")
    )
    valid_to: Mapped[date | None] = column(
        label=message("Valid to"), help=message("The last day. Empty: as the paper says.")
    )
    revoked_on: Mapped[date | None] = column(label=message("Revoked on"))
    revocation_note: Mapped[str | None] = column(
        String(200), label=message("How it was revoked"), personal=Personal.ORDINARY
    )

    organization: Mapped[Organization] = relationship()
    child: Mapped[Child] = relationship()
    purpose: Mapped[ConsentPurpose] = relationship()
    guardian: Mapped[Guardian] = relationship()

    def __repr__(self) -> str:
        return f"{self.given_on:%d.%m.%Y}" if self.given_on else f"№ {self.id}"


class RevocationTask(Tenant, Authored, Versioned, Base):
    """What must stop because a consent was revoked, and who saw to it."""

    __tablename__ = "revocation_task"

    consent_id: Mapped[int] = column(
        ForeignKey("consent.id", ondelete="RESTRICT"), index=True, label=message("Consent")
    )
    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), index=True, label=message("Child")
    )
    text: Mapped[str] = column(String(300), label=message("What must stop"), searched=True)
    due_on: Mapped[date] = column(label=message("To be done by"))
    done_on: Mapped[date | None] = column(label=message("Done on"))
    done_by: Mapped[str | None] = column(String(120), label=message("Done by"))

    organization: Mapped[Organization] = relationship()
    consent: Mapped[Consent] = relationship()
    child: Mapped[Child] = relationship()

    def __repr__(self) -> str:
        return self.text


reach(ConsentPurpose, TENANT_OR_SHARED)
# A parent revokes the own consent; the right decides who may do what.
reach(Consent, OF_CHILD, OF_CHILD)
reach(RevocationTask, OF_CHILD, OF_CHILD)
