"""Reads of children: who is in which group on a day, and the rows of teachers and parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.children.family_queries import contacts
from app.children.models import Child, ChildGuardian, Enrollment, Guardian, Placement
from app.children.rules import (
    ChildTie,
    acts_for_child,
    sees_child,
)
from app.core.identifiers import format_phone
from app.core.scoping.scope import AccessScope, unscoped
from app.groups.models import ChildGroup, GroupTeacher
from app.organizations.models import OrganizationSettings
from app.organizations.person import RESOLVERS, Reached
from app.organizations.rules import RoleReachKind, Settings
from app.staff.models import Employee

# A teacher still closes last month's sheet: children who left it are reached as long.
LOOK_BACK = timedelta(days=62)


# Built once: asked at every request of a teacher.
_ROWS_OF_TEACHER = (
    select(
        ChildGroup.organization_id,
        ChildGroup.id,
        Placement.child_id,
        ChildGuardian.guardian_id,
    )
    .join(GroupTeacher, GroupTeacher.group_id == ChildGroup.id)
    .join(Employee, Employee.id == GroupTeacher.employee_id)
    .outerjoin(
        Placement,
        and_(
            Placement.group_id == ChildGroup.id,
            or_(Placement.ends_on.is_(None), Placement.ends_on > bindparam("left_after")),
        ),
    )
    .outerjoin(ChildGuardian, ChildGuardian.child_id == Placement.child_id)
    .where(
        Employee.user_id == bindparam("user_id"),
        or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= bindparam("day")),
        GroupTeacher.valid_from <= bindparam("day"),
        or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to >= bindparam("day")),
    )
)


def rows_of_teacher(connection: Connection, user_id: int, day: date) -> dict[int, Reached]:
    """Groups that the user leads on a day, their children and the children's guardians.

    One statement; runs as the system, before a scope exists.
    """
    asked = {"user_id": user_id, "day": day, "left_after": day - LOOK_BACK}
    return _collect(connection.execute(_ROWS_OF_TEACHER, asked).all())


# What bounds the sight of a family: the child's stays and the kindergarten's own setting.
_ENDED = select(func.max(Enrollment.ends_on)).where(Enrollment.child_id == Child.id)
_STAYS = select(func.count(Enrollment.id)).where(Enrollment.child_id == Child.id)
_ATTENDS = _STAYS.where(or_(Enrollment.ends_on.is_(None), Enrollment.ends_on > bindparam("day")))
_READING_DAYS = (
    select(OrganizationSettings.reading_after_leaving_days)
    .where(
        OrganizationSettings.organization_id == Child.organization_id,
        OrganizationSettings.valid_from <= bindparam("day"),
    )
    .order_by(OrganizationSettings.valid_from.desc())
    .limit(1)
)
_ROWS_OF_PARENT = (
    select(
        Guardian.organization_id,
        Child.id,
        Guardian.id,
        ChildGuardian.rights,
        _STAYS.scalar_subquery(),
        _ATTENDS.scalar_subquery(),
        _ENDED.scalar_subquery(),
        _READING_DAYS.scalar_subquery(),
    )
    .join(ChildGuardian, ChildGuardian.guardian_id == Guardian.id)
    .join(Child, Child.id == ChildGuardian.child_id)
    .where(
        Guardian.user_id == bindparam("user_id"),
        or_(ChildGuardian.valid_from.is_(None), ChildGuardian.valid_from <= bindparam("day")),
        or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= bindparam("day")),
        Child.organization_id == Guardian.organization_id,
    )
)


def rows_of_parent(connection: Connection, user_id: int, day: date) -> dict[int, Reached]:
    """Children whom the user sees as a guardian on a day, and that guardian. One statement.

    Who has no right to know of the child reaches neither it nor the own card; who may only know
    of it writes nothing for it (``Reached.acting``).
    """
    usual = Settings().reading_after_leaving_days
    rows, acting = [], set()
    found = connection.execute(_ROWS_OF_PARENT, {"user_id": user_id, "day": day})
    for house, child, guardian, rights, stays, attends, left_on, days in found:
        reading = usual if days is None else days
        tie = ChildTie(rights, bool(stays), bool(attends), left_on, reading)
        if sees_child(tie, day):
            rows.append((house, None, child, guardian))
            if acts_for_child(tie):
                acting.add(child)
    return {
        house: replace(reached, acting=reached.children & acting)
        for house, reached in _collect(rows).items()
    }


def _collect(rows: object) -> dict[int, Reached]:
    found: dict[int, tuple[set[int], set[int], set[int]]] = {}
    for organization, group, child, guardian in rows:  # type: ignore[attr-defined]
        groups, children, guardians = found.setdefault(organization, (set(), set(), set()))
        if group is not None:
            groups.add(group)
        if child is not None:
            children.add(child)
        if guardian is not None:
            guardians.add(guardian)
    return {
        organization: Reached(frozenset(groups), frozenset(children), frozenset(guardians))
        for organization, (groups, children, guardians) in found.items()
    }


RESOLVERS[RoleReachKind.GROUPS] = rows_of_teacher
RESOLVERS[RoleReachKind.CHILDREN] = rows_of_parent


def in_group(group_id: int, day: date) -> Any:
    """The condition «the child is in this group on the day»."""
    return Child.id.in_(
        select(Placement.child_id).where(
            Placement.group_id == group_id,
            Placement.starts_on <= day,
            or_(Placement.ends_on.is_(None), Placement.ends_on > day),
        )
    )


# Built once: each list of children asks them, and building took longer than running.
_PLACED = (
    select(Placement.child_id, ChildGroup.name)
    .join(ChildGroup, ChildGroup.id == Placement.group_id)
    .where(
        Placement.child_id.in_(bindparam("children", expanding=True)),
        Placement.starts_on <= bindparam("day"),
        or_(Placement.ends_on.is_(None), Placement.ends_on > bindparam("day")),
    )
)


def group_on(session: Session, child_id: int, day: date) -> str | None:
    """The name of the child's group on a day, if there is one in reach. One statement."""
    found = session.execute(_PLACED, {"children": [child_id], "day": day}).first()
    return found[1] if found else None


