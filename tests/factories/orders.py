"""Orders about children in few words: written and signed as the product does it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.core import clock
from app.documents import actions as documents
from app.documents import queries as document_queries
from app.documents.cancel_actions import draft_cancellation
from app.documents.models import Document
from app.documents.rules.lifecycle import Author
from app.movement.order_actions import add_lines
from app.movement.rules.lines import LineFacts
from tests.factories.house import House

HEAD = "Смирнова Е. П."


def moment_of(day: date) -> datetime:
    """Noon in Moscow."""
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


def draft(session: Any, organization: int, kind: str, day: date, *lines: LineFacts) -> Document:
    """A draft of an order with its list."""
    row = document_queries.kind_of(session, organization, kind, day)
    order = documents.draft(session, organization, row, day, basis="заявление родителей")
    add_lines(session, order, lines)
    return order


def signed(house: House, kind: str, day: date, *lines: LineFacts) -> int:
    """The key of an order that the head of a house signed on its day."""
    with house.garden.system() as session:
        order = draft(session, house.organization, kind, day, *lines)
        documents.sign(session, order, Author(HEAD, moment_of(day)), day)
        return int(order.id)


def cancelled(house: House, order: int, day: date) -> int:
    """The key of the order of cancellation, signed."""
    with house.garden.system() as session:
        target = session.get_one(Document, order)
        found = draft_cancellation(session, target, day)
        documents.sign(session, found, Author(HEAD, moment_of(day)), day)
        return int(found.id)


def facts(child: int, on: date, group: int | None = None, **more: Any) -> LineFacts:
    """A line; a day that has passed is meant."""
    return LineFacts(
        child_id=child, effective_on=on, to_group_id=group, late_confirmed=True, **more
    )


def today() -> date:
    return clock.today()
