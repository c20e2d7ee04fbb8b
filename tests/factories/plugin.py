"""Fixtures that need the app. Named in ``tests/conftest.py``.

Nothing is built until a test asks. ``garden`` runs a test on SQLite and on PostgreSQL; a test
that needs one database only takes ``sqlite_garden``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.kept import KeptStamp
from tests.factories.cast import Cast
from tests.factories.client import Guest
from tests.factories.garden import NOW, Garden, planted
from tests.harness.databases import PostgresDatabase, SqliteDatabase
from tests.harness.postgres import PostgresServer

ClientOf = Callable[[str], Guest]
ActingAs = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(scope="session")
def still_clock() -> Iterator[None]:
    """The product's clock stands at ``NOW``, so that today is the same on any day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        yield


@pytest.fixture(scope="session")
def kept_sqlite(still_clock: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Garden]:
    folder = tmp_path_factory.mktemp("sqlite-garden")
    with planted(SqliteDatabase(folder), folder) as garden:
        yield garden


@pytest.fixture(scope="session")
def kept_postgres(
    still_clock: None,
    postgres: PostgresServer,
    worker: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Garden]:
    folder = tmp_path_factory.mktemp("postgres-garden")
    silent = frozenset({KeptStamp.__tablename__})
    with planted(PostgresDatabase(postgres, f"cast_{worker}", silent), folder) as garden:
        yield garden


@pytest.fixture(params=["sqlite", "postgres"])
def garden(request: pytest.FixtureRequest) -> Garden:
    """The app with the cast, as it was made, on either database."""
    found: Garden = request.getfixturevalue(f"kept_{request.param}")
    found.restore()
    return found


@pytest.fixture
def sqlite_garden(kept_sqlite: Garden) -> Garden:
    """The same on SQLite only, for what does not depend on the database."""
    kept_sqlite.restore()
    return kept_sqlite


@pytest.fixture
def app(garden: Garden) -> Flask:
    """The application. No request may be made inside its context (they would share a person)."""
    return garden.app


@pytest.fixture
def cast(garden: Garden) -> Cast:
    """Keys of the rows of the cast."""
    return garden.cast


@pytest.fixture
def client_of(garden: Garden) -> ClientOf:
    """``client_of("teacher_a")``: a signed-in browser with its CSRF token."""
    return garden.client_of


@pytest.fixture
def acting_as(garden: Garden) -> ActingAs:
    """``with acting_as("teacher_a", "mark", "Attendance") as session``: work under a scope."""
    return garden.acting_as
