"""Reads of the book: entries in force of children, lines of an order, lists of groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.children.models import Child, Placement
from app.core.messages import Message, message
from app.documents.models import Document
from app.groups.models import ChildGroup
from app.movement.models import Movement, MovementLine
from app.movement.rules.events import Event
from app.organizations.models import Organization


def lock_book(session: Session, organization_id: int) -> None:
    """Entries of one kindergarten are written one order after the other.

    Weaker than FOR UPDATE: marks and other rows of the organisation are written meanwhile.
    """
    query = select(Organization.id).where(Organization.id == organization_id)
    session.execute(query.with_for_update(key_share=True))


def event_of(row: Any, kind: Any = None) -> Event:
    """An entry as the rules see it."""
    return Event(
        row.id,
        row.child_id,
        kind or row.kind,
        row.effective_on,
        row.to_group_id,
        row.last_day,
        row.reason,
    )


def entries_of(session: Session, children: Collection[int]) -> list[Movement]:
    """Entries in force of children, in the order of their making. One statement.

    As they stand now: another signature may have written them since they were read first.
    """
    query = (
        select(Movement)
        .where(Movement.child_id.in_(children), Movement.reversed_on.is_(None))
        .order_by(Movement.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def by_child(entries: Iterable[Movement]) -> dict[int, list[Event]]:
    """Entries as events, by child."""
    found: dict[int, list[Event]] = {}
    for one in entries:
        found.setdefault(one.child_id, []).append(event_of(one))
    return found


def named(entries: Iterable[Movement]) -> dict[int, Message]:
    """What entries are called when another stands in their way."""
    return {
        one.id: message("order № %(number)s", number=one.order_number)
        if one.order_number
        else message("entry of the initial list")
        for one in entries
    }


def lines_of(session: Session, document_id: int) -> list[MovementLine]:
    """Lines of an order by the name of the child, with children and groups. One statement."""
    query = (
        select(MovementLine)
        .join(Child, Child.id == MovementLine.child_id)
        .where(MovementLine.document_id == document_id)
        .options(
            joinedload(MovementLine.child),
            joinedload(MovementLine.to_group),
        )
        .order_by(Child.search_key, MovementLine.id)
    )
    return list(session.scalars(query))


def entries_of_document(session: Session, document_id: int) -> list[Movement]:
    """What a signed order entered into the book, by the name of the child."""
    query = (
        select(Movement)
        .join(Child, Child.id == Movement.child_id)
        .where(Movement.document_id == document_id)
        .options(
            joinedload(Movement.child),
            joinedload(Movement.to_group),
        )
        .order_by(Child.search_key, Movement.id)
    )
    return list(session.scalars(query))


def last_book_number(session: Session, organization_id: int) -> int:
    """The last number of the book; 0 for an empty one. The caller holds ``lock_book``."""
    query = select(func.max(Movement.book_number)).where(
        Movement.organization_id == organization_id
    )
    return session.scalar(query) or 0


def placed_on(
    session: Session, groups: Collection[int], days: Collection[date]
) -> dict[date, dict[int, set[int]]]:
    """Children of groups on each of these days: day → group → children. One statement."""
    found: dict[date, dict[int, set[int]]] = {day: {} for day in days}
    if not days or not groups:
        return found
    query = select(
        Placement.group_id, Placement.child_id, Placement.starts_on, Placement.ends_on
    ).where(
        Placement.group_id.in_(groups),
        Placement.starts_on <= max(days),
        or_(Placement.ends_on.is_(None), Placement.ends_on > min(days)),
    )
    for group, child, starts_on, ends_on in session.execute(query):
        for day in days:
            if starts_on <= day and (ends_on is None or day < ends_on):
                found[day].setdefault(group, set()).add(child)
    return found


def groups_by_id(session: Session, keys: Collection[int]) -> dict[int, ChildGroup]:
    """Groups by their keys. One statement."""
    query = select(ChildGroup).where(ChildGroup.id.in_(keys))
    return {one.id: one for one in session.scalars(query)}


def children_by_id(session: Session, keys: Collection[int]) -> dict[int, Child]:
    """Children by their keys. One statement."""
    return {one.id: one for one in session.scalars(select(Child).where(Child.id.in_(keys)))}


def open_groups(session: Session, organization_id: int, day: date) -> Sequence[ChildGroup]:
    """Groups of a kindergarten that are not closed on a day, by name."""
    query = (
        select(ChildGroup)
        .where(
            ChildGroup.organization_id == organization_id,
            or_(ChildGroup.closed_on.is_(None), ChildGroup.closed_on > day),
        )
        .order_by(ChildGroup.search_key)
    )
    return session.scalars(query).all()


def order_of(session: Session, document_id: int) -> Document | None:
    """An order in reach."""
    query = select(Document).where(Document.id == document_id).options(joinedload(Document.kind))
    return session.scalars(query).first()
