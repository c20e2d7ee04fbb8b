"""Dates of a row, and whether they can be true."""

from __future__ import annotations

from datetime import date, timedelta

from app.children.intake.rules.dates import ReadDate, read_date
from app.children.intake.rules.fields import Field
from app.children.intake.rules.problems import Problem, doubtful, note, wrong
from app.children.intake.rules.text import cell_text
from app.children.rules import full_years
from app.core.messages import message, nmessage
from app.core.spreadsheets import Cell

_OLDEST_CHILD_YEARS = 8
_ADULT_YEARS = 18
_YOUNGEST_CHILD = timedelta(days=60)
_FURTHEST_PLAN = timedelta(days=366)
_EARLIEST_ENROLMENT = date(1990, 1, 1)

ReadValue = tuple[date | None, list[Problem]]


def read_plain_date(cell: Cell, field: Field, today: date) -> ReadValue:
    """A date of enrolment or of an order."""
    if cell is None:
        return None, []
    read, text = read_date(cell), cell_text(cell)
    if read.value is None:
        return None, [_unread(field, read, text)]
    problems = _how_read(field, read, text)
    if read.value > today + _FURTHEST_PLAN or read.value < _EARLIEST_ENROLMENT:
        problems.append(
            doubtful(field, message("The date is far from today. Check the year."), text)
        )
    return read.value, problems


def read_birth_date(cell: Cell, today: date) -> ReadValue:
    """The birth date of a child: from two months to eight years old, else it is said."""
    field = Field.BIRTH_DATE
    if cell is None:
        return None, []
    read, text = read_date(cell), cell_text(cell)
    if read.value is None:
        return None, [_unread(field, read, text)]
    value = _likely_birth(read, today)
    if value > today:
        return None, [wrong(field, message("The birth date is in the future. Correct it."), text)]
    years = full_years(value, today)
    if years >= _ADULT_YEARS:
        said = message("This is the birth date of an adult. Write the child's own.")
        return None, [wrong(field, said, text)]
    if read.other is not None:
        return value, [_two_readings(read, value, years, text)]
    return value, _how_read(field, read, text) + _strange_age(value, years, today, text)


def _likely_birth(read: ReadDate, today: date) -> date:
    """Of the two readings of a two-digit year the one that is not in the future."""
    if (read.value is not None and read.value <= today) or read.other is None:
        assert read.value is not None
        return read.value
    return read.other


def _two_readings(read: ReadDate, value: date, years: int, text: str) -> Problem:
    other = read.other if value == read.value else read.value
    said = nmessage(
        "The file has “%(text)s”. If this is %(date)s and not %(other)s,"
        " the child is %(number)s year old.",
        "The file has “%(text)s”. If this is %(date)s and not %(other)s,"
        " the child is %(number)s years old.",
        years,
        text=text,
        date=f"{value:%d.%m.%Y}",
        other=f"{other:%d.%m.%Y}",
    )
    return doubtful(Field.BIRTH_DATE, said, text)


def _strange_age(value: date, years: int, today: date, text: str) -> list[Problem]:
    if years >= _OLDEST_CHILD_YEARS:
        said = nmessage(
            "The child is %(number)s year old, too old for a kindergarten. Check the year.",
            "The child is %(number)s years old, too old for a kindergarten. Check the year.",
            years,
        )
        return [doubtful(Field.BIRTH_DATE, said, text)]
    if value > today - _YOUNGEST_CHILD:
        said = message("The child is younger than two months. Check the date.")
        return [doubtful(Field.BIRTH_DATE, said, text)]
    return []


def _how_read(field: Field, read: ReadDate, text: str) -> list[Problem]:
    if read.value is not None and read.other is not None:
        said = message(
            "The file has “%(text)s”. It is read as %(date)s, but can mean %(other)s.",
            text=text,
            date=f"{read.value:%d.%m.%Y}",
            other=f"{read.other:%d.%m.%Y}",
        )
        return [doubtful(field, said, text)]
    if read.value is not None and read.serial:
        said = message(
            "The number %(text)s is read as the date %(date)s.",
            text=text,
            date=f"{read.value:%d.%m.%Y}",
        )
        return [note(field, said, text)]
    return []


def _unread(field: Field, read: ReadDate, text: str) -> Problem:
    if read.impossible:
        return wrong(field, message("There is no such date: “%(text)s”.", text=text), text)
    return wrong(
        field,
        message("“%(text)s” is no date. Write it like 01.02.2022.", text=text),
        text,
    )
