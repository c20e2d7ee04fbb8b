"""Dates and times as people type them, and as scripts and addresses write them. Pure."""

from __future__ import annotations

import re
from datetime import date, time

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_TYPED_DATE = re.compile(r"(\d{1,2})[.,/ -](\d{1,2})[.,/ -](\d{4})|(\d{2})(\d{2})(\d{4})", re.ASCII)
_WRITTEN_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TYPED_TIME = re.compile(r"(\d{1,2})[:.,-](\d{2})(?::00)?|(\d{1,2})(\d{2})", re.ASCII)


def read_date(text: str) -> date:
    """«31.12.2026», «1.9.2026», «31122026» or «2026-12-31». Raises ValueError for anything else."""
    text = text.strip()
    if typed := _TYPED_DATE.fullmatch(text):
        day, month, year = (int(part) for part in typed.groups() if part)
    elif _WRITTEN_DATE.fullmatch(text):
        year, month, day = map(int, text.split("-"))
    else:
        raise ValueError(text)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(text)
    return date(year, month, day)


def read_time(text: str) -> time:
    """«9:00», «09.00», «0900». Raises ValueError for anything else."""
    typed = _TYPED_TIME.fullmatch(text.strip())
    if not typed:
        raise ValueError(text)
    hour, minute = (int(part) for part in typed.groups() if part)
    return time(hour, minute)


def typed_date(value: date | str | None) -> str:
    """A date for a field of the page: «31.12.2026». What is no date stays as it was typed."""
    if not value:
        return ""
    if isinstance(value, str):
        try:
            value = read_date(value)
        except ValueError:
            return str(value)
    return f"{value:%d.%m.%Y}"
