"""Whom a parent may write to: teachers of the own children, who receives letters of families,
groups. Read as the system by ``people_queries``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import or_, select

from app.children.models import Placement
from app.communication.mail.models import MailSettings
from app.communication.mail.rules import Choice
from app.groups.models import ChildGroup, GroupTeacher
from app.organizations.models import Appointment, Organization, UserAccount
from app.organizations.person import Person
from app.organizations.queries import in_force, roles_with
from app.organizations.rules import RoleReachKind
from app.staff.models import Employee

SUBJECT = "Mail"


def own_children(person: Person) -> tuple[int, ...]:
    """Children of the person as a parent, not those whom the person teaches."""
    grants = tuple(one for one in person.grants if one.reach is RoleReachKind.CHILDREN)
    return replace(person, grants=grants).scope().children if grants else ()


def listed(notes: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(notes))


def account_name(row: Any) -> str:
    return f"{row.last_name} {row.first_name}".strip()


def _now_in(child_ids: Collection[int], day: date) -> tuple[Any, ...]:
    return (
        Placement.child_id.in_(child_ids),
        Placement.starts_on <= day,
        or_(Placement.ends_on.is_(None), Placement.ends_on > day),
    )


def staff_of_children(connection: Any, children: Collection[int], day: date) -> list[Choice]:
    """Teachers of the groups of one's own children, and roles that every family may write to."""
    leaders = (
        select(
            Employee.user_id,
            ChildGroup.name,
            Employee.last_name,
            Employee.first_name,
            Employee.middle_name,
        )
        .join(GroupTeacher, GroupTeacher.employee_id == Employee.id)
        .join(Placement, Placement.group_id == GroupTeacher.group_id)
        .join(ChildGroup, ChildGroup.id == GroupTeacher.group_id)
        .join(UserAccount, UserAccount.id == Employee.user_id)
        .where(
            *_now_in(children, day),
            GroupTeacher.valid_from <= day,
            or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to >= day),
            UserAccount.active.is_(True),
        )
        .order_by(Employee.search_key, Employee.id, ChildGroup.search_key)
    )
    houses = select(Placement.organization_id).where(*_now_in(children, day))
    office = (
        select(
            Appointment.user_id,
            Role.name,
            UserAccount.last_name,
            UserAccount.first_name,
            Organization.short_name,
        )
        .join(Organization, Organization.id == Appointment.organization_id)
        .join(Role, Role.id == Appointment.role_id)
        .join(UserAccount, UserAccount.id == Appointment.user_id)
        .where(
            Appointment.organization_id.in_(houses),
            in_force(day),
            UserAccount.active.is_(True),
            Appointment.role_id.in_(roles_with("receive", SUBJECT)),
        )
        .order_by(Role.name, Appointment.user_id)
        .distinct()
    )
    teachers: dict[int, tuple[str, list[str]]] = {}
    for user, group, *names in connection.execute(leaders):
        teachers.setdefault(user, (" ".join(filter(None, names)), []))[1].append(group)
    found = [
        Choice(f"person:{user}", name, "teacher", frozenset({user}), listed(groups))
        for user, (name, groups) in teachers.items()
    ]
    rows = connection.execute(office).all()
    many = len({row.short_name for row in rows}) > 1
    return found + [
        Choice(
            f"person:{row.user_id}",
            account_name(row),
            "office",
            frozenset({row.user_id}),
            f"{row.name}, {row.short_name}" if many else row.name,
        )
        for row in rows
    ]


def open_groups(children: Collection[int], day: date) -> Any:
    """Groups of one's own children in kindergartens where parents may write to parents."""
    return (
        select(Placement.group_id)
        .join(MailSettings, MailSettings.organization_id == Placement.organization_id)
        .where(*_now_in(children, day), MailSettings.parents_to_parents.is_(True))
        .distinct()
    )
