"""An intentionally dirty list of invented children, as kindergartens keep it (domain 9.1)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from app.academic_year.rules import usual_year
from app.core.identifiers import format_phone, format_snils
from app.demo.people import Family, People, PersonName
from app.demo.plan import RODNICHOK, GroupPlan

_EPOCH = date(1899, 12, 30)
# Upper heading, lower heading: those with a lower one are merged over their columns.
_HEADINGS = (
    ("№ п/п", ""),
    ("Ф.И.О. ребёнка", ""),
    ("Дата рожд.", ""),
    ("Пол", ""),
    ("Группа", ""),
    ("CНИЛС", ""),  # the first letter is Latin, as it happens
    ("Свидетельство о рождении", "серия"),
    ("Свидетельство о рождении", "номер"),
    ("Адрес регистрации", ""),
    ("Дата зачисления", ""),
    ("Мать", "ФИО"),
    ("Мать", "Телефон"),
    ("Отец", "ФИО"),
    ("Отец", "Телефон"),
)
_TITLE_ROWS = 2
_LATIN = str.maketrans("аоеАОЕ", "aoeAOE")
_MONTHS = """
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
""".split()

Row = list[Any]


def write_dirty_list(file: Path, today: date, rows: int = 24) -> int:
    """Write an .xlsx of about ``rows`` children with every kind of dirt. Returns the rows.

    Nobody in it is in the demonstration or exists.
    """
    people = People("a dirty list")
    lines = [_row(people, number, today) for number in range(1, rows + 1)]
    spoiled = [_DIRT[index % len(_DIRT)](row) for index, row in enumerate(lines)]
    spoiled.insert(len(spoiled) // 2, [""] * len(_HEADINGS))
    spoiled.append(list(spoiled[0]))
    total: Row = ["", "Итого", "", "", "", "", "", "", "", "", "", "", "", rows]
    _write(file, [*spoiled, total], today)
    return len(spoiled) - 1


def _row(people: People, number: int, today: date) -> Row:
    group: GroupPlan = RODNICHOK[number % len(RODNICHOK)]
    year = usual_year(today).starts_on.year
    born = date(year - group.age, 9, 1) - timedelta(days=people.rng.randrange(365))
    family: Family = people.family()
    name: PersonName = people.child(family)
    series, _sign, digits = people.certificate().partition(" № ")
    cells: Row = [
        number,
        _full(name),
        born,
        "м" if name.male else "ж",
        group.name,
        format_snils(people.snils()),
        series,
        digits,
        family.address,
        date(year, 9, 1),
    ]
    for parent in (family.mother, family.father):
        cells += [_full(parent.name), format_phone(parent.phone)] if parent else ["", ""]
    return cells


def _full(name: PersonName) -> str:
    return " ".join(filter(None, (name.last, name.first, name.middle)))


def _with(row: Row, column: int, value: Any) -> Row:
    return [*row[:column], value, *row[column + 1 :]]


def _clean(row: Row) -> Row:
    return row


def _shouted(row: Row) -> Row:
    """Capitals, two spaces and a no-break space in the name."""
    last, first, *rest = row[1].upper().split()
    return _with(row, 1, "\u00a0".join([f"{last}  {first}", *rest]))


def _numbers(row: Row) -> Row:
    """СНИЛС and telephone as numbers, as a spreadsheet makes of them."""
    plain = float("".join(filter(str.isdigit, row[5])))
    phone = "".join(filter(str.isdigit, row[11]))
    return _with(_with(row, 5, plain), 11, float(phone) if phone else "")


def _latin(row: Row) -> Row:
    """Latin letters inside Cyrillic ones."""
    return _with(row, 1, row[1].translate(_LATIN))


def _short_date(row: Row) -> Row:
    """A year of two digits."""
    return _with(row, 2, row[2].strftime("%d.%m.%y"))


def _serial_date(row: Row) -> Row:
    """A date that became the number of its day."""
    return _with(row, 2, float((row[2] - _EPOCH).days))


def _worded_date(row: Row) -> Row:
    born = row[2]
    return _with(row, 2, f"{born.day} {_MONTHS[born.month - 1]} {born.year} г.")


def _quoted_group(row: Row) -> Row:
    """The name of the group in quotes, without ё."""
    return _with(row, 4, f'гр. "{row[4].replace("ё", "е")}"')


def _unknown_group(row: Row) -> Row:
    return _with(row, 4, "Лучики")


def _wrong_control(row: Row) -> Row:
    """A СНИЛС whose control number does not fit."""
    text = row[5]
    return _with(row, 5, text[:-1] + str((int(text[-1]) + 1) % 10))


def _impossible_date(row: Row) -> Row:
    return _with(row, 2, f"30.02.{row[2].year}")


def _no_sex(row: Row) -> Row:
    return _with(row, 3, "")


_DIRT = (
    _clean,
    _shouted,
    _numbers,
    _clean,
    _latin,
    _short_date,
    _clean,
    _serial_date,
    _quoted_group,
    _clean,
    _worded_date,
    _unknown_group,
    _clean,
    _wrong_control,
    _no_sex,
    _clean,
    _impossible_date,
)


def _write(file: Path, rows: list[Row], today: date) -> None:
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Список")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        width = len(_HEADINGS)
        sheet.merge_range(0, 0, 0, width - 1, "МБДОУ «Детский сад № 17 «Родничок»")
        year = usual_year(today).name
        sheet.merge_range(1, 0, 1, width - 1, f"Список воспитанников на {year} учебный год")
        _write_headings(sheet)
        for number, row in enumerate(rows, start=_TITLE_ROWS + 2):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell != "":
                    sheet.write(number, column, cell)
        sheet.set_column(1, 1, 32)
        sheet.set_column(2, width - 1, 18)


def _write_headings(sheet: Any) -> None:
    column = 0
    while column < len(_HEADINGS):
        upper, lower = _HEADINGS[column]
        if not lower:
            sheet.merge_range(_TITLE_ROWS, column, _TITLE_ROWS + 1, column, upper)
            column += 1
            continue
        last = column
        while last + 1 < len(_HEADINGS) and _HEADINGS[last + 1][0] == upper:
            last += 1
        sheet.merge_range(_TITLE_ROWS, column, _TITLE_ROWS, last, upper)
        for under in range(column, last + 1):
            sheet.write(_TITLE_ROWS + 1, under, _HEADINGS[under][1])
        column = last + 1
