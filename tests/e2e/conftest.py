"""A browser for the tests in which a person does the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Protocol

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.harness.browser import Visit, launch, visit


class OpenWindow(Protocol):
    """Opens a window: ``with open_window(PHONE, color_scheme="dark") as person: ...``."""

    def __call__(
        self, size: tuple[int, int] = ..., **options: object
    ) -> AbstractContextManager[Visit]: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once per process."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def open_window(browser: Browser) -> OpenWindow:
    """Windows for one person each; a second call is a second person."""
    return partial(visit, browser)
