"""How values are shown to people: the Russian way, by the type and format of the column."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_timezone_location
from flask import g, has_request_context
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


def reader_zone() -> str:
    """The time zone of the organisation of who reads."""
    person = g.get("person") if has_request_context() else None
    return getattr(person, "timezone", clock.DEFAULT_ZONE)


def show_moment(value: datetime, zone: str = "") -> str:
    """Date and time on the organisation's clock. FAB's own columns are naive UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return f"{clock.local(aware, zone or reader_zone()):%d.%m.%Y %H:%M}"


def show_number(value: Decimal | float) -> str:
    """1234.5 → «1 234,5»."""
    return f"{value:,}".replace(",", NBSP).replace(".", ",")


# The clocks of Russia from west to east, as the calendar of the system tells them apart.
ZONES = (
    *("Europe/Kaliningrad", "Europe/Moscow", "Europe/Simferopol", "Europe/Kirov"),
    *("Europe/Volgograd", "Europe/Astrakhan", "Europe/Saratov", "Europe/Ulyanovsk"),
    *("Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Novosibirsk", "Asia/Barnaul"),
    *("Asia/Tomsk", "Asia/Novokuznetsk", "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Chita"),
    *("Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Sakhalin"),
    *("Asia/Srednekolymsk", "Asia/Kamchatka", "Asia/Anadyr"),
)
# Where the calendar of the system knows an island, people say the city.
CITIES = {"Asia/Sakhalin": "Южно-Сахалинск"}


@lru_cache(maxsize=256)
def show_zone(name: str) -> str:
    """A time zone by its city and its distance from Moscow (107-ФЗ): «Омск (МСК+3)»."""
    winter = datetime(2026, 1, 1, tzinfo=UTC)
    try:
        away = winter.astimezone(ZoneInfo(name)).utcoffset() or timedelta()
    except (ValueError, ZoneInfoNotFoundError):
        return name
    home = winter.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).utcoffset() or timedelta()
    minutes = int((away - home).total_seconds()) // 60
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    hours, rest = divmod(abs(minutes), 60)
    ahead = f"{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else ""
    city = CITIES.get(name) or get_timezone_location(name, locale="ru", return_city=True)
    return f"{city} (МСК{ahead})"


def legal_name(name: str) -> str:
    """A full name with its legal form as initials, the way people write it.

    «Муниципальное бюджетное дошкольное образовательное учреждение „Сад“» → «МБДОУ „Сад“».
    """
    form, quote, own = name.partition("«")
    words = form.split()
    if not quote or len(words) < 4 or words[-1].lower() != "учреждение":
        return name
    return "".join(word[0].upper() for word in words) + f" «{own}"


FORMATS: dict[str, Callable[[Any], str]] = {
    "phone": identifiers.format_phone,
    "snils": identifiers.format_snils,
    "timezone": show_zone,
    "month": show_month,
    "decimal": show_number,
}


def show(value: Any, info: dict[str, Any] | None = None) -> str:
    """The text of a value. Empty values are an empty text."""
    return shower(info or {})(value)


def shower(info: dict[str, Any]) -> Callable[[Any], str]:
    """The function that shows the values of a column: asked once a column, called once a row."""
    labels: dict[Any, Message] = info.get("labels") or {}
    formatter = FORMATS.get(info.get("format") or "") or _by_type

    def shown(value: Any) -> str:
        if value is None or value == "":
            return ""
        if labels and isinstance(value, str | enum.Enum) and value in labels:
            return translate(labels[value])
        return formatter(value)

    return shown


def in_quotes(name: str) -> str:
    """The name of an organisation within a sentence: quoted, unless it brings its own quotes."""
    return name if "«" in name else f"«{name}»"


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
