"""Reads of documents: kinds in force, what the order's text is filled with, what rests on one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.core.errors import RuleViolation
from app.core.files.models import StoredFile
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.documents.attached_models import DocumentEvent, DocumentFile, DocumentLink, LinkKind
from app.documents.models import Document, DocumentAccess, DocumentKind
from app.documents.rules.lifecycle import DocumentState
from app.organizations.models import Organization


def kinds_of(
    session: ScopedSession, organization: Organization, day: date, *, orders: bool | None = None
) -> list[DocumentKind]:
    """Kinds in force for an organisation on a day: of one key, the nearest owner's row."""
    lineage = [int(part) for part in organization.path.split("/") if part]
    query = (
        select(DocumentKind)
        .where(
            DocumentKind.organization_id.in_(lineage),
            DocumentKind.valid_from <= day,
            or_(DocumentKind.valid_to.is_(None), DocumentKind.valid_to >= day),
        )
        .order_by(DocumentKind.sort_order, DocumentKind.id)
    )
    nearest: dict[str, DocumentKind] = {}
    for kind in session.scalars(query):
        known = nearest.get(kind.key)
        if known is None or _nearer(kind, known, lineage):
            nearest[kind.key] = kind
    return sorted(
        (kind for kind in nearest.values() if orders is None or kind.is_order is orders),
        key=lambda kind: (kind.sort_order, kind.name),
    )


def _nearer(one: DocumentKind, other: DocumentKind, lineage: Sequence[int]) -> bool:
    places = lineage.index(one.organization_id), lineage.index(other.organization_id)
    return places[0] > places[1] or (places[0] == places[1] and one.valid_from > other.valid_from)


def kind_of(session: ScopedSession, organization_id: int, key: str, day: date) -> DocumentKind:
    """The kind with a key that counts for an organisation. Raises RuleViolation when none does."""
    organization = session.get_one(Organization, organization_id)
    for kind in kinds_of(session, organization, day):
        if kind.key == key:
            return kind
    raise RuleViolation(
        message("There is no kind of documents with the key “%(key)s”. Add it.", key=key)
    )


def load_document(session: ScopedSession, key: int, *, lock: bool = False) -> Document | None:
    """The document in scope with its kind; ``lock`` keeps others waiting until the commit."""
    query = select(Document).where(Document.id == key)
    if lock:
        query = query.with_for_update(of=Document).execution_options(populate_existing=True)
    else:
        query = query.options(joinedload(Document.kind), joinedload(Document.organization))
    return session.scalars(query).first()


def last_of_series(
    session: ScopedSession, organization_id: int, series: str, year: int
) -> Document | None:
    """The document with the last number of a series in a year."""
    query = (
        select(Document)
        .where(
            Document.organization_id == organization_id,
            Document.series == series,
            Document.series_year == year,
        )
        .order_by(Document.serial.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def resting_on(session: ScopedSession, document: Document) -> list[Document]:
    """Signed documents that name this one as their basis or amend it."""
    query = (
        select(Document)
        .join(DocumentLink, DocumentLink.document_id == Document.id)
        .where(
            DocumentLink.target_id == document.id,
            DocumentLink.kind.in_((LinkKind.BASIS, LinkKind.AMENDS)),
            Document.state == DocumentState.SIGNED,
        )
        .order_by(Document.issued_on, Document.id)
    )
    return list(session.scalars(query))


def links_of(
    session: ScopedSession, document_id: int
) -> tuple[list[DocumentLink], list[DocumentLink]]:
    """Links that lead from a document, and those that lead to it."""
    links = (joinedload(DocumentLink.target), joinedload(DocumentLink.document))
    query = select(DocumentLink).options(*links).order_by(DocumentLink.id)
    away = session.scalars(query.where(DocumentLink.document_id == document_id)).all()
    back = session.scalars(query.where(DocumentLink.target_id == document_id)).all()
    return list(away), list(back)


_NAMED = re.compile(r"№?\s*(?P<number>\S+?)(?:\s+от\s+(?P<day>\d{2}\.\d{2}\.\d{4}))?\s*")


def find_named(session: ScopedSession, near: Document, text: str) -> Document | None:
    """The document that people call «12-к» or «№ 12-к от 05.11.2026»; the newest of several."""
    found = _NAMED.fullmatch(text.strip())
    if found is None:
        return None
    query = select(Document).where(
        Document.organization_id == near.organization_id, Document.number == found["number"]
    )
    if found["day"]:
        try:
            day = datetime.strptime(found["day"], "%d.%m.%Y").date()  # noqa: DTZ007 - a day
        except ValueError:
            return None
        query = query.where(Document.issued_on == day)
    return session.scalars(query.order_by(Document.issued_on.desc(), Document.id.desc())).first()


def cancelling(session: ScopedSession, document_id: int) -> list[Document]:
    """Signed orders that cancel a document."""
    query = select(Document).where(
        Document.cancels_id == document_id, Document.state == DocumentState.SIGNED
    )
    return list(session.scalars(query))


CANCELS = message("cancels")
CANCELLED_BY = message("is cancelled by")


def files_of(session: ScopedSession, document_id: int) -> list[DocumentFile]:
    """Versions of a document's file, the newest first."""
    query = select(DocumentFile).where(DocumentFile.document_id == document_id)
    return list(session.scalars(query.order_by(DocumentFile.number.desc())))


def events_of(session: ScopedSession, document_id: int) -> list[DocumentEvent]:
    """What happened to a document, in order."""
    query = (
        select(DocumentEvent)
        .where(DocumentEvent.document_id == document_id)
        .order_by(DocumentEvent.id)
    )
    return list(session.scalars(query))


def readers_of(session: ScopedSession, document_id: int) -> list[DocumentAccess]:
    """Who is named as a reader of a document."""
    query = select(DocumentAccess).where(DocumentAccess.document_id == document_id)
    return list(session.scalars(query.order_by(DocumentAccess.id)))


def sealed_content(file_id: int, session: ScopedSession) -> tuple[str, str, bytes] | None:
    """Name, type and bytes of a sealed file. The caller holds the row that the file belongs to."""
    query = select(StoredFile.name, StoredFile.media_type, StoredFile.content)
    with unscoped("the file of a document that the scope let through"):
        row = session.execute(query.where(StoredFile.id == file_id)).first()
    return (row.name, row.media_type, row.content) if row else None
