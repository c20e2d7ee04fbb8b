"""The session: criteria on every select, one identity map per scope, guarded flushes."""

from __future__ import annotations

from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState

from app.core.scoping.guard import WriteGuard
from app.core.scoping.proof import refuse
from app.core.scoping.reach import READ, loader_options, scoped_class
from app.core.scoping.scope import AccessScope, Scope, current_scope


class ScopedSession(Session):
    """A Flask-SQLAlchemy session whose rows always belong to the scope in force."""

    _scope_seen: Scope | None = None
    _guard: WriteGuard | None = None
    _guarded: dict[Any, Any] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken_in: set[Any] = set()
        """Keys of rows that code added by hand: no scope has let them through."""

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
        self._scope_seen = scope
        return scope

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

    def bulk_save_objects(self, *args: Any, **kwargs: Any) -> None:
        raise refuse("bulk writes pass no guard")

    bulk_insert_mappings = bulk_save_objects
    bulk_update_mappings = bulk_save_objects


@event.listens_for(ScopedSession, "do_orm_execute")
def _restrict(state: ORMExecuteState) -> None:
    scope = state.session.follow_scope()  # type: ignore[attr-defined]
    if not isinstance(scope, AccessScope):
        return
    if not state.is_select:
        raise refuse("bulk writes pass no guard")
    options = loader_options()
    statement: Any = state.statement
    if options[0] not in statement._with_options:
        statement = statement.options(*options)
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
