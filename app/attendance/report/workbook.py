"""Form 0504608 as XLSX: the same values as the PDF, numbers as numbers."""

from __future__ import annotations

import io
from math import ceil
from typing import Any

import xlsxwriter

from app.attendance.report.sheet_form import (
    DAY_COLUMNS,
    FORM_CODE,
    CellLook,
    FormLine,
    SheetForm,
    date_in_words,
)
from app.core.xlsx import SAFE_OPTIONS, fit_to_print, sheet_name, write_value

FIRST_DAY = 4
AFTER_DAYS = FIRST_DAY + DAY_COLUMNS
LAST = AFTER_DAYS + 3
HEAD_ROW = 6
FIRST_LINE = HEAD_ROW + 2
NAME_WIDTH, REASONS_WIDTH = 32.0, 28.0
LINE_HEIGHT = 15

_BORDER = {"border": 1, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 13, "align": "center"},
    "center": {"align": "center"},
    "right": {"align": "right"},
    "note": {},
    "legend": {"text_wrap": True, "valign": "top", "font_size": 9},
    "code": {"border": 1, "align": "center"},
    "head": {**_BORDER, "align": "center", "text_wrap": True, "font_size": 8},
    "text": {**_BORDER, "text_wrap": True},
    "money": {**_BORDER, "num_format": "#,##0.00"},
    "number": {**_BORDER, "align": "center"},
    "total": {**_BORDER, "align": "center", "bold": True},
    "words": {**_BORDER, "bold": True},
    # Crossed out like on paper: 3 = both diagonals, 1 = one of them.
    CellLook.NO_SUCH_DAY: {**_BORDER, "diag_type": 3, "diag_border": 1},
    CellLook.NOT_LISTED: {**_BORDER, "align": "center", "diag_type": 1, "diag_border": 1},
    CellLook.PLAIN: {**_BORDER, "align": "center"},
}


