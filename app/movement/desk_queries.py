"""Reads for the first page of the movement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from app.documents.models import Document, DocumentKind
from app.movement.models import Movement, MovementLine
from app.movement.rules.events import MovementKind

LATEST = 20


def kinds_between(
    session: Session, organization_id: int, first: date, last: date
) -> dict[MovementKind, int]:
    """How many entries in force each kind has on these days. One statement."""
    query = (
        select(Movement.kind, func.count(Movement.id))
        .where(
            Movement.organization_id == organization_id,
            Movement.effective_on.between(first, last),
            Movement.reversed_on.is_(None),
        )
        .group_by(Movement.kind)
    )
    found = {row[0]: row[1] for row in session.execute(query)}
    return {kind: found[kind] for kind in MovementKind if kind in found}


def kinds_by_month(
    session: Session, earlier: date, month: date, last: date
) -> tuple[dict[MovementKind, int], dict[MovementKind, int]]:
    """Entries in force from ``earlier`` to ``last`` by kind, of what is in reach: those before the
    first day ``month``, and those since. One statement."""
    since = case((Movement.effective_on >= month, 1), else_=0).label("since")
    query = (
        select(Movement.kind, since, func.count(Movement.id))
        .where(Movement.effective_on.between(earlier, last), Movement.reversed_on.is_(None))
        .group_by(Movement.kind, since)
    )
    found: tuple[dict[MovementKind, int], dict[MovementKind, int]] = ({}, {})
    for kind, place, number in session.execute(query):
        found[place][kind] = number
    return found


def latest_orders(
    session: Session, organization_id: int, kinds: Collection[MovementKind]
) -> list[tuple[Document, int]]:
    """The latest orders about children, drafts first, with counted children. One statement."""
    number = (
        select(func.count(MovementLine.id))
        .where(MovementLine.document_id == Document.id)
        .scalar_subquery()
    )
    query = (
        select(Document, number)
        .join(DocumentKind, DocumentKind.id == Document.kind_id)
        .where(
            Document.organization_id == organization_id,
            DocumentKind.effect.in_([one.value for one in kinds]),
        )
        .options(joinedload(Document.kind))
        .order_by(
            Document.signed_at.is_(None).desc(), Document.issued_on.desc(), Document.id.desc()
        )
        .limit(LATEST)
    )
    return [(one, children) for one, children in session.execute(query)]
