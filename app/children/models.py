"""Tables: children, guardians, their links, enrolments and placements in groups."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.children.rules import (
    GUARDIAN_RIGHTS,
    RELATIONS,
    SEXES,
    GuardianRights,
    Relation,
    Sex,
)
from app.core.audit.exceptions import not_logged
from app.core.db import (
    Authored,
    Base,
    Personal,
    Searched,
    Tenant,
    Versioned,
    column,
    enum_type,
)
from app.core.files.models import StoredFile
from app.core.i18n import translate
from app.core.jobs.models import Job
from app.core.messages import message
from app.core.people import PersonName
from app.core.scoping.reach import CHILD, GUARDIAN, OF_CHILD, OF_GROUP_OR_CHILD, TENANT, reach
from app.groups.models import ChildGroup
from app.organizations.models import Organization, UserAccount


class Child(PersonName, Tenant, Authored, Versioned, Searched, Base):
    """Child (воспитанник)."""

    __tablename__ = "child"
    __table_args__ = (
        UniqueConstraint("organization_id", "snils"),
        Index("ix_child_organization_search", "organization_id", "search_key"),
    )

    sex: Mapped[Sex] = column(
        enum_type(Sex), label=message("Sex"), labels=SEXES, personal=Personal.ORDINARY
    )
    birth_date: Mapped[date] = column(label=message("Birth date"), personal=Personal.ORDINARY)
    birth_certificate: Mapped[str | None] = column(
        String(40),
        label=message("Birth certificate"),
        help=message("For example III-АГ № 123456."),
        format="birth_certificate",
        personal=Personal.ORDINARY,
    )
    snils: Mapped[str | None] = column(
        String(11), label=message("SNILS"), format="snils", personal=Personal.ORDINARY
    )
    registration_address: Mapped[str | None] = column(
        String(300), label=message("Registration address"), personal=Personal.ORDINARY
    )
    residence_address: Mapped[str | None] = column(
        String(300), label=message("Residence address"), personal=Personal.ORDINARY
    )
    citizenship: Mapped[str | None] = column(
        String(60), label=message("Citizenship"), personal=Personal.ORDINARY
    )
    health_group: Mapped[str | None] = column(
        String(20), label=message("Health group"), personal=Personal.SPECIAL
    )
    special_needs: Mapped[str | None] = column(
        String(120), label=message("Special needs"), personal=Personal.SPECIAL
    )
    account_number: Mapped[str | None] = column(String(20), label=message("Account number"))

    organization: Mapped[Organization] = relationship()


class Guardian(PersonName, Tenant, Authored, Versioned, Searched, Base):
    """Parent or other legal representative (родитель, законный представитель)."""

    __tablename__ = "guardian"
    __table_args__ = (Index("ix_guardian_organization_search", "organization_id", "search_key"),)

    phone: Mapped[str | None] = column(
        String(20),
        label=message("Phone"),
        format="phone",
        searched=True,
        personal=Personal.ORDINARY,
    )
    email: Mapped[str | None] = column(
        String(120), label=message("E-mail"), format="email", personal=Personal.ORDINARY
    )
    address: Mapped[str | None] = column(
        String(300), label=message("Address"), personal=Personal.ORDINARY
    )
    user_id: Mapped[int | None] = column(
        ForeignKey("ab_user.id", ondelete="RESTRICT"), index=True, label=message("User")
    )

    organization: Mapped[Organization] = relationship()
    user: Mapped[UserAccount | None] = relationship(foreign_keys=user_id)


class ChildGuardian(Tenant, Authored, Versioned, Base):
    """The link of a child and a guardian: rights, their limits and on what these rest.

    ``valid_from``, ``valid_to`` bound the guardian's access; ``call_order`` 1 is called first.
    """

    __tablename__ = "child_guardian"
    __table_args__ = (
        UniqueConstraint("organization_id", "child_id", "guardian_id"),
        Index("ix_child_guardian_guardian_id", "guardian_id"),
    )

    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), index=True, label=message("Child")
    )
    guardian_id: Mapped[int] = column(
        ForeignKey("guardian.id", ondelete="RESTRICT"), label=message("Representative")
    )
    relation: Mapped[Relation] = column(
        enum_type(Relation), label=message("Relation"), labels=RELATIONS
    )
    rights: Mapped[GuardianRights] = column(
        enum_type(GuardianRights),
        default=GuardianRights.FULL,
        server_default=GuardianRights.FULL.value,
        label=message("Rights"),
        help=message("Who has no rights, or may only take the child home, sees nothing here."),
        labels=GUARDIAN_RIGHTS,
        personal=Personal.ORDINARY,
    )
    valid_from: Mapped[date | None] = column(label=message("Rights begin on"))
    valid_to: Mapped[date | None] = column(
        label=message("Rights end on"),
        help=message("The last day of the representative's access."),
    )
    ground: Mapped[str | None] = column(
        String(200),
        label=message("Ground of the rights"),
        help=message("A court decision, an act of guardianship, a power of attorney."),
        personal=Personal.ORDINARY,
    )
    document_number: Mapped[str | None] = column(
        String(40), label=message("Document number"), personal=Personal.ORDINARY
    )
    document_date: Mapped[date | None] = column(
        label=message("Document date"), personal=Personal.ORDINARY
    )
    call_order: Mapped[int | None] = column(
        Integer,
        label=message("Call order"),
        help=message("1 is called first. Empty: after all others."),
    )

    organization: Mapped[Organization] = relationship()
    child: Mapped[Child] = relationship()
    guardian: Mapped[Guardian] = relationship()

    def __repr__(self) -> str:
        return translate(RELATIONS[self.relation])


class Enrollment(Tenant, Authored, Versioned, Base):
    """A child's stay in the kindergarten, by orders."""

    __tablename__ = "enrollment"
    __table_args__ = (UniqueConstraint("organization_id", "child_id", "starts_on"),)

    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), index=True, label=message("Child")
    )
    starts_on: Mapped[date] = column(label=message("First day"))
    ends_on: Mapped[date | None] = column(
        label=message("Day of leaving"), help=message("This day is no longer counted.")
    )
    order_number: Mapped[str | None] = column(String(30), label=message("Order number"))
    order_date: Mapped[date | None] = column(label=message("Order date"))
    end_order_number: Mapped[str | None] = column(
        String(30), label=message("Number of the order of leaving")
    )
    end_order_date: Mapped[date | None] = column(label=message("Date of the order of leaving"))

    organization: Mapped[Organization] = relationship()
    child: Mapped[Child] = relationship()

    def __repr__(self) -> str:
        return f"{self.starts_on:%d.%m.%Y}"


