"""Read .xlsx. Its parts are measured and unpacked here before any reader sees them.

A file can lie about its size, and one cell in the last corner of a sheet makes a
reader lay out billions of cells. So the parts are unpacked under a limit, the
extent of every sheet is found by a streaming pass, and only then the values are
read, from a repacked copy that holds nothing but what was measured.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.core.errors import BadInput, RuleViolation, TooLarge
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
from app.core.spreadsheets.open_xml_scan import local_attributes, parse_xml, scan_sheet

ZIP_SIGNATURE = b"PK\x03\x04"
_RATIO_MATTERS_FROM = 20 * 1024**2
_MACROS = "vbaproject.bin"


def read_xlsx(content: bytes, limits: Limits) -> Workbook:
    """The sheets of an .xlsx: values, never formulas."""
    try:
        parts = _unpack(content, limits)
        paths = _sheet_paths(parts)
        check_sheet_count(len(paths), limits)
        faults: dict[str, dict[tuple[int, int], Fault]] = {}
        for name, path in paths.items():
            scan = scan_sheet(parts[path])
            check_extent(name, scan.rows, scan.columns, limits)
            faults[name] = scan.faults
        return _values(parts, faults)
    except RuleViolation:
        raise
    except (
        CalamineError,
        expat.ExpatError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        LookupError,
        ValueError,
    ) as broken:
        raise damaged() from broken


def _unpack(content: bytes, limits: Limits) -> dict[str, bytes]:
    """The XML parts of the package, each read no further than its stated size."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = [entry for entry in package.infolist() if not entry.is_dir()]
        _check_kind([entry.filename for entry in entries])
        _check_packing(entries, len(content), limits)
        parts: dict[str, bytes] = {}
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels")):
                parts[entry.filename] = package.read(entry)
    if any(b"<!DOCTYPE" in part for part in parts.values()):
        raise damaged()
    return parts


def _check_kind(names: list[str]) -> None:
    lowered = [name.lower() for name in names]
    if len(set(lowered)) != len(lowered):
        raise damaged()
    if any(posixpath.basename(name) == _MACROS for name in lowered):
        raise BadInput(
            message("The file contains macros. Save it as an ordinary workbook (.xlsx).")
        )
    if "xl/workbook.xml" not in lowered:
        raise BadInput(message("This is not a workbook. Save the list as .xlsx, .xls or .csv."))


def _check_packing(entries: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise protected()
    if (
        len(entries) > limits.parts
        or unpacked > limits.unpacked_bytes
        or (unpacked > _RATIO_MATTERS_FROM and unpacked > packed * limits.packing_ratio)
    ):
        raise TooLarge(message("The file unpacks to too much. Save only the sheet with the list."))


def protected() -> BadInput:
    """The error for a file that opens only with a password."""
    return BadInput(message("The file is protected by a password. Remove it and save again."))


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Name of each worksheet → its part, by the workbook and its relations."""
    by_name = {name.lower(): name for name in parts}
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets.append((attributes["name"], local_attributes(attributes)["id"]))

    parse_xml(parts[by_name["xl/_rels/workbook.xml.rels"]], relation)
    parse_xml(parts[by_name["xl/workbook.xml"]], sheet)
    paths = {}
    for name, key in sheets:
        target = posixpath.normpath(posixpath.join("/xl", targets[key])).lstrip("/")
        if "chartsheet" not in target.lower():
            paths[name] = by_name[target.lower()]
    return paths


def _values(parts: dict[str, bytes], faults: dict[str, dict[tuple[int, int], Fault]]) -> Workbook:
    reader = CalamineWorkbook.from_filelike(io.BytesIO(_repacked(parts)))
    sheets = []
    for entry in reader.sheets_metadata:
        if entry.typ == SheetTypeEnum.WorkSheet and entry.name in faults:
            hidden = entry.visible != SheetVisibleEnum.Visible
            sheets.append(_sheet(reader, entry.name, faults[entry.name], hidden))
    return Workbook("xlsx", tuple(sheets))


def _sheet(
    reader: CalamineWorkbook, name: str, faults: dict[tuple[int, int], Fault], hidden: bool
) -> Sheet:
    source = reader.get_sheet_by_name(name)
    rows: list[list[Cell]] = [list(row) for row in source.to_python(skip_empty_area=False)]
    for (row, column), fault in faults.items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = fault
    merged = (
        Merge(first[0], first[1], last[0], last[1])
        for first, last in source.merged_cell_ranges or ()
    )
    return build_sheet(name, rows, merged, hidden)


def _repacked(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()
