"""A house whose orders and papers the tests of pages look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from app.core import clock
from app.documents import actions, queries
from app.documents.models import Document
from tests.factories.garden import NOW
from tests.factories.house import House, make_house

TODAY = NOW.date()


@pytest.fixture
def house(garden) -> House:
    return make_house(garden)


@dataclass
class Papers:
    """Makes papers of a house and looks at them."""

    house: House

    def kind(self, key: str = "general") -> int:
        with self.house.garden.system() as session:
            return queries.kind_of(session, self.house.organization, key, TODAY).id

    def draft(self, key: str = "general", day: date = TODAY, **more) -> int:
        with self.house.garden.system() as session:
            found = queries.kind_of(session, self.house.organization, key, day)
            return actions.draft(session, self.house.organization, found, day, **more).id

    def signed(self, key: str = "general", **more) -> int:
        number = self.draft(key, **more)
        assert self.house.visit("head").send(f"/orders/{number}/sign").status_code == 303
        return number

    def look(self, key: int) -> Document:
        return self.house.look(Document, id=key)[0]


@pytest.fixture
def papers(house: House) -> Papers:
    return Papers(house)


@pytest.fixture
def later(monkeypatch):
    """Moves the product's clock on from ``NOW``."""

    def move(**delta: int) -> None:
        moment = NOW + timedelta(**delta)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move
