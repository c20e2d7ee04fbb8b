"""Read .csv and tab-separated text in the encodings and with the separators met in Russia."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

from app.core.errors import BadInput
from app.core.messages import message
from app.core.spreadsheets.model import (
    Limits,
    Workbook,
    build_sheet,
    check_extent,
    damaged,
)

_SEPARATORS = (";", "\t", ",", "|")
_SAMPLE_ROWS = 50
# Stands after the last row: when it is not read back alone, a quotation mark was left open.
_END = "\x00end\x00"
_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"GIF8")


def read_csv(content: bytes, limits: Limits) -> Workbook:
    """The one sheet of a text file; every cell is text or empty."""
    text = _decoded(content)
    separator, text = _separator(text)
    rows = _rows(text, separator)
    check_extent("csv", len(rows), max((len(row) for row in rows), default=0), limits)
    return Workbook("csv", (build_sheet("csv", rows),))


def _decoded(content: bytes) -> str:
    if content.startswith(_FOREIGN):
        raise _not_a_table()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1251"]
    text = None
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or _is_binary(text) or text.lstrip()[:1] == "<":
        raise _not_a_table()
    return text


def _is_binary(text: str) -> bool:
    return any(ord(sign) < 32 and sign not in "\r\n\t\f\v\x1a" for sign in text)


def _not_a_table() -> BadInput:
    return BadInput(message("This is not a table. Save the list as .xlsx, .xls or .csv."))


def _separator(text: str) -> tuple[str, str]:
    """The separator that cuts most rows into the same number of cells, and the text to read."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    sample = "".join(text.splitlines(keepends=True)[:_SAMPLE_ROWS])
    return max(_SEPARATORS, key=lambda separator: _evenness(sample, separator)), text


def _evenness(sample: str, separator: str) -> tuple[int, int]:
    try:
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))
    except csv.Error:
        return (0, 0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0, 0)
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (times, width)


def _rows(text: str, separator: str) -> list[list[str]]:
    source = io.StringIO(text.rstrip("\r\n\x1a") + "\n" + _END, newline="")
    try:
        rows = list(csv.reader(source, delimiter=separator))
    except csv.Error as broken:
        raise damaged() from broken
    if rows.pop() != [_END]:
        raise BadInput(
            message(
                "A quotation mark is opened in row %(row)s and never closed. Correct it.",
                row=len(rows) + 1,
            )
        )
    return rows
