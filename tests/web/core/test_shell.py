"""The frame of a page: how one gets up, and what a phone needs to keep the product at hand."""

from __future__ import annotations

import re

import pytest

from app.core.formats import legal_name


def back(client, path):
    found = re.search(r'<a class="round page-back" href="([^"]+)"', client.get(path).text)
    return found and found[1]


def crumbs(client, path):
    trail = re.search(r'<nav class="crumbs".*?</nav>', client.get(path).text, re.DOTALL)
    return [one.strip() for one in re.findall(r">([^<>]+)<", trail[0]) if one.strip()]


def test_the_way_up_leads_from_form_to_card_to_list(sqlite_garden):
    admin = sqlite_garden.client_of("administrator_a")
    child = sqlite_garden.cast.row("A1", "child")
    assert back(admin, f"/children/{child}/edit") == f"/children/{child}"
    assert back(admin, f"/children/{child}") == "/children/"
    assert back(admin, "/children/add") == "/children/"
    assert back(admin, "/children/") is None
    assert back(admin, "/search") == "/"
    assert back(admin, "/") is None


def test_the_trail_ends_with_the_page_itself(sqlite_garden):
    admin = sqlite_garden.client_of("administrator_a")
    child = sqlite_garden.cast.row("A1", "child")
    assert crumbs(admin, "/children/") == ["Дети", "Воспитанники"]
    card = crumbs(admin, f"/children/{child}")
    assert card[:2] == ["Дети", "Воспитанники"]
    assert "feldsparalpha" in card[2]


def test_a_page_that_is_not_in_the_menu_stands_beneath_one_that_is(sqlite_garden):
    head, cast = sqlite_garden.client_of("head_a"), sqlite_garden.cast
    for path, above in (
        (f"/attendance/child/{cast.row('A1', 'child')}", "Воспитанники"),
        (f"/child-guardians/{cast.row('A1', 'child_guardian')}", "Законные представители"),
        ("/sheet-events/", "Реестр табелей"),
        ("/role-reaches/", "Роли"),
    ):
        trail = crumbs(head, path)
        assert len(trail) == 3, (path, trail)
        assert trail[1] == above, path
    assert back(head, "/sheet-events/") == "/attendance-sheets/"
    assert 'aria-current="page">Реестр табелей' in head.get("/attendance-sheets/").text


def test_paper_names_the_kindergarten(sqlite_garden):
    page = sqlite_garden.client_of("head_a").get("/children/").text
    said = re.search(r'<p class="print-only">([^<]+)</p>', page)[1]
    assert said in page.split("<main")[0], "the same name as the menu's"


def test_the_trail_does_not_say_the_same_twice(sqlite_garden):
    head, group = sqlite_garden.client_of("head_a"), sqlite_garden.cast.row("A1", "child_group")
    day, month = f"/attendance/today/{group}/2026-11-24", f"/attendance/month/{group}/2026-11"
    for path, above in ((day, "Сегодня"), (month, "Табели за месяц")):
        section, page, own = crumbs(head, path)
        assert (section, page) == ("Посещаемость", above), path
        assert own not in ("Сегодня", "Табель за месяц"), path
    assert crumbs(head, "/attendance/control/2026-11-24")[2] == "вторник, 24.11.2026"
    for path in ("/attendance/summary", "/children/"):
        trail = crumbs(head, path)
        assert len(trail) == len(set(trail)), path


def test_the_manifest_puts_the_product_on_a_home_screen(sqlite_garden):
    client = sqlite_garden.app.test_client()
    page = client.get("/sign-in")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text
    assert "manifest-src 'self'" in page.headers["Content-Security-Policy"]
    answer = sqlite_garden.app.test_client().get("/manifest.webmanifest")
    assert "Set-Cookie" not in answer.headers
    assert answer.mimetype == "application/manifest+json"
    assert "Cookie" not in answer.headers.get("Vary", "")
    told = answer.get_json()
    assert told["name"] == "Сетевой сад"
    assert client.get(told["start_url"]).status_code == 302
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {
        *(("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"))
    }
    touch = re.search(r'rel="apple-touch-icon" href="([^"]+)"', page.text)[1]
    for address in (touch, *(icon["src"] for icon in told["icons"])):
        picture = client.get(address)
        assert picture.data.startswith(b"\x89PNG"), address
        width = int.from_bytes(picture.data[16:20], "big")
        assert str(width) in address or width == 180


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "Муниципальное бюджетное дошкольное образовательное учреждение «Детский сад № 17»",
            "МБДОУ «Детский сад № 17»",
        ),
        ("Управление образования «Север»", "Управление образования «Север»"),
        ("Детский сад № 5", "Детский сад № 5"),
        ("", ""),
    ],
)
def test_a_legal_form_is_shown_by_its_initials(name, shown):
    assert legal_name(name) == shown


def test_a_refusal_leaves_the_menu_at_hand(sqlite_garden):
    teacher = sqlite_garden.client_of("teacher_a")
    for path, code in (("/users/", 403), ("/children/999999", 404), ("/nothing", 404)):
        answer = teacher.get(path)
        assert answer.status_code == code
        assert 'id="menu"' in answer.text
        assert 'href="/attendance/today"' in answer.text
    stranger = sqlite_garden.app.test_client().get("/nothing")
    assert stranger.status_code == 404
    assert 'id="menu"' not in stranger.text
