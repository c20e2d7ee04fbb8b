"""The session: criteria on every select, one identity map per scope, guarded flushes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy.session import Session
from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState

from app.core.scoping.guard import WriteGuard
from app.core.scoping.proof import refuse
from app.core.scoping.reach import CRITERIA, READ, scoped_class
from app.core.scoping.scope import AccessScope, Scope, current_scope

# A select that is kept by its module is restricted once, and so is its key in the cache of SQL:
# to build, restrict and look up a select anew takes longer than to run it.
_restricted: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
_keys_shown: WeakKeyDictionary[Any, list[tuple[int, type]]] = WeakKeyDictionary()


class ScopedSession(Session):
    """A Flask-SQLAlchemy session whose rows always belong to the scope in force."""

    _scope_seen: Scope | None = None
    _guard: WriteGuard | None = None
    _guarded: dict[Any, Any] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken_in: set[Any] = set()
        """Keys of rows that code added by hand: no scope has let them through."""
        self.seen: set[tuple[type, int]] = set()
        """(model, key) of rows that ``plain`` read: the scope in force has let them through."""

    def follow_scope(self) -> Scope:
        """Drop what another scope loaded; refuse to carry its unsaved changes over."""
        scope = current_scope()
        if self._scope_seen is not None and scope != self._scope_seen:
            scoped_rows = [row for row in self.identity_map.values() if scoped_class(type(row))]
            unsaved = [row for row in scoped_rows if self.is_modified(row)]
            if unsaved or any(scoped_class(type(row)) for row in (*self.new, *self.deleted)):
                raise refuse("unsaved rows of another scope")
            for row in scoped_rows:
                # One may have left already, by the cascade of another.
                if row in self:
                    self.expunge(row)
            self.taken_in.clear()
            self.seen.clear()
        self._scope_seen = scope
        return scope

    def plain(self, statement: Any, values: Mapping[str, Any]) -> Sequence[Any]:
        """Rows of columns instead of mapped objects: they cost a third.

        The keys among the columns (``Child.id``) are noted, so that the guard of writes need not
        ask for these rows again. Worth it for a select that is built once and kept.
        """
        rows: Sequence[Any] = self.execute(statement, values).all()
        for place, model in _shown_keys(statement):
            self.seen.update((model, row[place]) for row in rows if row[place] is not None)
        return rows

    def _identity_lookup(self, *args: Any, **kwargs: Any) -> Any:
        # Under get(), Query.get() and many-to-one loads: no SQL, hence no other check.
        self.follow_scope()
        return super()._identity_lookup(*args, **kwargs)

    def flush(self, objects: Any = None) -> None:
        try:
            super().flush(objects)
        finally:
            # Not by connection(): after a failed flush that would hide why it failed.
            self.end_guard()
            self._guard = None

    def end_guard(self) -> None:
        """From here on this session's statements are proven again."""
        if self._guarded is not None:
            self._guarded.pop("guarded_flush", None)
            self._guarded = None

    def rollback(self) -> None:
        super().rollback()
        self._scope_seen = None
        self.taken_in.clear()
        self.seen.clear()

    def bulk_save_objects(self, *args: Any, **kwargs: Any) -> None:
        raise refuse("bulk writes pass no guard")

    bulk_insert_mappings = bulk_save_objects
    bulk_update_mappings = bulk_save_objects


def _shown_keys(statement: Any) -> list[tuple[int, type]]:
    """(place, model) of the columns of a select that are the key of a scoped row itself."""
    found = _keys_shown.get(statement)
    if found is None:
        found = []
        for place, shown in enumerate(statement.column_descriptions):
            model = scoped_class(shown["entity"]) if isinstance(shown["entity"], type) else None
            if model is not None and shown["expr"] is model.id:  # type: ignore[attr-defined]
                found.append((place, model))
        _keys_shown[statement] = found
    return found


def _with_criteria(statement: Any) -> Any:
    return statement if CRITERIA in statement._with_options else statement.options(CRITERIA)


@event.listens_for(ScopedSession, "do_orm_execute")
def _restrict(state: ORMExecuteState) -> None:
    scope = state.session.follow_scope()  # type: ignore[attr-defined]
    if not isinstance(scope, AccessScope):
        return
    if not state.is_select:
        raise refuse("bulk writes pass no guard")
    statement: Any = _restricted.get(state.statement)
    if statement is None:
        statement = _with_criteria(state.statement)
        if statement is not state.statement:
            # One that came restricted (a lazy load) would keep itself here for ever.
            _restricted[state.statement] = statement
    if state.is_column_load and state.bind_mapper is not None:
        # SQLAlchemy leaves loader criteria out when it refreshes a row.
        model = scoped_class(state.bind_mapper.class_)
        if model is not None:
            statement = statement.where(READ[model].criterion(model))
    state.statement = statement


@event.listens_for(ScopedSession, "before_flush")
def _before(session: ScopedSession, context: Any, instances: Any) -> None:
    scope = session.follow_scope()
    if isinstance(scope, AccessScope):
        session._guard = WriteGuard(session, scope)
        session._guard.before_flush()
        session._guarded = session.connection().info
        session._guarded["guarded_flush"] = True


@event.listens_for(ScopedSession, "after_flush")
def _after(session: ScopedSession, context: Any) -> None:
    if session._guard is not None:
        session.end_guard()
        session._guard.after_flush(context)


@event.listens_for(ScopedSession, "detached_to_persistent")
def _take_in(session: ScopedSession, row: Any) -> None:
    session.taken_in.add(inspect(row).key)
