"""Writes of files, links and access of a document. The caller commits."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select

from app.core.errors import Conflict, RuleViolation
from app.core.files.models import StoredFile
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.documents.actions import keeper_roles
from app.documents.attached_models import DocumentFile, DocumentLink, LinkKind
from app.documents.file_text import text_of_file
from app.documents.models import Document, DocumentAccess
from app.documents.rules.files import judge_file, safe_name
from app.documents.rules.lifecycle import Author, DocumentState


def twin_of(session: ScopedSession, organization_id: int, content: bytes) -> int | None:
    """The key of a sealed file of the organisation with the same bytes, so that they are kept once.

    Asked before the document is loaded: the session lets go of its rows.
    """
    query = select(StoredFile.id).where(
        StoredFile.organization_id == organization_id,
        StoredFile.sha256 == hashlib.sha256(content).hexdigest(),
        StoredFile.sealed.is_(True),
    )
    with unscoped("whether the very bytes that a person sends are kept already"):
        return session.scalars(query).first()


def attach(
    session: ScopedSession,
    document: Document,
    name: str,
    content: bytes,
    author: Author,
    twin: int | None = None,
) -> DocumentFile:
    """A new version of the document's file. Raises RuleViolation for a file that lies.

    A signed document may still get the scan of its paper; a cancelled one gets nothing.
    """
    if document.state is DocumentState.CANCELLED:
        raise Conflict(message("The document is cancelled: nothing is added to it."))
    kept_name = safe_name(name)
    kind = judge_file(kept_name, content)
    file: StoredFile | None = None
    if twin is None:
        file = StoredFile(
            organization_id=document.organization_id,
            name=kept_name,
            media_type=kind.media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            sealed=True,
        )
        session.add(file)
        session.flush()
        twin = file.id
    else:
        # Who sends the bytes knows them: to say that they are here already tells nothing.
        session.seen.add((StoredFile, twin))
    last = session.scalar(
        select(func.max(DocumentFile.number)).where(DocumentFile.document_id == document.id)
    )
    version = DocumentFile(
        organization_id=document.organization_id,
        document_id=document.id,
        number=(last or 0) + 1,
        name=kept_name,
        size=len(content),
        file_id=twin,
        by_name=author.name,
    )
    session.add(version)
    keep_text_of_file(document, text_of_file(kind, content))
    session.flush()
    return version


def keep_text_of_file(document: Document, text: str) -> None:
    """Let search find the document by the words of its newest file."""
    document.file_text = text
    document.fold()


def link(
    session: ScopedSession, document: Document, target: Document | None, kind: LinkKind
) -> DocumentLink:
    """Say what a document is to another. Raises RuleViolation for a link that means nothing."""
    if target is None or target.organization_id != document.organization_id:
        raise RuleViolation(message("Choose a document of this organization."), field="target")
    if target.id == document.id:
        raise RuleViolation(message("A document is not linked to itself."), field="target")
    query = select(DocumentLink).where(
        DocumentLink.document_id == document.id, DocumentLink.target_id == target.id
    )
    known = session.scalars(query.where(DocumentLink.kind == kind)).first()
    if known is not None:
        return known
    made = DocumentLink(
        organization_id=document.organization_id, document=document, target=target, kind=kind
    )
    session.add(made)
    session.flush()
    return made


def give_access(
    session: ScopedSession,
    document: Document,
    *,
    user_id: int | None = None,
    role_id: int | None = None,
) -> None:
    """Let a person, or whoever holds a role, see a document. Repeating it changes nothing."""
    if (user_id is None) == (role_id is None):
        raise RuleViolation(message("Choose a person or a role."), field="reader")
    query = select(DocumentAccess.id).where(
        DocumentAccess.document_id == document.id,
        DocumentAccess.user_id == user_id,
        DocumentAccess.role_id == role_id,
    )
    if session.scalars(query).first() is None:
        session.add(
            DocumentAccess(
                organization_id=document.organization_id,
                document_id=document.id,
                user_id=user_id,
                role_id=role_id,
            )
        )
        session.flush()


def take_access(session: ScopedSession, document: Document, access_id: int) -> None:
    """Take a reader from the list. Raises RuleViolation for those who answer for papers: without
    them nobody would reach a confidential document any more.
    """
    query = select(DocumentAccess).where(
        DocumentAccess.document_id == document.id, DocumentAccess.id == access_id
    )
    found = session.scalars(query).first()
    if found is None:
        return
    if document.confidential and found.role_id in keeper_roles(session):
        raise RuleViolation(
            message("Whoever answers for papers keeps seeing a confidential document.")
        )
    session.delete(found)
    session.flush()
