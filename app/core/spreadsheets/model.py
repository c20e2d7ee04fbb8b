"""What a read file consists of, and how much of it is accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core.errors import BadInput, TooLarge
from app.core.messages import message


class Fault(StrEnum):
    """A cell that has no value although it is not empty."""

    FORMULA_WITHOUT_VALUE = "formula without value"
    ERROR_VALUE = "error value"


Cell = str | int | float | bool | date | datetime | time | timedelta | Fault | None


@dataclass(frozen=True)
class Limits:
    """How much of a file is accepted. A file over a limit is refused whole, never cut."""

    bytes: int = 20 * 1024**2
    unpacked_bytes: int = 200 * 1024**2
    packing_ratio: int = 200
    parts: int = 2000
    sheets: int = 50
    rows: int = 20_000
    columns: int = 200


LIMITS = Limits()


@dataclass(frozen=True)
class Merge:
    """A merged block; indexes from 0, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """Rows as they stand in the file: ``rows[0]`` is row 1, all rows are equally long."""

    name: str
    rows: list[tuple[Cell, ...]]
    merged: tuple[Merge, ...] = ()
    hidden: bool = False

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def spread(self, *, across: bool) -> list[tuple[Cell, ...]]:
        """Rows with the value of a merged block repeated in all its cells.

        Headings need it in both directions (``across=True``). Under the headings
        only downwards: a block over several columns of one row is a caption.
        """
        rows = [list(row) for row in self.rows]
        for merge in self.merged:
            value = self.rows[merge.first_row][merge.first_column]
            if value is None or (not across and merge.last_column > merge.first_column):
                continue
            for row in rows[merge.first_row : merge.last_row + 1]:
                for column in range(merge.first_column, merge.last_column + 1):
                    row[column] = value
        return [tuple(row) for row in rows]


@dataclass(frozen=True)
class Workbook:
    """A read file; ``kind`` is xlsx, xls or csv as told by the content."""

    kind: str
    sheets: tuple[Sheet, ...]


def check_extent(name: str, rows: int, columns: int, limits: Limits) -> None:
    """Refuse a sheet over the limits; asked before its cells are laid out in memory."""
    if rows > limits.rows:
        raise TooLarge(
            message(
                "The sheet “%(sheet)s” has more than %(limit)s rows. Split the file.",
                sheet=name,
                limit=limits.rows,
            )
        )
    if columns > limits.columns:
        raise TooLarge(
            message(
                "The sheet “%(sheet)s” has more than %(limit)s columns."
                " Delete what stands to the right of the list.",
                sheet=name,
                limit=limits.columns,
            )
        )


def check_sheet_count(count: int, limits: Limits) -> None:
    """Refuse a file with too many sheets."""
    if count > limits.sheets:
        raise TooLarge(
            message(
                "The file has more than %(limit)s sheets. Save only the sheet with the list.",
                limit=limits.sheets,
            )
        )


def build_sheet(
    name: str,
    rows: Iterable[Sequence[Cell]],
    merged: Iterable[Merge] = (),
    hidden: bool = False,
) -> Sheet:
    """A sheet of equally long rows without the empty rows and columns at its end."""
    kept = [tuple(None if cell == "" else cell for cell in row) for row in rows]
    while kept and not any(cell is not None for cell in kept[-1]):
        kept.pop()
    width = max((_filled_width(row) for row in kept), default=0)
    laid = [row[:width] + (None,) * (width - len(row)) for row in kept]
    return Sheet(name, laid, tuple(_clipped(merged, len(laid), width)), hidden)


def damaged() -> BadInput:
    """The error for a file that breaks its own format."""
    return BadInput(
        message("The file is damaged. Open it in a spreadsheet program and save it again.")
    )


def _filled_width(row: Sequence[Cell]) -> int:
    for index in range(len(row), 0, -1):
        if row[index - 1] is not None:
            return index
    return 0


def _clipped(merged: Iterable[Merge], height: int, width: int) -> Iterable[Merge]:
    """Blocks inside the filled part only: a block may claim the whole sheet."""
    for merge in merged:
        if merge.first_row < height and merge.first_column < width:
            yield Merge(
                merge.first_row,
                merge.first_column,
                min(merge.last_row, height - 1),
                min(merge.last_column, width - 1),
            )
