"""A browser and a kindergarten for the tests in which a person does the work."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine

from app import create_app
from app.core.db import db
from app.core.locks import process_lock
from app.demo.logins import DEMO_PASSWORD
from tests.e2e.people import Person, sitting_down
from tests.factories.garden import app_settings
from tests.harness.browser import DESKTOP, Visit, launch, visit
from tests.harness.databases import ChangeWatch, SqliteDatabase
from tests.harness.server import serving

# Another process may be making the demonstration; on a busy machine that takes a while.
PATIENCE_SECONDS = 180


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


@dataclass
class Kindergarten:
    """A served installation and the windows that people open on it."""

    app: Flask
    address: str
    browser: Browser

    @contextmanager
    def window(self, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Person]:
        """Somebody who is not signed in yet."""
        with (
            visit(self.browser, size, reduced_motion="reduce", **options) as opened,
            sitting_down(opened, self.address) as person,
        ):
            yield person

    @contextmanager
    def somebody(self, login: str, size: tuple[int, int] = DESKTOP) -> Iterator[Person]:
        """A person of the demonstration, signed in."""
        with self.window(size) as person:
            person.signs_in(login, DEMO_PASSWORD)
            yield person


def sqlite_app(file: Path, **changes: Any) -> Flask:
    """The product on a SQLite file; what else it keeps stands beside the file."""
    return create_app(
        app_settings(file.parent, SQLALCHEMY_DATABASE_URI=f"sqlite:///{file}", **changes)
    )


@pytest.fixture(scope="session")
def demonstration(still_clock: None, worker: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the demonstration as of the still clock, made once in a run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker == "alone" else base.parent) / "demonstration"
    made = folder / "made.db"
    with process_lock(folder / "making.lock", PATIENCE_SECONDS):
        if not made.exists():
            unfinished = folder / "unfinished.db"
            app = sqlite_app(unfinished, DEMO=True)
            for command in ("init-database", "load-demo"):
                done = app.test_cli_runner().invoke(args=[command])
                assert done.exit_code == 0, done.output
            with app.app_context():
                db.engine.dispose()
            unfinished.replace(made)
    return made


class Gate:
    """Knows whether a request is still worked on: its window may be closed already."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._moved = threading.Condition()
        self._inside = 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with self._moved:
            self._inside += 1
        try:
            return self._application(environ, start_response)
        finally:
            with self._moved:
                self._inside -= 1
                self._moved.notify_all()

    def wait_until_empty(self) -> None:
        with self._moved:
            assert self._moved.wait_for(lambda: self._inside == 0, PATIENCE_SECONDS)


@dataclass
class Served:
    """A running kindergarten and its database, which is put back before each test."""

    kindergarten: Kindergarten
    gate: Gate
    engine: Engine
    database: SqliteDatabase
    watch: ChangeWatch

    def restore(self) -> None:
        self.gate.wait_until_empty()
        if self.watch.changed:
            self.database.restore(self.engine, self.watch)
            self.watch.changed = False


@pytest.fixture(scope="module")
def served(
    demonstration: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A server on a copy of the demonstration, one for a module."""
    database = SqliteDatabase(tmp_path_factory.mktemp("kindergarten"))
    file = Path(str(database.url.database))
    shutil.copyfile(demonstration, file)
    database.keep()
    app = sqlite_app(file)
    with app.app_context():
        engine = db.engine
    gate = Gate(app.wsgi_app)
    app.wsgi_app = gate  # type: ignore[method-assign]
    with serving(app) as address:
        yield Served(
            Kindergarten(app, address, browser), gate, engine, database, ChangeWatch(engine)
        )
    engine.dispose()


@pytest.fixture
def kindergarten(served: Served) -> Kindergarten:
    """The demonstration as it was loaded, whatever an earlier test did to it."""
    served.restore()
    return served.kindergarten
