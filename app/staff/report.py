"""The list «who had which right on a day» and the annex to the regulation, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.tabular import Column, Kind, Row


@dataclass(frozen=True)
class HeldRole:
    """A role of a person on a day, in words."""

    name: str
    position: str
    role: str
    valid_from: date
    valid_to: date | None
    order: str
    duties: str
    order_href: str | None = None


REGISTER = (
    Column("ФИО"),
    Column("Должность"),
    Column("Роль в системе"),
    Column("С", Kind.DATE),
    Column("По", Kind.DATE),
    Column("Приказ"),
)
ANNEX = (
    Column("№", Kind.NUMBER),
    Column("ФИО"),
    Column("Должность"),
    Column("Роль в системе"),
    Column("Обязанности"),
    Column("Приказ"),
)


def register_rows(found: Sequence[HeldRole]) -> list[Row]:
    """Rows of the list."""
    return [
        (one.name, one.position, one.role, one.valid_from, one.valid_to, one.order) for one in found
    ]


def annex_rows(found: Sequence[HeldRole]) -> list[Row]:
    """Rows of the annex, numbered."""
    return [
        (number, one.name, one.position, one.role, one.duties, one.order)
        for number, one in enumerate(found, 1)
    ]
