"""Whom a person may write to. Read as the system, since nobody reaches the accounts of others;
bounded by the rows and rights of the person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from flask_appbuilder.security.sqla.models import (
    Role,
)
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.children.models import ChildGuardian, Guardian, Placement
from app.children.rules import READING_RIGHTS
from app.communication.mail.models import MailSettings
from app.communication.mail.rules import Book, Choice
from app.core.messages import message
from app.core.scoping.scope import AccessScope, unscoped
from app.groups.models import ChildGroup, GroupTeacher
from app.organizations.models import Appointment, RoleReach, UserAccount
from app.organizations.person import Person
from app.organizations.queries import in_force, roles_with
from app.organizations.rules import RoleReachKind
from app.staff.models import Employee

SUBJECT = "Mail"


def works(person: Person) -> bool:
    """Whether the person is one of the staff, by any appointment."""
    return any(grant.reach is not RoleReachKind.CHILDREN for grant in person.grants)


def book_of(session: Session, person: Person, day: date) -> Book:
    """The chooser of a person: a fixed number of statements, whatever the number of people."""
    scope = person.scope("can_write", SUBJECT)
    houses = {
        grant.organization_id
        for grant in person.grants
        if grant.reach is not RoleReachKind.CHILDREN
    }
    choices: list[Choice] = []
    with unscoped("whom a person may write to, by the rows and rights of that person"):
        connection = session.connection()
        if houses:
            workers = connection.execute(_staff(houses, day)).all()
            choices += _staff_choices(workers)
        if person.has_right("can_read", "Guardian"):
            # Both rights, of the same rows: who keeps the accounts of one kindergarten and teaches
            # in another one is told of no families of the first.
            known = person.scope("can_read", "Guardian")
            query = _families(scope.whole, scope.groups, day).where(_within(known))
            choices += _family_choices(connection.execute(query).all())
        own = _own_children(person)
        if own:
            choices += _staff_of_children(connection, own, day)
            groups = connection.execute(_open_groups(own, day)).scalars().all()
            if groups:
                rows = connection.execute(_families((), groups, day)).all()
                choices += [one for one in _family_choices(rows) if one.kind == "group"]
    return Book.of({one.key: one for one in choices}.values())


def _own_children(person: Person) -> tuple[int, ...]:
    """Children of the person as a parent, not those whom the person teaches."""
    grants = tuple(one for one in person.grants if one.reach is RoleReachKind.CHILDREN)
    return replace(person, grants=grants).scope().children if grants else ()


def _staff(houses: Collection[int], day: date) -> Any:
    return (
        select(
            Appointment.user_id,
            Appointment.role_id,
            Role.name.label("role"),
            UserAccount.last_name,
            UserAccount.first_name,
        )
        .join(RoleReach, RoleReach.role_id == Appointment.role_id)
        .join(Role, Role.id == Appointment.role_id)
        .join(UserAccount, UserAccount.id == Appointment.user_id)
        .where(
            Appointment.organization_id.in_(houses),
            RoleReach.reach != RoleReachKind.CHILDREN,
            UserAccount.active.is_(True),
            in_force(day),
        )
        .order_by(Role.name, UserAccount.last_name, UserAccount.id)
    )


def _staff_choices(rows: Iterable[Any]) -> list[Choice]:
    roles: dict[int, tuple[str, set[int]]] = {}
    people: dict[int, tuple[str, list[str]]] = {}
    for row in rows:
        roles.setdefault(row.role_id, (row.role, set()))[1].add(row.user_id)
        name = f"{row.last_name} {row.first_name}".strip()
        people.setdefault(row.user_id, (name, []))[1].append(row.role)
    everybody = frozenset(people)
    found = [Choice("staff", message("all the staff"), "whole", everybody)] if people else []
    found += [
        Choice(f"role:{key}", name, "role", frozenset(users))
        for key, (name, users) in roles.items()
    ]
    return found + [
        Choice(f"person:{key}", name, "staff", frozenset({key}), ", ".join(roles_))
        for key, (name, roles_) in people.items()
    ]


def _families(whole: Collection[int], groups: Collection[int], day: date) -> Any:
    return (
        select(
            Placement.group_id,
            ChildGroup.name.label("group"),
            UserAccount.id.label("user_id"),
            Guardian.last_name,
            Guardian.first_name,
            Guardian.middle_name,
        )
        .select_from(Placement)
        .join(ChildGroup, ChildGroup.id == Placement.group_id)
        .join(ChildGuardian, ChildGuardian.child_id == Placement.child_id)
        .join(Guardian, Guardian.id == ChildGuardian.guardian_id)
        .join(UserAccount, UserAccount.id == Guardian.user_id)
        .where(
            or_(Placement.organization_id.in_(whole), Placement.group_id.in_(groups)),
            Placement.starts_on <= day,
            or_(Placement.ends_on.is_(None), Placement.ends_on > day),
            ChildGuardian.rights.in_(READING_RIGHTS),
            or_(ChildGuardian.valid_from.is_(None), ChildGuardian.valid_from <= day),
            or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= day),
            UserAccount.active.is_(True),
        )
        .order_by(ChildGroup.search_key, Guardian.search_key)
    )


def _within(scope: AccessScope) -> Any:
    return or_(Placement.organization_id.in_(scope.whole), Placement.group_id.in_(scope.groups))


def _family_choices(rows: Iterable[Any]) -> list[Choice]:
    groups: dict[int, tuple[str, set[int]]] = {}
    people: dict[int, tuple[str, list[str]]] = {}
    for row in rows:
        groups.setdefault(row.group_id, (row.group, set()))[1].add(row.user_id)
        name = " ".join(filter(None, (row.last_name, row.first_name, row.middle_name)))
        people.setdefault(row.user_id, (name, []))[1].append(row.group)
    found = [
        Choice(
            f"group:{key}",
            message("parents of “%(group)s”", group=name),
            "group",
            frozenset(users),
            family=True,
        )
        for key, (name, users) in groups.items()
    ]
    return found + [
        Choice(
            f"person:{key}",
            name,
            "parent",
            frozenset({key}),
            ", ".join(dict.fromkeys(names)),
            family=True,
        )
        for key, (name, names) in people.items()
    ]


def _now_in(child_ids: Collection[int], day: date) -> tuple[Any, ...]:
    return (
        Placement.child_id.in_(child_ids),
        Placement.starts_on <= day,
        or_(Placement.ends_on.is_(None), Placement.ends_on > day),
    )


def _staff_of_children(connection: Any, children: Collection[int], day: date) -> list[Choice]:
    """Teachers of the groups of one's own children, and roles that every family may write to."""
    leaders = (
        select(Employee.user_id, Employee.last_name, Employee.first_name, Employee.middle_name)
        .join(GroupTeacher, GroupTeacher.employee_id == Employee.id)
        .join(Placement, Placement.group_id == GroupTeacher.group_id)
        .join(UserAccount, UserAccount.id == Employee.user_id)
        .where(
            *_now_in(children, day),
            GroupTeacher.valid_from <= day,
            or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to >= day),
            UserAccount.active.is_(True),
        )
        .order_by(Employee.search_key)
    )
    houses = select(Placement.organization_id).where(*_now_in(children, day))
    office = (
        select(Appointment.user_id, Role.name, UserAccount.last_name, UserAccount.first_name)
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
    found = [
        Choice(
            f"person:{user}",
            " ".join(filter(None, names)),
            "teacher",
            frozenset({user}),
        )
        for user, *names in connection.execute(leaders)
    ]
    return found + [
        Choice(f"person:{user}", f"{last} {first}".strip(), "office", frozenset({user}), role)
        for user, role, last, first in connection.execute(office)
    ]


def _open_groups(children: Collection[int], day: date) -> Any:
    """Groups of one's own children in kindergartens where parents may write to parents."""
    return (
        select(Placement.group_id)
        .join(MailSettings, MailSettings.organization_id == Placement.organization_id)
        .where(*_now_in(children, day), MailSettings.parents_to_parents.is_(True))
        .distinct()
    )


def staff_among(session: Session, users: Collection[int], day: date) -> frozenset[int]:
    """Which of these accounts belong to the staff. As the system."""
    query = (
        select(Appointment.user_id)
        .join(RoleReach, RoleReach.role_id == Appointment.role_id)
        .where(
            Appointment.user_id.in_(users),
            RoleReach.reach != RoleReachKind.CHILDREN,
            in_force(day),
        )
    )
    return frozenset(session.connection().execute(query).scalars())


def names_of(session: Session, users: Collection[int]) -> dict[int, str]:
    """Names of accounts, kept beside their copies. As the system."""
    query = select(UserAccount.id, UserAccount.last_name, UserAccount.first_name).where(
        UserAccount.id.in_(users)
    )
    rows = session.connection().execute(query)
    return {row.id: f"{row.last_name} {row.first_name}".strip() for row in rows}
