"""Who somebody is in a kindergarten: the person who looks, and those who wait for news.

Read as the system: nobody reaches the appointments and families of others. Plain values out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.children.models import ChildGuardian, Guardian, Placement
from app.children.rules import READING_RIGHTS
from app.communication.forum.rules import Hall, Standing, reads
from app.core.scoping.scope import unscoped
from app.groups.models import GroupTeacher
from app.organizations.models import Appointment, RoleReach, UserAccount
from app.organizations.person import Person
from app.organizations.queries import in_force, roles_with
from app.organizations.rules import RoleReachKind
from app.staff.models import Employee

SUBJECT = "Forum"
_NOBODY = Standing()


@dataclass(frozen=True)
class Standings:
    """Who the signed-in person is, by organisation: as a reader and as a writer."""

    reader: Mapping[int, Standing] = field(default_factory=dict)
    writer: Mapping[int, Standing] = field(default_factory=dict)

    def reads_in(self, organization_id: int) -> Standing:
        return self.reader.get(organization_id, _NOBODY)

    def writes_in(self, organization_id: int) -> Standing:
        return self.writer.get(organization_id, _NOBODY)


def standings_of(session: Session, person: Person) -> Standings:
    """At most one statement: the groups of one's own children today."""
    own = _own_children(person)
    stays = _groups_today(session, own, person.today) if own else ()
    return Standings(
        _by_house(person, "can_read", stays, own), _by_house(person, "can_write", stays, own)
    )


def _own_children(person: Person, right: str = "can_read") -> frozenset[int]:
    """Children of the person as a parent, not those whom the person teaches."""
    grants = tuple(one for one in person.grants if one.reach is RoleReachKind.CHILDREN)
    if not grants:
        return frozenset()
    return frozenset(replace(person, grants=grants).scope(right, SUBJECT).children)


def _groups_today(
    session: Session, children: Collection[int], day: date
) -> list[tuple[int, int, int]]:
    query = select(Placement.child_id, Placement.organization_id, Placement.group_id).where(
        Placement.child_id.in_(children), *_on(day)
    )
    with unscoped("in which groups the own children of the reader are today"):
        rows = session.connection().execute(query)
        return [(row.child_id, row.organization_id, row.group_id) for row in rows]


def _on(day: date) -> tuple[Any, ...]:
    return (
        Placement.starts_on <= day,
        or_(Placement.ends_on.is_(None), Placement.ends_on > day),
    )


def _by_house(
    person: Person, right: str, stays: Iterable[tuple[int, int, int]], own: Collection[int]
) -> dict[int, Standing]:
    holders = person.rights().get((right, SUBJECT), frozenset())
    grants = [one for one in person.grants if one.role_id in holders]
    children = own if right == "can_read" else _own_children(person, right)
    leads = frozenset(person.scope(right, SUBJECT).groups)
    answers = person.scope("can_moderate", SUBJECT)
    found = {}
    for house in {one.organization_id for one in grants}:
        here = [one for one in grants if one.organization_id == house]
        families = frozenset(
            group for child, place, group in stays if place == house and child in children
        )
        found[house] = Standing(
            roles=_roles_held(here, families),
            staff=any(one.reach is not RoleReachKind.CHILDREN for one in here),
            leads=leads,
            families=families,
            answers=house in answers.whole,
            moderates=frozenset(answers.groups),
        )
    return found


def _roles_held(appointments: Iterable[Any], families: Collection[int]) -> frozenset[int]:
    """Roles by which sections are opened. That of a parent opens none without a child there: the
    appointment outlasts the child, and the rights of a representative."""
    return frozenset(
        one.role_id for one in appointments if one.reach is not RoleReachKind.CHILDREN or families
    )


def own_public_name(session: Session, person: Person, organization_id: int) -> str:
    """The name and patronymic of a parent, as the kindergarten wrote them down."""
    query = select(Guardian.first_name, Guardian.middle_name).where(
        Guardian.user_id == person.id, Guardian.organization_id == organization_id
    )
    with unscoped("how a parent is called in the forum"):
        row = session.connection().execute(query).first()
    names = filter(None, row) if row else (person.first_name,)
    return " ".join(names) or person.first_name


