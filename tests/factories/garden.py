"""The app on one database with the cast in it, put back before each test that follows a write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app import create_app
from app.cli import MIGRATIONS
from app.core.db import db
from app.core.scoping.scope import AccessScope, acting, unscoped
from app.organizations.access import load_person
from config import settings
from tests.factories.cast import ANONYMOUS, APPOINTED, Cast, make_cast
from tests.factories.client import Guest
from tests.factories.rows import PASSWORD
from tests.harness.databases import ChangeWatch, Database

# Tuesday, a working day, ten o'clock in Moscow.
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def app_settings(instance: Path, **changes: Any) -> dict[str, Any]:
    """The product's own settings, with a database and a folder of the test."""
    return settings() | {
        "SECRET_KEY": "a key of the tests",
        "INSTANCE_DIR": str(instance),
        "DEMO": False,
        **changes,
    }


class Garden:
    """One app, one database, the cast."""

    def __init__(self, app: Flask, engine: Engine, database: Database) -> None:
        self.app = app
        self.engine = engine
        self.database = database
        self._tickets: dict[str, tuple[str, str]] = {}
        with self.system() as session:
            upgrade(directory=str(MIGRATIONS))
            self.cast: Cast = make_cast(session)
        # Before the state is kept: the sessions of the cast stand in it.
        for person in APPOINTED:
            self._tickets[person] = self.ticket(app.test_client(), person)  # type: ignore[arg-type]
        engine.dispose()
        database.keep()
        self.watch = ChangeWatch(engine)

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    def restore(self) -> None:
        """Put the database back, if anybody wrote since."""
        if self.watch.changed:
            self.database.restore(self.engine, self.watch)
            self.watch.changed = False

    def client_of(self, person: str) -> Guest:
        """A browser of a person of the cast, signed in through the real form (once a run)."""
        client: Guest = self.app.test_client()  # type: ignore[assignment]
        if person == ANONYMOUS:
            return client
        if person not in self._tickets:
            self._tickets[person] = self.ticket(client, person)
        value, client.token = self._tickets[person]
        client.set_cookie("sad_session", value)
        return client

    def ticket(self, client: Guest, login: str) -> tuple[str, str]:
        """Signs in through the real form: the cookie and its CSRF token."""
        assert client.sign_in(login, PASSWORD).status_code == 302
        client.learn_token()
        cookie = client.get_cookie("sad_session")
        assert cookie is not None
        return cookie.value, client.token

    def scope_of(self, person: str, right: str | None = None, subject: str = "") -> AccessScope:
        """What a person of the cast reaches by a right (default: everything, for reading)."""
        with self.app.app_context():
            found = load_person(self.cast.users[person], NOW.date())
            assert found is not None
            return found.scope(f"can_{right}" if right else None, subject)

    @contextmanager
    def acting_as(
        self, person: str, right: str | None = None, subject: str = ""
    ) -> Iterator[Session]:
        """A session as the person, outside of any request."""
        scope = self.scope_of(person, right, subject)
        with self.app.app_context(), acting(scope):
            yield db.session()

    @contextmanager
    def system(self) -> Iterator[Session]:
        """A session as the system itself; commits at a good end."""
        with self.app.app_context(), unscoped("a test prepares or looks"):
            yield db.session()
            db.session.commit()


@contextmanager
def planted(database: Database, instance: Path) -> Iterator[Garden]:
    """The app on an empty database, the cast made; all connections closed at the end."""
    url = database.url.render_as_string(hide_password=False)
    app = create_app(app_settings(instance, SQLALCHEMY_DATABASE_URI=url))
    app.test_client_class = Guest
    with app.app_context():
        engine = db.engine
    try:
        yield Garden(app, engine, database)
    finally:
        engine.dispose()
        database.close()
