"""XLSX and CSV of lists: types are kept, nothing runs as a formula."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from app.core.csvtext import csv_lines, table_csv
from app.core.tabular import Column, Kind, Row, number_text
from app.core.xlsx import sheet_name, table_xlsx

COLUMNS = (
    Column("Ребёнок"),
    Column("Дата рождения", Kind.DATE),
    Column("Остаток, ₽", Kind.NUMBER, 2),
    Column("Изменено", Kind.TIME),
)
FORMULAS = ["=1+1", "+7 (918) 123-45-67", "-5", "@SUM(A1)", "\t=1"]
MOMENT = datetime(2026, 11, 24, 8, 52)


def row(name: str) -> Row:
    return (name, date(2021, 3, 1), Decimal("-1234.50"), MOMENT)


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).worksheets[0]


def test_numbers_dates_and_text_keep_their_type() -> None:
    sheet = opened(table_xlsx("Дети", "на 24.11.2026", COLUMNS, [row("Ёлкин Роман")]))
    assert [cell.value for cell in sheet[4]] == [column.title for column in COLUMNS]
    assert [cell.value for cell in sheet[5]] == [
        "Ёлкин Роман",
        datetime(2021, 3, 1),
        -1234.5,
        MOMENT,
    ]
    assert [cell.number_format for cell in sheet[5]][1:] == [
        "dd.mm.yyyy",
        "#,##0.00",
        "dd.mm.yyyy hh:mm",
    ]


def test_headings_are_frozen_and_the_print_is_one_page_wide() -> None:
    sheet = opened(table_xlsx("Дети", "", COLUMNS, [row("Ёлкин Роман")] * 3))
    assert sheet.freeze_panes == "A4"
    # No width written means one page wide; 0 = as many pages high as it takes.
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    cell = opened(table_xlsx("Дети", "", COLUMNS, [row(text)]))["A4"]
    assert (cell.data_type, cell.value) == ("s", text)
    line = table_csv(COLUMNS, [row(text)]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(line, newline=""), delimiter=";"))[1][0] == f"'{text}"


def test_rows_are_taken_one_by_one() -> None:
    sheet = opened(table_xlsx("Дети", "", COLUMNS, (row(f"Ребёнок {n}") for n in range(500))))
    assert sheet.max_row == 503


def test_an_empty_list_has_its_headings() -> None:
    assert opened(table_xlsx("Дети", "", COLUMNS, [])).max_row == 3
    assert table_csv(COLUMNS, []).decode().count("\r\n") == 1


def test_a_sheet_name_is_one_that_excel_accepts() -> None:
    name = sheet_name("Табель: «Звёздочка» [11/2026] и ещё много слов")
    assert name.startswith("Табель")
    assert len(name) <= 31
    assert not set(name) & set("[]:*?/\\'")
    assert sheet_name("") == "1"
    assert sheet_name("Книга учёта движения воспитанников") == "Книга учёта движения"


def test_csv_opens_in_excel_with_its_columns() -> None:
    content = table_csv(COLUMNS, [row('Ёлкин; "Рома"')])
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Ребёнок;Дата рождения;Остаток, ₽;Изменено"
    assert lines[1] == '"Ёлкин; ""Рома""";01.03.2021;-1234,50;24.11.2026 08:52'


def test_csv_is_made_line_by_line() -> None:
    lines = csv_lines(COLUMNS, iter([row("Ёлкин Роман")]))
    assert next(lines).startswith("\ufeffРебёнок;")
    assert next(lines).startswith("Ёлкин Роман;")


def test_numbers_are_shown_with_groups_and_a_comma() -> None:
    assert number_text(Decimal(2200), 2) == "2\N{NO-BREAK SPACE}200,00"
    assert number_text(16) == "16"