def last_stay(session: Session, child_id: int) -> tuple[date, date | None] | None:
    """First day and day of leaving of the child's latest enrolment in reach. One statement."""
    found = session.execute(
        select(Enrollment.starts_on, Enrollment.ends_on)
        .where(Enrollment.child_id == child_id)
        .order_by(Enrollment.starts_on.desc())
    ).first()
    return (found.starts_on, found.ends_on) if found else None


def groups_on(session: Session, child_ids: Sequence[int], day: date) -> dict[int, str]:
    """Child → name of its group on a day, if there is one in reach. One statement."""
    asked = {"children": list(child_ids), "day": day}
    return {row.child_id: row.name for row in session.execute(_PLACED, asked)}


def current_facts(
    session: Session, child_ids: Sequence[int], day: date, opened: AccessScope
) -> dict[int, dict[str, str]]:
    """Group on a day, first representative and phone of children. Two statements.

    ``opened``: the rows that the right to read representatives opens.
    """
    facts: dict[int, dict[str, str]] = {key: {} for key in child_ids}
    asked = {"children": list(child_ids), "day": day}
    for child, group in session.execute(_PLACED, asked):
        facts[child]["group"] = group
    for child, contact in contacts(session, child_ids, day, opened).items():
        facts[child]["guardian"] = contact.name
        facts[child]["phone"] = format_phone(contact.phone) if contact.phone else ""
    return facts


@dataclass(frozen=True)
class OwnGroup:
    """Where one's child goes: the name of the group and of those who lead it."""

    name: str
    teachers: str


def groups_of_own_children(
    session: Session, children: Sequence[Child], day: date
) -> dict[int, OwnGroup]:
    """Group and teachers of children on a day, by child. One statement.

    A parent does not reach the row of the group, which tells of other children too; of its own
    child's group it is told the name and the teachers and nothing else. ``children`` are rows
    that the scope in force let through.
    """
    query = (
        select(
            Placement.child_id,
            ChildGroup.name,
            Employee.last_name,
            Employee.first_name,
            Employee.middle_name,
        )
        .join(ChildGroup, ChildGroup.id == Placement.group_id)
        .outerjoin(
            GroupTeacher,
            and_(
                GroupTeacher.group_id == ChildGroup.id,
                GroupTeacher.valid_from <= day,
                or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to >= day),
            ),
        )
        .outerjoin(Employee, Employee.id == GroupTeacher.employee_id)
        .where(
            Placement.child_id.in_([child.id for child in children]),
            Placement.starts_on <= day,
            or_(Placement.ends_on.is_(None), Placement.ends_on > day),
        )
        .order_by(Employee.search_key)
    )
    names: dict[int, str] = {}
    teachers: dict[int, list[str]] = {}
    with unscoped("the name and the teachers of the groups of one's own children"):
        for child, group, *teacher in session.execute(query):
            names[child] = group
            teachers.setdefault(child, []).append(" ".join(filter(None, teacher)))
    return {
        child: OwnGroup(name, ", ".join(filter(None, teachers[child])))
        for child, name in names.items()
    }
