"""Columns of an exported table and their values as a person reads them.

Shared by the PDF, XLSX and CSV of every list, so that the three say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

# What a cell may hold. A truth value is worded by the caller, who knows the language.
Value = str | int | Decimal | date | datetime | None
Row = Sequence[Value]

_GROUP_MARK = "\N{NO-BREAK SPACE}"


class Kind(StrEnum):
    """How the values of a column are written and aligned."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, kind and, for numbers, how many decimals are shown."""

    title: str
    kind: Kind = Kind.TEXT
    decimals: int = 0


def cell_text(value: Value, column: Column) -> str:
    """ДД.ММ.ГГГГ, 1 234,50; text as it is; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, int | Decimal):
        return number_text(value, column.decimals)
    return value


def number_text(value: int | Decimal, decimals: int = 0) -> str:
    """A number with grouped thousands and a decimal comma: 1 234,50."""
    plain = f"{value:,.{decimals}f}"
    return plain.replace(",", _GROUP_MARK).replace(".", ",")
