"""Form 0504608 and the period summary on paper."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.attendance.report.form_0504608 import sheet_pdf
from app.attendance.report.sheet_form import (
    CellLook,
    FormChild,
    Heading,
    Letters,
    SheetForm,
    Signatory,
    build_form,
    date_in_words,
)
from app.attendance.report.summary import (
    Summary,
    SummaryLine,
    summary_csv,
    summary_pdf,
    summary_xlsx,
)
from app.attendance.report.workbook import AFTER_DAYS, FIRST_DAY, FIRST_LINE, sheet_workbook
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.summary import period_of_sheet
from app.attendance.rules.totals import Mark, SheetChild, Stay, sheet_totals
from app.core.workdays import month_days
from tests.rules.attendance.november_sheet import CODES, DAYS, START, child, filled, nov
from tests.rules.core.pdf_reading import outside, placed, plain_text, read

LONG_NAME = "Константинопольская-Задунайская Александра-Виктория Константиновна"
HEADING = Heading(
    "МБДОУ «Детский сад № 5»",
    "Звёздочка",
    date(2026, 11, 1),
    "12345678",
    "12 часов",
    "за день",
    nov(30),
    SheetState.APPROVED,
    Signatory("И. И. Ковалёва"),
    Signatory("И. П. Мельникова", "воспитатель"),
    nov(30),
)


def month_form(
    count: int,
    month: date = date(2026, 11, 1),
    letters: Letters = Letters.OFFICIAL,
    state: SheetState = SheetState.APPROVED,
    name: str = "Ребёнок-{0} Имя",
) -> SheetForm:
    """A full month: everybody has one day of illness, the rest was attended."""
    days = month_days(month.year, month.month)
    working = [day.date for day in days if day.works]
    children = [
        FormChild(
            SheetChild(number, (Stay(START.replace(year=2020)),), name.format(number)),
            f"{40817 + number:08d}",
            Decimal("134.61"),
        )
        for number in range(1, count + 1)
    ]
    marks = [
        Mark(item.child.id, day, CODES["Б" if day == working[0] else "Я"], True)
        for item in children
        for day in working
    ]
    return build_form(replace(HEADING, month=month, state=state), children, days, marks, letters)


def one_child_form(
    marks: list[Mark], line: SheetChild | None = None, letters: Letters = Letters.OFFICIAL
) -> SheetForm:
    return build_form(HEADING, [FormChild(line or child(1))], DAYS, marks, letters)


def letters_of(form: SheetForm) -> dict[int, str]:
    return {
        number: cell.letter for number, cell in enumerate(form.lines[0].cells, 1) if cell.letter
    }


def names_in_order(reader: PdfReader) -> list[str]:
    return [
        word for page in reader.pages for word, *_ in placed(page) if word.startswith("Ребёнок-")
    ]


DAYS_OFF = dict.fromkeys((1, 4, 7, 8, 14, 15, 21, 22, 28, 29), "В")


def test_officially_only_absent_and_day_off_have_a_letter() -> None:
    absent = {nov(2): CODES["Н"], nov(9): CODES["Б"], nov(10): CODES["О"]}
    form = one_child_form(filled(1, absent))
    assert letters_of(form) == DAYS_OFF | {2: "Н", 9: "Н", 10: "Н"}
    assert form.legend == ""


def test_local_letters_tell_the_reasons_and_have_a_legend() -> None:
    absent = {nov(2): CODES["Н"], nov(9): CODES["Б"]}
    form = one_child_form(filled(1, absent), letters=Letters.LOCAL)
    assert letters_of(form) == DAYS_OFF | {2: "Н", 9: "Б"}
    assert "Б: болезнь ребёнка; Н: неявка" in form.legend
    assert "санаторно" not in form.legend


def test_a_closing_is_officially_a_day_off() -> None:
    marks = filled(1, {nov(26): CODES["Р"]})
    assert letters_of(one_child_form(marks))[26] == "В"
    assert letters_of(one_child_form(marks, letters=Letters.LOCAL))[26] == "Р"


def test_days_before_enrolment_and_after_the_month_are_crossed() -> None:
    form = one_child_form([], child(1, nov(16)))
    looks = [cell.look for cell in form.lines[0].cells]
    assert looks[:15] == [CellLook.NOT_LISTED] * 15
    assert looks[15:30] == [CellLook.PLAIN] * 15
    assert looks[30:] == [CellLook.NO_SUCH_DAY]
    local = one_child_form([], child(1, nov(16)), Letters.LOCAL)
    assert [cell.letter for cell in local.lines[0].cells[:15]] == ["Х"] * 15


def test_the_totals_of_the_worked_example_stand_in_the_line() -> None:
    ill = [nov(9), nov(10), nov(11), nov(12)]
    absent = dict.fromkeys(ill, CODES["Б"]) | {nov(17): CODES["Н"], nov(18): CODES["Н"]}
    line = one_child_form(filled(1, absent, documented=ill)).lines[0]
    assert (line.missed, line.excused, line.payable) == (6, 4, 16)
    assert line.reasons.replace("\N{NO-BREAK SPACE}", " ") == "болезнь 4, неуваж. 2"


def test_every_working_day_says_how_many_are_absent() -> None:
    form = one_child_form(filled(1, {nov(2): CODES["Н"]}))
    assert form.absent[:6] == (None, 1, 0, None, 0, 0)
    assert form.absent[30] is None


@pytest.mark.parametrize(
    ("state", "note"),
    [
        (SheetState.APPROVED, ""),
        (SheetState.CLOSED, "Черновик: табель не утверждён"),
        (SheetState.OPEN, "Черновик: табель не утверждён, не заполнено дето-дней: 20"),
    ],
)
def test_a_sheet_that_is_not_approved_is_a_draft(state: SheetState, note: str) -> None:
    marks = [] if state is SheetState.OPEN else filled(1)
    form = build_form(replace(HEADING, state=state), [FormChild(child(1))], DAYS, marks)
    assert form.draft_note == note
    assert ("Черновик" in plain_text(read(sheet_pdf(form)))) == bool(note)


@pytest.mark.parametrize(
    ("count", "pages", "letters"),
    [
        (0, 1, Letters.OFFICIAL),
        (3, 1, Letters.OFFICIAL),
        (25, 1, Letters.OFFICIAL),
        (25, 1, Letters.LOCAL),
        (40, 2, Letters.LOCAL),
        (63, 3, Letters.OFFICIAL),
    ],
)
def test_25_children_stand_on_one_page_and_40_on_two(
    count: int, pages: int, letters: Letters
) -> None:
    reader = read(sheet_pdf(month_form(count, letters=letters)))
    assert len(reader.pages) == pages
    assert names_in_order(reader) == [f"Ребёнок-{number} Имя" for number in range(1, count + 1)]


def test_nothing_is_drawn_outside_the_page() -> None:
    assert outside(read(sheet_pdf(month_form(40, letters=Letters.LOCAL, name=LONG_NAME)))) == []


@pytest.mark.parametrize("month", [date(2026, 2, 1), date(2027, 1, 1)])
def test_every_page_has_31_day_columns_and_the_headings(month: date) -> None:
    for page in read(sheet_pdf(month_form(40, month))).pages:
        words = [word for word, *_ in placed(page)]
        head = words[: words.index("31") + 1]
        assert [word for word in head if word.isdecimal()][-31:] == [str(n) for n in range(1, 32)]
        assert {"Фамилия, имя ребенка", "Дни посещения", "Пропущено дней"} <= set(words)


@pytest.mark.parametrize("count", [26, 27, 28, 29])
def test_signatures_never_stand_without_two_lines_of_the_table(count: int) -> None:
    reader = read(sheet_pdf(month_form(count)))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    last = pages[-1]
    assert last.count("Ребёнок-") >= 2
    assert "Всего отсутствует детей" in last
    assert "Руководитель учреждения" in last
    assert all("Руководитель" not in page for page in pages[:-1])


def test_long_names_wrap_inside_their_column() -> None:
    reader = read(sheet_pdf(month_form(25, name=LONG_NAME)))
    assert len(reader.pages) == 1
    assert plain_text(reader).replace("- ", "-").count(LONG_NAME) == 25
    pieces = placed(reader.pages[0])
    accounts = min(left for word, left, *_ in pieces if word.startswith("000"))
    names = [right for word, _, right, _ in pieces if word.startswith(("Константино", "Виктория"))]
    assert len(names) >= 25
    assert max(names) < accounts


def test_lines_of_text_do_not_lie_on_each_other() -> None:
    pieces = placed(read(sheet_pdf(month_form(12, name=LONG_NAME, letters=Letters.LOCAL))).pages[0])
    for index, (_, left, right, y) in enumerate(pieces):
        for _, other_left, other_right, other_y in pieces[index + 1 :]:
            if abs(y - other_y) < 4:
                assert right <= other_left + 0.5 or other_right <= left + 0.5


def test_the_heading_carries_the_codes_and_the_pages_their_number() -> None:
    text = plain_text(read(sheet_pdf(month_form(29))))
    for words in (
        "ТАБЕЛЬ УЧЕТА ПОСЕЩАЕМОСТИ ДЕТЕЙ",
        "за ноябрь 2026 г.",
        "0504608",
        "12345678",
        "МБДОУ «Детский сад № 5»",
        "И. П. Мельникова",
        "«30» ноября 2026 г.",
        "Лист 1 из 2",
        "Лист 2 из 2",
    ):
        assert words in text


def test_the_file_is_small_quick_and_always_the_same() -> None:
    form = month_form(25, letters=Letters.LOCAL, name="Щукина-{0} Ёлизавета Юрьевна")
    content = sheet_pdf(form)
    assert len(content) < 100_000
    assert sheet_pdf(form) == content
    spent = []
    for _ in range(5):
        started = time.process_time()
        sheet_pdf(form)
        spent.append(time.process_time() - started)
    # About 20 ms here; the wide margin is for a loaded machine, `make bench` gives the figure.
    assert min(spent) < 0.1


def test_a_date_is_written_in_words_or_left_to_fill() -> None:
    assert date_in_words(date(2026, 9, 1)) == "«01» сентября 2026 г."
    assert date_in_words(None).endswith("20____ г.")


def workbook_rows(form: SheetForm) -> Any:
    return load_workbook(io.BytesIO(sheet_workbook(form))).worksheets[0]


def test_the_workbook_says_the_same_with_numbers_as_numbers() -> None:
    form = one_child_form(filled(1, {nov(2): CODES["Н"]}))
    sheet = workbook_rows(form)
    line = [cell.value for cell in sheet[FIRST_LINE + 1]]
    assert line[:2] == [1, "Ребёнок 1"]
    assert line[FIRST_DAY : FIRST_DAY + 5] == ["В", "Н", None, "В", None]
    assert line[AFTER_DAYS : AFTER_DAYS + 3] == [1, 0, 20]
    totals = [cell.value for cell in sheet[FIRST_LINE + 2]]
    assert totals[0] == "Всего отсутствует детей"
    assert totals[FIRST_DAY + 1] == 1
    assert sheet.freeze_panes == "C9"
    assert sheet.page_setup.orientation == "landscape"


def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook() -> None:
    form = one_child_form([], replace(child(1), name="=1+1"))
    cell = workbook_rows(form).cell(FIRST_LINE + 1, 2)
    assert (cell.data_type, cell.value) == ("s", "=1+1")


@pytest.fixture
def summary() -> Summary:
    first = period_of_sheet(sheet_totals([child(1)], DAYS, filled(1, {nov(2): CODES["Н"]})))
    second = period_of_sheet(sheet_totals([child(2)], DAYS, filled(2)))
    lines = [SummaryLine("Звёздочка", first), SummaryLine("=Ромашка", second)]
    return Summary("Сводка", "ноябрь 2026 г.", "Группа", "Всего", lines, str)


def test_the_summary_adds_its_lines_up(summary: Summary) -> None:
    assert summary.rows[0][:5] == ("Звёздочка", 20, 19, Decimal("95.0"), 1)
    assert summary.rows[-1][:5] == ("Всего", 40, 39, Decimal("97.5"), 1)


def test_the_summary_is_the_same_in_the_three_forms(summary: Summary) -> None:
    text = plain_text(read(summary_pdf(summary)))
    sheet = load_workbook(io.BytesIO(summary_xlsx(summary))).worksheets[0]
    lines = summary_csv(summary).decode("utf-8-sig").splitlines()
    assert "Звёздочка 20 19 95,0 1" in text
    assert [cell.value for cell in sheet[5]][:5] == ["Звёздочка", 20, 19, 95, 1]
    assert lines[1].startswith("Звёздочка;20;19;95,0;1;")
    assert lines[2].startswith("'=Ромашка;")
