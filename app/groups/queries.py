"""Reads of groups: who leads them on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.groups.models import GroupTeacher
from app.staff.models import Employee


def teachers_by_group(
    session: Session, day: date, groups: Collection[int] | None = None
) -> dict[int, str]:
    """Names of those who lead groups on a day, «Ёлкина М. А., Орлова Т. Н.». One statement.

    ``groups``: these only; None = all in scope.
    """
    query = (
        select(GroupTeacher.group_id, Employee.last_name, Employee.first_name, Employee.middle_name)
        .join(Employee, Employee.id == GroupTeacher.employee_id)
        .where(
            GroupTeacher.valid_from <= day,
            or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to >= day),
            or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= day),
        )
    )
    if groups is not None:
        query = query.where(GroupTeacher.group_id.in_(groups))
    found: dict[int, list[str]] = {}
    for group, last, *names in session.execute(query):
        initials = "".join(f" {name[0]}." for name in names if name)
        found.setdefault(group, []).append(last + initials)
    return {group: ", ".join(sorted(names)) for group, names in found.items()}
