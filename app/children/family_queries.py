"""Reads of families: whom to call about a child and in which order, brothers and sisters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.children.family_models import GuardianPhone
from app.children.models import Child, ChildGuardian, Guardian
from app.children.rules import GuardianRights, Relation, Sex
from app.core.scoping.reach import READ
from app.core.scoping.scope import AccessScope

_LAST = 99
"""Where somebody without a call order stands."""


def linked_on(day: Any, link: Any = ChildGuardian) -> Any:
    """The condition «the link holds on the day»; both ends count."""
    return and_(
        or_(link.valid_from.is_(None), link.valid_from <= day),
        or_(link.valid_to.is_(None), link.valid_to >= day),
    )


# Built once: each list of children asks it.
_LINKED = (
    select(
        ChildGuardian.child_id,
        ChildGuardian.relation,
        ChildGuardian.rights,
        Guardian.id,
        Guardian.organization_id,
        Guardian.phone,
        Guardian.last_name,
        Guardian.first_name,
        Guardian.middle_name,
    )
    .join(Guardian, Guardian.id == ChildGuardian.guardian_id)
    .where(
        ChildGuardian.child_id.in_(bindparam("children", expanding=True)),
        linked_on(bindparam("day")),
    )
    .order_by(func.coalesce(ChildGuardian.call_order, _LAST), ChildGuardian.id)
)


@dataclass(frozen=True)
class Contact:
    """Whom to call about a child; ``others``: further phones, (number, kind of phone)."""

    name: str
    phone: str | None
    relation: Relation
    guardian_id: int
    rights: GuardianRights = GuardianRights.FULL
    others: tuple[tuple[str, str], ...] = ()


def _contact(relation: Any, rights: Any, key: int, phone: str | None, names: Any) -> Contact:
    return Contact(" ".join(filter(None, names)), phone, relation, key, rights)


def contacts(
    session: Session, child_ids: Sequence[int], day: date, opened: AccessScope
) -> dict[int, Contact]:
    """Whom to call first about each child on a day, one with a phone before others.

    Nobody without rights. ``opened``: the rows that the right to read representatives opens.
    Whoever reads children or their attendance by another right is told of no others. One
    statement.
    """
    found: dict[int, Contact] = {}
    asked = {"children": list(child_ids), "day": day}
    for child, relation, rights, key, house, phone, *names in session.execute(_LINKED, asked):
        if not READ[Guardian].holds(opened, {"id": key, "organization_id": house}):
            continue
        known = found.get(child)
        if rights is not GuardianRights.NONE and (known is None or (known.phone is None and phone)):
            found[child] = _contact(relation, rights, key, phone, names)
    return found


SHOWN_CONTACTS = 6
"""On a child's card; further ones stand on the tab of its representatives."""


def contacts_of_child(
    session: Session, child_id: int, day: date, opened: AccessScope
) -> list[Contact]:
    """The representatives of one child on a day, in call order, ``opened`` as above.

    Those without rights stand last: whoever hands the child over must know of them. Two
    statements.
    """
    asked = {"children": [child_id], "day": day}
    found = [
        _contact(relation, rights, key, phone, names)
        for _child, relation, rights, key, house, phone, *names in session.execute(_LINKED, asked)
        if READ[Guardian].holds(opened, {"id": key, "organization_id": house})
    ]
    found.sort(key=lambda one: one.rights is GuardianRights.NONE)
    found = found[:SHOWN_CONTACTS]
    phones = _further_phones(session, [one.guardian_id for one in found])
    return [replace(one, others=tuple(phones.get(one.guardian_id, ()))) for one in found]


def _further_phones(
    session: Session, guardian_ids: Sequence[int]
) -> dict[int, list[tuple[str, str]]]:
    query = (
        select(GuardianPhone.guardian_id, GuardianPhone.number, GuardianPhone.note)
        .where(GuardianPhone.guardian_id.in_(guardian_ids))
        .order_by(func.coalesce(GuardianPhone.call_order, _LAST), GuardianPhone.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for guardian, number, note in session.execute(query):
        found.setdefault(guardian, []).append((number, note or ""))
    return found


@dataclass(frozen=True)
class Sibling:
    """A brother or a sister in the same kindergarten."""

    child_id: int
    name: str
    sex: Sex
    birth_date: date


def siblings(session: Session, child_id: int, opened: AccessScope, most: int = 6) -> list[Sibling]:
    """Children who share a representative with this one, by age. One statement.

    ``opened``: the rows that the right to read children opens. A representative by a power of
    attorney makes no brothers: a neighbour may fetch children of two families.
    """
    own, other = aliased(ChildGuardian), aliased(ChildGuardian)
    query = (
        select(
            Child.id,
            Child.organization_id,
            Child.last_name,
            Child.first_name,
            Child.middle_name,
            Child.sex,
            Child.birth_date,
        )
        .join(other, other.child_id == Child.id)
        .join(own, own.guardian_id == other.guardian_id)
        .where(
            own.child_id == child_id,
            Child.id != child_id,
            own.relation != Relation.OTHER,
            other.relation != Relation.OTHER,
        )
        .distinct()
        .order_by(Child.birth_date, Child.id)
        .limit(most)
    )
    return [
        Sibling(key, " ".join(filter(None, (last, first, middle))), sex, born)
        for key, house, last, first, middle, sex, born in session.execute(query)
        if READ[Child].holds(opened, {"id": key, "organization_id": house})
    ]


# Built once: each chooser of representatives asks it.
_WHOSE = (
    select(
        ChildGuardian.guardian_id,
        Child.id,
        Child.organization_id,
        Child.last_name,
        Child.first_name,
    )
    .join(Child, Child.id == ChildGuardian.child_id)
    .where(
        ChildGuardian.guardian_id.in_(bindparam("guardians", expanding=True)),
        linked_on(bindparam("day")),
    )
    .order_by(Child.birth_date, Child.id)
)


def children_of(
    session: Session, guardian_ids: Sequence[int], day: date, opened: AccessScope
) -> dict[int, list[str]]:
    """Representative → surnames and first names of the children on a day, the eldest first.

    ``opened``: the rows that the right to read children opens. One statement.
    """
    found: dict[int, list[str]] = {}
    asked = {"guardians": list(guardian_ids), "day": day}
    for guardian, key, house, last, first in session.execute(_WHOSE, asked):
        if READ[Child].holds(opened, {"id": key, "organization_id": house}):
            found.setdefault(guardian, []).append(f"{last} {first}")
    return found
