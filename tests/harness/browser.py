"""Chromium of the system, driven as a person would, and what must never happen in it.

The browser reaches this machine only. A visit remembers what wanted to leave it and collects
errors of the console and of scripts; ``Visit.check`` fails the test for any not expected.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP = (1366, 768)
PHONE = (390, 844)

# No talk with the browser's maker, no sandbox for root, no shared memory in small containers.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    # Nothing but this machine can be reached. To stop requests one by one instead would switch
    # the browser's cache off: every page would load every script anew.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def chromium_path() -> str:
    """The program: CHROMIUM of the environment, or the system's. RuntimeError if absent."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError("No Chromium here: install it, or set CHROMIUM to its path.")
    return found


def launch(playwright: Playwright) -> Browser:
    """Starts the browser without a window."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS, headless=True)


@dataclass
class Visit:
    """One person's window. Cookies and storage are its own."""

    page: Page
    refused: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect_error(self, pattern: str) -> None:
        """Allows console errors that match, as the 409 of a clash that the test provokes."""
        self.expected.append(pattern)

    def check(self) -> None:
        """Fails for a request that wanted to leave this machine and for an unexpected error."""
        assert not self.refused, f"Requests beyond this machine: {self.refused}"
        unexpected = [
            error
            for error in self.errors
            if not any(re.search(pattern, error) for pattern in self.expected)
        ]
        assert not unexpected, f"Errors in the browser: {unexpected}"

    def _see(self, request: Request) -> None:
        if not is_local(request.url):
            self.refused.append(request.url)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.errors.append(f"{said.text} ({said.location.get('url', '')})")


def is_local(address: str) -> bool:
    """Whether a request stays on this machine or inside the page."""
    parts = urlsplit(address)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname == "127.0.0.1"


@contextmanager
def visit(browser: Browser, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Visit]:
    """Opens a window of the given size; at a good end of the block it is checked.

    ``options`` go to Playwright's ``new_context``, as ``color_scheme="dark"``.
    """
    width, height = size
    settings: dict[str, Any] = {
        "viewport": {"width": width, "height": height},
        "locale": "ru-RU",
        "timezone_id": "Europe/Moscow",
        "has_touch": size == PHONE,
        "is_mobile": size == PHONE,
        # What a service worker fetches would not be seen.
        "service_workers": "block",
        **options,
    }
    context = browser.new_context(**settings)
    try:
        opened = Visit(context.new_page())
        context.on("request", opened._see)
        context.on("console", opened._hear)
        context.on("weberror", lambda broken: opened.errors.append(str(broken.error)))
        yield opened
        opened.check()
    finally:
        context.close()


def accessibility_faults(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds on the page, one line a fault: rule, weight, the elements. Empty is good.

    ``without`` names rules that the test leaves out, with its reason beside the call.
    """
    rules = {name: {"enabled": False} for name in without}
    found = Axe().run(page, options={"resultTypes": ["violations"], "rules": rules})
    return [
        f"{fault['id']} ({fault['impact']}): "
        + ", ".join(" ".join(map(str, node["target"])) for node in fault["nodes"])
        for fault in found.response["violations"]
    ]
