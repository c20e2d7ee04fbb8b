"""Many rows in one statement on PostgreSQL: what differs by row goes as arrays, the rest once.

The driver sends one statement a row otherwise, and the server runs each by itself: that took
twice the time. SQLite, which works inside this process, has no use for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, column, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

Rows = Sequence[Mapping[str, Any]]
Names = tuple[str, ...]


def knows_arrays(session: Session) -> bool:
    """Whether the database of the session takes arrays."""
    return session.get_bind().dialect.name == "postgresql"


def one_for_all(session: Session, rows: Rows) -> bool:
    """Whether such a statement pays for these rows in the database of the session."""
    return len(rows) > 1 and knows_arrays(session)


def all_inserted(*tables: tuple[Any, Rows]) -> tuple[Any, dict[str, Any]]:
    """Statement and values: all rows of all tables (model, rows) in one statement; defaults of
    the columns apply."""
    shapes, values = _shapes(tables)
    return _inserts(shapes), values


def inserted_with_change(
    tables: Sequence[tuple[Any, Rows]], model: Any, stored: Rows, changed: Rows
) -> tuple[Any, dict[str, Any]]:
    """Statement and values: the rows of ``all_inserted`` along with those of ``all_updated``,
    which the number of written rows then counts."""
    shapes, values = _shapes(tables)
    update, changes = all_updated(model, stored, changed)
    return _inserts_before(shapes, update), values | changes


def _shapes(
    tables: Sequence[tuple[Any, Rows]],
) -> tuple[tuple[tuple[Any, Names, Names], ...], dict[str, Any]]:
    """(model, shared, own names) of each table, and the values by name and number of the table."""
    shapes: list[tuple[Any, Names, Names]] = []
    values: dict[str, Any] = {}
    for number, (model, rows) in enumerate(tables):
        shared, own = _split(rows)
        shapes.append((model, tuple(shared), tuple(own)))
        values |= {f"{name}_{number}": value for name, value in (shared | own).items()}
    return tuple(shapes), values


def all_updated(model: Any, stored: Rows, changed: Rows) -> tuple[Any, dict[str, Any]]:
    """Statement and values: one UPDATE of all rows, each found by what is stored of it."""
    shared_old, own_old = _split(stored)
    shared, own = _split(changed)
    values = {f"old_{name}": value for name, value in (shared_old | own_old).items()}
    names = (tuple(shared_old), tuple(own_old), tuple(shared), tuple(own))
    return _update(model, *names), values | shared | own


def _split(rows: Rows) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Values that all rows share, and lists of the others, by column."""
    shared: dict[str, Any] = {}
    own: dict[str, list[Any]] = {}
    for name, first in rows[0].items():
        values = [row[name] for row in rows]
        if all(value == first for value in values):
            shared[name] = first
        else:
            own[name] = values
    # Somewhere the number of rows must stand.
    if not own:
        name = next(iter(shared))
        own[name] = [shared.pop(name)] * len(rows)
    return shared, own


def _lists(model: Any, names: Mapping[str, str]) -> Any:
    """The arrays side by side as a table; ``names``: of the value → of its column."""
    types = {name: model.__table__.c[of].type for name, of in names.items()}
    arrays = [bindparam(name, type_=ARRAY(kind)) for name, kind in types.items()]
    columns = [column(name, kind) for name, kind in types.items()]
    return func.unnest(*arrays).table_valued(*columns).render_derived()


@lru_cache(maxsize=256)
def _inserts(shapes: tuple[tuple[Any, Names, Names], ...]) -> Any:
    last = _insert(len(shapes) - 1, *shapes[-1])
    return _inserts_before(shapes[:-1], last)


@lru_cache(maxsize=256)
def _inserts_before(shapes: tuple[tuple[Any, Names, Names], ...], last: Any) -> Any:
    before = (_insert(number, *shape) for number, shape in enumerate(shapes))
    return last.add_cte(*(one.cte(f"written_{number}") for number, one in enumerate(before)))


def _insert(number: int, model: Any, shared: Names, own: Names) -> Any:
    table = model.__table__
    listed = _lists(model, {f"{name}_{number}": name for name in own})
    values = [
        *(bindparam(f"{name}_{number}", type_=table.c[name].type).label(name) for name in shared),
        *(listed.c[f"{name}_{number}"] for name in own),
    ]
    return insert(table).from_select([*shared, *own], select(*values))


@lru_cache(maxsize=256)
def _update(model: Any, shared_old: Names, own_old: Names, shared: Names, own: Names) -> Any:
    table = model.__table__
    listed = _lists(model, {f"old_{name}": name for name in own_old} | {one: one for one in own})
    return (
        update(table)
        .values(
            {name: bindparam(name, type_=table.c[name].type) for name in shared}
            | {name: listed.c[name] for name in own}
        )
        .where(
            *(table.c[name] == bindparam(f"old_{name}") for name in shared_old),
            *(table.c[name] == listed.c[f"old_{name}"] for name in own_old),
        )
    )
