"""A lock between processes of one machine, let go by the system when its holder dies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


class LockTaken(Exception):
    """Another process holds the lock."""


@contextmanager
def process_lock(path: Path, patience: float) -> Iterator[None]:
    """Hold the lock named by a file; wait up to ``patience`` seconds for it.

    The lock is SQLite's own on a file of its own: the same on every system, and gone with the
    process, also after ``kill -9``. Raises LockTaken.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=patience, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as busy:
            raise LockTaken(path.name) from busy
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
