"""The check list of a passage: what the book of movement itself can answer."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core.messages import message, nmessage
from app.core.scoping.session import ScopedSession
from app.documents.models import Document, DocumentKind
from app.documents.rules.lifecycle import DocumentState
from app.movement.models import MovementLine
from app.movement.transition.checks import CHECKS, Check, Closing, Verdict
from app.movement.transition.models import TransitionOrder
from app.movement.transition.queries import Situation


def check_list(session: ScopedSession, now: Situation, closing: Closing) -> list[Check]:
    """All questions with their answers, in the order in which they are worked off."""
    found = [_places(now), _ages(now)]
    for source in CHECKS.values():
        found += source(session, closing)
    return [*found, _open_orders(session, closing), _orders(now)]


def _places(now: Situation) -> Check:
    title = message("Every child has a place")
    if now.gaps:
        return Check(title, Verdict.STOP, now.gaps[0], _plan(now))
    text = nmessage(
        "%(number)s child is planned.", "%(number)s children are planned.", len(now.journeys)
    )
    return Check(title, Verdict.GOOD, text)


def _ages(now: Situation) -> Check:
    title = message("Places and ages")
    if now.doubts:
        return Check(title, Verdict.DOUBT, now.doubts[0], _plan(now))
    return Check(title, Verdict.GOOD, message("Nothing stands out."))


def _plan(now: Situation) -> str:
    return f"/movement/year/{now.transition.id}"


def _open_orders(session: ScopedSession, closing: Closing) -> Check:
    """Drafts about children that begin in the old year: they would change its lists afterwards."""
    title = message("No order of the old year is waiting")
    query = (
        select(func.count(func.distinct(Document.id)))
        .join(MovementLine, MovementLine.document_id == Document.id)
        .join(DocumentKind, DocumentKind.id == Document.kind_id)
        .where(
            Document.organization_id == closing.organization_id,
            Document.state.in_((DocumentState.DRAFT, DocumentState.ON_APPROVAL)),
            MovementLine.effective_on < closing.starts_on,
            Document.id.not_in(select(TransitionOrder.document_id)),
        )
    )
    number = session.scalar(query) or 0
    if number:
        text = nmessage(
            "%(number)s order about children is not signed yet.",
            "%(number)s orders about children are not signed yet.",
            number,
        )
        return Check(title, Verdict.STOP, text, f"/movement?organization={closing.organization_id}")
    return Check(title, Verdict.GOOD, message("All are signed."))


def _orders(now: Situation) -> Check:
    """The signed orders of the passage say exactly what the plan says."""
    title = message("Orders of the passage are signed")
    href = f"{_plan(now)}/orders"
    missing = [key for key in now.wanted if key not in now.ordered]
    other = [key for key, to in now.ordered.items() if now.wanted.get(key, 0) != to]
    unsigned = [one for one in now.orders if one.state is not DocumentState.SIGNED]
    if missing and not now.orders:
        text = message("The orders are not prepared yet.")
    elif missing or other:
        text = nmessage(
            "The orders differ from the plan for %(number)s child. Prepare them anew.",
            "The orders differ from the plan for %(number)s children. Prepare them anew.",
            len(missing) + len(other),
        )
    elif unsigned:
        text = nmessage(
            "%(number)s order waits for the signature of the head.",
            "%(number)s orders wait for the signature of the head.",
            len(unsigned),
        )
    else:
        return Check(title, Verdict.GOOD, message("The head has signed them."))
    return Check(title, Verdict.STOP, text, href)
