"""Reads for the page of an order: whom it may be about, and what may be chosen."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.children.models import Child, Enrollment, Placement
from app.core.db import search_key
from app.core.scoping.scope import unscoped
from app.groups.models import ChildGroup
from app.movement.models import MovementLine
from app.movement.rules.events import MovementKind
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind

MOST_SHOWN = 120
_NEWCOMERS = (MovementKind.ENROLMENT, MovementKind.BY_TRANSFER)


class Candidate(NamedTuple):
    """A child that an order may be about, its group now, and the day on which it last left."""

    id: int
    name: str
    birth_date: date
    group: str
    left_on: date | None


def candidates(
    session: Session,
    organization_id: int,
    document_id: int,
    kind: MovementKind,
    day: date,
    *,
    search: str = "",
    group_id: int | None = None,
) -> list[Candidate]:
    """Children by name who are not in the order yet: for an enrolment newcomers and after them who
    left before, else those on the list on a day or from a later one on (for a temporary stay
    both). At most ``MOST_SHOWN``, one more says there are more. One statement.
    """
    listed = and_(
        Enrollment.child_id == Child.id,
        or_(Enrollment.ends_on.is_(None), Enrollment.ends_on > day),
    )
    enrolled = select(Enrollment.id).where(listed).exists()
    left_on = (
        select(func.max(Enrollment.ends_on))
        .where(Enrollment.child_id == Child.id, Enrollment.ends_on <= day)
        .scalar_subquery()
    )
    in_order = select(MovementLine.id).where(
        MovementLine.document_id == document_id, MovementLine.child_id == Child.id
    )
    query = (
        select(
            Child.id,
            Child.last_name,
            Child.first_name,
            Child.middle_name,
            Child.birth_date,
            ChildGroup.name,
            left_on,
        )
        .outerjoin(
            Placement,
            and_(
                Placement.child_id == Child.id,
                Placement.starts_on <= day,
                or_(Placement.ends_on.is_(None), Placement.ends_on > day),
            ),
        )
        .outerjoin(ChildGroup, ChildGroup.id == Placement.group_id)
        .where(Child.organization_id == organization_id, ~in_order.exists())
        .limit(MOST_SHOWN + 1)
    )
    if kind in _NEWCOMERS:
        query = query.where(~enrolled).order_by(left_on.is_not(None))
    elif kind is not MovementKind.TEMPORARY:
        query = query.where(enrolled)
    for word in search_key(search).split():
        query = query.where(Child.search_key.contains(word, autoescape=True))
    if group_id is not None:
        query = query.where(Placement.group_id == group_id)
    query = query.order_by(Child.search_key, Child.id)
    return [
        Candidate(key, " ".join(filter(None, names)), born, group or "", None if group else left)
        for key, *names, born, group, left in session.execute(query)
    ]


def other_kindergartens(session: Session, organization_id: int) -> list[tuple[int, str]]:
    """Kindergartens of this installation besides one's own, by name. One statement.

    Their names and nothing else: a child may go there whoever looks after them.
    """
    query = (
        select(Organization.id, Organization.short_name)
        .where(
            Organization.kind == OrganizationKind.KINDERGARTEN,
            Organization.id != organization_id,
        )
        .order_by(Organization.search_key)
    )
    with unscoped("names of the kindergartens to which a child may be transferred"):
        return [(row[0], row[1]) for row in session.connection().execute(query)]
