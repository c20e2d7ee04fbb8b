"""A kindergarten at work, and the home page of a person as text and as links."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from app.core import clock
from app.organizations.models import Organization, UserAccount
from tests.factories.client import Guest
from tests.factories.garden import Garden
from tests.factories.house import House, make_house
from tests.factories.rows import Rows


@pytest.fixture
def house(garden: Garden) -> House:
    """«Детский сад № 5» on either database; today is Tuesday, 24 November 2026."""
    return make_house(garden)


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``on_day("2026-11-30")``: it is ten in the morning of that day in Moscow."""

    def travel(day: str, time: str = "07:00") -> None:
        moment = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return travel


class HomePage:
    """What a home page says: sections by title, figures by caption, links."""

    def __init__(self, client: Guest, path: str = "/") -> None:
        answer = client.get(path)
        assert answer.status_code == 200, answer.status
        self.html = html.unescape(answer.get_data(as_text=True))
        self.main = self.html.split('<main id="main"')[1].split("</main>")[0]

    def block(self, title: str) -> str:
        """The section of a title. Fails when it is not there."""
        found = [part for part in self._parts("section") if f"<h2>{title}</h2>" in part]
        assert found, f"no block «{title}»"
        return found[0]

    def has(self, title: str) -> bool:
        return any(f"<h2>{title}</h2>" in part for part in self._parts("section"))

    def figure(self, caption: str) -> str:
        """The card of a caption."""
        cards = re.findall(r'<(?:a|div) class="card figure.*?</(?:a|div)>', self.main, re.DOTALL)
        return next(card for card in cards if f">{caption}<" in card)

    def _parts(self, tag: str) -> list[str]:
        return re.findall(rf"<{tag}\b.*?</{tag}>", self.main, re.DOTALL)


def words(fragment: str) -> str:
    """The text of a piece of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", fragment).split())


def big(card: str) -> str:
    """The figure of a card, without its unit."""
    found = re.search(r'class="big">([^<]*)', card)
    assert found, card
    return found[1].strip()


def href(fragment: str, beginning: str = "/attendance") -> str:
    """The first address of a piece of a page that begins so."""
    found = re.search(rf'href="({re.escape(beginning)}[^"]*)"', fragment)
    assert found, fragment
    return found[1]


def listed(client: Guest, address: str) -> int:
    """How many records the list behind a link shows (one page of it)."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status}"
    text = answer.get_data(as_text=True)
    body = text.split("<tbody", 1)[1].split("</tbody>")[0] if "<tbody" in text else ""
    return body.count("<tr")


def give_right(house: House, login: str, role: str) -> None:
    """One more appointment of a person in this house."""
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization))
        user = session.get_one(UserAccount, house.users[login])
        rows.appoint(user, role, date(2026, 9, 2))
