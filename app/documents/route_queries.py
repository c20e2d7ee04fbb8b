"""Reads of the route of approvals: its steps, and what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from app.core.scoping.session import ScopedSession
from app.documents.attached_models import ApprovalStep
from app.documents.models import Document
from app.documents.rules.lifecycle import DocumentState
from app.documents.rules.route import Approver, Decision, RouteStep, step_at_work


def all_steps(session: ScopedSession, document_id: int) -> list[ApprovalStep]:
    """Steps of all rounds, in order."""
    query = (
        select(ApprovalStep)
        .where(ApprovalStep.document_id == document_id)
        .order_by(ApprovalStep.round, ApprovalStep.place)
    )
    return list(session.scalars(query))


def last_round(session: ScopedSession, document: Document) -> list[ApprovalStep]:
    """Steps of the round in work; none when the document goes to the signature at once."""
    if document.sent_round is None:
        return []
    query = (
        select(ApprovalStep)
        .where(ApprovalStep.document_id == document.id, ApprovalStep.round == document.sent_round)
        .order_by(ApprovalStep.place)
    )
    return list(session.scalars(query))


def route_steps(rows: Sequence[ApprovalStep]) -> list[RouteStep]:
    """Rows as the rules judge them."""
    return [RouteStep(one.id, Approver(one.user_id, one.role_id), one.decision) for one in rows]


def approving(session: ScopedSession, document: Document) -> bool:
    """Whether somebody on the route has not approved yet."""
    return step_at_work(route_steps(last_round(session, document))) is not None


def all_approved(session: ScopedSession, document: Document) -> bool:
    """Whether a document on approval waits for its signature or number alone."""
    return document.state is DocumentState.ON_APPROVAL and not approving(session, document)


def waiting_steps(
    session: ScopedSession, user_id: int, posts: Sequence[tuple[int, int]], most: int = 20
) -> list[ApprovalStep]:
    """Steps that ask this person now: the first open one of each document on approval."""
    earlier = aliased(ApprovalStep)
    query = (
        select(ApprovalStep)
        .join(Document, Document.id == ApprovalStep.document_id)
        .where(
            Document.state == DocumentState.ON_APPROVAL,
            ApprovalStep.round == Document.sent_round,
            ApprovalStep.decision == Decision.WAITING,
            or_(
                ApprovalStep.user_id == user_id,
                tuple_(ApprovalStep.organization_id, ApprovalStep.role_id).in_(posts),
            ),
            ~select(earlier.id)
            .where(
                earlier.document_id == ApprovalStep.document_id,
                earlier.round == ApprovalStep.round,
                earlier.place < ApprovalStep.place,
                earlier.decision != Decision.APPROVED,
            )
            .exists(),
        )
        .options(joinedload(ApprovalStep.document))
        .order_by(ApprovalStep.id)
        .limit(most)
    )
    return list(session.scalars(query))


def waiting_signature(session: ScopedSession, most: int = 20) -> tuple[list[Document], int]:
    """Documents in reach that everybody has approved, and how many there are."""
    opened = select(ApprovalStep.document_id).where(
        ApprovalStep.document_id == Document.id,
        ApprovalStep.round == Document.sent_round,
        ApprovalStep.decision != Decision.APPROVED,
    )
    query = select(Document).where(
        and_(Document.state == DocumentState.ON_APPROVAL, ~opened.exists())
    )
    first = query.options(joinedload(Document.kind)).order_by(Document.issued_on, Document.id)
    rows = list(session.scalars(first.limit(most)))
    if len(rows) < most:
        return rows, len(rows)
    number = session.scalar(query.with_only_columns(func.count(Document.id)))
    return rows, int(number or 0)
