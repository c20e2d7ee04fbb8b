"""The walk over every page that a person can reach by links, and which of them are judged.

A kind of page is its address without numbers and days: each is judged. It is judged again when
it shows somebody a part that was not seen before, in the frame on any page, inside on a page
drawn by the same template: what differs between two children is text, and text has no faults of
access.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.e2e.conftest import Kindergarten
from tests.e2e.people import Person, axe_faults, list_scrolls, sticks_out
from tests.harness.browser import DESKTOP

# What is a file, ends the session or stays on the page is no page.
NO_PAGE = re.compile(r"\.(pdf|xlsx|csv|json|ics|jpg)$|/export/|^/sign-out|^/assets/|^/api/")
NUMBERS = re.compile(r"\d+(-\d+)*")
# Kinds that are opened more often than once: days and months look different.
SAMPLES = {"/attendance/month/#/#": 2, "/attendance/today/#/#": 2}
# Pages of every entity: one template each. All other kinds have one of their own.
TEMPLATES = {
    "list": re.compile(r"/[a-z-]+/"),
    "card": re.compile(r"/[a-z-]+/#"),
    "form": re.compile(r"/[a-z-]+/(add|#/edit)"),
    "deletion": re.compile(r"/[a-z-]+/#/delete"),
}
Parts = set[tuple[str | None, ...]]


class Structure(HTMLParser):
    """Tags with their classes and roles, whatever is repeated taken once; and the links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.frame: Parts = set()
        self.inside: Parts = set()
        self.links: list[str] = []
        self._parts = self.frame
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "main":
            self._parts = self.inside
        self._parts.add((tag, *(values.get(name) for name in ("class", "role", "type"))))
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._parts = self.frame


@dataclass
class Judged:
    """What was judged already, in one size of the window."""

    kinds: set[str] = field(default_factory=set)
    frame: Parts = field(default_factory=set)
    inside: dict[str, Parts] = field(default_factory=lambda: defaultdict(set))

    def is_new(self, kind: str, page: Structure) -> bool:
        """Whether the page must be judged; then it counts as judged."""
        inside = self.inside[template_of(kind)]
        known = kind in self.kinds and page.frame <= self.frame and page.inside <= inside
        self.kinds.add(kind)
        self.frame |= page.frame
        inside |= page.inside
        return not known


def kind_of(path: str) -> str:
    return NUMBERS.sub("#", path)


def template_of(kind: str) -> str:
    return next((name for name, form in TEMPLATES.items() if form.fullmatch(kind)), kind)


def pages_of(person: Person) -> Iterator[tuple[str, str, Structure | None]]:
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
            yield path, f"{kind}: a link leads to {answer.status}", None
            continue
        if not answer.headers.get("content-type", "").startswith("text/html"):
            # An attachment: it opens, and is no page to judge.
            continue
        page = Structure(answer.text())
        yield path, kind, page
        for link in page.links:
            parts = urlsplit(link)
            if not parts.netloc and parts.path.startswith("/") and not NO_PAGE.search(parts.path):
                waiting.append(parts.path)


def faults_of_pages(
    kindergarten: Kindergarten, judged: Judged, login: str, size: tuple[int, int]
) -> list[str]:
    """What is wrong with the pages that a person reaches, one line a fault."""
    faults: list[str] = []
    with kindergarten.somebody(login, size) as person:
        page = person.page
        for path, kind, structure in pages_of(person):
            if structure is None:
                faults.append(kind)
                continue
            if not judged.is_new(kind, structure):
                continue
            person.opens(path)
            found = [*sticks_out(page), *axe_faults(page)]
            if size == DESKTOP:
                found += list_scrolls(page)
                # In the dark only the colours are new, and they are those of the phone as well.
                page.emulate_media(color_scheme="dark")
                found += [f"dark: {fault}" for fault in axe_faults(page, only=["color-contrast"])]
                page.emulate_media(color_scheme="light")
            faults += [f"{kind}: {fault}" for fault in found]
    return faults
