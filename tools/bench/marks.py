"""Fills attendance: month sheets, documents of absence and the marks, millions of them.

Marks are written day by day over all kindergartens, as they come to be in real life: the month
of one group lies scattered over the table. On PostgreSQL by COPY, elsewhere by Core inserts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby, islice
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.attendance.models import (
    AbsenceDocument,
    AttendanceCode,
    AttendanceMark,
    AttendanceSheet,
    DocumentKind,
)
from app.core.workdays import first_of_month
from app.demo.absences import Absence, month_absences
from tools.bench.kindergartens import FilledGroup, insert_rows

# So many groups differ in who was absent when; the next ones repeat them.
PATTERNS = 24
CHUNK = 20_000
COLUMNS = (
    "organization_id",
    "sheet_id",
    "group_id",
    "child_id",
    "day",
    "code_id",
    "document_id",
    "version",
    "revision",
    "changed_at",
    "changed_by_name",
)
# How COPY writes an empty value.
NOTHING = "\\N"
Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Month:
    """A month's marked days, and the absences of every child of every pattern."""

    first: date
    days: tuple[date, ...]
    absences: dict[tuple[int, int], tuple[Absence, ...]]


def fill_marks(session: Session, groups: list[FilledGroup], days: list[date]) -> int:
    """Mark every child of the groups on each of the days. Returns the number of marks."""
    codes = {
        row.letter: row.id
        for row in session.execute(select(AttendanceCode.letter, AttendanceCode.id))
    }
    largest = max(len(group.children) for group in groups)
    number = 0
    for first, found in groupby(days, first_of_month):
        own = tuple(found)
        absences = {
            (pattern, place): month_absences(f"{pattern}-{place}", first, own)
            for pattern in range(min(PATTERNS, len(groups)))
            for place in range(largest)
        }
        month = _Month(first, own, absences)
        number += _write(session, _rows(session, groups, month, codes))
    return number


def _rows(
    session: Session, groups: list[FilledGroup], month: _Month, codes: dict[str, int]
) -> Iterator[Row]:
    sheets = insert_rows(
        session,
        AttendanceSheet,
        [
            {
                "organization_id": group.organization_id,
                "group_id": group.id,
                "month": month.first,
                "revision": len(month.days),
            }
            for group in groups
        ],
    )
    papers = _papers(session, groups, month, codes)
    present = codes["Я"]
    for revision, day in enumerate(month.days, 1):
        moment = datetime.combine(day, time(5, 40), UTC)
        away = {
            key: one for key, found in month.absences.items() for one in found if one.holds(day)
        }
        for number, (group, sheet) in enumerate(zip(groups, sheets, strict=True)):
            pattern = number % PATTERNS
            for place, child in enumerate(group.children):
                absence = away.get((pattern, place))
                code = codes[absence.letter] if absence else present
                paper = papers.get((child, absence)) if absence else None
                yield (
                    *(group.organization_id, sheet, group.id, child, day, code, paper),
                    *(1, revision, moment, group.teacher),
                )


def _papers(
    session: Session, groups: list[FilledGroup], month: _Month, codes: dict[str, int]
) -> dict[tuple[int, Absence], int]:
    """Documents of the proven absences: (child, absence) → key."""
    wanted = [
        (group, child, absence)
        for number, group in enumerate(groups)
        for place, child in enumerate(group.children)
        for absence in month.absences[number % PATTERNS, place]
        if absence.proven
    ]
    rows = [
        {
            "organization_id": group.organization_id,
            "group_id": group.id,
            "child_id": child,
            "kind": DocumentKind.NOTE if absence.letter == "Б" else DocumentKind.APPLICATION,
            "number": f"{child}-{absence.starts_on:%d%m}",
            "issued_on": absence.ends_on,
            "starts_on": absence.starts_on,
            "ends_on": absence.ends_on,
            "code_id": codes[absence.letter],
        }
        for group, child, absence in wanted
    ]
    keys = insert_rows(session, AbsenceDocument, rows)
    return {
        (child, absence): key for key, (_group, child, absence) in zip(keys, wanted, strict=True)
    }


def _write(session: Session, rows: Iterator[Row]) -> int:
    if session.get_bind().dialect.name == "postgresql":
        return _copy(session, rows)
    number = 0
    query = insert(AttendanceMark.__table__)
    while chunk := [dict(zip(COLUMNS, row, strict=True)) for row in islice(rows, CHUNK)]:
        session.connection().execute(query, chunk)
        number += len(chunk)
    return number


def _copy(session: Session, rows: Iterator[Row]) -> int:
    # The first row makes the sheets and papers, by statements that may not run within a COPY.
    first = next(rows)
    _trust_keys(session)
    driver: Any = session.connection().connection.driver_connection
    number = 0
    with driver.cursor() as cursor:
        command = f"COPY attendance_mark ({', '.join(COLUMNS)}) FROM STDIN"
        with cursor.copy(command) as copy:
            for chunk in _chunks(first, rows):
                copy.write("".join(map(_line, chunk)))
                number += len(chunk)
    return number


def _chunks(first: Row, rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk = [first]
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _line(row: Row) -> str:
    owner, sheet, group, child, day, code, paper, version, revision, moment, name = row
    return (
        f"{owner}\t{sheet}\t{group}\t{child}\t{day}\t{code}\t{paper or NOTHING}"
        f"\t{version}\t{revision}\t{moment}\t{name}\n"
    )


def _trust_keys(session: Session) -> None:
    """The rows are made of keys that were just written: an owner of the server need not check."""
    connection = session.connection()
    owner = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if connection.execute(owner).scalar():
        connection.execute(text("SET LOCAL session_replication_role = replica"))
