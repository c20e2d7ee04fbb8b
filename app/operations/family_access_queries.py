"""Reads for the access of families: the representatives of the children of an order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.children.family_queries import linked_on
from app.children.models import Child, ChildGuardian, Guardian
from app.children.rules import READING_RIGHTS, RELATIONS, Relation
from app.core.messages import Message
from app.movement.models import MovementLine


@dataclass(frozen=True)
class Relative:
    """A representative who may see the child in the program."""

    guardian: Guardian
    relation: Message


@dataclass
class Family:
    """A child of an order with its representatives."""

    child: str
    relatives: list[Relative] = field(default_factory=list)


def children_of(session: Session, document_id: int) -> list[int]:
    """Keys of the children whom an order names. One statement."""
    query = select(MovementLine.child_id).where(MovementLine.document_id == document_id)
    return list(session.scalars(query.order_by(MovementLine.id)))


def families(session: Session, children: Collection[int], day: date) -> list[Family]:
    """The children by name, each with who may read of it on a day, in call order.

    Who has no rights, may only take the child home, or acts by a power of attorney is not offered
    access. Two statements.
    """
    named = select(Child).where(Child.id.in_(children)).order_by(Child.search_key, Child.id)
    found = {child.id: Family(child.full_name) for child in session.scalars(named)}
    query = (
        select(ChildGuardian)
        .join(Guardian, Guardian.id == ChildGuardian.guardian_id)
        .options(joinedload(ChildGuardian.guardian).joinedload(Guardian.user))
        .where(
            ChildGuardian.child_id.in_(children),
            ChildGuardian.rights.in_(READING_RIGHTS),
            ChildGuardian.relation != Relation.OTHER,
            linked_on(day),
        )
        .order_by(func.coalesce(ChildGuardian.call_order, 99), ChildGuardian.id)
    )
    for link in session.scalars(query):
        if link.child_id in found:
            one = Relative(link.guardian, RELATIONS[link.relation])
            found[link.child_id].relatives.append(one)
    return list(found.values())
