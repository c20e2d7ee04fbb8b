"""Every flush and every bulk write leaves its changes in the log, in the same transaction."""

from __future__ import annotations

import enum
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import g, has_request_context
from sqlalchemy import Column, event, func, insert, inspect, select
from sqlalchemy.orm import attributes
from sqlalchemy.orm.base import PassiveFlag

from app.core import clock
from app.core.audit.basis import current_basis
from app.core.audit.exceptions import is_logged
from app.core.audit.models import ChangeRecord, Operation
from app.core.columns import NAMES, SPECIAL
from app.core.db import acting_user_id, search_key
from app.core.scoping import plain_writes
from app.core.scoping.reach import SCOPED_TABLES
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession

Change = tuple[Any, ...]
_LOG = insert(ChangeRecord.__table__)
_NAME_PARTS = ("last_name", "first_name", "middle_name")


@dataclass(frozen=True)
class Plan:
    """What is logged of an entity: its labelled columns, and which of them are special data."""

    table: str
    columns: tuple[str, ...]
    special: frozenset[str]
    title: tuple[str, ...]
    child: str | None
    house: str | None


@lru_cache(maxsize=256)
def plan_of(model: Any) -> Plan | None:
    """None for an entity that is not logged, or of which people see nothing."""
    if not is_logged(model):
        return None
    mapper: Any = inspect(model)
    shown = {
        one.key: one.columns[0].info
        for one in mapper.column_attrs
        if isinstance(one.columns[0], Column)
        and one.columns[0].info.get("label")
        and not one.deferred
    }
    if not shown:
        return None
    known = {one.key for one in mapper.column_attrs}
    table = str(mapper.local_table.name)
    title = _NAME_PARTS if "last_name" in known else NAMES[:1] + NAMES[2:]
    child = "id" if table == "child" else "child_id" if "child_id" in known else None
    house = "id" if table == "organization" else None
    return Plan(
        table=table,
        columns=tuple(shown),
        special=frozenset(name for name, info in shown.items() if info.get("personal") == SPECIAL),
        title=tuple(name for name in title if name in known),
        child=child,
        house=house or ("organization_id" if "organization_id" in known else None),
    )


