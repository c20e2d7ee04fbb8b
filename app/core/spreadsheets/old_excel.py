"""Read .xls (Excel 97–2003), sheet by sheet and with rows of uneven length:
one cell in the last corner must not lay out sixteen million others."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import xlrd
from xlrd.sheet import Sheet as ExcelSheet

from app.core.errors import BadInput, RuleViolation
from app.core.messages import message
from app.core.spreadsheets.model import (
    Cell,
    Fault,
    Limits,
    Merge,
    Sheet,
    Workbook,
    build_sheet,
    check_extent,
    check_sheet_count,
    damaged,
)
from app.core.spreadsheets.open_xml import protected

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_xls(content: bytes, limits: Limits) -> Workbook:
    """The sheets of an .xls: values, never formulas."""
    _check_kind(content)
    try:
        book = xlrd.open_workbook(
            file_contents=content,
            logfile=io.StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        )
        check_sheet_count(book.nsheets, limits)
        sheets = []
        for index in range(book.nsheets):
            sheets.append(_sheet(book.sheet_by_index(index), book.datemode, limits))
            book.unload_sheet(index)
        return Workbook("xls", tuple(sheets))
    except RuleViolation:
        raise
    except Exception as broken:
        # The reader has no error of its own for most kinds of damage: it fails with
        # index, struct and assertion errors. Any failure means an unreadable file.
        if "encrypted" in str(broken):
            raise protected() from broken
        raise damaged() from broken


def _check_kind(content: bytes) -> None:
    """Tell by the names of the streams inside, which are stored as UTF-16."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise protected()
    if holds("_VBA_PROJECT"):
        raise BadInput(
            message("The file contains macros. Save it as an ordinary workbook (.xlsx).")
        )
    if not holds("Workbook") and not holds("Book"):
        raise BadInput(message("This is not a workbook. Save the list as .xlsx, .xls or .csv."))


def _sheet(source: ExcelSheet, datemode: Literal[0, 1], limits: Limits) -> Sheet:
    filled = [
        (number, length)
        for number in range(source.nrows)
        if (length := _filled_length(source.row_types(number)))
    ]
    height = filled[-1][0] + 1 if filled else 0
    check_extent(source.name, height, max((length for _, length in filled), default=0), limits)
    rows = [
        [
            _value(kind, value, datemode)
            for kind, value in zip(source.row_types(number), source.row_values(number), strict=True)
        ]
        for number in range(height)
    ]
    merged = (
        Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in source.merged_cells
    )
    return build_sheet(source.name, rows, merged, source.visibility != 0)


def _filled_length(kinds: Sequence[int]) -> int:
    for index in range(len(kinds), 0, -1):
        if kinds[index - 1] not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            return index
    return 0


def _value(kind: int, value: str | float, datemode: Literal[0, 1]) -> Cell:
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if kind == xlrd.XL_CELL_DATE:
        return _moment(float(value), datemode)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return Fault.ERROR_VALUE
    return value


def _moment(serial: float, datemode: Literal[0, 1]) -> Cell:
    """A date, or the plain number when the serial stands for no date."""
    try:
        moment: datetime = xlrd.xldate_as_datetime(serial, datemode)
    except (OverflowError, ValueError):
        return serial
    if serial < 1:
        return moment.time()
    return moment.date() if serial == int(serial) else moment
