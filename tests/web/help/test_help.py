"""Every screen has its help, every link of it leads somewhere."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from app import menu
from app.help.queries import FOLDER, names, topic
from app.help.rules import HINTS, TOPICS, TOUCH_HINTS, topic_of

MENU = [item.href for section in menu.MENU for item in section.items]


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs)["href"])


@pytest.mark.parametrize("href", MENU)
def test_every_page_of_the_menu_has_help_of_its_own(href):
    name = topic_of(href)
    assert name in names(), href
    assert href == "/" or name != "home", f"{href}: add a line to app/help/rules.py"


def test_every_page_without_a_parameter_has_help(sqlite_garden):
    """But what is no page: the sign-out, files, answers for scripts."""
    without = []
    for rule in sqlite_garden.app.url_map.iter_rules():
        page = "GET" in rule.methods and not rule.arguments and "." not in rule.rule
        if page and not rule.rule.startswith("/api/") and topic_of(rule.rule) is None:
            without.append(rule.rule)
    assert sorted(without) == ["/csrf-token", "/health"]


def test_the_table_names_files_that_are_there_and_all_of_them():
    assert set(TOPICS.values()) <= set(names())
    linked = {link.rpartition("/")[2] for link in Links(str(topic("index").html)).found}
    assert linked == set(names()) - {"index"}
    assert set(HINTS) <= set(names())


@pytest.mark.parametrize("name", names())
def test_every_link_inside_help_resolves(sqlite_garden, name):
    client = sqlite_garden.client_of("head_a")
    for link in Links(str(topic(name).html)).found:
        assert link.startswith("/help/"), f"{name}: {link}"
        assert client.get(link).status_code == 200, f"{name}: {link}"


def test_help_is_a_page_with_its_contents_beside_it(sqlite_garden):
    page = sqlite_garden.client_of("teacher_a").get("/help/today").get_data(as_text=True)
    assert "<h1>Сегодня: отметить детей</h1>" in page
    assert 'href="/help/month-sheet"' in page
    assert "<ol>" in page


def test_who_cannot_sign_in_can_read_how_to(sqlite_garden):
    page = sqlite_garden.client_of("anonymous").get("/help/sign-in")
    assert page.status_code == 200
    assert "Caps Lock" in page.get_data(as_text=True)
    assert 'id="menu"' not in page.get_data(as_text=True)


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fconfig", "index.md", "%00", "Index"])
def test_a_page_of_help_that_is_not_there_is_absent(sqlite_garden, name):
    assert sqlite_garden.client_of("teacher_a").get(f"/help/{name}").status_code == 404


def test_the_question_mark_leads_to_the_help_of_the_page(sqlite_garden):
    client = sqlite_garden.client_of("head_a")
    for path, name in (
        ("/", "home"),
        ("/children/", "children"),
        (f"/children/{sqlite_garden.cast.row('A1', 'child')}", "children"),
        ("/attendance/control", "not-filled"),
        ("/users/", "users-and-roles"),
    ):
        assert f'href="/help/{name}" data-help-link' in client.get(path).get_data(as_text=True)


def test_a_hint_is_shown_where_a_screen_is_not_self_evident(sqlite_garden):
    teacher = sqlite_garden.client_of("teacher_a")
    page = teacher.get("/attendance/today", follow_redirects=True).get_data(as_text=True)
    assert 'data-hint="today"' in page
    assert "data-hint=" not in teacher.get("/children/").get_data(as_text=True)


def test_each_hint_can_be_hidden_before_the_first_paint():
    style = (FOLDER.parents[1] / "app/static/css/shell.css").read_text(encoding="utf-8")
    for key in HINTS:
        assert f':root[data-read~="{key}"] [data-hint="{key}"]' in style


def test_a_hint_speaks_to_a_finger_and_is_not_shown_where_nothing_can_be_marked(sqlite_garden):
    """A phone has no letters to type; a sheet that is closed has no cells to press."""
    assert set(TOUCH_HINTS) <= set(HINTS)
    group = sqlite_garden.cast.row("A1", "child_group")
    month = f"/attendance/month/{group}/2026-11"
    page = sqlite_garden.client_of("teacher_a").get(month).text
    assert 'class="by-finger">Коснитесь клетки' in page
    assert "data-hint=" not in sqlite_garden.client_of("accountant_a").get(month).text
