"""Home: who came, moved and left this month beside the last one, as the report behind tells."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.children.models import Child
from app.movement.initial_actions import adopt
from app.movement.rules.events import DepartureReason
from tests.factories.orders import cancelled, facts, signed
from tests.web.onboarding.conftest import HomePage, give_right, words

DAY = date(2026, 11, 24)
TITLE = "Движение воспитанников, ноябрь"


@pytest.fixture
def moved(house):
    """October: one came. November: one moved, one left, one enrolment was cancelled, and one more
    comes next week."""
    with house.garden.system() as session:
        adopt(session, [*house.children, *house.neighbours], date(2026, 9, 1))
    came, mistaken, later = (house.make(Child, last_name=f"Новый{n}") for n in range(3))
    signed(house, "enrolment", DAY, facts(came, date(2026, 10, 5), house.group))
    one, two = house.children[:2]
    signed(house, "group_transfer", DAY, facts(one, date(2026, 11, 2), house.other_group))
    signed(house, "departure", DAY, facts(two, DAY, reason=DepartureReason.MOVE))
    order = signed(house, "enrolment", DAY, facts(mistaken, DAY, house.group))
    cancelled(house, order, DAY)
    signed(house, "enrolment", DAY, facts(later, date(2026, 11, 30), house.group))
    return house


@pytest.mark.parametrize("login", ["head", "coordinator", "administrator"])
def test_the_movement_of_the_month_stands_beside_the_last_one(moved, login):
    client = moved.visit(login)
    block = HomePage(client).block(TITLE)
    lines = [words(one) for one in re.findall(r"<li>.*?</li>", block, re.DOTALL)]
    assert lines == [
        "Прибыло октябрь: 1 0",
        "Перешло в другую группу октябрь: 0 1",
        "Выбыло октябрь: 0 1",
    ]
    # Each figure is the number of lines of the report that it opens; a cancelled one is struck.
    addresses = re.findall(r'href="(/movement/period[^"]+)"', block)
    for address, figure in zip(addresses, (0, 1, 1), strict=True):
        rows = HomePage(client, address.replace("&amp;", "&")).main
        body = rows.split("<tbody>")[1] if "<tbody>" in rows else ""
        assert body.count("<tr>") == figure, address


def test_who_keeps_no_book_is_told_nothing_of_it(moved, garden):
    give_right(moved, "parent", "accountant")
    for login in ("first", "parent"):
        assert not HomePage(moved.visit(login)).has(TITLE)
    assert not HomePage(garden.client_of("authority")).has(TITLE)
    other = HomePage(garden.client_of("head_a")).block(TITLE)
    assert "Прибыло октябрь: 0 0" in words(other)
