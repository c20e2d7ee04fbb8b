"""A table is read by what it contains, and refused when it cannot be read safely."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
import xlwt

from app.core.errors import BadInput, TooLarge
from app.core.spreadsheets import Fault, Limits, Merge, read_workbook

ROWS = [["Имя", "Лет"], ["Ёлка", 3.5], ["Анна", 4]]


def as_xlsx(rows: list[list[object]]) -> bytes:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def as_xls(rows: list[list[object]]) -> bytes:
    target = io.BytesIO()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Лист")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.save(target)
    return target.getvalue()


def repacked(content: bytes, added: dict[str, bytes], without: tuple[str, ...] = ()) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist() if name not in without}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in (parts | added).items():
            package.writestr(name, part)
    return target.getvalue()


def sheet_xml(rows: str) -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def with_sheet(rows: str) -> bytes:
    return repacked(as_xlsx([["x"]]), {"xl/worksheets/sheet1.xml": sheet_xml(rows)})


@pytest.mark.parametrize(("content", "kind"), [(as_xlsx(ROWS), "xlsx"), (as_xls(ROWS), "xls")])
def test_excel_files_are_told_by_content(content: bytes, kind: str) -> None:
    workbook = read_workbook(content)
    assert workbook.kind == kind
    assert workbook.sheets[0].rows == [("Имя", "Лет"), ("Ёлка", 3.5), ("Анна", 4)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_is_read_in_every_usual_encoding_and_separator(encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in (["Имя", "Лет"], ["Ёлка", "3"]))
    workbook = read_workbook(text.encode(encoding))
    assert workbook.kind == "csv"
    assert workbook.sheets[0].rows == [("Имя", "Лет"), ("Ёлка", "3")]


def test_a_quoted_cell_may_hold_separators_quotes_and_line_breaks() -> None:
    rows = read_workbook('a;b\n"x;y";"««1»""2""\nz"\n'.encode()).sheets[0].rows
    assert rows == [("a", "b"), ("x;y", '««1»"2"\nz')]


def test_a_separator_line_of_excel_is_obeyed() -> None:
    assert read_workbook(b"sep=,\r\na,b;c\r\n").sheets[0].rows == [("a", "b;c")]


def test_an_open_quotation_mark_does_not_swallow_the_rows_after_it() -> None:
    with pytest.raises(BadInput, match="row 2"):
        read_workbook(b'a;b\n"x;y\nz;t\n')


def test_dates_keep_being_dates_and_empty_cells_are_none() -> None:
    rows = [[date(2020, 2, 1), datetime(2020, 2, 1, 7, 30), None, True]]
    read = read_workbook(as_xlsx(rows)).sheets[0].rows
    assert read == [(date(2020, 2, 1), datetime(2020, 2, 1, 7, 30), None, True)]


def test_dates_of_an_old_workbook_are_dates_too() -> None:
    style = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    book = xlwt.Workbook()
    book.add_sheet("1").write(0, 0, date(2020, 2, 1), style)
    target = io.BytesIO()
    book.save(target)
    assert read_workbook(target.getvalue()).sheets[0].rows == [(date(2020, 2, 1),)]


def test_row_numbers_stay_those_of_the_file() -> None:
    assert read_workbook(as_xlsx([[], [], ["x"]])).sheets[0].rows == [(None,), (None,), ("x",)]


def test_a_formula_gives_its_stored_value() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.add_worksheet().write_formula("A1", "=1+1", None, 2)
    book.close()
    assert read_workbook(target.getvalue()).sheets[0].rows == [(2,)]


def test_a_formula_without_a_stored_value_is_told() -> None:
    rows = read_workbook(as_xlsx([["x", "=1+1"]])).sheets[0].rows
    assert rows == [("x", Fault.FORMULA_WITHOUT_VALUE)]


def test_a_formula_that_gives_an_empty_text_is_empty() -> None:
    content = with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>""</f><v></v></c></row>'
    )
    assert read_workbook(content).sheets[0].rows == [(1,)]


def test_an_error_value_is_told() -> None:
    content = with_sheet('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')
    assert read_workbook(content).sheets[0].rows == [(Fault.ERROR_VALUE,)]


def merged_xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["a", None, "c"])
    book.active.append([1, 2, None])
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("C1:C2")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def merged_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("1")
    sheet.write_merge(0, 0, 0, 1, "a")
    sheet.write_merge(0, 1, 2, 2, "c")
    sheet.write(1, 0, 1)
    sheet.write(1, 1, 2)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("content", [merged_xlsx(), merged_xls()])
def test_a_merged_value_spreads_over_its_block(content: bytes) -> None:
    sheet = read_workbook(content).sheets[0]
    assert set(sheet.merged) == {Merge(0, 0, 0, 1), Merge(0, 2, 1, 2)}
    assert sheet.spread(across=True) == [("a", "a", "c"), (1, 2, "c")]
    assert sheet.spread(across=False) == [("a", None, "c"), (1, 2, "c")]


def test_a_file_over_the_size_is_413() -> None:
    with pytest.raises(TooLarge) as refused:
        read_workbook(b"a;b\n" * 300_000, Limits(bytes=1024**2))
    assert refused.value.status == 413


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(as_xlsx([["x"]]), {"xl/worksheets/sheet2.xml": b" " * 60_000_000})
    assert len(bomb) < 200_000
    with pytest.raises(TooLarge):
        read_workbook(bomb)


def test_a_package_that_lies_about_its_size_is_damaged() -> None:
    content = bytearray(repacked(as_xlsx([["x"]]), {"xl/worksheets/sheet1.xml": b"<a>" * 9999}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    place = content.rfind(size.to_bytes(4, "little"))
    content[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(BadInput):
        read_workbook(bytes(content))


def test_a_cell_in_the_last_corner_is_too_large_and_lays_out_nothing() -> None:
    with pytest.raises(TooLarge, match="rows"):
        read_workbook(with_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    with pytest.raises(TooLarge, match="columns"):
        read_workbook(with_sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'))


def test_cells_that_are_only_coloured_do_not_count() -> None:
    content = with_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>')
    assert read_workbook(content).sheets[0].rows == [(1,)]


def test_too_many_rows_columns_or_sheets_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_workbook(b"a;b\n" * 5, Limits(rows=4))
    with pytest.raises(TooLarge):
        read_workbook(as_xls([["a", "b"]]), Limits(columns=1))
    with pytest.raises(TooLarge):
        read_workbook(as_xlsx([["a"]]), Limits(sheets=0))


def test_entities_are_never_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        with pytest.raises(BadInput):
            read_workbook(repacked(as_xlsx([["x"]]), {part: bomb}, (part,)))
    sixteen = bomb.decode().encode("utf-16")
    with pytest.raises(BadInput):
        read_workbook(repacked(as_xlsx([["x"]]), {"xl/worksheets/sheet1.xml": sixteen}))


def test_an_unknown_encoding_of_a_part_is_damage() -> None:
    part = sheet_xml("").replace(b'"1.0"', b'"1.0" encoding="UT0-8"')
    with pytest.raises(BadInput):
        read_workbook(repacked(as_xlsx([["x"]]), {"xl/worksheets/sheet1.xml": part}))


def test_macros_are_refused() -> None:
    with pytest.raises(BadInput, match="macros"):
        read_workbook(repacked(as_xlsx([["x"]]), {"xl/vbaProject.bin": b"x"}))


def test_an_encrypted_file_asks_for_the_password_to_be_removed() -> None:
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(BadInput, match="password"):
        read_workbook(encrypted)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"<html><table><tr><td>1</td></tr></table></html>",
        bytes(range(256)) * 20,
        repacked(as_xlsx([["x"]]), {"word/document.xml": b"<x/>"}, ("xl/workbook.xml",)),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000,
    ],
)
def test_another_kind_of_file_is_400(content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read_workbook(content)
    assert refused.value.status == 400


@pytest.mark.parametrize("content", [b"", b" \r\n", as_xlsx([[]]), b"\xef\xbb\xbf\r\n;;\r\n"])
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_workbook(content)


@pytest.mark.parametrize("content", [as_xlsx(ROWS), as_xls(ROWS)])
def test_a_cut_file_is_damaged(content: bytes) -> None:
    for part in (2, 3, 5):
        with pytest.raises(BadInput):
            read_workbook(content[: len(content) * (part - 1) // part])