def sheet_workbook(form: SheetForm) -> bytes:
    """The form as a workbook of one sheet, ready to print on landscape A4."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **SAFE_OPTIONS})
    styles = {name: book.add_format(style) for name, style in _STYLES.items()}
    sheet = book.add_worksheet(sheet_name(f"{form.heading.group} {form.heading.month:%m.%Y}"))
    _set_columns(sheet)
    _write_heading(sheet, styles, form)
    _write_table_head(sheet, styles)
    for offset, line in enumerate(form.lines):
        _write_line(sheet, styles, FIRST_LINE + offset, line)
    bottom = FIRST_LINE + len(form.lines)
    _write_totals(sheet, styles, bottom, form)
    _write_signatures(sheet, styles, bottom + 2, form)
    sheet.freeze_panes(FIRST_LINE, 2)
    fit_to_print(sheet, repeat=(HEAD_ROW, HEAD_ROW + 1), landscape=True)
    book.close()
    return buffer.getvalue()


def _set_columns(sheet: Any) -> None:
    for column, width in enumerate((4.0, NAME_WIDTH, 10.0, 8.0)):
        sheet.set_column(column, column, width)
    sheet.set_column(FIRST_DAY, AFTER_DAYS - 1, 2.7)
    for column, width in enumerate((6.5, 13.5, 11, REASONS_WIDTH), start=AFTER_DAYS):
        sheet.set_column(column, column, width)


def _write_heading(sheet: Any, styles: dict[str, Any], form: SheetForm) -> None:
    heading = form.heading
    title = "ТАБЕЛЬ УЧЕТА ПОСЕЩАЕМОСТИ ДЕТЕЙ"
    sheet.merge_range(0, 0, 0, AFTER_DAYS - 1, title, styles["title"])
    sheet.merge_range(1, 0, 1, AFTER_DAYS - 1, f"за {heading.month_text}", styles["center"])
    formed = heading.formed_on.strftime("%d.%m.%Y") if heading.formed_on else ""
    codes = (("", "КОДЫ"), ("Форма по ОКУД", FORM_CODE), ("Дата", formed))
    for row, (label, value) in enumerate((*codes, ("по ОКПО", heading.okpo))):
        sheet.write_string(row, LAST - 1, label, styles["right"])
        write_value(sheet, row, LAST, value, styles["code"])
    fields = (
        f"Учреждение: {heading.organization}",
        f"Структурное подразделение (группа): {heading.group}",
        f"Вид расчета: {heading.calculation}    Режим работы: {heading.regime}",
    )
    for row, text in enumerate(fields, start=2):
        sheet.write_string(row, 0, text)
    if form.draft_note:
        sheet.write_string(5, 0, form.draft_note, styles["note"])


def _write_table_head(sheet: Any, styles: dict[str, Any]) -> None:
    head = styles["head"]
    tall = {
        0: "№ п/п",
        1: "Фамилия, имя ребенка",
        2: "Номер счета",
        3: "Плата по ставке",
        AFTER_DAYS + 2: "Дни посещения, подлежащие оплате",
        LAST: "Причины непосещения (основание)",
    }
    for column, text in tall.items():
        sheet.merge_range(HEAD_ROW, column, HEAD_ROW + 1, column, text, head)
    sheet.merge_range(HEAD_ROW, FIRST_DAY, HEAD_ROW, AFTER_DAYS - 1, "Дни посещения", head)
    sheet.merge_range(HEAD_ROW, AFTER_DAYS, HEAD_ROW, AFTER_DAYS + 1, "Пропущено дней", head)
    for day in range(DAY_COLUMNS):
        sheet.write_number(HEAD_ROW + 1, FIRST_DAY + day, day + 1, head)
    sheet.write_string(HEAD_ROW + 1, AFTER_DAYS, "всего", head)
    sheet.write_string(HEAD_ROW + 1, AFTER_DAYS + 1, "в том числе засчитываемых", head)
    sheet.set_row(HEAD_ROW + 1, 36)


def _write_line(sheet: Any, styles: dict[str, Any], row: int, line: FormLine) -> None:
    # Spreadsheets do not measure wrapped text of a file that they did not make themselves.
    deepest = max(len(line.name) / NAME_WIDTH, len(line.reasons) / REASONS_WIDTH, 1)
    sheet.set_row(row, LINE_HEIGHT * ceil(deepest))
    sheet.write_number(row, 0, line.number, styles["number"])
    write_value(sheet, row, 1, line.name, styles["text"])
    write_value(sheet, row, 2, line.account, styles["text"])
    write_value(sheet, row, 3, line.rate, styles["money"])
    for column, cell in enumerate(line.cells, start=FIRST_DAY):
        look = CellLook.PLAIN if cell.letter else cell.look
        write_value(sheet, row, column, cell.letter, styles[look])
    for column, value in enumerate((line.missed, line.excused, line.payable), start=AFTER_DAYS):
        sheet.write_number(row, column, value, styles["number"])
    write_value(sheet, row, LAST, line.reasons, styles["text"])


def _write_totals(sheet: Any, styles: dict[str, Any], row: int, form: SheetForm) -> None:
    words = "Всего отсутствует детей"
    sheet.merge_range(row, 0, row, FIRST_DAY - 1, words, styles["words"])
    for column, number in enumerate(form.absent, start=FIRST_DAY):
        write_value(sheet, row, column, number, styles["total"])
    whole = form.totals.whole
    for column, value in enumerate((whole.missed, whole.excused, whole.payable), start=AFTER_DAYS):
        sheet.write_number(row, column, value, styles["total"])
    sheet.write_blank(row, LAST, None, styles["total"])


def _write_signatures(sheet: Any, styles: dict[str, Any], row: int, form: SheetForm) -> None:
    if form.legend:
        sheet.merge_range(row, 0, row, LAST, form.legend, styles["legend"])
        sheet.set_row(row, LINE_HEIGHT * 2)
        row += 2
    heading = form.heading
    person = heading.responsible
    lines = (
        f"Руководитель учреждения ______________ {heading.head.name}",
        f"Ответственное лицо ({person.position or 'должность'}) ______________ {person.name}",
        date_in_words(heading.signed_on),
    )
    for offset, text in enumerate(lines):
        sheet.write_string(row + offset * 2, 0, text, styles["note"])