# Asked for every column of every row of an import: the usual types before the others, and one
# encoder for all.
_AS_THEY_ARE = frozenset({type(None), bool, int, float, str})
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def plain(value: Any) -> Any:
    """A value as JSON keeps it: dates in ISO, enumerations by value."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else None


def record_of(
    plan: Plan, operation: Operation, values: Callable[[str], Any], changes: Sequence[Change]
) -> dict[str, Any]:
    """A row of the log; ``values`` gives a column of the row that it tells of."""
    parts = [values(name) for name in plan.title]
    if plan.title[:1] != _NAME_PARTS[:1]:
        parts = [part for part in parts if part][:1]
    title = " ".join(str(part) for part in parts if part)
    texts = [title]
    for name, *pair in changes:
        if name not in plan.special:
            texts += [one for one in pair if isinstance(one, str)]
    return {
        "entity": plan.table,
        "row_id": values("id"),
        "organization_id": values(plan.house) if plan.house else None,
        "child_id": values(plan.child) if plan.child else None,
        "operation": operation,
        "title": title[:200],
        "changes": _encoded(changes),
        "search_key": search_key(" ".join(texts))[:500],
    }


def created(plan: Plan, values: Callable[[str], Any]) -> dict[str, Any]:
    pairs = ((name, plain(values(name))) for name in plan.columns)
    changes = [(name, None, value) for name, value in pairs if value not in (None, "")]
    return record_of(plan, Operation.CREATED, values, changes)


def deleted(plan: Plan, values: Callable[[str], Any]) -> dict[str, Any]:
    pairs = ((name, plain(values(name))) for name in plan.columns)
    changes = [(name, value, None) for name, value in pairs if value not in (None, "")]
    return record_of(plan, Operation.DELETED, values, changes)


def keep(session: ScopedSession, records: Sequence[dict[str, Any]]) -> None:
    """Write records with who, when, by which document and in which request."""
    if not records:
        return
    basis = current_basis()
    request = has_request_context()
    person = g.get("person") if request else None
    common = {
        "happened_at": clock.now(),
        "user_id": acting_user_id() or (person.id if person is not None else None),
        "basis": basis.text if basis else None,
        "document_id": basis.document_id if basis else None,
        "request_id": g.get("request_id") if request else None,
    }
    if any(one["organization_id"] is None for one in records):
        root = _root(session)
        for one in records:
            one["organization_id"] = one["organization_id"] or root
    plain_writes.send(session, _LOG, [{**one, **common} for one in records])


def _root(session: ScopedSession) -> int | None:
    """What belongs to the whole installation is told at its root organisation."""
    houses = SCOPED_TABLES["organization"].__table__  # type: ignore[attr-defined]
    with unscoped("the root organization, to which the log of common records belongs"):
        found: int | None = session.connection().execute(select(func.min(houses.c.id))).scalar()
    return found


def note_step(session: ScopedSession, row: Any, step: str, *details: str) -> None:
    """Note what was done to a row without changing a column that people see.

    ``step`` is a key of ``shown.STEPS``; the caller commits.
    """
    kind: Any = type(row)
    plan = plan_of(kind)
    if plan is not None:
        told: Sequence[str | None] = details or (None,)
        changes = [(step, None, one) for one in told]
        keep(session, [record_of(plan, Operation.STEP, lambda name: getattr(row, name), changes)])


# -- flushes -----------------------------------------------------------------------------------


@event.listens_for(ScopedSession, "after_flush")
def _log_flush(session: ScopedSession, context: Any) -> None:
    keep(session, list(_flushed(context)))


def _flushed(context: Any) -> Iterable[dict[str, Any]]:
    for state, (is_delete, list_only) in context.states.items():
        row = state.obj()
        kind: Any = type(row)
        plan = None if list_only or row is None else plan_of(kind)
        if plan is None:
            continue
        values = state.dict.get
        if is_delete:
            yield deleted(plan, values)
        elif state.key is None:
            yield created(plan, values)
        else:
            changes = list(_changes(plan, row))
            if changes:
                yield record_of(plan, Operation.CHANGED, values, changes)


def _changes(plan: Plan, row: Any) -> Iterable[Change]:
    for name in plan.columns:
        history = attributes.get_history(row, name, PassiveFlag.PASSIVE_NO_INITIALIZE)
        if not history.added:
            continue
        new = plain(history.added[0])
        if not history.deleted:
            yield name, new
        elif (old := plain(history.deleted[0])) != new:
            yield name, old, new


# -- many plain rows at once -------------------------------------------------------------------


class _PlainLog:
    """What ``plain_writes`` tells of the rows that it wrote."""

    def keeps(self, model: Any) -> bool:
        return plan_of(model) is not None

    def inserted(
        self, session: ScopedSession, model: Any, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        plan = plan_of(model)
        assert plan is not None
        keep(session, [created(plan, row.get) for row in rows])

    def updated(
        self,
        session: ScopedSession,
        model: Any,
        stored: Sequence[Mapping[str, Any]],
        changed: Sequence[Mapping[str, Any]],
    ) -> None:
        plan = plan_of(model)
        assert plan is not None
        records: list[dict[str, Any]] = []
        for old, new in zip(stored, changed, strict=True):
            changes = [
                (name, plain(old[name]), plain(new[name]))
                if name in old
                else (name, plain(new[name]))
                for name in plan.columns
                if name in new and plain(old.get(name, new)) != plain(new[name])
            ]
            if changes:
                whole = {**old, **new}
                records.append(record_of(plan, Operation.CHANGED, whole.get, changes))
        keep(session, records)


plain_writes.log_with(_PlainLog())
