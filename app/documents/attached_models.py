"""Tables of what a document has: events, files, links, route of approvals, acquaintance list."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.audit.exceptions import not_logged
from app.core.db import Authored, Base, Personal, Tenant, UtcDateTime, column, enum_type, utc_now
from app.core.messages import message
from app.core.scoping.elements import ME, scoped
from app.core.scoping.reach import TENANT, Reach, reach
from app.documents.models import OF_DOCUMENT, REACHED, Document
from app.documents.rules.lifecycle import DOCUMENT_STEPS, DocumentStep
from app.documents.rules.route import DECISIONS, Decision
from app.organizations.models import Organization, UserAccount


class LinkKind(enum.StrEnum):
    """What one document is to another."""

    BASIS = "basis"
    AMENDS = "amends"
    ANNEX = "annex"


LINK_KINDS = {
    LinkKind.BASIS: message("rests on"),
    LinkKind.AMENDS: message("amends"),
    LinkKind.ANNEX: message("is an annex to"),
}
LINKED_BACK = {
    LinkKind.BASIS: message("is the basis of"),
    LinkKind.AMENDS: message("is amended by"),
    LinkKind.ANNEX: message("has the annex"),
}


class DocumentEvent(Tenant, Base):
    """What happened to a document: sent, approved, returned, signed, cancelled. Append-only."""

    __tablename__ = "document_event"

    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Document")
    )
    step: Mapped[DocumentStep] = column(
        enum_type(DocumentStep), label=message("Step"), labels=DOCUMENT_STEPS
    )
    happened_at: Mapped[datetime] = column(UtcDateTime, default=utc_now, label=message("When"))
    by_name: Mapped[str | None] = column(String(120), label=message("Who"))
    by_id: Mapped[int | None] = mapped_column(Integer)
    comment: Mapped[str | None] = column(String(500), label=message("Comment"))

    organization: Mapped[Organization] = relationship()
    document: Mapped[Document] = relationship()

    def __repr__(self) -> str:
        return f"{self.happened_at:%d.%m.%Y}"


class DocumentCounter(Tenant, Base):
    """The last number of a series in a year: locked while a number is taken."""

    __tablename__ = "document_counter"
    __table_args__ = (UniqueConstraint("organization_id", "series", "year"),)

    series: Mapped[str] = mapped_column(String(10))
    year: Mapped[int] = mapped_column(Integer)
    last_serial: Mapped[int] = mapped_column(Integer, default=0)


class DocumentFile(Tenant, Authored, Base):
    """A version of a document's file. Older ones stay; the bytes are kept once by their hash."""

    __tablename__ = "document_file"
    __table_args__ = (UniqueConstraint("organization_id", "document_id", "number"),)

    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Document")
    )
    number: Mapped[int] = column(Integer, label=message("Version"))
    name: Mapped[str] = column(String(200), label=message("File name"))
    size: Mapped[int] = column(Integer, label=message("Size, bytes"))
    file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True
    )
    by_name: Mapped[str | None] = column(String(120), label=message("Who"))

    def __repr__(self) -> str:
        return self.name


class DocumentLink(Tenant, Authored, Base):
    """A link: this document rests on, amends or is an annex to another one."""

    __tablename__ = "document_link"
    __table_args__ = (UniqueConstraint("organization_id", "document_id", "target_id", "kind"),)

    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Document")
    )
    target_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Linked document")
    )
    kind: Mapped[LinkKind] = column(
        enum_type(LinkKind), label=message("Kind of the link"), labels=LINK_KINDS
    )

    document: Mapped[Document] = relationship(foreign_keys=document_id)
    target: Mapped[Document] = relationship(foreign_keys=target_id)

    def __repr__(self) -> str:
        return f"{self.kind}"


class ApprovalStep(Tenant, Authored, Base):
    """One step of the route: who is asked, and what the answer was. Rounds follow each other."""

    __tablename__ = "approval_step"
    __table_args__ = (
        UniqueConstraint("organization_id", "document_id", "round", "place"),
        Index("ix_approval_step_waiting", "organization_id", "decision"),
    )

    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Document")
    )
    round: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)
    user_id: Mapped[int | None] = column(
        ForeignKey("ab_user.id", ondelete="RESTRICT"), index=True, label=message("User")
    )
    role_id: Mapped[int | None] = column(
        ForeignKey("ab_role.id", ondelete="RESTRICT"), label=message("Role")
    )
    # As it was called when it was asked: the list stays readable for whoever reaches no accounts.
    asked_name: Mapped[str] = column(String(120), label=message("Approver"))
    decision: Mapped[Decision] = column(
        enum_type(Decision), default=Decision.WAITING, label=message("Decision"), labels=DECISIONS
    )
    decided_at: Mapped[datetime | None] = column(UtcDateTime, label=message("When"))
    decided_by: Mapped[str | None] = column(String(120), label=message("Who"))
    comment: Mapped[str | None] = column(String(500), label=message("Comment"))

    document: Mapped[Document] = relationship()

    def __repr__(self) -> str:
        return self.asked_name


class Acquaintance(Tenant, Authored, Base):
    """One person on the acquaintance list (лист ознакомления) of a document."""

    __tablename__ = "acquaintance"
    __table_args__ = (
        UniqueConstraint("organization_id", "document_id", "user_id"),
        Index("ix_acquaintance_user", "user_id", "confirmed_at"),
    )

    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Document")
    )
    user_id: Mapped[int] = column(
        ForeignKey("ab_user.id", ondelete="RESTRICT"), label=message("User")
    )
    person_name: Mapped[str] = column(String(120), label=message("Who"), personal=Personal.ORDINARY)
    shown_at: Mapped[datetime] = column(UtcDateTime, default=utc_now, label=message("Shown"))
    due_on: Mapped[date | None] = column(label=message("To be read by"))
    confirmed_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Confirmed"))
    reminded_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Reminded"))

    document: Mapped[Document] = relationship()
    user: Mapped[UserAccount] = relationship(foreign_keys=user_id)

    def __repr__(self) -> str:
        return self.person_name


LIST = Reach(
    lambda c: scoped(c.organization_id, or_(c.user_id == ME, c.document_id.in_(REACHED))),
    lambda s, row: row["user_id"] == s.user_id,
    ("organization_id", "user_id"),
)
OWN_LINE = Reach(
    lambda c: scoped(c.organization_id, c.user_id == ME),
    lambda s, row: row["organization_id"] in s.whole or row["user_id"] == s.user_id,
    ("organization_id", "user_id"),
)
"""The list is made by who works in the whole house; everybody confirms the own line."""

reach(DocumentEvent, OF_DOCUMENT)
reach(DocumentCounter, TENANT)
not_logged(DocumentEvent, "is the history of a document itself, written once")
not_logged(DocumentCounter, "counts the numbers that documents were given; they tell it themselves")
reach(DocumentFile, OF_DOCUMENT)
reach(DocumentLink, OF_DOCUMENT)
reach(ApprovalStep, OF_DOCUMENT)
reach(Acquaintance, LIST, OWN_LINE)
