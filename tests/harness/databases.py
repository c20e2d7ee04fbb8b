"""Databases that are put back, quickly, to the state in which they were once kept.

Nothing here knows what is in them: who fills one calls ``keep`` and later ``restore``.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import URL, Engine, event

from tests.harness.postgres import PostgresServer

_WRITE = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|TRUNCATE)\b", re.IGNORECASE
)
# Who looked at what is noted with every page, and no test takes it for a change of the data.
_NOTE = re.compile(r"\s*INSERT INTO view_record\b", re.IGNORECASE)


class Database(Protocol):
    """A database with one kept state. Its connections are closed before keep and restore."""

    url: URL

    def keep(self) -> None: ...
    def restore(self) -> None: ...


class SqliteDatabase:
    """A file and its kept copy."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "garden.db"
        self._kept = folder / "kept.db"
        self.url = URL.create("sqlite", database=str(self._file))

    def keep(self) -> None:
        shutil.copyfile(self._file, self._kept)

    def restore(self) -> None:
        for leftover in ("-wal", "-shm", "-journal"):
            Path(f"{self._file}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(self._kept, self._file)


class PostgresDatabase:
    """A database of the shared server; the kept rows stand in a schema beside the tables.

    To copy them back takes a tenth of the time of a new database from a template.
    """

    def __init__(self, server: PostgresServer, name: str) -> None:
        self.url = server.create(name)
        self._address = self.url.set(drivername="postgresql")
        self._script = ""

    def keep(self) -> None:
        with self._connect() as connection:
            tables = [row[0] for row in connection.execute(_TABLES)]
            sequences = [row[0] for row in connection.execute(_SEQUENCES)]
            connection.execute("CREATE SCHEMA kept")
            lines = ["SET session_replication_role = replica"]
            for name in tables:
                connection.execute(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"')
                lines.append(f'DELETE FROM public."{name}"')
                lines.append(f'INSERT INTO public."{name}" SELECT * FROM kept."{name}"')
            for name in sequences:
                query = f"SELECT last_value, is_called FROM {name}"
                value, called = connection.execute(query).fetchone() or (1, False)
                lines.append(f"SELECT setval('{name}', {value}, {called})")
            self._script = ";\n".join(lines)

    def restore(self) -> None:
        with self._connect() as connection:
            # Who was left in the middle of a transaction would keep its locks.
            connection.execute(_END_OTHERS)
            connection.execute(self._script)

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._address.render_as_string(hide_password=False))


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_SEQUENCES = "SELECT 'public.' || sequencename FROM pg_sequences WHERE schemaname = 'public'"
_END_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()"""


class ChangeWatch:
    """Whether anybody wrote through an engine since the watch was last reset."""

    def __init__(self, engine: Engine) -> None:
        self.changed = False
        event.listen(engine, "before_cursor_execute", self._look)

    def _look(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not self.changed and _WRITE.match(statement) and not _NOTE.match(statement):
            self.changed = True
