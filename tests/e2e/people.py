"""People at a browser: they sign in, look at a page and find it usable.

``E2E_PICTURES=folder`` keeps a picture of every page that somebody looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.harness.browser import Visit

# Of each fault its rule, weight and place: all else that axe tells takes long to hand over.
AXE_RUN = """([part, options]) => axe.run(part ?? document, options).then(({ violations }) =>
  violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target }) => [id, impact, target])))"""

PICTURES = os.environ.get("E2E_PICTURES")


@dataclass
class Person:
    """Somebody in front of one window."""

    visit: Visit
    address: str
    faults: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.visit.page

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def opens(self, path: str) -> None:
        """Types an address."""
        self.page.goto(f"{self.address}{path}")

    def signs_in(self, login: str, password: str) -> None:
        """Fills in the form of the sign-in page, wherever one came from."""
        if not self.page.url.startswith(f"{self.address}/sign-in"):
            self.opens("/sign-in")
        self.page.get_by_label("Логин").fill(login)
        self.page.get_by_label("Пароль", exact=True).fill(password)
        self.presses("Войти")
        self.page.wait_for_url(re.compile(r"^(?!.*/sign-in)"))

    def presses(self, name: str, *, exact: bool = True) -> None:
        """The visible button of this name; there must be one only."""
        self.page.get_by_role("button", name=name, exact=exact).click()

    def sends(self, name: str, *, exact: bool = True) -> None:
        """Presses the button of a form and waits for the page that answers it."""
        with self.page.expect_navigation():
            self.presses(name, exact=exact)

    def follows(self, name: str, *, exact: bool = True) -> None:
        """The visible link of this name; there must be one only."""
        self.page.get_by_role("link", name=name, exact=exact).click()

    def reads(self, text: str | re.Pattern[str]) -> None:
        """Finds a text somewhere on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def looks(self, name: str, part: str | None = None) -> None:
        """Looks at the page by daylight and in the dark; what disturbs is collected.

        ``part`` names what is new when the rest was looked at before: a dialog above the grid.
        In the dark only the colours are new, so only they are judged again.
        """
        page = self.page
        page.wait_for_load_state("load")
        self._note(name, axe_faults(page, part) + sticks_out(page))
        self._keep_picture(name)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self._note(f"{name}, dark", axe_faults(page, part, only=["color-contrast"]))
        self._keep_picture(f"{name}-dark")
        page.emulate_media(color_scheme="light", reduced_motion="reduce")

    def _note(self, name: str, faults: list[str]) -> None:
        self.faults += [f"{name}: {fault}" for fault in faults]

    def _keep_picture(self, name: str) -> None:
        if PICTURES:
            width = (self.page.viewport_size or {"width": 0})["width"]
            place = Path(PICTURES) / f"e2e-{name.replace(' ', '-')}-{width}.png"
            self.page.screenshot(path=place)


def sticks_out(page: Page) -> list[str]:
    """Whether the page can be pushed sideways: on a phone everything fits the width.

    Measured by the window as it was opened: a phone makes its window wider for a wide page.
    """
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    window = (page.viewport_size or {"width": wide})["width"]
    return [f"the page is {wide} px wide in a window of {window} px"] if wide > window else []


LIST_SCROLLS = """() => {
  const table = document.querySelector("body.list .table-wrap");
  return table ? table.scrollWidth - table.clientWidth : 0;
}"""


def list_scrolls(page: Page) -> list[str]:
    """Whether the columns of a generated list do not fit beside each other."""
    beyond = page.evaluate(LIST_SCROLLS)
    return [f"the list scrolls sideways by {beyond} px"] if beyond > 0 else []


def axe_faults(page: Page, part: str | None = None, only: list[str] | None = None) -> list[str]:
    """What axe finds on the page or in a part of it, all rules or some; empty is good."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only:
        options["runOnly"] = only
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(AXE_RUN, [part, options])
    return [f"{fault} ({impact}): {' '.join(map(str, target))}" for fault, impact, target in found]


@contextmanager
def sitting_down(visit: Visit, address: str) -> Iterator[Person]:
    """A person at a window; at a good end of the block nothing may have disturbed them."""
    person = Person(visit, address)
    yield person
    assert not person.faults, "\n".join(person.faults)
