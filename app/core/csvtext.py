"""CSV for Excel: semicolons, UTF-8 with BOM, and nothing that runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from app.core.tabular import Column, Row, Value, cell_text

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def table_csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """The whole table as a file."""
    return "".join(csv_lines(columns, rows)).encode()


def csv_lines(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """The table line by line, for a streamed answer; the first one carries the BOM."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow([harmless(column.title) for column in columns])
    yield _taken(buffer)
    for row in rows:
        writer.writerow([_cell(*pair) for pair in zip(row, columns, strict=True)])
        yield _taken(buffer)


def harmless(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe and stays text."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _cell(value: Value, column: Column) -> str:
    if isinstance(value, int | Decimal):
        # A typed number is no formula, even a negative one; grouping would make it text.
        return f"{value:.{column.decimals}f}".replace(".", ",")
    return harmless(cell_text(value, column))


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