class Placement(Tenant, Authored, Versioned, Base):
    """A child's stay in a group. Who was in which group on a day is asked here only."""

    __tablename__ = "placement"
    __table_args__ = (
        UniqueConstraint("organization_id", "child_id", "starts_on"),
        # Whether a child is in a group on a day is asked for every mark that is counted.
        Index("ix_placement_child_group", "child_id", "group_id", "starts_on"),
        Index("ix_placement_group_starts", "group_id", "starts_on"),
    )

    enrollment_id: Mapped[int] = column(
        ForeignKey("enrollment.id", ondelete="RESTRICT"), index=True, label=message("Enrolment")
    )
    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"), label=message("Child")
    )
    group_id: Mapped[int] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), label=message("Group")
    )
    starts_on: Mapped[date] = column(label=message("First day"))
    ends_on: Mapped[date | None] = column(
        label=message("Day of leaving"), help=message("This day is no longer counted.")
    )
    order_number: Mapped[str | None] = column(String(30), label=message("Order number"))

    organization: Mapped[Organization] = relationship()
    enrollment: Mapped[Enrollment] = relationship()
    child: Mapped[Child] = relationship()
    group: Mapped[ChildGroup] = relationship()

    def __repr__(self) -> str:
        return f"{self.group} {self.starts_on:%d.%m.%Y}"


class ChildImport(Tenant, Authored, Versioned, Base):
    """One upload of a spreadsheet of children: file, choices, check and result.

    ``state`` is uploaded, checked or loaded; the job that works on it tells the rest.
    """

    __tablename__ = "child_import"

    file_id: Mapped[int] = column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), label=message("File")
    )
    sheet_name: Mapped[str | None] = column(String(120), label=message("Sheet"))
    mapping: Mapped[str] = column(String, default="{}", label=message("Columns"))
    default_group_id: Mapped[int | None] = column(
        ForeignKey("child_group.id", ondelete="SET NULL"), label=message("Group")
    )
    default_enrolment: Mapped[date | None] = column(label=message("Date of enrolment"))
    moved_on: Mapped[date | None] = column(label=message("Day of the move"))
    move_order: Mapped[str | None] = column(String(30), label=message("Order number"))
    decisions: Mapped[str] = column(String, default="{}", label=message("Decisions"))
    state: Mapped[str] = column(String(20), default="uploaded", label=message("State"))
    checked: Mapped[str | None] = column(
        String, label=message("Result of the check"), deferred=True
    )
    digest: Mapped[str | None] = column(String(64), label=message("Checksum"))
    counts: Mapped[str] = column(String, default="{}", label=message("Rows by state"))
    rows_total: Mapped[int | None] = column(Integer, label=message("Rows"))
    committed_rows: Mapped[int | None] = column(Integer, label=message("Loaded rows"))
    job_id: Mapped[int | None] = column(
        ForeignKey("job.id", ondelete="SET NULL"), label=message("Job")
    )
    report_file_id: Mapped[int | None] = column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), label=message("Report")
    )

    organization: Mapped[Organization] = relationship()
    file: Mapped[StoredFile] = relationship(foreign_keys=file_id)
    default_group: Mapped[ChildGroup | None] = relationship()
    job: Mapped[Job | None] = relationship()
    report: Mapped[StoredFile | None] = relationship(foreign_keys=report_file_id)

    def __repr__(self) -> str:
        return f"{self.id}"


reach(Child, CHILD, CHILD)
reach(Guardian, GUARDIAN, GUARDIAN)
reach(ChildGuardian, OF_CHILD)
reach(Enrollment, OF_CHILD)
reach(Placement, OF_GROUP_OR_CHILD)
reach(ChildImport, TENANT)
not_logged(ChildImport, "its report tells what was loaded; each loaded row is logged by itself")