def who_still_reads(
    session: Session, hall: Hall, users: Collection[int], day: date
) -> frozenset[int]:
    """Those of the accounts who may read a section on a day. Three statements."""
    if not users:
        return frozenset()
    with unscoped("which subscribers of a section may still read it"):
        connection = session.connection()
        roles = connection.execute(_appointments(hall.organization_id, users, day)).all()
        stays = _groups_by_user(connection, _families(hall.organization_id, users, day))
        leads = _groups_by_user(connection, _leaders(hall.organization_id, users, day))
    posts: dict[int, list[Any]] = {}
    for row in roles:
        posts.setdefault(row.user_id, []).append(row)
    standing = {
        user: Standing(
            roles=_roles_held(here, stays.get(user, ())),
            staff=any(one.reach is not RoleReachKind.CHILDREN for one in here),
            leads=frozenset(leads.get(user, ())),
            families=frozenset(stays.get(user, ())),
        )
        for user, here in posts.items()
    }
    found = {user for user, who in standing.items() if reads(hall, who)}
    return frozenset(found | (_answering(session, hall.organization_id, day) & set(users)))


def _groups_by_user(connection: Any, query: Any) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for user, group in connection.execute(query):
        found.setdefault(user, set()).add(group)
    return found


def _appointments(organization_id: int, users: Collection[int], day: date) -> Any:
    """Roles in force of the accounts that may read the forum at all."""
    return (
        select(Appointment.user_id, Appointment.role_id, RoleReach.reach)
        .join(RoleReach, RoleReach.role_id == Appointment.role_id)
        .join(UserAccount, UserAccount.id == Appointment.user_id)
        .where(
            Appointment.organization_id == organization_id,
            Appointment.user_id.in_(users),
            Appointment.role_id.in_(roles_with("read", SUBJECT)),
            UserAccount.active.is_(True),
            in_force(day),
        )
    )


def _families(organization_id: int, users: Collection[int], day: date) -> Any:
    return (
        select(Guardian.user_id, Placement.group_id)
        .join(ChildGuardian, ChildGuardian.guardian_id == Guardian.id)
        .join(Placement, Placement.child_id == ChildGuardian.child_id)
        .where(
            Guardian.user_id.in_(users),
            Placement.organization_id == organization_id,
            *_on(day),
            ChildGuardian.rights.in_(READING_RIGHTS),
            or_(ChildGuardian.valid_from.is_(None), ChildGuardian.valid_from <= day),
            or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= day),
        )
    )


def _leaders(organization_id: int, users: Collection[int] | None, day: date) -> Any:
    query = (
        select(Employee.user_id, GroupTeacher.group_id)
        .join(GroupTeacher, GroupTeacher.employee_id == Employee.id)
        .where(
            GroupTeacher.organization_id == organization_id,
            Employee.user_id.is_not(None),
            or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= day),
            GroupTeacher.valid_from <= day,
            or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to >= day),
        )
    )
    return query if users is None else query.where(Employee.user_id.in_(users))


def _answering(session: Session, organization_id: int, day: date) -> frozenset[int]:
    """Accounts that moderate the whole house."""
    query = (
        select(Appointment.user_id)
        .join(RoleReach, RoleReach.role_id == Appointment.role_id)
        .where(
            Appointment.organization_id == organization_id,
            Appointment.role_id.in_(roles_with("moderate", SUBJECT)),
            RoleReach.reach == RoleReachKind.ORGANIZATION,
            in_force(day),
        )
    )
    with unscoped("who moderates the forum of a kindergarten"):
        return frozenset(session.connection().execute(query.distinct()).scalars())


def moderators_of(session: Session, hall: Hall, day: date) -> frozenset[int]:
    """Whom to tell that a post waits: the teachers of the groups of the section, and where there
    are none those who moderate the whole house."""
    if hall.groups:
        query = _leaders(hall.organization_id, None, day).where(
            GroupTeacher.group_id.in_(hall.groups)
        )
        with unscoped("which teachers moderate the section of their group"):
            found = frozenset(session.connection().execute(query).scalars())
        if found:
            return found
    return _answering(session, hall.organization_id, day)
