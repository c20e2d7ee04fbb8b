"""Rows of one list that are the same child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.children.intake.rules.decisions import NO_DECISION, Decision
from app.children.intake.rules.fields import Field
from app.children.intake.rules.known import name_key, same_middle
from app.children.intake.rules.problems import Choice, Problem, Severity, wrong
from app.children.intake.rules.rows import ParsedRow, Value
from app.core.messages import message

Decisions = Mapping[int, Decision]
_Named = dict[tuple[tuple[str, str], date], list[ParsedRow]]


def find_twins(rows: tuple[ParsedRow, ...], decisions: Decisions) -> dict[int, tuple[Problem, ...]]:
    """Rows that are the same child as an earlier row, and what is said about them.

    Rows that are not loaded do not count: with the first one left out, the second is loaded.
    """
    by_document: dict[tuple[Field, Value], ParsedRow] = {}
    by_name: _Named = {}
    twins: dict[int, tuple[Problem, ...]] = {}
    for row in rows:
        if decisions.get(row.number, NO_DECISION).skip:
            continue
        twin = _by_document(row, by_document) or _by_name(row, by_name)
        if twin is not None:
            twins[row.number] = (twin,)
    return twins


def same_child_as(row_number: int) -> Problem:
    """The doubt about a row that is the child of another row."""
    text = message("Row %(row)s is the same child. Leave one of them out.", row=row_number)
    return Problem(None, Severity.DOUBTFUL, text, "", (Choice.SKIP, Choice.CORRECT))


def _by_document(row: ParsedRow, seen: dict[tuple[Field, Value], ParsedRow]) -> Problem | None:
    found = None
    for field in (Field.SNILS, Field.BIRTH_CERTIFICATE):
        if field not in row.values:
            continue
        first = seen.setdefault((field, row.values[field]), row)
        if first is row or found is not None:
            continue
        if name_key(row.name) == name_key(first.name):
            found = same_child_as(first.number)
        else:
            text = message(
                "Row %(row)s has the same number. Correct one of them.", row=first.number
            )
            found = wrong(field, text, row.originals.get(field, ""))
    return found


def _by_name(row: ParsedRow, seen: _Named) -> Problem | None:
    if row.birth_date is None or not row.name.last_name:
        return None
    alike = seen.setdefault((name_key(row.name), row.birth_date), [])
    first = next((other for other in alike if same_middle(other.name, row.name)), None)
    alike.append(row)
    if first is None:
        return None
    return replace(
        same_child_as(first.number),
        choices=(Choice.SKIP, Choice.OTHER_CHILD, Choice.CORRECT),
    )
