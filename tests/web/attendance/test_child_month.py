"""A child's month, as its parents see it: their own child, the reasons, nobody else."""

from __future__ import annotations

import html

import pytest

from tests.factories.house import NAMES


def page(house, login, child, month="2026-11", status=200):
    answer = house.visit(login).get(f"/attendance/child/{child}/{month}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return html.unescape(answer.get_data(as_text=True))


@pytest.fixture
def marked(house):
    first = house.visit("first")
    cells = [house.cell(0, 19, "Б"), house.cell(0, 20, "О"), house.cell(1, 20, "Н")]
    house.marks(first, *cells, present=("2026-11-23",))
    return house


def test_a_parent_sees_the_own_child_with_the_reasons(marked):
    text = page(marked, "parent", marked.children[0])
    assert "Абрамов Тимофей" in text
    assert "Болезнь ребёнка" in text
    assert "Отпуск родителей" in text
    assert "19: Болезнь ребёнка" in text
    assert "23: Присутствовал" in text
    assert f"24: {marked.said('not marked yet')}" in text
    assert f"25: {marked.said('still ahead')}" in text
    assert "4: День народного единства" in text


def test_no_other_child_is_named_to_a_parent(marked):
    text = page(marked, "parent", marked.children[0])
    for last, first in NAMES[1:]:
        assert last not in text
        assert first not in text
    assert "Кузнецова" not in text


def test_the_child_of_others_is_absent(marked):
    for child in (*marked.children[1:], *marked.neighbours, marked.garden.cast.row("A1", "child")):
        page(marked, "parent", child, status=404)
        answer = marked.visit("parent").get(f"/attendance/child/{child}")
        assert answer.status_code == 404


def test_a_parent_opens_neither_the_sheet_nor_the_day(marked):
    parent = marked.visit("parent")
    for address in (
        marked.month_address(),
        marked.day_address(),
        f"{marked.month_address()}/changes",
        "/attendance/control",
        "/attendance/summary",
    ):
        assert parent.get(address).status_code == 403, address


def test_totals_of_the_child_are_those_of_the_sheet(marked):
    text = page(marked, "parent", marked.children[0])
    plan = 19  # November 2026 has 20 working days, the authority gives the sixth off
    assert f'<dt>{marked.said("Days of the plan")}</dt><dd class="num"><b>{plan}</b>' in text
    assert f'<dt>{marked.said("Days missed")}</dt><dd class="num"><b>2</b>' in text
    assert f'<dt>{marked.said("of them excused")}</dt><dd class="num"><b>1</b>' in text


def test_a_month_that_is_none_is_no_page(house):
    for month in ("2026-13", "0001-01", "9999-12", "x", "1999-12"):
        page(house, "parent", house.children[0], month, status=404)


def test_a_forged_child_is_absent(house):
    for child in (0, 999_999, 2**31, 10**30):
        page(house, "parent", child, status=404)
        page(house, "head", child, status=404)


def test_the_teacher_and_the_head_see_it_too(marked):
    for login in ("first", "head"):
        assert "Болезнь ребёнка" in page(marked, login, marked.children[0])
    page(marked, "other", marked.children[0], status=404)


@pytest.mark.parametrize("login", ["parent", "first", "head"])
def test_the_page_names_the_group_also_to_the_parent(house, login):
    page = house.visit(login).get(f"/attendance/child/{house.children[0]}/2026-11")
    assert "Ромашка" in page.get_data(as_text=True)


def test_after_a_transfer_it_names_the_group_of_that_month(house):
    house.transfer(0, "2026-11-16")
    parent = house.visit("parent")
    shown = [
        parent.get(f"/attendance/child/{house.children[0]}/{month}").get_data(as_text=True)
        for month in ("2026-10", "2026-11")
    ]
    assert "Ромашка" in shown[0]
    assert "Василёк" in shown[1]
