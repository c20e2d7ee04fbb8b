"""Now and today, asked at the edge and passed to rules and queries as arguments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/Moscow"


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str = DEFAULT_ZONE) -> date:
    """The calendar day in an organisation's time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(moment: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    """A moment on the clock of an organisation."""
    return moment.astimezone(ZoneInfo(zone))
