"""Which rows below the headings are children, and which are not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from app.children.intake.rules.headings import FOLDED_TOTALS, heading_words
from app.children.intake.rules.layout import Layout
from app.children.intake.rules.text import cell_text, fold
from app.core.messages import Message, message
from app.core.spreadsheets import Cell, Sheet

_SIGNATURES = ("заведующий", "заведующая", "воспитатель", "воспитатели", "исполнитель", "директор")
_GROUP_WORD = re.compile(r"(группа|гр\.?)\b|\bгруппа$|^[«\"“„].+[»\"”“]$", re.IGNORECASE)


class SkipReason(StrEnum):
    EMPTY = "empty"
    TOTAL = "total"
    HEADING = "heading"
    SECTION = "section"
    SIGNATURE = "signature"


SKIP_LABELS: dict[SkipReason, Message] = {
    SkipReason.EMPTY: message("empty row"),
    SkipReason.TOTAL: message("totals"),
    SkipReason.HEADING: message("heading"),
    SkipReason.SECTION: message("name of a group"),
    SkipReason.SIGNATURE: message("signature"),
}


@dataclass(frozen=True)
class TableRow:
    """A row that should be a child. ``number`` is the row of the file, from 1;
    ``section`` is the text of the last caption above it («Группа „Звёздочка“»)."""

    number: int
    cells: tuple[Cell, ...]
    section: str = ""


@dataclass(frozen=True)
class SkippedRow:
    """A row that is no child, and how it was told."""

    number: int
    reason: SkipReason
    text: str


@dataclass(frozen=True)
class Table:
    """The rows below the headings. Nothing is dropped: each row is in one of the two lists."""

    rows: tuple[TableRow, ...]
    skipped: tuple[SkippedRow, ...]

    @property
    def skipped_counts(self) -> dict[SkipReason, int]:
        return dict(Counter(row.reason for row in self.skipped))


def read_table(sheet: Sheet, layout: Layout) -> Table:
    """Tell children from totals, captions, signatures, repeated headings and empty rows."""
    rows: list[TableRow] = []
    skipped: list[SkippedRow] = []
    section = ""
    headings = _headings(layout)
    below = sheet.spread(across=False)
    for index in range(layout.last_row + 1, len(below)):
        cells = below[index]
        texts = [cell_text(cell) for cell in cells]
        reason = _skip_reason(cells, texts, headings)
        if reason is None:
            rows.append(TableRow(index + 1, cells, section))
            continue
        shown = " ".join(dict.fromkeys(text for text in texts if text))
        skipped.append(SkippedRow(index + 1, reason, shown))
        if reason == SkipReason.SECTION:
            section = shown
    return Table(tuple(rows), tuple(skipped))


def _headings(layout: Layout) -> dict[int, str]:
    return {column.index: heading_words(column.heading) for column in layout.columns}


def _skip_reason(
    cells: tuple[Cell, ...], texts: list[str], headings: dict[int, str]
) -> SkipReason | None:
    filled = [(index, text) for index, text in enumerate(texts) if text]
    if not filled and all(cell is None or isinstance(cell, str) for cell in cells):
        return SkipReason.EMPTY
    if not filled:
        return None
    first_words = fold(filled[0][1]).split(" ")
    if first_words[0] in FOLDED_TOTALS:
        return SkipReason.TOTAL
    if _repeats_headings(filled, headings) or _counts_columns(filled):
        return SkipReason.HEADING
    if first_words[0] in _SIGNATURES:
        return SkipReason.SIGNATURE
    if len({text for _, text in filled}) == 1 and _GROUP_WORD.search(filled[0][1]):
        return SkipReason.SECTION
    return None


def _repeats_headings(filled: list[tuple[int, str]], headings: dict[int, str]) -> bool:
    same = 0
    for index, text in filled:
        own = heading_words(text)
        heading = headings.get(index, "")
        same += bool(own) and (heading == own or heading.endswith(f" {own}"))
    return same >= 2 and same * 2 >= len(filled)


def _counts_columns(filled: list[tuple[int, str]]) -> bool:
    """The row «1 2 3 4 …» that official forms print under the headings."""
    texts = [text for _, text in filled]
    return len(texts) > 2 and texts == [str(number + 1) for number in range(len(texts))]
