"""Writes of the route of approvals. Decisions are written for people who may write nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select

from app.core.errors import Conflict
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.documents.actions import check_open_route, note
from app.documents.attached_models import ApprovalStep
from app.documents.file_actions import give_access
from app.documents.models import Document
from app.documents.news import tell_approvers, tell_author, tell_signers
from app.documents.people_queries import Holder
from app.documents.queries import load_document
from app.documents.route_queries import last_round, route_steps
from app.documents.rules.lifecycle import Author, DocumentState, DocumentStep, check_editable
from app.documents.rules.route import (
    Approver,
    Decision,
    check_comment,
    check_decision,
    check_route,
    step_at_work,
)


def send(
    session: ScopedSession,
    document: Document,
    approvers: Sequence[Approver],
    names: Mapping[Approver, str],
    found: Sequence[Holder],
    author: Author,
) -> None:
    """Send a draft on its route: approvers in order, then the signature. Without approvers it
    waits for the signature at once. Raises Conflict unless it is a draft."""
    check_editable(document.state)
    check_route(approvers)
    newest = session.scalar(
        select(func.max(ApprovalStep.round)).where(ApprovalStep.document_id == document.id)
    )
    for place, one in enumerate(approvers):
        session.add(
            ApprovalStep(
                organization_id=document.organization_id,
                document=document,
                round=(newest or 0) + 1,
                place=place,
                user_id=one.user_id,
                role_id=one.role_id,
                asked_name=names[one],
            )
        )
        give_access(session, document, user_id=one.user_id, role_id=one.role_id)
    document.state = DocumentState.ON_APPROVAL
    document.sent_round = (newest or 0) + 1 if approvers else None
    document.sent_by_id = author.user_id
    note(session, document, DocumentStep.SENT, author)
    session.flush()
    tell_next(session, document, found, approvers[0] if approvers else None)


def decide(
    session: ScopedSession,
    document_id: int,
    decision: Decision,
    comment: str,
    author: Author,
    roles: frozenset[int],
    found: Sequence[Holder],
) -> None:
    """Approve or return, by who is asked now. The document was reached by the caller's scope."""
    with unscoped("writing the decision of a person whom the route asks"):
        document = load_document(session, document_id, lock=True)
        if document is None or document.state is not DocumentState.ON_APPROVAL:
            raise Conflict(message("Nobody is asked about this document now."))
        steps = route_steps(last_round(session, document))
        step = step_at_work(steps)
        check_decision(step, author.user_id or 0, roles, decision, comment)
        assert step is not None  # judged above
        row = session.get_one(ApprovalStep, step.id)
        row.decision, row.comment = decision, comment.strip() or None
        row.decided_at, row.decided_by = author.moment, author.name
        row.changed_by_id = author.user_id
        if decision is Decision.RETURNED:
            _back(session, document, author, comment)
        else:
            note(session, document, DocumentStep.APPROVED, author, comment.strip() or None)
            session.flush()
            later = [one for one in steps if one.decision is Decision.WAITING and one is not step]
            tell_next(session, document, found, later[0].approver if later else None)
        session.flush()


def return_unsigned(
    session: ScopedSession, document: Document, comment: str, author: Author
) -> None:
    """The head gives a document back instead of signing it."""
    if document.state is not DocumentState.ON_APPROVAL:
        raise Conflict(message("Only a document that waits for the signature can be returned."))
    check_open_route(session, document)
    check_comment(Decision.RETURNED, comment)
    _back(session, document, author, comment)
    session.flush()


def _back(session: ScopedSession, document: Document, author: Author, comment: str) -> None:
    document.state = DocumentState.DRAFT
    note(session, document, DocumentStep.RETURNED, author, comment.strip()[:500])
    session.flush()
    tell_author(session, document)


def tell_next(
    session: ScopedSession,
    document: Document,
    found: Sequence[Holder],
    approver: Approver | None,
) -> None:
    """Whoever is asked next hears of it; after the last one, the head."""
    if approver is None:
        tell_signers(session, document, found)
    else:
        tell_approvers(session, document, found, approver)


def overdue(due: date | None, today: date) -> bool:
    """Whether a day to be met has passed."""
    return due is not None and due < today
