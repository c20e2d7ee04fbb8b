"""Documents that an announcement may link to: what its author may read, and nobody's secrets."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.documents.models import Document, DocumentKind
from app.documents.rules.lifecycle import DocumentState

MOST = 60


def linkable(session: Session, day: date) -> list[tuple[str, str]]:
    """(address, title) of signed documents in reach, the latest first. One statement.

    The link opens by the reader's own right to the document; those for named readers only are
    not offered, for the link itself tells their title.
    """
    query = (
        select(
            *(Document.id, Document.number, Document.issued_on, Document.title),
            DocumentKind.is_order,
        )
        .join(DocumentKind, DocumentKind.id == Document.kind_id)
        .where(
            Document.state == DocumentState.SIGNED,
            Document.confidential.is_(False),
            or_(Document.expires_on.is_(None), Document.expires_on >= day),
        )
        .order_by(Document.issued_on.desc(), Document.id.desc())
        .limit(MOST)
    )
    found = []
    for row in session.execute(query):
        number = f"№ {row.number} " if row.number else ""
        place = "orders" if row.is_order else "documents"
        title = f"{row.title} ({number}{row.issued_on:%d.%m.%Y})"
        found.append((f"/{place}/{row.id}", title))
    return found
