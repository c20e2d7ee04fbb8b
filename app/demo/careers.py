"""Careers of the demonstration's staff: positions, education, categories, courses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.staff.career_models import (
    EmployeeCategory,
    EmployeeEducation,
    EmployeePosition,
    PastJob,
    TrainingCourse,
)
from app.staff.models import Employee, Position
from app.staff.rules import Category, EducationLevel

_SCHOOLS = (
    ("Зареченский педагогический колледж", EducationLevel.VOCATIONAL, "Дошкольное образование"),
    ("Областной педагогический университет", EducationLevel.BACHELOR, "Педагогическое образование"),
    ("Областной педагогический университет", EducationLevel.SPECIALIST, "Дошкольная педагогика"),
)
_COURSES = (
    ("Федеральная образовательная программа дошкольного образования", 72),
    ("Работа с детьми с ограниченными возможностями здоровья", 72),
    ("Оказание первой помощи", 16),
)


def settle_careers(session: Session, today: date) -> None:
    """Write a career for each employee. The same for the same people."""
    rng = Random("careers")  # noqa: S311 - repeatable on purpose, no secret
    query = select(Employee).options(joinedload(Employee.position)).order_by(Employee.id)
    nanny = session.scalars(select(Position).where(Position.name == "Помощник воспитателя")).first()
    for number, employee in enumerate(session.scalars(query)):
        if employee.position is None or employee.hired_on is None:
            continue
        session.add_all(_positions(employee, nanny if number % 5 == 3 else None, number))
        session.add_all(_schooling(rng, employee, employee.position, today, number))
    session.flush()


def _positions(employee: Employee, before: Position | None, number: int) -> list[EmployeePosition]:
    """The present position; some were helpers for their first year."""
    assert employee.hired_on is not None
    changed = employee.hired_on.replace(year=employee.hired_on.year + 1)
    common = {
        "organization_id": employee.organization_id,
        "employee": employee,
        "rate": Decimal("1.25") if number % 4 == 1 else Decimal(1),
        "order_number": f"{number + 3}-к",
    }
    if before is None:
        return [
            EmployeePosition(
                **common,
                position=employee.position,
                starts_on=employee.hired_on,
                order_date=employee.hired_on,
            )
        ]
    last = changed - timedelta(days=1)
    return [
        EmployeePosition(
            **common,
            position=before,
            starts_on=employee.hired_on,
            order_date=employee.hired_on,
            ends_on=last,
            end_order_number=f"{number + 21}-к",
            end_order_date=last,
        ),
        EmployeePosition(
            **common | {"order_number": f"{number + 21}-к"},
            position=employee.position,
            starts_on=changed,
            order_date=last,
        ),
    ]


def _schooling(
    rng: Random, employee: Employee, position: Position, today: date, number: int
) -> list[EmployeeEducation | EmployeeCategory | TrainingCourse | PastJob]:
    common = {"organization_id": employee.organization_id, "employee": employee}
    school, level, speciality = _SCHOOLS[number % len(_SCHOOLS)]
    born = employee.birth_date or date(1985, 1, 15)
    graduated = born.year + 22
    found: list[EmployeeEducation | EmployeeCategory | TrainingCourse | PastJob] = [
        EmployeeEducation(
            **common,
            level=level,
            institution=school,
            speciality=speciality if position.teaching else "Менеджмент",
            diploma_number=f"{rng.randint(100000, 999999)}",
            graduated_in=graduated,
        )
    ]
    assert employee.hired_on is not None
    first = date(graduated, 9, 1)
    if first < employee.hired_on - timedelta(days=400):
        found.append(
            PastJob(
                **common,
                employer="Детский сад № 17 «Берёзка»",
                post=position.name,
                starts_on=first,
                ends_on=employee.hired_on - timedelta(days=40),
                teaching=position.teaching,
            )
        )
    if not position.teaching:
        return found
    # Courses of two and a half years ago are due soon, of four years ago overdue.
    ages = (400, 1020, 1460)
    title, hours = _COURSES[number % len(_COURSES)]
    found.append(
        TrainingCourse(
            **common,
            title=title,
            hours=hours,
            institution="Областной институт развития образования",
            finished_on=today - timedelta(days=ages[number % len(ages)] + rng.randrange(25)),
            document_number=f"ПК-{rng.randint(1000, 9999)}",
        )
    )
    category = (Category.HIGHEST, Category.FIRST, Category.FITS, None)[number % 4]
    if category is not None:
        given = today - timedelta(days=1780 if number % 3 == 1 else 500)
        dated = given < date(2023, 9, 1)
        found.append(
            EmployeeCategory(
                **common,
                category=category,
                assigned_on=given,
                valid_to=given + timedelta(days=1826) if dated else None,
                order_number="О присвоении категорий № 214",
                order_date=given,
            )
        )
    return found
