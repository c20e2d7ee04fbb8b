"""Where the rows lie: a SQLite file, a PostgreSQL server of its own, or a named database."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, inspect, text

from app import create_app
from app.cli import MIGRATIONS
from app.core.db import db
from app.core.scoping.scope import unscoped
from config import settings
from tests.harness.postgres import PostgresServer, shared_server
from tests.harness.postgres_keeper import FAST_SETTINGS
from tools.bench.kindergartens import fill_kindergartens
from tools.bench.marks import fill_marks
from tools.bench.plan import Plan, marked_days

SECRET = "a key of the benchmark"


@dataclass(frozen=True)
class Database:
    """One database, the application on it, and a folder for its files."""

    url: str
    folder: Path
    app: Flask
    engine: Engine

    @property
    def environment(self) -> dict[str, str]:
        """What a server process on this database is told."""
        return {
            "DATABASE_URL": self.url,
            "INSTANCE_DIR": str(self.folder),
            "SECRET_KEY": SECRET,
            "DEMO": "0",
        }

    @property
    def title(self) -> str:
        """Name and version of the database server."""
        with self.app.app_context(), unscoped("the version of the server"):
            if self.engine.dialect.name == "postgresql":
                version = db.session.execute(text("SHOW server_version")).scalar_one()
                return f"PostgreSQL {version.split()[0]}"
            return f"SQLite {db.session.execute(text('SELECT sqlite_version()')).scalar_one()}"

    def server_process(self) -> psutil.Process | None:
        """The process above all of the database server, when it runs on this machine."""
        if self.engine.dialect.name != "postgresql":
            return None
        with self.app.app_context(), unscoped("where the server keeps its files"):
            folder = Path(db.session.execute(text("SHOW data_directory")).scalar_one())
        try:
            pid = int((folder / "postmaster.pid").read_text().split()[0])
            return psutil.Process(pid)
        except (OSError, psutil.Error):
            return None


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Database]:
    """The application on a database; connections are closed at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    config = settings() | {
        "SECRET_KEY": SECRET,
        "SQLALCHEMY_DATABASE_URI": url,
        "INSTANCE_DIR": str(folder),
        "DEMO": False,
    }
    app = create_app(config)
    with app.app_context():
        engine = db.engine
    try:
        yield Database(url, folder, app, engine)
    finally:
        engine.dispose()


def fill(database: Database, plan: Plan) -> int:
    """Make tables and rows, unless there are tables already. Returns the number of marks made."""
    with database.app.app_context(), unscoped("filling the database of the benchmark"):
        if inspect(database.engine).has_table("organization"):
            return 0
        upgrade(directory=str(MIGRATIONS))
        session = db.session()
        groups = fill_kindergartens(session, plan)
        number = fill_marks(session, groups, marked_days(plan.today, plan.days))
        session.commit()
    _settle(database)
    return number


def _settle(database: Database) -> None:
    """What a database does by itself after a while: statistics, visibility, a checkpoint."""
    driver: Any = database.engine.raw_connection()
    try:
        if database.engine.dialect.name == "postgresql":
            driver.driver_connection.autocommit = True
            driver.execute("VACUUM ANALYZE")
            driver.execute("CHECKPOINT")
        else:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        # Not given back to the pool: its mode was changed.
        driver.invalidate()


class Place:
    """Gives addresses of new databases by name, below one temporary folder."""

    def __init__(self, folder: Path, server: PostgresServer | None) -> None:
        self.folder = folder
        self._server = server

    def url(self, name: str) -> str:
        if self._server is None:
            return f"sqlite:///{self.folder / name}.db"
        return self._server.create(name).render_as_string(hide_password=False)


@contextmanager
def place(*, postgres: bool) -> Iterator[Place]:
    """A temporary folder, with a PostgreSQL server that ends with this process."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        yield Place(folder, _durable_server(folder) if postgres else None)


def _durable_server(folder: Path) -> PostgresServer:
    """The server of the tests, but safe against a power cut like a real one."""
    server = shared_server(folder, os.getpid())
    address = server.url("postgres").set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as link:
        for name in FAST_SETTINGS:
            link.execute(f"ALTER SYSTEM RESET {name}")
        link.execute("SELECT pg_reload_conf()")
    return server
