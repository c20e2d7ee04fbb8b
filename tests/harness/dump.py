"""All rows of a database as plain values, to see whether anything changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

# Who looked at what is noted with every page, and a test that asks as somebody signs in by itself:
# neither is taken for a change of the data. The tests of sessions look at their table.
NOTES = frozenset({"view_record", "user_session"})


def dump(engine: Engine, without: frozenset[str] = NOTES) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by table, in the order of their first column. ``without`` names tables to leave out.

    Reads past the app: the connection is the driver's own.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(_TABLES[engine.dialect.name])
        names = [row[0] for row in cursor.fetchall()]
        found: dict[str, list[tuple[Any, ...]]] = {}
        for name in names:
            if name not in without:
                cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')
                found[name] = [tuple(row) for row in cursor.fetchall()]
        cursor.close()
        return found
    finally:
        connection.rollback()
        connection.close()


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%alembic%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    " AND tablename <> 'alembic_version'",
}
