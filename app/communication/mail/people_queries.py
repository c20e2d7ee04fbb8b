"""Whom a person may write to. Read as the system, since nobody reaches the accounts of others;
bounded by the rows and rights of the person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from flask_appbuilder.security.sqla.models import (
    Role,
)
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.children.models import Child, ChildGuardian, Guardian, Placement
from app.children.rules import READING_RIGHTS
from app.communication.mail.own_people_queries import (
    SUBJECT,
    account_name,
    listed,
    open_groups,
    own_children,
    staff_of_children,
)
from app.communication.mail.rules import Book, Choice, told_apart
from app.core.messages import message
from app.core.scoping.reach import READ
from app.core.scoping.scope import AccessScope, unscoped
from app.groups.models import ChildGroup
from app.organizations.models import Appointment, Organization, RoleReach, UserAccount
from app.organizations.person import Person
from app.organizations.queries import in_force
from app.organizations.rules import RoleReachKind
from app.staff.models import Employee, Position


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
            choices += _staff_choices(workers, many=len(houses) > 1)
        if person.has_right("can_read", "Guardian"):
            # Both rights, of the same rows: who keeps the accounts of one kindergarten and teaches
            # in another one is told of no families of the first.
            known = person.scope("can_read", "Guardian")
            query = _families(scope.whole, scope.groups, day).where(_within(known))
            choices += _family_choices(
                connection.execute(query).all(), person.scope("can_read", "Child")
            )
        own = own_children(person)
        if own:
            choices += staff_of_children(connection, own, day)
            groups = connection.execute(open_groups(own, day)).scalars().all()
            if groups:
                rows = connection.execute(_families((), groups, day)).all()
                choices += [one for one in _family_choices(rows) if one.kind == "group"]
    return Book.of({one.key: one for one in choices}.values())


def _staff(houses: Collection[int], day: date) -> Any:
    return (
        select(
            Appointment.user_id,
            Appointment.role_id,
            Role.name.label("role"),
            UserAccount.last_name,
            UserAccount.first_name,
            Organization.short_name.label("house"),
            Position.name.label("position"),
        )
        .join(Organization, Organization.id == Appointment.organization_id)
        .outerjoin(Employee, _same_person())
        .outerjoin(Position, Position.id == Employee.position_id)
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


def _same_person() -> Any:
    """The employee behind an appointment, of that organisation."""
    return and_(
        Employee.user_id == Appointment.user_id,
        Employee.organization_id == Appointment.organization_id,
    )


def _staff_choices(rows: Iterable[Any], *, many: bool) -> list[Choice]:
    """``many``: several organisations stand side by side, so that each line says whose it is."""
    roles: dict[int, tuple[str, set[int]]] = {}
    people: dict[int, tuple[str, list[str]]] = {}
    posts: dict[str, str] = {}
    for row in rows:
        roles.setdefault(row.role_id, (row.role, set()))[1].add(row.user_id)
        notes = people.setdefault(row.user_id, (account_name(row), []))[1]
        notes += [row.role, row.house] if many else [row.role]
        posts[f"person:{row.user_id}"] = row.position or ""
    everybody = frozenset(people)
    found = [Choice("staff", message("all the staff"), "whole", everybody)] if people else []
    found += [
        Choice(f"role:{key}", name, "role", frozenset(users))
        for key, (name, users) in roles.items()
    ]
    named = [
        Choice(f"person:{key}", name, "staff", frozenset({key}), listed(notes))
        for key, (name, notes) in people.items()
    ]
    return found + told_apart(named, posts)


def _families(whole: Collection[int], groups: Collection[int], day: date) -> Any:
    return (
        select(
            Placement.group_id,
            ChildGroup.name.label("group"),
            UserAccount.id.label("user_id"),
            Guardian.last_name,
            Guardian.first_name,
            Guardian.middle_name,
            Placement.child_id,
            Placement.organization_id,
            Child.last_name.label("child_last"),
            Child.first_name.label("child_first"),
        )
        .select_from(Placement)
        .join(Child, Child.id == Placement.child_id)
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


def _family_choices(rows: Iterable[Any], opened: AccessScope | None = None) -> list[Choice]:
    """Groups and parents, these with the children whom the right to read them opens."""
    groups: dict[int, tuple[str, set[int]]] = {}
    people: dict[int, tuple[str, list[str]]] = {}
    for row in rows:
        groups.setdefault(row.group_id, (row.group, set()))[1].add(row.user_id)
        name = " ".join(filter(None, (row.last_name, row.first_name, row.middle_name)))
        notes = people.setdefault(row.user_id, (name, []))[1]
        notes.append(row.group)
        child = {"id": row.child_id, "organization_id": row.organization_id}
        if opened is not None and READ[Child].holds(opened, child):
            notes.append(f"{row.child_last} {row.child_first}")
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
            listed(names),
            family=True,
        )
        for key, (name, names) in people.items()
    ]


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
