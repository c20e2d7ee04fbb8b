"""The month of a child on its card: drawn by attendance, for who may open attendance."""

from __future__ import annotations

import re


def card(house, login, query="", child=0):
    return house.visit(login).get(f"/children/{house.children[child]}{query}")


def test_the_card_of_a_child_holds_its_month(house):
    first = house.visit("first")
    house.marks(first, house.cell(0, 23, "Б"))
    page = card(house, "first", "?tab=attendance").text
    assert '<span class="here">Ноябрь 2026</span>' in page
    assert "23: Болезнь ребёнка" in page
    back = re.search(r'href="([^"]+)" aria-label="Предыдущий месяц"', page)[1]
    assert back.replace("&amp;", "&").endswith("?tab=attendance&month=2026-10")
    assert "Октябрь 2026" in card(house, "first", "?tab=attendance&month=2026-10").text


def test_the_month_of_a_card_is_for_those_who_may_read_it(house, garden):
    nurse = garden.client_of("nurse_a")
    child = garden.cast.row("A1", "child")
    assert "tab=attendance" not in nurse.get(f"/children/{child}").text
    assert nurse.get(f"/children/{child}?tab=attendance").status_code == 404
    assert card(house, "other", "?tab=attendance").status_code == 404
    assert card(house, "parent", "?tab=attendance").status_code == 200
    assert card(house, "parent", "?tab=attendance", child=1).status_code == 404


def test_a_month_that_is_none_is_no_page(house):
    for month in ("2026-13", "x", "1900-01"):
        assert card(house, "first", f"?tab=attendance&month={month}").status_code == 404
