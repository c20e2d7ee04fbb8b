"""The list of children says who is in a group today, who was before and who is in none yet."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from app.children.models import Child
from tests.factories.house import make_house

BORN = date(2022, 5, 5)


@pytest.fixture
def house(garden):
    return make_house(garden, children=2)


def listed(client, stay):
    page = client.get(f"/children/?f.stay={stay}").get_data(as_text=True)
    return {int(key) for key in re.findall(r'class="title" href="/children/(\d+)"', page)}


def test_every_child_is_in_a_group_or_was_or_is_in_none_yet(house):
    """The day of departure is no longer counted, a day that lies ahead not yet."""
    gone = house.add(children=1, until=date(2026, 11, 24))
    coming = house.add(children=1, since=date(2026, 11, 25))
    card = house.make(Child, last_name="Юдин", first_name="Ян", birth_date=BORN)
    head = house.visit("head")
    found = {stay: listed(head, stay) for stay in ("now", "left", "new")}
    assert found["left"] == {*gone}
    assert found["new"] == {*coming, card}
    everybody = {row.id for row in house.look(Child, organization_id=house.organization)}
    assert found["now"] == everybody - {*gone, *coming, card}
    assert found["now"] >= {*house.children}
    assert "в списке сегодня" in html.unescape(
        head.get("/children/?f.stay=now").get_data(as_text=True)
    )


def test_who_is_counted_belongs_to_the_own_kindergarten(house, garden):
    for stay in ("now", "left", "new"):
        assert not listed(garden.client_of("head_a"), stay) & set(house.children)


def test_a_teacher_finds_only_children_of_the_own_group(house):
    house.make(Child, last_name="Юдин", first_name="Ян", birth_date=BORN)
    assert listed(house.visit("first"), "now") == {*house.children}
    assert listed(house.visit("first"), "new") == set()
