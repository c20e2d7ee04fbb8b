"""The order of cancellation (приказ об отмене): its draft, and what signing it takes back."""

from __future__ import annotations

from datetime import date

from app.core.errors import Conflict
from app.core.messages import Message, message
from app.core.russian import nested_quotes
from app.core.scoping.session import ScopedSession
from app.documents.actions import draft, name_keepers, note
from app.documents.effects import Effect, effect_of, register_effect
from app.documents.models import Document
from app.documents.queries import kind_of, load_document, resting_on
from app.documents.rules.lifecycle import Author, DocumentState, DocumentStep


def draft_cancellation(
    session: ScopedSession, target: Document, today: date, author_id: int | None = None
) -> Document:
    """A draft of the order that cancels another one. Raises Conflict when it is not signed."""
    if target.state is not DocumentState.SIGNED:
        raise Conflict(message("Only a signed order can be cancelled. Delete the draft."))
    kind = kind_of(session, target.organization_id, CANCELLATION, today)
    order = draft(
        session, target.organization_id, kind, today, cancels_id=target.id, author_id=author_id
    )
    if target.confidential and not order.confidential:
        order.confidential = True
        name_keepers(session, order, author_id)
    return order


class Cancelling(Effect):
    """The order of cancellation (об отмене): takes back what another order did."""

    words = ("отменяемый",)

    def placeholders(self, session: ScopedSession, document: Document) -> dict[str, str]:
        target = document.cancels
        if target is None:
            return {"отменяемый": ""}
        title = nested_quotes(f"«{target.title}»")
        return {"отменяемый": f"от {target.issued_on:%d.%m.%Y} № {target.number} {title}"}

    def check(self, session: ScopedSession, document: Document, today: date) -> list[Message]:
        target = document.cancels
        if target is None:
            return [message("Choose the order to cancel.")]
        problems = []
        if target.organization_id != document.organization_id:
            problems.append(message("The order to cancel belongs to another organization."))
        elif target.state is DocumentState.CANCELLED:
            problems.append(message("The order is cancelled already."))
        elif target.state is not DocumentState.SIGNED:
            problems.append(message("Only a signed order can be cancelled. Delete the draft."))
        elif target.kind.effect == CANCELLATION:
            problems.append(
                message("A cancellation is not cancelled. Sign the order anew instead.")
            )
        elif document.issued_on < target.issued_on:
            problems.append(message("The cancellation is older than the order. Correct the date."))
        problems += [
            message(
                "The document № %(number)s “%(title)s” rests on it: cancel that one first.",
                number=one.number,
                title=one.title,
            )
            for one in resting_on(session, target)
        ]
        return problems

    def apply(self, session: ScopedSession, document: Document, author: Author) -> None:
        """The target's own effect takes its rows back, or refuses because others rest on them."""
        assert document.cancels_id is not None  # judged by ``check``
        target = load_document(session, document.cancels_id, lock=True)
        if target is None or target.state is not DocumentState.SIGNED:
            raise Conflict(message("The order is cancelled already."))
        effect = effect_of(target)
        if effect is not None:
            effect.reverse(session, target, document, author)
        target.state = DocumentState.CANCELLED
        note(session, target, DocumentStep.CANCELLED, author, f"№ {document.number}")
        session.flush()

    def reverse(
        self, session: ScopedSession, document: Document, cancelling: Document, author: Author
    ) -> None:
        """Never reached: ``check`` refuses to cancel a cancellation."""
        raise Conflict(message("A cancellation is not cancelled. Sign the order anew instead."))


CANCELLATION = "cancellation"
register_effect(CANCELLATION, Cancelling())
