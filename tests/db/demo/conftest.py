"""The demonstration, loaded once on each database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import URL

from app import create_app
from app.core.db import db
from app.core.scoping.scope import unscoped
from tests.factories.garden import app_settings

TODAY = "2026-11-24"


@dataclass
class Installation:
    """An app with DEMO=1 on a database of its own."""

    app: Flask

    def run(self, *command: str) -> str:
        """What a flask command prints. It must end well."""
        answer = self.try_to_run(*command)
        assert answer.exit_code == 0, answer.output
        return answer.output

    def try_to_run(self, *command: str) -> Any:
        return self.app.test_cli_runner().invoke(args=command)

    @contextmanager
    def system(self) -> Iterator[Any]:
        with self.app.app_context(), unscoped("a test looks"):
            yield db.session()
            db.session.flush()
            # What was read stays readable after the block.
            db.session.expunge_all()
            db.session.commit()


@contextmanager
def installed(url: URL, folder: Path, *, demo: bool = True) -> Iterator[Installation]:
    """An empty database, made ready by ``init-database``."""
    address = url.render_as_string(hide_password=False)
    app = create_app(app_settings(folder, SQLALCHEMY_DATABASE_URI=address, DEMO=demo))
    found = Installation(app)
    found.run("init-database")
    try:
        yield found
    finally:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def demo(request, tmp_path_factory, worker) -> Iterator[Installation]:
    """The demonstration as of ``TODAY``, on either database."""
    folder = tmp_path_factory.mktemp("demo")
    if request.param == "sqlite":
        url = URL.create("sqlite", database=str(folder / "demo.db"))
    else:
        url = request.getfixturevalue("postgres").create(f"demo_{worker}")
    with installed(url, folder) as found:
        found.run("load-demo", "--date", TODAY)
        yield found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    """A fresh SQLite installation."""
    with installed(URL.create("sqlite", database=str(tmp_path / "sad.db")), tmp_path) as found:
        yield found
