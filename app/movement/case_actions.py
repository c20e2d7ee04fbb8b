"""A transfer between two kindergartens: the departure here tells there, the enrolment there
closes the case here.

The other side's row stands outside the scope of who signs. It is written past the session, in
the transaction of the signature, with what the other side is to know and nothing else.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from app.children.models import Child
from app.core.errors import Conflict
from app.core.formats import in_quotes, show_date
from app.core.messages import Message, message
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.documents import actions as documents
from app.documents import queries as document_queries
from app.documents.models import Document
from app.documents.rules.lifecycle import Author
from app.movement.case_models import TransferCase
from app.movement.case_queries import name_of_house, part_of, people_of
from app.movement.models import Movement, MovementLine
from app.movement.rules.cases import CaseSide, CaseState, may_begin
from app.movement.rules.events import MovementKind
from app.notifications.actions import notify
from app.notifications.rules import notification_kind

TRANSFER_NEWS = notification_kind(
    "transfer_case",
    message("A child goes from one kindergarten to another"),
    "movement",
    ("TransferCase", "read"),
)
_SHARED = ("last_name", "first_name", "middle_name", "birth_date", "sex")


class TransferCases:
    """Follows entries of the book on both sides."""

    def entered(
        self,
        session: ScopedSession,
        document: Document,
        entries: Sequence[Movement],
        author: Author,
    ) -> None:
        for entry in entries:
            if entry.kind is MovementKind.DEPARTURE and entry.partner_id is not None:
                _open(session, document, entry, entry.partner_id, author)
            elif entry.kind is MovementKind.BY_TRANSFER:
                _settle(session, document, entry, author)

    def reversed(
        self,
        session: ScopedSession,
        document: Document,
        entries: Sequence[Movement],
        author: Author,
    ) -> None:
        """Raises Conflict when the child is enrolled there already."""
        query = select(TransferCase).where(TransferCase.document_id == document.id)
        for case in session.scalars(query).all():
            if case.side is CaseSide.SENDING:
                _withdraw(session, case, author)
            elif case.state is CaseState.DONE:
                _reopen(session, case, author)


def _open(
    session: ScopedSession, document: Document, entry: Movement, partner: int, author: Author
) -> None:
    child = session.get_one(Child, entry.child_id)
    key = uuid.uuid4().hex
    facts = {name: getattr(child, name) for name in _SHARED}
    facts |= {
        "case_key": key,
        "state": CaseState.ANNOUNCED,
        "leaves_on": entry.effective_on,
        "leaving_order": document.number,
    }
    own = TransferCase(
        organization_id=document.organization_id,
        side=CaseSide.SENDING,
        partner_id=partner,
        partner_name=name_of_house(session, partner),
        child_id=child.id,
        document_id=document.id,
        **facts,
    )
    session.add(own)
    session.flush()
    theirs = facts | {
        "organization_id": partner,
        "side": CaseSide.RECEIVING,
        "partner_id": document.organization_id,
        "partner_name": document.organization.short_name,
    }
    with unscoped("telling another kindergarten of a child that is transferred to it"):
        session.connection().execute(insert(TransferCase).values(**theirs))
    said = message(
        "%(child)s is transferred to you from the kindergarten %(house)s, leaves there on %(day)s.",
        child=child.full_name,
        house=in_quotes(document.organization.short_name),
        day=show_date(entry.effective_on),
    )
    tell(session, key, partner, said, "announced", author)


def _settle(session: ScopedSession, document: Document, entry: Movement, author: Author) -> None:
    query = select(TransferCase).where(
        TransferCase.child_id == entry.child_id,
        TransferCase.side == CaseSide.RECEIVING,
        TransferCase.state.in_([CaseState.ANNOUNCED, CaseState.BEGUN, CaseState.REFUSED]),
    )
    case = session.scalars(query).first()
    if case is None:
        return
    news = {
        "state": CaseState.DONE,
        "enrolled_on": entry.effective_on,
        "enrolment_order": document.number,
    }
    case.document_id = document.id
    news["closing_reason"] = None
    write_both(session, case, news)
    said = message(
        "%(child)s is enrolled in the kindergarten %(house)s from %(day)s on.",
        child=case.full_name,
        house=in_quotes(document.organization.short_name),
        day=show_date(entry.effective_on),
    )
    tell(session, case.case_key, case.partner_id, said, "done", author)


def _withdraw(session: ScopedSession, case: TransferCase, author: Author) -> None:
    if case.state is CaseState.DONE:
        raise Conflict(
            message(
                "%(child)s is enrolled in the kindergarten %(house)s already: their order of "
                "enrolment is cancelled first.",
                child=case.full_name,
                house=in_quotes(case.partner_name),
            )
        )
    told = case.state in (CaseState.WITHDRAWN, CaseState.REFUSED)
    write_both(session, case, {"state": CaseState.WITHDRAWN})
    if told:
        return
    said = message(
        "The transfer of %(child)s to you is withdrawn: the order of departure is cancelled.",
        child=case.full_name,
    )
    tell(session, case.case_key, case.partner_id, said, "withdrawn", author)


def _reopen(session: ScopedSession, case: TransferCase, author: Author) -> None:
    write_both(
        session,
        case,
        {"state": CaseState.BEGUN, "enrolled_on": None, "enrolment_order": None},
    )
    said = message(
        "The enrolment of %(child)s in the kindergarten %(house)s is cancelled.",
        child=case.full_name,
        house=in_quotes(case.organization.short_name),
    )
    step = f"reopened-{author.moment:%Y%m%d%H%M%S}"
    tell(session, case.case_key, case.partner_id, said, step, author)


def write_both(session: ScopedSession, case: TransferCase, news: dict[str, Any]) -> None:
    """The same news on one's own row and on the other side's."""
    for name, value in news.items():
        setattr(case, name, value)
    session.flush()
    theirs = update(TransferCase).where(
        TransferCase.case_key == case.case_key,
        TransferCase.organization_id == case.partner_id,
    )
    with unscoped("telling the other kindergarten how far a transfer is"):
        session.connection().execute(theirs.values(**news))


def tell(
    session: ScopedSession, case_key: str, house: int, said: Message, step: str, author: Author
) -> None:
    """Tell those who write orders in a kindergarten; the news leads to its own part of the case."""
    key = f"transfer-{case_key}-{step}"
    people = people_of(session, house, author.moment.date())
    href = f"/transfer-cases/{part_of(session, case_key, house)}"
    notify(session, TRANSFER_NEWS, people, said, key=key, href=href, moment=author.moment)


def accept(
    session: ScopedSession, case: TransferCase, today: date, author_id: int | None
) -> Document:
    """Begin the enrolment of an announced child: its card and a draft of the order.

    Also of one who was not to come and comes after all. Raises Conflict for a case that is begun,
    closed or withdrawn.
    """
    if not may_begin(case.side, case.state):
        raise Conflict(message("This transfer is begun or closed already. Open its order."))
    child = session.get(Child, case.child_id) if case.child_id else None
    if child is None:
        child = Child(
            organization_id=case.organization_id,
            **{name: getattr(case, name) for name in _SHARED},
        )
        session.add(child)
    kind = document_queries.kind_of(
        session, case.organization_id, MovementKind.BY_TRANSFER.value, today
    )
    order = documents.draft(session, case.organization_id, kind, today, author_id=author_id)
    session.flush()
    session.add(
        MovementLine(
            organization_id=case.organization_id,
            document_id=order.id,
            child_id=child.id,
            effective_on=max(case.leaves_on, today),
            place=case.partner_name,
        )
    )
    case.child_id, case.document_id = child.id, order.id
    write_both(session, case, {"state": CaseState.BEGUN, "closing_reason": None})
    return order
