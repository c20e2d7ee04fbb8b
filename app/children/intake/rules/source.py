"""From the bytes of a file to rows that were read: sheet, columns, rows, each by its choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.children.intake.rules.decisions import NO_DECISION, Decision
from app.children.intake.rules.fields import NOT_LOADED, Field
from app.children.intake.rules.layout import Layout, apply_mapping, recognise
from app.children.intake.rules.reading import read_row
from app.children.intake.rules.rows import IntakeContext, ParsedRow
from app.children.intake.rules.table import SkippedRow, read_table
from app.core.errors import BadInput, TooLarge
from app.core.messages import message, nmessage
from app.core.spreadsheets import Sheet, Workbook, read_workbook

MOST_ROWS = 10_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Source:
    """A file and how it is to be read: what a person chose on the page of the columns."""

    content: bytes
    sheet_name: str | None = None
    mapping: Mapping[int, Field | None] = field(default_factory=dict)
    decisions: Mapping[int, Decision] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadList:
    """The rows of a list, not yet compared with what is stored."""

    layout: Layout
    rows: tuple[ParsedRow, ...]
    skipped: tuple[SkippedRow, ...]


def filled_sheets(workbook: Workbook) -> tuple[Sheet, ...]:
    """The sheets that hold anything, hidden ones last."""
    filled = [sheet for sheet in workbook.sheets if sheet.rows]
    return tuple(sorted(filled, key=lambda sheet: sheet.hidden))


def choose_sheet(workbook: Workbook, name: str | None) -> Sheet:
    """The sheet of this name; without one, the first that has headings of a list.

    Raises ``BadInput`` for a name that the file does not have.
    """
    sheets = filled_sheets(workbook)
    if name is not None:
        for sheet in sheets:
            if sheet.name == name:
                return sheet
        raise BadInput(message("The file has no such sheet. Choose one of the list."))
    return next((sheet for sheet in sheets if _has_headings(sheet)), sheets[0])


def _has_headings(sheet: Sheet) -> bool:
    try:
        return not recognise(sheet).missing
    except BadInput:
        return False


def read_layout(sheet: Sheet, mapping: Mapping[int, Field | None]) -> Layout:
    """The columns as recognised, then as corrected by hand. Raises ``BadInput``."""
    if any(chosen in NOT_LOADED for chosen in mapping.values()):
        raise BadInput(message("Nothing is loaded from a column of this meaning. Choose another."))
    layout = recognise(sheet)
    return apply_mapping(layout, mapping) if mapping else layout


def check_length(rows: int) -> None:
    """Raises TooLarge for more rows of children than one import takes."""
    if rows > MOST_ROWS:
        raise TooLarge(
            nmessage(
                "The list has %(number)s row, at most %(limit)s are loaded at a time. Split it.",
                "The list has %(number)s rows, at most %(limit)s are loaded at a time. Split it.",
                rows,
                limit=MOST_ROWS,
            )
        )


def read_list(source: Source, context: IntakeContext, progress: Progress) -> ReadList:
    """Read every row. ``progress`` is told after each one.

    Raises ``BadInput`` for a file, sheet or column that cannot be read, for a list without
    rows, and ``TooLarge`` for more rows than one import takes.
    """
    sheet = choose_sheet(read_workbook(source.content), source.sheet_name)
    layout = read_layout(sheet, source.mapping)
    table = read_table(sheet, layout)
    if not table.rows:
        raise BadInput(message("There are headings, but no row of a child below them."))
    check_length(len(table.rows))
    rows = []
    for number, row in enumerate(table.rows, start=1):
        decision = source.decisions.get(row.number, NO_DECISION)
        rows.append(read_row(row, layout, context, decision.corrections, decision.without))
        progress(number, len(table.rows))
    return ReadList(layout, tuple(rows), table.skipped)
