"""Reads of acquaintance lists: the lines of a document, and what waits for a person.

One's own line outlives the access to its document, which may be taken back: it is the record of
who was shown what. The person's own reads therefore go by the document as the person reaches it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.russian import in_order
from app.core.scoping.session import ScopedSession
from app.documents.attached_models import Acquaintance
from app.documents.models import Document

FAR_AWAY = date(9999, 12, 31)


def lines_of(session: ScopedSession, document_id: int) -> list[Acquaintance]:
    """The list of a document, by name."""
    query = select(Acquaintance).where(Acquaintance.document_id == document_id)
    return sorted(
        session.scalars(query.order_by(Acquaintance.id)), key=lambda one: in_order(one.person_name)
    )


def own_lines(session: ScopedSession, user_id: int, most: int = 100) -> list[Acquaintance]:
    """What a person was shown: what waits first, then the newest."""
    query = (
        select(Acquaintance)
        .join(Acquaintance.document)
        .where(Acquaintance.user_id == user_id)
        .options(contains_eager(Acquaintance.document).joinedload(Document.kind))
        .order_by(Acquaintance.confirmed_at.is_not(None), Acquaintance.shown_at.desc())
        .limit(most)
    )
    return list(session.scalars(query))


def waiting_lines(session: ScopedSession, user_id: int, most: int = 10) -> list[Acquaintance]:
    """What a person has not confirmed yet, the most pressing first."""
    query = (
        select(Acquaintance)
        .join(Acquaintance.document)
        .where(Acquaintance.user_id == user_id, Acquaintance.confirmed_at.is_(None))
        .options(contains_eager(Acquaintance.document))
        .order_by(func.coalesce(Acquaintance.due_on, FAR_AWAY), Acquaintance.id)
        .limit(most)
    )
    return list(session.scalars(query))


def own_line(
    session: ScopedSession, user_id: int, line_id: int, *, lock: bool = False
) -> Acquaintance | None:
    """One's own line; nobody opens another's."""
    query = (
        select(Acquaintance)
        .join(Acquaintance.document)
        .where(Acquaintance.id == line_id, Acquaintance.user_id == user_id)
    )
    if lock:
        query = query.with_for_update(of=Acquaintance)
    else:
        query = query.options(
            contains_eager(Acquaintance.document).options(
                joinedload(Document.kind), joinedload(Document.organization)
            )
        )
    return session.scalars(query).first()
