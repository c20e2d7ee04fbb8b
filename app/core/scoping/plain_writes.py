"""Many plain rows in one statement, judged by the guard as a flush would judge them.

For registers that are written by the day: the ORM loads each row as an object, judges it twice
and, on SQLite, sends one statement a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm.exc import StaleDataError

from app.core.scoping.guard import WriteGuard
from app.core.scoping.plain_arrays import (
    all_inserted,
    all_updated,
    inserted_with_change,
    knows_arrays,
    one_for_all,
)
from app.core.scoping.proof import refuse
from app.core.scoping.reach import WRITE
from app.core.scoping.scope import AccessScope, unscoped
from app.core.scoping.session import ScopedSession


class Log(Protocol):
    """Who is told of what was written, in the same transaction (``core.audit``)."""

    def keeps(self, model: Any) -> bool: ...
    def inserted(
        self, session: ScopedSession, model: Any, rows: Sequence[Mapping[str, Any]]
    ) -> None: ...
    def updated(
        self,
        session: ScopedSession,
        model: Any,
        stored: Sequence[Mapping[str, Any]],
        changed: Sequence[Mapping[str, Any]],
    ) -> None: ...


@dataclass(frozen=True)
class Change:
    """What is stored of one row of a model, and what it becomes: see ``update_many``."""

    model: Any
    stored: Mapping[str, Any]
    changed: Mapping[str, Any]


_logs: list[Log] = []


def log_with(log: Log) -> None:
    """Register the one log."""
    _logs[:] = [log]


def insert_many(session: ScopedSession, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of a scoped model; values by column name, defaults of the columns apply.

    Raises ScopeRefused. The caller commits.
    """
    if not rows:
        return
    _judge(session, model, rows)
    logs = [log for log in _logs if log.keeps(model)]
    if not logs and one_for_all(session, rows):
        send(session, *all_inserted((model, rows)))
        return
    if not logs:
        send(session, _insert(model), rows)
        return
    # The log names the rows by their keys: the statement gives them back, in the order of the rows.
    keys = _send_for_keys(session, model, rows)
    told = [{**row, "id": key} for row, key in zip(rows, keys, strict=True)]
    for log in logs:
        log.inserted(session, model, told)


def insert_together(
    session: ScopedSession,
    *tables: tuple[Any, Sequence[Mapping[str, Any]]],
    along: Change | None = None,
) -> None:
    """``insert_many`` for each (model, rows), ``along`` with ``update_many`` of one row of another
    model; on PostgreSQL in one statement.

    The rows must not point to each other. They give what has a default in two of the tables, and
    ``along`` what is set at every change of its row.
    """
    filled = [(model, rows) for model, rows in tables if rows]
    written = [model for model, _rows in filled] + ([along.model] if along else [])
    logged = any(log.keeps(model) for log in _logs for model in written)
    if logged or not filled or len(written) < 2 or not knows_arrays(session):
        if along:
            update_many(session, along.model, [along.stored], [along.changed])
        for model, rows in filled:
            insert_many(session, model, rows)
        return
    if along:
        _judge_change(session, along.model, [along.stored], [along.changed])
    for model, rows in filled:
        _judge(session, model, rows)
    if along:
        sent = inserted_with_change(filled, along.model, [along.stored], [along.changed])
        _demand_all(along.model, send(session, *sent), 1)
    else:
        send(session, *all_inserted(*filled))


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
    _judge_change(session, model, stored, changed)
    if one_for_all(session, stored):
        written = send(session, *all_updated(model, stored, changed))
    else:
        found_by = tuple(stored[0])
        rows = [
            {**{f"old_{name}": old[name] for name in found_by}, **new}
            for old, new in zip(stored, changed, strict=True)
        ]
        written = send(session, _update(model, found_by), rows)
    _demand_all(model, written, len(stored))
    for log in _logs:
        if log.keeps(model):
            log.updated(session, model, stored, changed)


def _judge_change(
    session: ScopedSession,
    model: Any,
    stored: Sequence[Mapping[str, Any]],
    changed: Sequence[Mapping[str, Any]],
) -> None:
    needed = {"id", *WRITE[model].columns}
    if not needed <= stored[0].keys() or any(needed & row.keys() for row in changed):
        raise refuse(f"{model.__name__} changed past its reach")
    _judge(session, model, [{**old, **new} for old, new in zip(stored, changed, strict=True)])


def _demand_all(model: Any, written: int, expected: int) -> None:
    if written != expected:
        raise StaleDataError(f"{model.__name__}: not every row was as it had been read")


def _judge(session: ScopedSession, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    scope = session.follow_scope()
    if isinstance(scope, AccessScope):
        WriteGuard(session, scope).judge_rows(model, rows)


@lru_cache(maxsize=64)
def _insert(model: Any) -> Any:
    return insert(model.__table__)


@lru_cache(maxsize=64)
def _insert_for_keys(model: Any) -> Any:
    table = model.__table__
    return insert(table).returning(table.c.id, sort_by_parameter_order=True)


@lru_cache(maxsize=64)
def _update(model: Any, found_by: tuple[str, ...]) -> Any:
    table = model.__table__
    return update(table).where(*(table.c[name] == bindparam(f"old_{name}") for name in found_by))


def send(
    session: ScopedSession,
    statement: Any,
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]],
) -> int:
    """Send a write of rows that were judged: values once, or of each row. Returns how many were
    written."""
    sent = dict(values) if isinstance(values, Mapping) else [dict(row) for row in values]
    connection = session.connection()
    connection.info["guarded_flush"] = True
    try:
        return connection.execute(statement, sent).rowcount
    finally:
        connection.info.pop("guarded_flush", None)


def _send_for_keys(
    session: ScopedSession, model: Any, rows: Sequence[Mapping[str, Any]]
) -> Sequence[int]:
    """Insert and give the keys in the order of the rows.

    SQLite would do it row by row; there the one writer of the database numbers them on.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        send(session, _insert(model), rows)
        with unscoped("the last key of rows that this session has just inserted"):
            last = connection.execute(select(func.max(model.__table__.c.id))).scalar_one()
        return range(last - len(rows) + 1, last + 1)
    statement = _insert_for_keys(model)
    connection.info["guarded_flush"] = True
    try:
        return list(connection.execute(statement, [dict(row) for row in rows]).scalars())
    finally:
        connection.info.pop("guarded_flush", None)
