"""A list of children as a kindergarten keeps it, with all its dirt, and what is expected of it.

All people are invented. The file is made anew each time: no binary file is kept.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
import xlwt

from app.core.identifiers import format_snils, snils_control

TODAY = date(2026, 11, 24)
GROUPS = ("Звёздочка", "Солнышко")
TITLES = ("МБДОУ «Детский сад № 12»", "Список воспитанников на 2026/27 учебный год")
# Upper heading, lower heading; one upper heading over several columns is merged.
HEADINGS = (
    ("№ п/п", ""),
    ("Ф.И.О. ребёнка", ""),
    ("Дата рожд.", ""),
    ("Пол", ""),
    ("Группа", ""),
    ("CНИЛС", ""),  # the first letter is Latin
    ("Свидетельство о рождении", "серия"),
    ("Свидетельство о рождении", "№"),
    ("Адрес", "регистрации"),
    ("Адрес", "проживания"),
    ("Дата зачисления", ""),
    ("Приказ", "№"),
    ("Приказ", "дата"),
    ("Мать", "ФИО"),
    ("Мать", "Телефон"),
    ("Мать", "E-mail"),
    ("Отец", "ФИО"),
    ("Отец", "Телефон"),
    ("Льгота", ""),
    ("Группа здоровья", ""),
)
WIDTH = len(HEADINGS)
FIRST_ROW = len(TITLES) + 3


def snils(number: int) -> str:
    """The eleven digits of a valid СНИЛС."""
    digits = f"{number:09}"
    return f"{digits}{snils_control(digits):02}"


@dataclass(frozen=True)
class DirtyRow:
    """``cells`` as they stand in the file; ``state`` is the verdict on an empty database,
    ``None`` for a row that is no child; ``said`` are the fields that have a problem."""

    cells: tuple[Any, ...]
    state: str | None
    said: frozenset[str] = frozenset()


def child(state: str, said: str = "", **cells: Any) -> DirtyRow:
    """A row of a child; what is not given is clean."""
    clean: dict[str, Any] = {
        "number": 1,
        "name": "Абрамов Тимофей Ильич",
        "born": date(2022, 3, 11),
        "sex": "м",
        "group": "Звёздочка",
        "snils": "",
        "series": "",
        "certificate": "",
        "registration": "",
        "residence": "",
        "enrolled": date(2026, 9, 1),
        "order": "15",
        "order_date": date(2026, 8, 25),
        "mother": "",
        "mother_phone": "",
        "mother_email": "",
        "father": "",
        "father_phone": "",
        "benefit": "",
        "health": "",
    }
    assert set(cells) <= set(clean)
    return DirtyRow(tuple((clean | cells).values()), state, frozenset(said.split()))


def line(state: None, *cells: Any) -> DirtyRow:
    """A row that is no child."""
    return DirtyRow(cells + ("",) * (WIDTH - len(cells)), state)


ROWS: tuple[DirtyRow, ...] = (
    child(
        "new",
        snils=format_snils(snils(143207518)),
        series="III-АГ",
        certificate="123456",
        registration="г. Белореченск, ул. Мира, д. 1",
        residence="там же",
        mother="Абрамова Юлия Сергеевна",
        mother_phone="8 (900) 555-01-08",
        mother_email=" Abramova@Example.RU",
        health=2.0,
        said="residence_address",
    ),
    child(  # names with capitals, two spaces, a no-break space; СНИЛС and phone as numbers
        "new",
        number=2.0,
        name="АЛИЕВА  АМИНА\u00a0РУСЛАНОВНА",
        born="27.12.2021",
        sex="",
        group='"Звездочка"',
        snils=float(snils(158620344)),
        mother="алиева зарема ахмедовна",
        mother_phone=89005550115.0,
        said="full_name sex mother_name",
    ),
    child(  # Latin «o» and «a», date as an Excel number, СНИЛС without its leading zero
        "new",
        name="Вaсильевa Евa Aртёмовна",
        born=44591.0,
        sex="Ж",
        group="ЗВЁЗДОЧКА",
        snils=float(snils(61904277)),
        said="full_name birth_date snils",
    ),
    line(None),
    child(  # a date of two digits of the year
        "doubtful",
        name="Кузьмин Даниил Павлович",
        born="01.02.20",
        sex="мальчик",
        said="birth_date",
    ),
    child(  # wrong control number
        "wrong",
        name="Орлов Глеб Антонович",
        born="14/05/2022",
        snils="112-233-445 59",
        said="snils",
    ),
    child(  # no such day, no such group
        "wrong",
        name="Сафонова Ульяна Игоревна",
        born="30.02.2022",
        sex="ж",
        group="Звездочка 2",
        said="birth_date group",
    ),
    child(  # two telephones in one cell
        "doubtful",
        name="Мамедов Али Вагиф оглы",
        born=datetime(2021, 7, 5),
        group="группа «Солнышко»",
        mother="Мамедова Лейла Ариф кызы",
        mother_phone="8-900-555-01-33, 8-900-555-01-34",
        said="mother_phone",
    ),
    child(  # worded date, double last name, no patronymic
        "new",
        name="иванова - петрова мия",
        born="1 февраля 2021 г.",
        sex="жен.",
        group="Солнышко",
        father="Петров Ян",
        father_phone="+375 29 123-45-67",
        said="full_name",
    ),
    child(  # four words that nobody can tell apart
        "doubtful",
        name="Салтыков Щедрин Иван Петрович",
        born="2021-05-06",
        group="Солнышко",
        said="full_name",
    ),
    child(  # the same child as in the first row
        "doubtful",
        name="Абрамов Тимофей Ильич",
        snils=format_snils(snils(143207518)),
        said="row",
    ),
    line(None, "", "Итого", 9),
    line(None, "№ п/п", "Ф.И.О. ребёнка", "Дата рожд.", "Пол", "Группа"),
    child("wrong", name="Ким", born="05.06.2021", sex="ж", group="Солнышко", said="full_name"),
    line(None, "", "Заведующий ____________ Лапина О. Ю."),
)


def as_xlsx() -> bytes:
    """The list as .xlsx with merged headings."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("2026-27")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for number, title in enumerate(TITLES):
        sheet.merge_range(number, 0, number, WIDTH - 1, title)
    top = len(TITLES)
    for first, last, upper in _spans():
        single = not HEADINGS[first][1]
        if single:
            sheet.merge_range(top, first, top + 1, first, upper)
        elif last > first:
            sheet.merge_range(top, first, top, last, upper)
    for column, (_, lower) in enumerate(HEADINGS):
        if lower:
            sheet.write_string(top + 1, column, lower)
    for number, row in enumerate(ROWS, FIRST_ROW - 1):
        for column, cell in enumerate(row.cells):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif cell != "":
                sheet.write(number, column, cell)
    book.close()
    return target.getvalue()


