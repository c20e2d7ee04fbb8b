"""A transfer that does not come about: the family changes its mind, and either side says so."""

from __future__ import annotations

from app.children.models import Child
from app.core.entity_writes import holders
from app.core.errors import Conflict
from app.core.formats import in_quotes
from app.core.messages import message
from app.core.scoping.session import ScopedSession
from app.documents.actions import delete_draft
from app.documents.queries import load_document
from app.documents.rules.lifecycle import Author, DocumentState
from app.movement.case_actions import tell, write_both
from app.movement.case_models import TransferCase
from app.movement.queries import lines_of
from app.movement.rules.cases import LONGEST_REASON, CaseState, closed_state


def close(session: ScopedSession, case: TransferCase, reason: str, author: Author) -> None:
    """Say that the child will not come: the other side is told, an enrolment that was begun goes.

    Raises Conflict for a case that is over, RuleViolation without a reason.
    """
    said = " ".join(reason.split())[:LONGEST_REASON]
    state = closed_state(case.side, case.state, said)
    begun = case.state is CaseState.BEGUN
    if state is CaseState.REFUSED and begun:
        _drop_draft(session, case)
        _drop_card(session, case)
    write_both(session, case, {"state": state, "closing_reason": said})
    if state is CaseState.REFUSED:
        text = message(
            "%(child)s will not be enrolled in the kindergarten %(house)s: the reason stands in "
            "the transfer. If the child stays with you, cancel the order of departure.",
            child=case.full_name,
            house=in_quotes(case.organization.short_name),
        )
    else:
        text = message(
            "The transfer of %(child)s from the kindergarten %(house)s to you is withdrawn: the "
            "reason stands in the transfer. If you have begun the enrolment, take the child out of "
            "the draft.",
            child=case.full_name,
            house=in_quotes(case.organization.short_name),
        )
    step = f"closed-{author.moment:%Y%m%d%H%M%S}"
    tell(session, case.case_key, case.partner_id, text, step, author)


def _drop_draft(session: ScopedSession, case: TransferCase) -> None:
    """Take the child out of the draft; a draft that is empty then goes. Raises Conflict."""
    order = load_document(session, case.document_id, lock=True) if case.document_id else None
    case.document_id = None
    session.flush()
    if order is None or order.state in (DocumentState.SIGNED, DocumentState.CANCELLED):
        return
    if order.state is DocumentState.ON_APPROVAL:
        raise Conflict(message("The order of enrolment is on approval. Take it back first."))
    lines = lines_of(session, order.id)
    for line in lines:
        if line.child_id == case.child_id:
            session.delete(line)
    session.flush()
    if all(line.child_id == case.child_id for line in lines):
        delete_draft(session, order)
        session.delete(order)
        session.flush()


def _drop_card(session: ScopedSession, case: TransferCase) -> None:
    """The card of a child who never came goes, unless something rests on it already."""
    child = session.get(Child, case.child_id) if case.child_id else None
    if child is None:
        return
    key, case.child_id = case.child_id, None
    session.flush()
    if holders(child):
        case.child_id = key
    else:
        session.delete(child)
    session.flush()
