"""The menu holds what a person works with; what else one may open is one press further."""

from __future__ import annotations

import re

import pytest

from app.bars import BARS
from app.core.menu import FLAT_MOST
from app.menu import MENU

# Login → the most lines of a menu that fits one look, «All pages» not counted.
MOST = {
    "teacher_a": 10,
    "parent_a": 6,
    "nurse_a": 10,
    "accountant_a": 7,
    "senior_a": 10,
    "head_a": 11,
    "coordinator_a": 12,
    "administrator_a": 12,
    "authority": 11,
}
MOST_IN_A_SECTION = 8


def menu_of(client):
    """The part of a page that is the menu."""
    return client.get("/").text.partition('<div class="menu-body">')[2].partition("menu-person")[0]


def lines(menu):
    """(label, quiet, labels beneath) of each line of the menu."""
    found = []
    for part in menu.split('<span class="label">')[1:]:
        label, _tag, rest = part.partition("</span>")
        found.append(
            (label, re.findall(r'<a class="menu-link[^"]*" href="[^"]+"[^>]*>([^<]+)<', rest))
        )
    quiet = re.findall(r'<li( class="quiet")?>\s*<(?:details|a [^>]+title=)', menu)
    return [(label, bool(one), beneath) for (label, beneath), one in zip(found, quiet, strict=True)]


@pytest.mark.parametrize(("person", "most"), MOST.items())
def test_the_menu_of_each_role_is_short_and_what_is_seldom_needed_comes_last(
    sqlite_garden, person, most
):
    shown = lines(menu_of(sqlite_garden.client_of(person)))
    assert shown[0][0] == "Главная"
    assert shown[-1][0] == "Все разделы"
    assert len(shown) - 1 <= most, [label for label, *_rest in shown]
    for label, _quiet, beneath in shown:
        assert len(beneath) != 1, f"{label}: a section of one page is a press for nothing"
        assert len(beneath) <= MOST_IN_A_SECTION, (label, beneath)
    quiet = [quiet for _label, quiet, _beneath in shown]
    assert quiet == sorted(quiet), "quiet sections stand at the end"


def test_few_pages_stand_flat_and_each_has_an_icon_of_its_own(sqlite_garden):
    for person in ("teacher_a", "parent_a", "nurse_a"):
        menu = menu_of(sqlite_garden.client_of(person))
        assert "<details" not in menu, person
        icons = re.findall(r'#([a-z-]+)"', menu)
        assert len(icons) == len(set(icons)) <= FLAT_MOST + 1, person
    assert "<details" in menu_of(sqlite_garden.client_of("head_a"))


def test_every_page_that_a_person_may_open_is_among_all_pages(sqlite_garden):
    """A teacher's menu leaves out the register of placements, and does not hide it."""
    teacher = sqlite_garden.client_of("teacher_a")
    menu, pages = menu_of(teacher), teacher.get("/pages").text.partition("<main")[2]
    for href in ("/placements/", "/attendance-codes/", "/groups/"):
        assert f'href="{href}"' not in menu
        assert f'href="{href}"' in pages
    for href in set(re.findall(r'class="menu-link[^"]*" href="(/[^"]+)"', menu)) - {"/pages"}:
        assert f'href="{href}"' in pages, href
    for section in MENU:
        for item in section.items:
            if f'href="{item.href}"' in pages:
                assert teacher.get(item.href, follow_redirects=True).status_code == 200, item.href
    assert 'href="/users/"' not in pages


@pytest.mark.parametrize(
    ("person", "entries"),
    [
        ("teacher_a", ["Сегодня", "Месяц", "Дети", "Сообщения"]),
        ("parent_a", ["Главная", "Отсутствие", "Объявления", "Сообщения"]),
        ("head_a", ["Главная", "Дети", "Объявления", "Сообщения"]),
        ("accountant_a", ["Главная", "Сводка", "Объявления", "Сообщения"]),
    ],
)
def test_a_phone_has_four_pages_of_the_role_and_the_rest_one_press_away(
    sqlite_garden, person, entries
):
    page = sqlite_garden.client_of(person).get("/").text
    bar = page.partition('<nav class="bottom-bar"')[2].partition("</nav>")[0]
    assert re.findall(r"<span>([^<]+)</span>", bar) == [*entries, "Ещё"]
    assert all(len(one.items) >= 4 for one in BARS)


def test_a_number_that_the_bar_has_no_room_for_is_told_by_more(sqlite_garden):
    page = sqlite_garden.client_of("teacher_a").get("/").text
    bar = page.partition('<nav class="bottom-bar"')[2].partition("</nav>")[0]
    assert re.findall(r'data-count="([^"]+)"', bar) == ["mail", "board"]
    menu = menu_of(sqlite_garden.client_of("teacher_a"))
    assert sorted(re.findall(r'data-count="([^"]+)"', menu)) == ["board", "mail"]
