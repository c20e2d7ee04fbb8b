"""Many plain rows in one statement, judged by the guard as a flush would judge them.

For registers that are written by the day: the ORM loads each row as an object, judges it twice
and, on SQLite, sends one statement a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.exc import StaleDataError

from app.core.scoping.guard import WriteGuard
from app.core.scoping.proof import refuse
from app.core.scoping.reach import WRITE
from app.core.scoping.scope import AccessScope
from app.core.scoping.session import ScopedSession


def insert_many(session: ScopedSession, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of a scoped model; values by column name, defaults of the columns apply.

    Raises ScopeRefused. The caller commits.
    """
    if rows:
        _judge(session, model, rows)
        _send(session, _insert(model), rows)


def update_many(
    session: ScopedSession,
    model: Any,
    stored: Sequence[Mapping[str, Any]],
    changed: Sequence[Mapping[str, Any]],
) -> None:
    """Change rows of a scoped model, all of them the same columns.

    ``stored``: for each row what stands in the database now, its key and all that its reach
    reads among it. The row is judged by these values and found by them, so they cannot be false.
    Rows that the session holds as objects are not refreshed. The caller commits.

    Raises ScopeRefused, and StaleDataError when a row is not as said.
    """
    if not stored:
        return
    found_by, needed = stored[0].keys(), {"id", *WRITE[model].columns}
    if not needed <= found_by or any(needed & row.keys() for row in changed):
        raise refuse(f"{model.__name__} changed past its reach")
    _judge(session, model, [{**old, **new} for old, new in zip(stored, changed, strict=True)])
    rows = [
        {**{f"old_{name}": old[name] for name in found_by}, **new}
        for old, new in zip(stored, changed, strict=True)
    ]
    if _send(session, _update(model, tuple(found_by)), rows) != len(rows):
        raise StaleDataError(f"{model.__name__}: not every row was as it had been read")


def _judge(session: ScopedSession, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    scope = session.follow_scope()
    if isinstance(scope, AccessScope):
        WriteGuard(session, scope).judge_rows(model, rows)


@lru_cache(maxsize=64)
def _insert(model: Any) -> Any:
    return insert(model.__table__)


@lru_cache(maxsize=64)
def _update(model: Any, found_by: tuple[str, ...]) -> Any:
    table = model.__table__
    return update(table).where(*(table.c[name] == bindparam(f"old_{name}") for name in found_by))


def _send(session: ScopedSession, statement: Any, rows: Sequence[Mapping[str, Any]]) -> int:
    connection = session.connection()
    connection.info["guarded_flush"] = True
    try:
        return connection.execute(statement, [dict(row) for row in rows]).rowcount
    finally:
        connection.info.pop("guarded_flush", None)
