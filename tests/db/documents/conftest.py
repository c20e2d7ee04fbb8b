"""A house with orders in it, and an effect that writes rooms: what it did is seen in the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.core.errors import RuleViolation
from app.core.messages import message
from app.documents import actions, queries
from app.documents.effects import EFFECTS, Effect, register_effect
from app.documents.models import Document, DocumentKind
from app.documents.rules.lifecycle import Author
from app.groups.models import Room
from tests.factories.house import House, make_house

TODAY = date(2026, 11, 24)
HEAD = Author("Смирнова Е. П.", datetime(2026, 11, 24, 7, 0, tzinfo=UTC), 1)


@dataclass
class Rooming(Effect):
    """Opens a room by an order; another order's room that is bigger rests on it."""

    problems: list[str] = field(default_factory=list)
    rested: bool = False

    def lines(self, session: Any, document: Document) -> list[str]:
        return ["Открыть игровую комнату"]

    def check(self, session: Any, document: Document, today: date) -> Any:
        return [message(one) for one in self.problems]

    def apply(self, session: Any, document: Document, author: Author) -> None:
        session.add(
            Room(organization_id=document.organization_id, name=f"По приказу {document.number}")
        )
        session.flush()

    def reverse(self, session: Any, document: Any, cancelling: Any, author: Author) -> None:
        if self.rested:
            raise RuleViolation(message("In this room children play already."))
        name = f"По приказу {document.number}"
        for room in session.query(Room).filter_by(name=name):
            session.delete(room)


@pytest.fixture
def effect() -> Iterator[Rooming]:
    found = Rooming()
    register_effect("rooming", found)
    yield found
    del EFFECTS["rooming"]


@pytest.fixture
def house(garden: Any) -> House:
    return make_house(garden)


def draft(session: Any, house: House, key: str = "general", day: date = TODAY, **more: Any) -> Any:
    kind = queries.kind_of(session, house.organization, key, day)
    return actions.draft(session, house.organization, kind, day, **more)


def rooming_kind(session: Any, house: House) -> DocumentKind:
    kind = DocumentKind(
        organization_id=house.organization,
        key="rooming",
        name="Приказ о комнате",
        is_order=True,
        series="р",
        effect="rooming",
        title_template="Об открытии комнаты",
        text_template="ПРИКАЗЫВАЮ:\n{список}",
        valid_from=date(2020, 1, 1),
    )
    session.add(kind)
    session.flush()
    return kind
