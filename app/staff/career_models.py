"""Tables of an employee's career: positions, education, categories, earlier jobs, courses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String
from sqlalchemy.orm import Mapped, relationship

from app.core.db import Authored, Base, Personal, Tenant, Versioned, column, enum_type
from app.core.messages import message
from app.core.scoping.reach import TENANT, reach
from app.organizations.models import Organization
from app.staff.models import Employee, Position
from app.staff.rules import CATEGORIES, EDUCATION_LEVELS, Category, EducationLevel

LAST_DAY = message("The last day. Empty: until further notice.")


class EmployeePosition(Tenant, Authored, Versioned, Base):
    """A position that an employee holds or held, with the orders. Both days count."""

    __tablename__ = "employee_position"
    __table_args__ = (Index("ix_employee_position_employee", "employee_id", "starts_on"),)

    employee_id: Mapped[int] = column(
        ForeignKey("employee.id", ondelete="RESTRICT"), label=message("Employee")
    )
    position_id: Mapped[int] = column(
        ForeignKey("position.id", ondelete="RESTRICT"), index=True, label=message("Position")
    )
    rate: Mapped[Decimal] = column(
        Numeric(4, 2),
        default=Decimal(1),
        label=message("Rate"),
        format="decimal",
        personal=Personal.ORDINARY,
    )
    starts_on: Mapped[date] = column(label=message("First day"))
    ends_on: Mapped[date | None] = column(label=message("Last day"), help=LAST_DAY)
    order_number: Mapped[str | None] = column(String(30), label=message("Order number"))
    order_date: Mapped[date | None] = column(label=message("Order date"))
    end_order_number: Mapped[str | None] = column(String(30), label=message("End: order number"))
    end_order_date: Mapped[date | None] = column(label=message("End: order date"))

    organization: Mapped[Organization] = relationship()
    employee: Mapped[Employee] = relationship()
    position: Mapped[Position] = relationship()

    def __repr__(self) -> str:
        return f"{self.starts_on:%d.%m.%Y}"


class EmployeeEducation(Tenant, Authored, Versioned, Base):
    """Education of an employee by a diploma."""

    __tablename__ = "employee_education"

    employee_id: Mapped[int] = column(
        ForeignKey("employee.id", ondelete="RESTRICT"), index=True, label=message("Employee")
    )
    level: Mapped[EducationLevel] = column(
        enum_type(EducationLevel), label=message("Level"), labels=EDUCATION_LEVELS
    )
    institution: Mapped[str] = column(
        String(200), label=message("Institution"), personal=Personal.ORDINARY
    )
    speciality: Mapped[str | None] = column(
        String(150), label=message("Speciality"), personal=Personal.ORDINARY
    )
    qualification: Mapped[str | None] = column(
        String(150), label=message("Qualification"), personal=Personal.ORDINARY
    )
    diploma_number: Mapped[str | None] = column(
        String(40), label=message("Number of the diploma"), personal=Personal.ORDINARY
    )
    graduated_in: Mapped[int | None] = column(Integer, label=message("Year of graduation"))

    organization: Mapped[Organization] = relationship()
    employee: Mapped[Employee] = relationship()

    def __repr__(self) -> str:
        return self.institution


class EmployeeCategory(Tenant, Authored, Versioned, Base):
    """Outcome of an attestation. Those given since 1 September 2023 have no last day."""

    __tablename__ = "employee_category"

    employee_id: Mapped[int] = column(
        ForeignKey("employee.id", ondelete="RESTRICT"), index=True, label=message("Employee")
    )
    category: Mapped[Category] = column(
        enum_type(Category),
        label=message("Category"),
        labels=CATEGORIES,
        personal=Personal.ORDINARY,
    )
    assigned_on: Mapped[date] = column(label=message("Assigned on"))
    valid_to: Mapped[date | None] = column(
        label=message("Valid to"), help=message("Categories given since 01.09.2023 have no end.")
    )
    order_number: Mapped[str | None] = column(String(60), label=message("Order number"))
    order_date: Mapped[date | None] = column(label=message("Order date"))

    organization: Mapped[Organization] = relationship()
    employee: Mapped[Employee] = relationship()

    def __repr__(self) -> str:
        return f"{self.assigned_on:%d.%m.%Y}"


class PastJob(Tenant, Authored, Versioned, Base):
    """Work before this kindergarten, for the length of service. Both days count."""

    __tablename__ = "past_job"

    employee_id: Mapped[int] = column(
        ForeignKey("employee.id", ondelete="RESTRICT"), index=True, label=message("Employee")
    )
    employer: Mapped[str] = column(
        String(200), label=message("Employer"), personal=Personal.ORDINARY
    )
    post: Mapped[str | None] = column(
        String(150), label=message("Position"), personal=Personal.ORDINARY
    )
    starts_on: Mapped[date] = column(label=message("First day"))
    ends_on: Mapped[date] = column(label=message("Last day"))
    teaching: Mapped[bool] = column(default=False, label=message("Teaching work"))

    organization: Mapped[Organization] = relationship()
    employee: Mapped[Employee] = relationship()

    def __repr__(self) -> str:
        return self.employer


class TrainingCourse(Tenant, Authored, Versioned, Base):
    """A course that an employee has finished; teaching staff renew it in three years."""

    __tablename__ = "training_course"
    __table_args__ = (Index("ix_training_course_employee", "employee_id", "finished_on"),)

    employee_id: Mapped[int] = column(
        ForeignKey("employee.id", ondelete="RESTRICT"), label=message("Employee")
    )
    title: Mapped[str] = column(String(250), label=message("Course"), personal=Personal.ORDINARY)
    institution: Mapped[str | None] = column(String(200), label=message("Institution"))
    hours: Mapped[int | None] = column(Integer, label=message("Hours"))
    finished_on: Mapped[date] = column(label=message("Finished on"))
    document_number: Mapped[str | None] = column(
        String(60), label=message("Document number"), personal=Personal.ORDINARY
    )

    organization: Mapped[Organization] = relationship()
    employee: Mapped[Employee] = relationship()

    def __repr__(self) -> str:
        return self.title


for _model in (EmployeePosition, EmployeeEducation, EmployeeCategory, PastJob, TrainingCourse):
    reach(_model, TENANT)
