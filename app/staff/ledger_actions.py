"""What an order about staff changes, noted so that an order of cancellation puts it back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import inspect

from app.core.errors import Conflict
from app.core.messages import message
from app.core.scoping.session import ScopedSession
from app.organizations.models import Appointment
from app.staff.career_models import EmployeePosition
from app.staff.models import Employee

DAY = timedelta(days=1)


@dataclass
class Ledger:
    """What an order changes, noted for its cancellation: made rows and old values of columns."""

    notes: list[list[Any]] = field(default_factory=list)

    def made(self, session: ScopedSession, row: Any) -> None:
        session.add(row)
        session.flush()
        self.notes.append(["made", type(row).__tablename__, row.id])

    def set(self, row: Any, name: str, value: Any) -> None:
        """Set a column and note what it was and what it is now."""
        before = getattr(row, name)
        setattr(row, name, value)
        self.notes.append(
            ["set", type(row).__tablename__, row.id, name, _text(before), _text(value)]
        )

    def text(self) -> str:
        return json.dumps(self.notes, ensure_ascii=False)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


Leaver = Callable[[ScopedSession, Employee, date, Ledger], None]
LEAVERS: list[Leaver] = []
"""What else ends with a dismissal; filled by features above (``groups``: who leads a group)."""
ROWS: dict[str, Any] = {one.__tablename__: one for one in (Employee, EmployeePosition, Appointment)}
"""Tables that ledgers name; features above add theirs."""


def put_back(session: ScopedSession, notes: str) -> None:
    """Undo a ledger from its end. Raises Conflict when something has changed since."""
    for kind, table, key, *rest in reversed(json.loads(notes)):
        row = session.get(ROWS[table], key)
        if row is None:
            raise _changed()
        if kind == "made":
            session.delete(row)
            session.flush()
            continue
        name, before, after = rest
        if _text(getattr(row, name)) != after:
            raise _changed()
        column = inspect(type(row)).columns[name]
        dated = column.type.python_type is date and before is not None
        setattr(row, name, date.fromisoformat(before) if dated else before)
    session.flush()


def _changed() -> Conflict:
    return Conflict(
        message(
            "What this order did was changed later, by another order or by hand. Take that back "
            "first."
        )
    )


def end_role(session: ScopedSession, row: Appointment, last: date, ledger: Ledger) -> None:
    """A role ends with a day; one that would begin later never begins."""
    ledger.set(row, "valid_to", max(last, row.valid_from - DAY) if row.valid_from > last else last)
