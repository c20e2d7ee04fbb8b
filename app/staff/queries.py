"""Reads of staff: jobs for the length of service, last courses and categories, who is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.organizations.models import UserAccount
from app.organizations.queries import entry_is
from app.staff.career_models import EmployeeCategory, EmployeePosition, PastJob, TrainingCourse
from app.staff.models import Employee, Position
from app.staff.rules import SOON_DAYS, Category, Job, learned_since


def held_on(day: Any) -> Any:
    """The condition «the position is held on the day»; both ends count."""
    return and_(
        EmployeePosition.starts_on <= day,
        or_(EmployeePosition.ends_on.is_(None), EmployeePosition.ends_on >= day),
    )


def works_on(day: date) -> Any:
    """The condition «works on the day, or later»; the day of dismissal is the last one of work."""
    return or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= day)


def lacks_access(day: date) -> Any:
    """The condition «works on the day or later, and has no account»."""
    return and_(works_on(day), Employee.user_id.is_(None))


def never_entered() -> Any:
    """The condition «has an account that may sign in, and never did»."""
    return Employee.user_id.in_(select(UserAccount.id).where(entry_is("never")))


def jobs_of(session: Session, employee: Employee) -> list[Job]:
    """All work of an employee, here and before. Two statements."""
    before = select(PastJob.starts_on, PastJob.ends_on, PastJob.teaching).where(
        PastJob.employee_id == employee.id
    )
    here = (
        select(EmployeePosition.starts_on, EmployeePosition.ends_on, Position.teaching)
        .join(Position, Position.id == EmployeePosition.position_id)
        .where(EmployeePosition.employee_id == employee.id)
    )
    found = [Job(*row) for query in (before, here) for row in session.execute(query)]
    if employee.hired_on is not None:
        # Whose positions nobody has entered works at least since the day of hiring.
        found.append(Job(employee.hired_on, employee.dismissed_on))
    return found


@dataclass(frozen=True)
class Standing:
    """What an employee's card says first. ``None`` where nothing is entered."""

    category: Category | None = None
    category_to: date | None = None
    course_on: date | None = None


def standing_of(session: Session, employee_id: int) -> Standing:
    """The last category and the last course of an employee. Two statements."""
    category = session.execute(
        select(EmployeeCategory.category, EmployeeCategory.valid_to)
        .where(EmployeeCategory.employee_id == employee_id)
        .order_by(EmployeeCategory.assigned_on.desc(), EmployeeCategory.id.desc())
        .limit(1)
    ).first()
    course = session.scalar(
        select(func.max(TrainingCourse.finished_on)).where(
            TrainingCourse.employee_id == employee_id
        )
    )
    found, until = category or (None, None)
    return Standing(found, until, course)


def lacks_course(today: date) -> Any:
    """The condition «works, holds a teaching position, and the next course is due soon or over»."""
    since = learned_since(today + timedelta(days=SOON_DAYS))
    learned = select(TrainingCourse.employee_id).where(TrainingCourse.finished_on > since)
    return and_(works_on(today), _teaches(today), Employee.id.not_in(learned))


def loses_category(today: date) -> Any:
    """The condition «works, and the last category ends within the near days or has ended»."""
    last = (
        select(func.max(EmployeeCategory.assigned_on))
        .where(EmployeeCategory.employee_id == Employee.id)
        .correlate(Employee)
        .scalar_subquery()
    )
    near = today + timedelta(days=SOON_DAYS)
    ending = (
        select(EmployeeCategory.id)
        .where(
            EmployeeCategory.employee_id == Employee.id,
            EmployeeCategory.assigned_on == last,
            EmployeeCategory.valid_to <= near,
        )
        .correlate(Employee)
        .exists()
    )
    return and_(works_on(today), ending)


def _teaches(today: date) -> Any:
    held = (
        select(EmployeePosition.employee_id)
        .join(Position, Position.id == EmployeePosition.position_id)
        .where(held_on(today), Position.teaching.is_(True))
    )
    usual = select(Position.id).where(Position.teaching.is_(True))
    return or_(Employee.id.in_(held), Employee.position_id.in_(usual))


def position_on(session: Session, employee_id: int, day: date) -> int | None:
    """The position held on a day, the one with the greatest share of a post first."""
    query = (
        select(EmployeePosition.position_id)
        .where(EmployeePosition.employee_id == employee_id, held_on(day))
        .order_by(EmployeePosition.rate.desc(), EmployeePosition.starts_on, EmployeePosition.id)
        .limit(1)
    )
    return session.scalar(query)


def outdated_positions(session: Session, today: date) -> dict[int, int]:
    """Employees whose card shows another position than the one of today: key → position.

    Of several the one with the greatest share of a post counts. One statement.
    """
    query = (
        select(Employee.id, Employee.position_id, EmployeePosition.position_id)
        .join(EmployeePosition, EmployeePosition.employee_id == Employee.id)
        .where(held_on(today))
        .order_by(
            Employee.id,
            EmployeePosition.rate.desc(),
            EmployeePosition.starts_on,
            EmployeePosition.id,
        )
    )
    first: dict[int, tuple[int | None, int]] = {}
    for key, shown, held in session.execute(query):
        first.setdefault(key, (shown, held))
    return {key: held for key, (shown, held) in first.items() if shown != held}


def open_positions(session: Session, employee_id: int, day: date) -> Sequence[EmployeePosition]:
    """Positions that are held on a day or later."""
    query = select(EmployeePosition).where(
        EmployeePosition.employee_id == employee_id,
        or_(EmployeePosition.ends_on.is_(None), EmployeePosition.ends_on >= day),
    )
    return session.scalars(query).all()
