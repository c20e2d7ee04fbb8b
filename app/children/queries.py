"""Reads of children: who is in which group on a day, and the rows of teachers and parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.children.models import Child, ChildGuardian, Enrollment, Guardian, Placement
from app.children.rules import GroupStay, Interval, Relation, overlap
from app.core.errors import RuleViolation
from app.core.identifiers import format_phone
from app.core.messages import message
from app.groups.models import ChildGroup, GroupTeacher
from app.organizations.access import RESOLVERS, Reached
from app.organizations.rules import RoleReachKind
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
        or_(Employee.dismissed_on.is_(None), Employee.dismissed_on > bindparam("day")),
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


def rows_of_parent(connection: Connection, user_id: int, day: date) -> dict[int, Reached]:
    """Children whose guardian the user is, with rights in force, and that guardian."""
    query = (
        select(Guardian.organization_id, Child.id, Guardian.id)
        .join(ChildGuardian, ChildGuardian.guardian_id == Guardian.id)
        .join(Child, Child.id == ChildGuardian.child_id)
        .where(
            Guardian.user_id == user_id,
            or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= day),
            Child.organization_id == Guardian.organization_id,
        )
    )
    rows = [(org, None, child, guardian) for org, child, guardian in connection.execute(query)]
    return _collect(rows)


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


GAPS = {
    "any": message("anything of the below"),
    "snils": message("SNILS"),
    "birth_certificate": message("birth certificate"),
    "address": message("registration address"),
    "guardian": message("representative"),
    "phone": message("phone of a representative"),
}
"""What a card of a child may lack, by the word that stands in the address of the list."""


def enrolled_on(day: date) -> Any:
    """The condition «the child attends the kindergarten on the day»."""
    return Child.id.in_(
        select(Enrollment.child_id).where(
            Enrollment.starts_on <= day,
            or_(Enrollment.ends_on.is_(None), Enrollment.ends_on > day),
        )
    )


def lacking(gap: str, day: date) -> Any:
    """The condition «attends on the day, and the card lacks this» (a key of GAPS)."""
    conditions = _gaps(day)
    found = or_(*conditions.values()) if gap == "any" else conditions[gap]
    return and_(enrolled_on(day), found)


def _gaps(day: date) -> dict[str, Any]:
    linked = select(ChildGuardian.child_id).where(
        or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= day)
    )
    reachable = linked.join(Guardian, Guardian.id == ChildGuardian.guardian_id).where(
        func.coalesce(Guardian.phone, "") != ""
    )
    return {
        "snils": func.coalesce(Child.snils, "") == "",
        "birth_certificate": func.coalesce(Child.birth_certificate, "") == "",
        "address": func.coalesce(Child.registration_address, "") == "",
        "guardian": Child.id.not_in(linked),
        "phone": Child.id.not_in(reachable),
    }


def card_gaps(session: Session, day: date) -> tuple[int, dict[str, int]]:
    """Children who attend on a day, and how many of their cards lack what. One statement."""
    conditions = _gaps(day)
    conditions["any"] = or_(*conditions.values())
    sums = [func.sum(case((one, 1), else_=0)) for one in conditions.values()]
    row = session.execute(select(func.count(Child.id), *sums).where(enrolled_on(day))).one()
    return row[0], dict(zip(conditions, (int(one or 0) for one in row[1:]), strict=True))


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
_LINKED = (
    select(
        ChildGuardian.child_id,
        ChildGuardian.relation,
        Guardian.phone,
        Guardian.last_name,
        Guardian.first_name,
        Guardian.middle_name,
    )
    .join(Guardian, Guardian.id == ChildGuardian.guardian_id)
    .where(
        ChildGuardian.child_id.in_(bindparam("children", expanding=True)),
        or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= bindparam("day")),
    )
    .order_by(ChildGuardian.id)
)


def current_facts(
    session: Session, child_ids: Sequence[int], day: date
) -> dict[int, dict[str, str]]:
    """Group on a day, first representative and phone of children. Two statements."""
    facts: dict[int, dict[str, str]] = {key: {} for key in child_ids}
    asked = {"children": list(child_ids), "day": day}
    for child, group in session.execute(_PLACED, asked):
        facts[child]["group"] = group
    for child, contact in contacts(session, child_ids, day).items():
        facts[child]["guardian"] = contact.name
        facts[child]["phone"] = format_phone(contact.phone) if contact.phone else ""
    return facts


def stored_stay(session: Session, placement_id: int | None) -> GroupStay | None:
    """A placement as the database holds it, whatever a form has set since; None for a new one."""
    if placement_id is None:
        return None
    query = select(
        Placement.child_id, Placement.group_id, Placement.starts_on, Placement.ends_on
    ).where(Placement.id == placement_id)
    found = session.execute(query).first()
    if found is None:
        return None
    child, group, starts_on, ends_on = found
    return GroupStay(child, group, Interval(starts_on, ends_on))


def refuse_two_groups(session: Session, stay: GroupStay, placement_id: int | None) -> None:
    """Raises RuleViolation when the child is in a group on one of these days already."""
    query = (
        select(Placement.id, Placement.starts_on, Placement.ends_on, ChildGroup.name)
        .join(ChildGroup, ChildGroup.id == Placement.group_id)
        .where(Placement.child_id == stay.child)
        .order_by(Placement.starts_on)
    )
    for key, starts_on, ends_on, group in session.execute(query):
        if key != placement_id and overlap(stay.interval, Interval(starts_on, ends_on)):
            raise RuleViolation(
                message(
                    "The child is in the group “%(group)s” on these days (since %(day)s). End "
                    "that placement first.",
                    group=group,
                    day=f"{starts_on:%d.%m.%Y}",
                ),
                field="starts_on",
            )


@dataclass(frozen=True)
class Contact:
    """Whom to call about a child."""

    name: str
    phone: str | None
    relation: Relation


def contacts(session: Session, child_ids: Sequence[int], day: date) -> dict[int, Contact]:
    """The first representative of each child with rights on a day, one with a phone before others.

    One statement.
    """
    found: dict[int, Contact] = {}
    asked = {"children": list(child_ids), "day": day}
    for child, relation, phone, *names in session.execute(_LINKED, asked):
        known = found.get(child)
        if known is None or (known.phone is None and phone):
            found[child] = Contact(" ".join(filter(None, names)), phone, relation)
    return found
