"""The demonstration on a scratch database, served on a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.engine import Engine

from app import create_app
from app.core import clock
from app.core.db import db
from config import settings
from tests.harness.databases import ChangeWatch, SqliteDatabase
from tests.harness.server import serving

# Tuesday, a working day, 8:55 in Moscow: the pictures are the same on any day.
NOW = datetime(2026, 11, 24, 5, 55, tzinfo=UTC)


@dataclass(frozen=True)
class Kindergarten:
    """A served demonstration."""

    address: str
    database: SqliteDatabase
    engine: Engine
    watch: ChangeWatch

    def restore(self) -> None:
        """Put the rows back as they were loaded. Nobody may be asking meanwhile."""
        self.database.restore(self.engine, self.watch)


def _app(folder: Path, database: SqliteDatabase, **changes: Any) -> tuple[Flask, Engine]:
    app = create_app(
        settings()
        | {
            "SECRET_KEY": "a key of the pictures",
            "INSTANCE_DIR": str(folder),
            "SQLALCHEMY_DATABASE_URI": database.url,
            **changes,
        }
    )
    with app.app_context():
        return app, db.engine


@contextmanager
def demonstration(folder: Path) -> Iterator[Kindergarten]:
    """Load and serve the demonstration; everything it keeps stands in ``folder``.

    It is loaded as a demonstration and served as an installation: without the strip that says so.
    """
    clock.now = lambda: NOW
    database = SqliteDatabase(folder)
    loading, engine = _app(folder, database, DEMO=True)
    for command in ("init-database", "load-demo"):
        done = loading.test_cli_runner().invoke(args=[command])
        if done.exit_code:
            raise SystemExit(done.output)
    engine.dispose()
    database.keep()
    app, engine = _app(folder, database, DEMO=False)
    with serving(app) as address:
        yield Kindergarten(address, database, engine, ChangeWatch(engine))
    engine.dispose()
