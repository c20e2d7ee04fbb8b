"""The log of changes in the words of the columns: labels, formats, names of linked rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Boolean, Date, DateTime, Enum, Numeric, Time, select

from app.core.audit.models import ChangeRecord
from app.core.audit.writing import plan_of
from app.core.columns import attribute_of
from app.core.db import Base, UtcDateTime, db
from app.core.entity_writes import author_names
from app.core.formats import show
from app.core.i18n import translate
from app.core.messages import Message, message
from app.core.scoping.reach import SCOPED_TABLES

STEPS: dict[str, Message] = {
    "password_issued": message("A one-time password was issued"),
    "access_given": message("Access was given"),
    "rights_given": message("Right given"),
    "rights_taken": message("Right taken"),
}
"""Words of steps that change no column (``writing.note_step``)."""

Hidden = Callable[[ChangeRecord], bool]


@dataclass(frozen=True)
class ShownChange:
    """One column: what it is called, what it was and what it became."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        if self.old and self.new:
            return f"{self.label}: {self.old} → {self.new}"
        if self.old or self.new:
            return f"{self.label}: {self.new or f'{self.old} → —'}"
        return self.label


class Shown:
    """Records with the names of all rows that they point to, read once for all of them.

    ``hidden`` says of a record whether special personal data is kept from the reader. Names of
    linked rows are read under the scope in force; of others only the number is told.
    """

    def __init__(self, records: Sequence[ChangeRecord], hidden: Hidden) -> None:
        self.hidden = hidden
        self.authors = author_names({one.user_id for one in records if one.user_id})
        self._told = {one.id: json.loads(one.changes) for one in records}
        self._names = _linked_names(records, self._told)

    def author(self, record: ChangeRecord) -> str:
        return self.authors.get(record.user_id or 0) or _("The system")

    def changes(self, record: ChangeRecord) -> list[ShownChange]:
        model = model_of(record.entity)
        plan = plan_of(model) if model is not None else None
        shown, kept_back = [], False
        for name, *pair in self._told[record.id]:
            if plan is not None and name in plan.special and self.hidden(record):
                kept_back = True
                continue
            old, new = (pair[0], pair[1]) if len(pair) > 1 else (None, pair[0])
            shown.append(
                self._change(model if plan and name in plan.columns else None, name, old, new)
            )
        if kept_back:
            shown.append(ShownChange(_("Data that is not shown to you"), "", ""))
        return shown

    def _change(self, model: Any, name: str, old: Any, new: Any) -> ShownChange:
        if model is None:
            return ShownChange(translate(STEPS.get(name, name)), str(old or ""), str(new or ""))
        label = translate(attribute_of(model, name).label)
        return ShownChange(label, self._value(model, name, old), self._value(model, name, new))

    def _value(self, model: Any, name: str, raw: Any) -> str:
        if raw is None:
            return ""
        target = _target(model, name)
        if target is not None:
            return self._names.get((target, raw)) or f"№ {raw}"
        attribute = attribute_of(model, name)
        return show(_typed(attribute.column.type, raw), attribute.info)


def model_of(table: str) -> Any:
    """The class of an entity of the log; None for one that is gone."""
    return _models().get(table)


@lru_cache(maxsize=1)
def _models() -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for mapper in Base.registry.mappers:
        if mapper.local_table is not None:
            found.setdefault(str(mapper.local_table.name), mapper.class_)
    return found | SCOPED_TABLES


def _target(model: Any, name: str) -> Any:
    """The class that a column points to."""
    keys = attribute_of(model, name).column.foreign_keys
    return next((model_of(str(key.column.table.name)) for key in keys), None)


def _linked_names(
    records: Sequence[ChangeRecord], told: Mapping[int, Any]
) -> dict[tuple[Any, int], str]:
    """Names of the rows that changes point to: one statement for each kind of them."""
    wanted: dict[Any, set[int]] = {}
    for record in records:
        model = model_of(record.entity)
        plan = plan_of(model) if model is not None else None
        if plan is None:
            continue
        for name, *pair in told[record.id]:
            target = _target(model, name) if name in plan.columns else None
            if target is not None:
                wanted.setdefault(target, set()).update(one for one in pair if one is not None)
    return names_of(wanted)


def names_of(wanted: Mapping[Any, Iterable[int]]) -> dict[tuple[Any, int], str]:
    """(model, key) → name, of rows that the scope in force reaches. A statement for each model."""
    found = {}
    for target, keys in wanted.items():
        for row in db.session.scalars(select(target).where(target.id.in_(keys))):
            found[target, row.id] = str(row)
    return found


def _typed(kind: Any, raw: Any) -> Any:
    """A value of JSON as its column holds it; as it stands when it no longer fits."""
    try:
        if isinstance(kind, Enum) and kind.enum_class is not None:
            return kind.enum_class(raw)
        if isinstance(kind, Boolean):
            return bool(raw)
        if isinstance(kind, Date):
            return date.fromisoformat(raw)
        if isinstance(kind, Time):
            return time.fromisoformat(raw)
        if isinstance(kind, Numeric):
            return Decimal(str(raw))
        if isinstance(kind, UtcDateTime | DateTime):
            return datetime.fromisoformat(raw)
    except (ValueError, ArithmeticError, NotImplementedError, TypeError):
        return raw
    return raw
