"""Reads of what comes near: documents that end soon, readings that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session, joinedload

from app.documents.attached_models import Acquaintance
from app.documents.models import Document
from app.documents.rules.due import GIVEN_UP, STAGES
from app.documents.rules.lifecycle import DocumentState


def ends_soon(today: date) -> Any:
    """The condition «signed, in force, and ends within the near days»."""
    return and_(
        Document.state == DocumentState.SIGNED,
        Document.expires_on >= today,
        Document.expires_on <= today + timedelta(days=max(STAGES)),
    )


def unread() -> Any:
    """The condition «somebody on the acquaintance list has not confirmed»."""
    late = select(Acquaintance.document_id).where(Acquaintance.confirmed_at.is_(None))
    return and_(Document.state == DocumentState.SIGNED, Document.id.in_(late))


def ending(session: Session, today: date, most: int = 200) -> Sequence[Document]:
    """Documents that end soon, the nearest first."""
    query = (
        select(Document)
        .where(ends_soon(today))
        .options(joinedload(Document.kind))
        .order_by(Document.expires_on, Document.id)
        .limit(most)
    )
    return session.scalars(query).all()


def due_readings(session: Session, today: date) -> Sequence[Row[int, int, date | None, str]]:
    """Lines that nobody confirmed whose day is near or past: (line, account, day, title)."""
    query = (
        select(Acquaintance.id, Acquaintance.user_id, Acquaintance.due_on, Document.title)
        .join(Document, Document.id == Acquaintance.document_id)
        .where(
            Acquaintance.confirmed_at.is_(None),
            Acquaintance.due_on <= today + timedelta(days=1),
            Acquaintance.due_on >= today - GIVEN_UP,
            Document.state == DocumentState.SIGNED,
        )
        .order_by(Acquaintance.id)
    )
    return session.execute(query).all()
