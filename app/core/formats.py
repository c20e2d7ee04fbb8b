"""How values are shown to people: the Russian way, by the type and format of the column."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core import clock, identifiers
from app.core.i18n import translate
from app.core.messages import Message, message

NBSP = "\u00a0"
MONTHS = (
    message("January"),
    message("February"),
    message("March"),
    message("April"),
    message("May"),
    message("June"),
    message("July"),
    message("August"),
    message("September"),
    message("October"),
    message("November"),
    message("December"),
)


def show_date(value: date) -> str:
    return f"{value:%d.%m.%Y}"


def show_month(value: date) -> str:
    return f"{translate(MONTHS[value.month - 1])} {value.year}"


def show_moment(value: datetime, zone: str = clock.DEFAULT_ZONE) -> str:
    """Date and time on the organisation's clock. FAB's own columns are naive UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return f"{clock.local(aware, zone):%d.%m.%Y %H:%M}"


def show_number(value: Decimal | float) -> str:
    """1234.5 → «1 234,5»."""
    return f"{value:,}".replace(",", NBSP).replace(".", ",")


FORMATS: dict[str, Callable[[Any], str]] = {
    "phone": identifiers.format_phone,
    "snils": identifiers.format_snils,
    "month": show_month,
    "decimal": show_number,
}


def show(value: Any, info: dict[str, Any] | None = None) -> str:
    """The text of a value. Empty values are an empty text."""
    if value is None or value == "":
        return ""
    info = info or {}
    labels: dict[Any, Message] = info.get("labels") or {}
    if isinstance(value, enum.Enum) and value in labels:
        return translate(labels[value])
    formatter = FORMATS.get(info.get("format") or "")
    if formatter is not None:
        return formatter(value)
    return _by_type(value)


def _by_type(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return show_number(value)
    return str(value)
