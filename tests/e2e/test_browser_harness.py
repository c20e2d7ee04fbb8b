"""The browser that the end-to-end tests use sees what a person must never meet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.people import axe_faults
from tests.harness.browser import PHONE, accessibility_faults, is_local
from tests.harness.server import serving

GOOD = """<!doctype html><html lang="ru"><head><title>Сад</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
<body><main><h1>Группа «Ромашка»</h1><button>Сохранить</button></main></body></html>"""

PAGES = {
    "/good": GOOD,
    "/foreign": GOOD.replace("</main>", '<img alt="" src="http://example.invalid/a.png"></main>'),
    "/broken": GOOD.replace("</main>", "<script>throw new Error('сломано')</script></main>"),
    "/missing": GOOD.replace("</main>", '<script src="/nothing.js"></script></main>'),
    "/unreadable": GOOD.replace('lang="ru"', "").replace("</main>", "<img src='data:,'></main>"),
}


def pages(environ, start_response):
    body = PAGES.get(environ["PATH_INFO"])
    status = "200 OK" if body else "404 Not Found"
    start_response(status, [("Content-Type", "text/html; charset=utf-8")])
    return [(body or "").encode()]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(pages) as started:
        yield started


def test_a_good_page_passes_at_phone_size(open_window, address):
    with open_window(PHONE) as person:
        person.page.goto(f"{address}/good")
        assert person.page.evaluate("innerWidth") == 390
        assert person.page.evaluate("navigator.language") == "ru-RU"
        assert accessibility_faults(person.page) == []


def test_a_request_beyond_this_machine_fails_the_test(open_window, address):
    with (
        pytest.raises(AssertionError, match="beyond this machine.*example.invalid"),
        open_window() as person,
    ):
        person.page.goto(f"{address}/foreign")


@pytest.mark.parametrize(("page", "told"), [("broken", "сломано"), ("missing", "404")])
def test_an_error_in_the_browser_fails_the_test(open_window, address, page, told):
    with pytest.raises(AssertionError, match=told), open_window() as person:
        person.page.goto(f"{address}/{page}")


def test_an_expected_error_does_not(open_window, address):
    with open_window() as person:
        person.expect_error("404")
        person.page.goto(f"{address}/missing")


def test_axe_names_the_rule_and_the_element(open_window, address):
    with open_window() as person:
        person.page.goto(f"{address}/unreadable")
        faults = accessibility_faults(person.page)
        assert any(fault.startswith("html-has-lang (serious): html") for fault in faults)
        assert any(fault.startswith("image-alt (critical): img") for fault in faults)
        without = accessibility_faults(person.page, without=("image-alt",))
        assert not any(fault.startswith("image-alt") for fault in without)


def test_axe_tells_a_person_the_same_of_a_page_of_a_part_and_of_one_rule(open_window, address):
    with open_window() as person:
        person.page.goto(f"{address}/unreadable")
        whole = axe_faults(person.page)
        assert "html-has-lang (serious): html" in whole
        assert "image-alt (critical): img" in whole
        assert axe_faults(person.page, "main") == ["image-alt (critical): img"]
        assert axe_faults(person.page, only=["html-has-lang"]) == ["html-has-lang (serious): html"]


@pytest.mark.parametrize(
    ("wanted", "local"),
    [
        ("http://127.0.0.1:8080/", True),
        ("data:,", True),
        ("blob:http://127.0.0.1/1", True),
        ("http://127.0.0.1.example.invalid/", False),
        ("http://localhost/", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_this_machine_is_local(wanted, local):
    assert is_local(wanted) is local
