"""The write guard: like row-level security, USING before and WITH CHECK after.

Before a flush every changed or deleted row must be writable as the database
holds it, and every foreign key must point to a row that the person may read:
checked before the write, because a link can grant itself. After the flush
every written row must still be writable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import attributes
from sqlalchemy.orm.base import PassiveFlag
from sqlalchemy.orm.interfaces import MANYTOMANY, MANYTOONE
from sqlalchemy.sql.elements import ClauseElement

from app.core.scoping.proof import refuse
from app.core.scoping.reach import READ, SCOPED_TABLES, WRITE, scoped_class
from app.core.scoping.scope import AccessScope

if TYPE_CHECKING:
    from app.core.scoping.session import ScopedSession


class WriteGuard:
    """Judges one flush of one session under one scope."""

    def __init__(self, session: ScopedSession, scope: AccessScope) -> None:
        self.session = session
        self.scope = scope
        self.judged: set[Any] = set()

    def before_flush(self) -> None:
        """Judge what is about to be written. Raises ScopeRefused."""
        changed = [row for row in self.session.dirty if self.session.is_modified(row)]
        deleted = list(self.session.deleted)
        for row in (*changed, *deleted):
            if scoped_class(type(row)):
                self._judge(row, stored=True)
                self.judged.add(inspect(row))
        self._check_references([*self.session.new, *changed])

    def after_flush(self, context: Any) -> None:
        """Judge what was written, pulled-in rows included. Raises ScopeRefused."""
        rows = []
        for state, (is_delete, list_only) in context.states.items():
            row = state.obj()
            if list_only or row is None or scoped_class(type(row)) is None:
                continue
            if is_delete:
                if state not in self.judged:
                    raise refuse(f"{type(row).__name__} deleted along with another row")
                continue
            if state not in self.judged and row not in self.session.new:
                # A collection pulled it in: its key changed within the flush.
                self._judge(row, stored=True)
            self._judge(row, stored=False)
            rows.append(row)
        self._check_references(rows)

    def _judge(self, row: Any, *, stored: bool) -> None:
        reach = WRITE[scoped_class(type(row))]  # type: ignore[index]
        values = {name: self._value(row, name, stored) for name in reach.columns}
        if not self.scope.writable or not reach.holds(self.scope, values):
            raise refuse(f"{type(row).__name__} is not writable")

    def _value(self, row: Any, name: str, stored: bool) -> Any:
        if stored:
            history = attributes.get_history(row, name, PassiveFlag.PASSIVE_OFF)
            if history.deleted:
                return history.deleted[0]
            if history.added:
                # Set while expired: the session never knew the old value.
                return self._stored(row, name)
        return getattr(row, name)

    def _stored(self, row: Any, name: str) -> Any:
        model: Any = scoped_class(type(row))
        query = select(getattr(model, name)).where(
            model.id == inspect(row).identity[0], READ[model].criterion(model)
        )
        found = self.session.connection().execute(query).first()
        if found is None:
            raise refuse(f"{type(row).__name__} is not visible")
        return found[0]

    def _check_references(self, rows: list[Any]) -> None:
        wanted: dict[type, set[int]] = {}
        for row in rows:
            if scoped_class(type(row)):
                for model, key in self._references(row):
                    wanted.setdefault(model, set()).add(key)
        for model, keys in wanted.items():
            missing = {key for key in keys if not self._known(model, key)}
            if missing:
                self._look_up(model, missing)

    def _references(self, row: Any) -> list[tuple[type, int]]:
        """(model, key) of every scoped row that this flush newly points to."""
        return [*self._links(row), *self._keys(row)]

    def _links(self, row: Any) -> list[tuple[type, int]]:
        found = []
        for relationship in inspect(row).mapper.relationships:
            for target in self._targets(row, relationship):
                model = scoped_class(type(target))
                if model is not None and inspect(target).identity:
                    found.append((model, inspect(target).identity[0]))
        return found

    def _targets(self, row: Any, relationship: Any) -> list[Any]:
        """Rows of a link that this flush sets. Rows of a collection are judged themselves."""
        name = relationship.key
        if not self._changed(row, name):
            return []
        if relationship.direction is MANYTOONE:
            target = inspect(row).dict[name]
            return [] if target is None else [target]
        if relationship.direction is MANYTOMANY:
            return list(attributes.get_history(row, name, PassiveFlag.PASSIVE_NO_INITIALIZE).added)
        return []

    def _keys(self, row: Any) -> list[tuple[type, int]]:
        found = []
        state = inspect(row)
        for name, column in state.mapper.columns.items():
            if not column.foreign_keys or not self._changed(row, name):
                continue
            value = state.dict.get(name)
            if isinstance(value, ClauseElement):
                raise refuse("an SQL expression as a foreign key")
            for key in column.foreign_keys:
                table = key.column.table
                inherited = table is not column.table and table in state.mapper.tables
                model = SCOPED_TABLES.get(table.name.lower())
                if model is not None and value is not None and not inherited:
                    found.append((model, value))
        return found

    def _changed(self, row: Any, name: str) -> bool:
        """Whether this flush sets the attribute: an old link was judged when it was made."""
        if name not in inspect(row).dict:
            return False
        history = attributes.get_history(row, name, PassiveFlag.PASSIVE_NO_INITIALIZE)
        return row in self.session.new or history.has_changes()

    def _known(self, model: type, key: int) -> bool:
        """A row that this scope already loaded or read, or that the scope names itself."""
        if (model, key) in self.session.seen:
            return True
        mapper: Any = inspect(model)
        identity = mapper.identity_key_from_primary_key((key,))
        if identity in self.session.identity_map and identity not in self.session.taken_in:
            return True
        reach = READ[model]
        row = dict.fromkeys(reach.columns) | {"id": key}
        return reach.holds(self.scope, row)

    def _look_up(self, model: Any, keys: set[int]) -> None:
        query = select(model.id).where(model.id.in_(keys), READ[model].criterion(model))
        connection = self.session.connection()
        found = set(connection.execute(query).scalars())
        if keys - found:
            raise refuse(f"a foreign key to an invisible {model.__name__}")

    def judge_rows(self, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Judge plain rows that are written in one statement. Raises ScopeRefused."""
        kinds = {type(value) for row in rows for value in row.values()}
        if any(issubclass(kind, ClauseElement) for kind in kinds):
            raise refuse("an SQL expression in a plain row")
        reach = WRITE[model]
        for row in rows:
            # A row that is not there yet has no key: it is judged by what else it holds.
            values = {name: row.get(name) for name in reach.columns}
            if not self.scope.writable or not reach.holds(self.scope, values):
                raise refuse(f"{model.__name__} is not writable")
        for column in model.__table__.columns:
            for key in column.foreign_keys:
                target = SCOPED_TABLES.get(key.column.table.name.lower())
                if target is None:
                    continue
                keys = {row[column.name] for row in rows if row.get(column.name) is not None}
                if keys:
                    missing = {value for value in keys if not self._known(target, value)}
                    if missing:
                        self._look_up(target, missing)
