"""Dates as they are met in lists: cells of dates, serial numbers and many kinds of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.children.intake.rules.text import cell_text
from app.core.spreadsheets import Cell

_SERIAL_ZERO = date(1899, 12, 30)
# Serial numbers of 1910–2100; anything else is no date that a list of children can hold.
_SERIALS = range(3_654, 73_051)
# Beginnings of the names of months; «ма» stands after «мар» and so means May.
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_NUMERIC = re.compile(r"(\d{1,2})\s*[./,\-\s]\s*(\d{1,2})\s*[./,\-\s]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_WORDED = re.compile(r"[«\"]?(\d{1,2})[»\"]?\s+([а-я]+)\.?\s+(\d{4}|\d{2})")
_TIME = re.compile(r"[T\s]+0?\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
_YEAR_WORD = re.compile(r"\s*(г|год|года|г\.р)\.?$")


@dataclass(frozen=True)
class ReadDate:
    """What a cell says: no value = it is no date; ``other`` = the second reading of a
    two-digit year; ``serial`` = read from a number; ``impossible`` = no such day."""

    value: date | None
    other: date | None = None
    serial: bool = False
    impossible: bool = False


def read_date(cell: Cell) -> ReadDate:
    """The date of a cell that is not empty."""
    if isinstance(cell, datetime):
        return ReadDate(cell.date())
    if isinstance(cell, date):
        return ReadDate(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_serial(float(cell))
    text = _TIME.sub("", cell_text(cell).lower())
    text = _YEAR_WORD.sub("", text).strip()
    if text.isdigit() and len(text) == 5:
        return _from_serial(float(text))
    return _from_text(text)


def _from_serial(serial: float) -> ReadDate:
    if not _SERIALS.start <= serial < _SERIALS.stop:
        return ReadDate(None)
    return ReadDate(_SERIAL_ZERO + timedelta(days=int(serial)), serial=True)


def _from_text(text: str) -> ReadDate:
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
        return _dated(int(day), int(month), year)
    if found := _NUMERIC.fullmatch(text):
        day, month, year = found.groups()
        return _dated(int(day), int(month), year)
    if found := _WORDED.fullmatch(text):
        day, word, year = found.groups()
        named = next((i for i, stem in enumerate(_MONTHS, 1) if word.startswith(stem)), None)
        if named is not None:
            return _dated(int(day), named, year)
    return ReadDate(None)


def _dated(day: int, month: int, year: str) -> ReadDate:
    if len(year) == 4:
        value = _day(int(year), month, day)
        return ReadDate(value, impossible=value is None)
    late, early = _day(2000 + int(year), month, day), _day(1900 + int(year), month, day)
    return ReadDate(late or early, early if late else None, impossible=not (late or early))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