def as_xls() -> bytes:
    """The list as .xls with merged headings."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("2026-27")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for number, title in enumerate(TITLES):
        sheet.write_merge(number, number, 0, WIDTH - 1, title)
    top = len(TITLES)
    for first, last, upper in _spans():
        bottom = top + 1 if not HEADINGS[first][1] else top
        sheet.write_merge(top, bottom, first, last, upper)
    for column, (_, lower) in enumerate(HEADINGS):
        if lower:
            sheet.write(top + 1, column, lower)
    for number, row in enumerate(ROWS, FIRST_ROW - 1):
        for column, cell in enumerate(row.cells):
            if isinstance(cell, date):
                sheet.write(number, column, cell, day)
            elif cell != "":
                sheet.write(number, column, cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_csv(encoding: str = "cp1251") -> bytes:
    """The list as Excel saves it as text: no merges, no types, «;» between cells."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    for title in TITLES:
        writer.writerow([title] + [""] * (WIDTH - 1))
    starts = {first for first, _, _ in _spans()}
    writer.writerow([upper if i in starts else "" for i, (upper, _) in enumerate(HEADINGS)])
    writer.writerow([lower for _, lower in HEADINGS])
    for row in ROWS:
        writer.writerow([_as_text(cell) for cell in row.cells])
    return target.getvalue().encode(encoding)


def _spans() -> list[tuple[int, int, str]]:
    """First column, last column and text of each upper heading."""
    spans: list[tuple[int, int, str]] = []
    for column, (upper, _) in enumerate(HEADINGS):
        if spans and spans[-1][2] == upper:
            spans[-1] = (spans[-1][0], column, upper)
        else:
            spans.append((column, column, upper))
    return spans


def _as_text(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
