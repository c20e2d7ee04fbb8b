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
    r"\s*(?:(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)"
    r"|INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|TRUNCATE|WITH\b.*\b(?:INSERT|UPDATE|DELETE))\b",
    re.IGNORECASE | re.DOTALL,
)
# Who looked at what is noted with every page, and no test takes it for a change of the data.
_NOTES = "view_record"


class Database(Protocol):
    """A database with one kept state. Its connections are closed before it is kept."""

    url: URL

    def keep(self) -> None: ...

    def restore(self, engine: Engine, changes: ChangeWatch) -> None:
        """Put back what was changed. Nobody works through ``engine`` meanwhile."""

    def close(self) -> None: ...


class SqliteDatabase:
    """A file and its kept copy."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "garden.db"
        self._kept = folder / "kept.db"
        self.url = URL.create("sqlite", database=str(self._file))

    def keep(self) -> None:
        shutil.copyfile(self._file, self._kept)

    def restore(self, engine: Engine, changes: ChangeWatch) -> None:
        engine.dispose()
        for leftover in ("-wal", "-shm", "-journal"):
            Path(f"{self._file}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(self._kept, self._file)

    def close(self) -> None:
        """Nothing is open here."""


class PostgresDatabase:
    """A database of the shared server; the kept rows stand in a schema beside the tables.

    To copy them back takes a tenth of the time of a new database from a template, and less when
    only the tables are copied that a test wrote to.
    """

    def __init__(self, server: PostgresServer, name: str, silent: frozenset[str]) -> None:
        """``silent``: tables that triggers write to, which no watch sees."""
        self.url = server.create(name)
        self._silent = silent
        self._address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: psycopg.Connection[Any] | None = None
        self._scripts: dict[str, str] = {}
        self._followers: dict[str, set[str]] = {}

    def keep(self) -> None:
        connection = self._connection = psycopg.connect(self._address, autocommit=True)
        connection.execute("CREATE SCHEMA kept")
        for name, sequence in connection.execute(_TABLES).fetchall():
            connection.execute(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"')
            lines = [
                f'DELETE FROM public."{name}"',
                f'INSERT INTO public."{name}" SELECT * FROM kept."{name}"',
            ]
            if sequence:
                query = f"SELECT last_value, is_called FROM {sequence}"
                value, called = connection.execute(query).fetchone() or (1, False)
                lines.append(f"SELECT setval('{sequence}', {value}, {called})")
            self._scripts[name] = ";\n".join(lines)
        for parent, child in connection.execute(_FOLLOWING):
            self._followers.setdefault(parent, set()).add(child)

    def restore(self, engine: Engine, changes: ChangeWatch) -> None:
        connection = self._connection
        assert connection is not None, "restored before it was kept"
        # Who was left in the middle of a transaction would keep its locks.
        if connection.execute(_END_UNFINISHED).fetchall():
            engine.dispose()
        names = self._scripts.keys() if changes.everything else self._touched(changes)
        script = ";\n".join(self._scripts[name] for name in sorted(names))
        connection.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {script}; COMMIT")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _touched(self, changes: ChangeWatch) -> set[str]:
        """Tables that were written to, and those whose rows the database deletes along."""
        found = (changes.tables | self._silent) & self._scripts.keys()
        waiting = list(changes.emptied & self._scripts.keys())
        while waiting:
            for follower in self._followers.get(waiting.pop(), ()):
                if follower not in found:
                    found.add(follower)
                    waiting.append(follower)
        return found


# The tables, each with the sequence of its key if it has one.
_TABLES = """SELECT tablename, (SELECT quote_ident(n.nspname) || '.' || quote_ident(s.relname)
                                FROM pg_depend d JOIN pg_class s ON s.oid = d.objid
                                JOIN pg_namespace n ON n.oid = s.relnamespace
                                WHERE s.relkind = 'S'
                                AND d.refobjid = quote_ident(tablename)::regclass LIMIT 1)
             FROM pg_tables WHERE schemaname = 'public'"""
# Whose rows are deleted or changed by the database itself when those of another table go.
_FOLLOWING = """SELECT parent.relname, child.relname FROM pg_constraint c
                JOIN pg_class parent ON parent.oid = c.confrelid
                JOIN pg_class child ON child.oid = c.conrelid
                WHERE c.contype = 'f' AND c.confdeltype IN ('c', 'n', 'd')"""
_END_UNFINISHED = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()
                     AND state <> 'idle'"""


class ChangeWatch:
    """What was written through an engine since the watch was last reset.

    ``tables`` were written to, of ``emptied`` rows were deleted. ``changed`` may be set by hand
    when something wrote unseen: then everything counts as written to.
    """

    def __init__(self, engine: Engine) -> None:
        self.tables: set[str] = set()
        self.emptied: set[str] = set()
        self.everything = False
        event.listen(engine, "before_cursor_execute", self._look)

    @property
    def changed(self) -> bool:
        return self.everything or not self.tables <= {_NOTES}

    @changed.setter
    def changed(self, value: bool) -> None:
        self.everything = value
        self.tables.clear()
        self.emptied.clear()

    def _look(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        found = _WRITE.match(statement)
        if found is None:
            return
        verb, table = found.groups()
        if table is None:
            self.everything = True
            return
        self.tables.add(table)
        if verb.upper().startswith("DELETE"):
            self.emptied.add(table)
