"""Every page that a person can reach by links, as each role: usable by all, nothing sticks out.

A kind of page is its address without numbers and days. It is judged again only when it shows
somebody a part that was not seen on it before: what differs between two children is text, and
text has no faults of access.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from app.demo.logins import DEMO_LOGINS
from tests.e2e.people import axe_faults, sticks_out
from tests.harness.browser import DESKTOP, PHONE

# What is a file, ends the session or stays on the page is no page.
NO_PAGE = re.compile(r"\.(pdf|xlsx|csv|json|ics)$|/export/|^/sign-out|^/assets/|^/api/")
NUMBERS = re.compile(r"\d+(-\d+)*")
# Kinds that are opened more often than once: days and months look different.
SAMPLES = {"/attendance/month/#/#": 2, "/attendance/today/#/#": 2}


class Structure(HTMLParser):
    """Tags with their classes and roles, whatever is repeated taken once; and the links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: set[tuple[str | None, ...]] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.parts.add((tag, *(values.get(name) for name in ("class", "role", "type"))))
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])


@pytest.fixture(scope="module")
def judged():
    """Parts of pages that were judged already, by kind of page and size of the window."""
    return defaultdict(set)


def kind_of(path: str) -> str:
    return NUMBERS.sub("#", path)


def pages_of(person):
    """(address, kind, structure) of one page of each kind, found by links from the home page."""
    found: dict[str, int] = {}
    waiting = deque(["/"])
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if found.get(kind, 0) >= SAMPLES.get(kind, 1):
            continue
        found[kind] = found.get(kind, 0) + 1
        answer = person.page.request.get(f"{person.address}{path}")
        if answer.status != 200:
            yield path, f"{kind}: a link leads to {answer.status}", frozenset()
            continue
        page = Structure(answer.text())
        yield path, kind, frozenset(page.parts)
        for link in page.links:
            parts = urlsplit(link)
            if not parts.netloc and parts.path.startswith("/") and not NO_PAGE.search(parts.path):
                waiting.append(parts.path)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("login", [one.username for one in DEMO_LOGINS])
def test_no_page_of_a_person_shuts_anybody_out(kindergarten, judged, login, size):
    faults: list[str] = []
    with kindergarten.somebody(login, size) as person:
        page = person.page
        for path, kind, structure in pages_of(person):
            if not structure:
                faults.append(kind)
                continue
            if structure <= judged[kind, size]:
                continue
            judged[kind, size] |= structure
            person.opens(path)
            found = [*sticks_out(page), *axe_faults(page)]
            if size == DESKTOP:
                # In the dark only the colours are new, and they are those of the phone as well.
                page.emulate_media(color_scheme="dark")
                found += [f"dark: {fault}" for fault in axe_faults(page, only=["color-contrast"])]
                page.emulate_media(color_scheme="light")
            faults += [f"{kind}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)
