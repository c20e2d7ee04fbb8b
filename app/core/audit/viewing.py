"""Notes of who looked at whose personal data, written after the answer is made.

One INSERT in a transaction of its own, when the page reads nothing any more. Of a refused request
nothing is noted: nobody saw anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import g, request
from sqlalchemy import insert

from app.core import clock
from app.core.afterwards import after_answer
from app.core.audit.view_models import Look, ViewRecord
from app.core.columns import holds_personal

_NOTE = insert(ViewRecord.__table__)


def note_card(look: Look, row: Any) -> None:
    """Note a look at one row, if rows of its kind hold personal data."""
    model: Any = type(row)
    if holds_personal(model):
        house = getattr(row, "organization_id", None)
        note_look(look, model.__tablename__, house, row.id, _child_of(row))


def note_rows(look: Look, model: Any, rows: Iterable[Any]) -> None:
    """Note a table of rows: how many of each organisation; the conditions stand in the address."""
    if holds_personal(model):
        houses = Counter(getattr(row, "organization_id", None) for row in rows)
        for house, number in houses.items():
            note_look(look, model.__tablename__, house, number=number)


def note_look(
    look: Look,
    entity: str,
    organization_id: int | None,
    row_id: int | None = None,
    child_id: int | None = None,
    number: int = 1,
) -> None:
    """Note a look of whoever sent the request at work."""
    person = g.get("person")
    address = request.full_path.rstrip("?") if request.args else request.path
    after_answer(
        _NOTE,
        {
            "organization_id": organization_id,
            "happened_at": clock.now(),
            "user_id": person.id if person is not None else None,
            "look": look,
            "entity": entity,
            "row_id": row_id,
            "child_id": child_id,
            "number": number,
            "path": address[:500],
            "address": (request.remote_addr or "")[:64],
            "request_id": g.get("request_id"),
        },
    )


def _child_of(row: Any) -> int | None:
    if row.__tablename__ == "child":
        return int(row.id)
    return getattr(row, "child_id", None)
