"""What each new database connection is told, and the proof of every statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import has_request_context, request
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from app.core import kept
from app.core.scoping import proof

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def prepare_engine(engine: Engine) -> None:
    """Install proof and watch of kept rows, and on SQLite what PostgreSQL does by itself."""
    proof.install(engine)
    kept.install(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


_only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Outside of requests: transactions begun within only read, so SQLite's writers go on.

    Begin and end them within; who writes in one after another wrote gets an error.
    """
    token = _only_reads.set(True)
    try:
        yield
    finally:
        _only_reads.reset(token)


@contextmanager
def tables_made_anew(connection: Connection) -> Iterator[None]:
    """For migrations: SQLite makes a changed table anew and drops the old one.

    With keys enforced, the drop would refuse rows that others point to, or delete those that go
    with them. So keys are let go of and checked at the end, before the commit. Raises
    RuntimeError for a key that leads nowhere. Begin no transaction before; commits.
    """
    driver: Any = connection.connection.driver_connection
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        lost = driver.execute("PRAGMA foreign_key_check").fetchall() if sqlite else []
        if lost:
            raise RuntimeError(f"keys that lead nowhere after the migration: {lost[:5]}")
        connection.commit()
    finally:
        connection.rollback()
        if sqlite:
            driver.execute("PRAGMA foreign_keys=ON")


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _on_connect(connection: Any, record: Any) -> None:
    # The driver must not begin transactions itself: see _on_begin.
    connection.isolation_level = None
    connection.create_function("lower", 1, _lower, deterministic=True)
    for pragma in ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Any) -> None:
    """Who will write takes the lock at once, so that two writers wait instead of failing."""
    reads = _only_reads.get() or (has_request_context() and request.method in SAFE_METHODS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
