"""Writes of documents: drafts, numbers, the signature, the order of cancellation.

The caller commits. A signature is one transaction: checks, number, effect, kept PDF.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.audit.basis import by_document
from app.core.errors import Conflict, RuleViolation
from app.core.files.models import StoredFile
from app.core.messages import Message, message
from app.core.scoping.session import ScopedSession
from app.documents.attached_models import DocumentCounter, DocumentEvent
from app.documents.effects import Effect, effect_of
from app.documents.models import Document, DocumentAccess, DocumentKind
from app.documents.paper import paper_of
from app.documents.queries import last_of_series, load_document, readers_of
from app.documents.report import order_pdf
from app.documents.route_queries import last_round, route_steps
from app.documents.rules.lifecycle import (
    Author,
    Dates,
    DocumentState,
    DocumentStep,
    check_draft,
    check_editable,
    date_problems,
    number_of,
    order_problems,
    refuse,
)
from app.documents.rules.route import step_at_work
from app.organizations.permissions import ROLES

# Who sees a confidential document without being named: the roles that answer for papers.
KEEPERS = ("head", "coordinator", "administrator")


def draft(
    session: ScopedSession,
    organization_id: int,
    kind: DocumentKind,
    issued_on: date,
    *,
    title: str = "",
    text: str | None = None,
    basis: str | None = None,
    in_force_from: date | None = None,
    expires_on: date | None = None,
    cancels_id: int | None = None,
    author_id: int | None = None,
) -> Document:
    """A new draft with title and text of its kind. Raises RuleViolation for strange dates."""
    check_draft(Dates(issued_on, in_force_from, expires_on))
    document = Document(
        organization_id=organization_id,
        kind=kind,
        issued_on=issued_on,
        title=title or kind.title_template or kind.name,
        text=kind.text_template if text is None else text,
        basis=basis or None,
        in_force_from=in_force_from,
        expires_on=expires_on,
        cancels_id=cancels_id,
        confidential=kind.confidential,
    )
    session.add(document)
    document.fold()
    session.flush()
    if document.confidential:
        name_keepers(session, document, author_id)
    return document


def name_keepers(session: ScopedSession, document: Document, author_id: int | None) -> None:
    """Let those who answer for papers, and the author, see a confidential document."""
    roles = keeper_roles(session)
    wanted: list[tuple[int | None, int | None]] = [(None, role) for role in roles]
    if author_id is not None:
        wanted.append((author_id, None))
    query = select(DocumentAccess).where(DocumentAccess.document_id == document.id)
    known = {(one.user_id, one.role_id) for one in session.scalars(query)}
    session.add_all(
        DocumentAccess(
            organization_id=document.organization_id,
            document_id=document.id,
            user_id=user,
            role_id=role,
        )
        for user, role in wanted
        if (user, role) not in known
    )
    session.flush()


def keeper_roles(session: ScopedSession) -> Sequence[int]:
    """Keys of the roles that answer for papers."""
    names = [role.name for role in ROLES if role.key in KEEPERS]
    return session.scalars(select(Role.id).where(Role.name.in_(names))).all()


def take_number(session: ScopedSession, document: Document) -> None:
    """The next number of the series in the year of the document's date. Nobody else gets it:
    the counter stays locked until the transaction ends, and comes back if it fails."""
    series, year = document.kind.series, document.issued_on.year
    counter = _locked_counter(session, document.organization_id, series, year)
    counter.last_serial += 1
    document.series, document.series_year = series, year
    document.serial = counter.last_serial
    document.number = number_of(counter.last_serial, series)


def _locked_counter(
    session: ScopedSession, organization_id: int, series: str, year: int
) -> DocumentCounter:
    key = {"organization_id": organization_id, "series": series, "year": year}
    query = (
        select(DocumentCounter)
        .filter_by(**key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    counter = session.scalars(query).first()
    if counter is None:
        # Two first numbers at once: the unique key lets one in, the other one finds its row.
        with suppress(IntegrityError), session.begin_nested():
            session.add(DocumentCounter(**key, last_serial=0))
        counter = session.scalars(query).one()
    return counter


def sign(session: ScopedSession, document: Document, author: Author, today: date) -> bool:
    """Sign a document: checked whole, numbered, carried out, its PDF kept.

    False: it was signed already (a double press). Raises RuleViolation with all problems at
    once, Conflict when its state forbids it; then nothing is written.
    """
    locked = load_document(session, document.id, lock=True)
    if locked is None or locked.state is DocumentState.SIGNED:
        return False
    if locked.state is DocumentState.CANCELLED:
        raise Conflict(message("The document is cancelled and cannot be signed."))
    check_open_route(session, locked)
    effect = effect_of(document)
    refuse(problems_of(session, document, effect, today))
    take_number(session, document)
    document.state = DocumentState.SIGNED
    document.signer_id, document.signer_name = author.user_id, author.name
    document.signed_at = author.moment
    paper = paper_of(session, document)
    document.text = paper.text
    document.fold()
    session.flush()
    if effect is not None:
        # The log of changes says by which order each row was written.
        said = f"{document.kind.name} № {document.number} от {document.issued_on:%d.%m.%Y}"
        with by_document(said, document.id):
            effect.apply(session, document, author)
    keep_pdf(session, document, order_pdf(paper))
    note(session, document, DocumentStep.SIGNED, author)
    session.flush()
    return True


def check_open_route(session: ScopedSession, document: Document) -> None:
    """Raises Conflict while somebody on the route has not approved yet."""
    if document.state is not DocumentState.ON_APPROVAL:
        return
    if step_at_work(route_steps(last_round(session, document))) is not None:
        raise Conflict(
            message("Not everybody has approved the document yet. It can be signed after that.")
        )


def problems_of(
    session: ScopedSession, document: Document, effect: Effect | None, today: date
) -> list[Message]:
    """What forbids to sign a document now: its dates, its place in the series, its effect."""
    problems = date_problems(document.dates, today)
    last = last_of_series(
        session, document.organization_id, document.kind.series, document.issued_on.year
    )
    if last is not None:
        problems += order_problems(document.issued_on, last.issued_on, last.number or "")
    if effect is not None:
        try:
            problems += effect.check(session, document, today)
        except RuleViolation as refusal:
            problems.append(refusal.text)
    return problems


def pdf_of(session: ScopedSession, document: Document) -> bytes:
    """The paper of a document as it would be printed now."""
    return order_pdf(paper_of(session, document))


def keep_pdf(session: ScopedSession, document: Document, content: bytes) -> None:
    """Keep the paper as it was signed; it is served through the document only."""
    file = StoredFile(
        organization_id=document.organization_id,
        name=f"{document.issued_on:%Y-%m-%d}-{document.number or document.id}.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        sealed=True,
    )
    session.add(file)
    session.flush()
    # Written while the file is at hand: later nobody would find a sealed one.
    document.pdf_file_id = file.id
    session.flush()


def note(
    session: ScopedSession,
    document: Document,
    step: DocumentStep,
    author: Author,
    comment: str | None = None,
) -> None:
    """Record what happened to a document, by whom and when."""
    session.add(
        DocumentEvent(
            organization_id=document.organization_id,
            document=document,
            step=step,
            happened_at=author.moment,
            by_name=author.name,
            by_id=author.user_id,
            comment=comment,
        )
    )


def delete_draft(session: ScopedSession, document: Document) -> None:
    """Let a draft go with its list of readers. Raises Conflict for what was numbered or sent:
    such papers are never deleted."""
    check_editable(document.state)
    for reader in readers_of(session, document.id):
        session.delete(reader)
    session.flush()
