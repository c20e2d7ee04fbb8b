"""XLSX of a table: dates and numbers keep their type, text can never run as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from app.core.tabular import Column, Kind, Row, Value, cell_text

MOST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = str.maketrans("[]:*?/\\'", "() -  - ")
_WIDEST, _NARROWEST = 60, 6

# Text stays text, whatever it begins with.
SAFE_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def table_xlsx(
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    closing: Sequence[str] = (),
) -> bytes:
    """The table as a workbook of one sheet; ``closing``: lines below it, for signatures.

    Rows are taken one by one and written to disk at once, so memory does not grow with them.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, **SAFE_OPTIONS})
    sheet = book.add_worksheet(sheet_name(title))
    top = _write_title(book, sheet, title, subtitle)
    heading = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top"})
    for index, column in enumerate(columns):
        sheet.write_string(top, index, column.title, heading)
    formats = [book.add_format({"num_format": _number_format(column)}) for column in columns]
    widths = [len(column.title) for column in columns]
    last = top
    for last, row in enumerate(rows, start=top + 1):
        for index, (value, column) in enumerate(zip(row, columns, strict=True)):
            write_value(sheet, last, index, value, formats[index])
            widths[index] = max(widths[index], len(cell_text(value, column)))
    for number, text in enumerate(closing):
        sheet.write_string(last + 2 + number, 0, text)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, min(max(width + 2, _NARROWEST), _WIDEST))
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, max(last, top), max(len(columns) - 1, 0))
    fit_to_print(sheet, repeat=(top, top), landscape=sum(widths) > 90)
    book.close()
    return buffer.getvalue()


def sheet_name(title: str) -> str:
    """A name that Excel accepts: at most 31 characters, none of ``[]:*?/\\``. No word is cut."""
    name = title.translate(_NOT_IN_SHEET_NAMES).strip()
    if len(name) > MOST_SHEET_NAME and " " in name[:MOST_SHEET_NAME]:
        name = name[: MOST_SHEET_NAME + 1].rpartition(" ")[0].rstrip()
    return name[:MOST_SHEET_NAME] or "1"


def write_value(sheet: Any, row: int, column: int, value: Value, style: Any = None) -> None:
    """One cell by the type of its value; empty text and None leave a styled blank."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, value, style)


def fit_to_print(sheet: Any, repeat: tuple[int, int], *, landscape: bool) -> None:
    """A4, one page wide, headings repeated on every page."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*repeat)
    sheet.set_footer("&R&P / &N")


def _write_title(book: Any, sheet: Any, title: str, subtitle: str) -> int:
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    if subtitle:
        sheet.write_string(1, 0, subtitle)
    return 3 if subtitle else 2


def _number_format(column: Column) -> str:
    if column.kind is Kind.DATE:
        return "dd.mm.yyyy"
    if column.kind is Kind.TIME:
        return "dd.mm.yyyy hh:mm"
    if column.kind is Kind.NUMBER:
        return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
    return "@"
