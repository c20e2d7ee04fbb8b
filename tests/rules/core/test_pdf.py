"""PDF of lists: everything is on the page, whole and selectable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.drawing import FONT, LANDSCAPE, PORTRAIT, fit, paginate, text_width, wrap
from app.core.pdf import table_pdf
from app.core.tabular import Column, Kind, Row
from tests.rules.core.pdf_reading import outside, plain_text, read

LONG_NAME = "Константинопольская-Задунайская Александра-Виктория Константиновна"
COLUMNS = (
    Column("№", Kind.NUMBER),
    Column("Фамилия, имя, отчество"),
    Column("Дата рождения", Kind.DATE),
    Column("Адрес"),
    Column("Остаток, ₽", Kind.NUMBER, 2),
)


def rows(count: int) -> list[Row]:
    address = "Краснодарский край, Белореченский район, станица Рязанская, дом 12"
    return [
        (number, LONG_NAME, date(2021, 3, 1), address, Decimal("-1234.50"))
        for number in range(1, count + 1)
    ]


def test_every_row_is_in_the_file_and_inside_the_page() -> None:
    reader = read(
        table_pdf(
            "Дети", "на 24.11.2026", COLUMNS, rows(60), page_label="Лист %(page)s из %(pages)s"
        )
    )
    text = plain_text(reader)
    assert text.count(LONG_NAME) == 60
    assert text.count("01.03.2021") == 60
    assert text.count("-1 234,50") == 60
    assert outside(reader) == []
    assert f"Лист 1 из {len(reader.pages)}" in text


def test_headings_are_repeated_on_every_page() -> None:
    reader = read(table_pdf("Дети", "", COLUMNS, rows(60)))
    assert len(reader.pages) > 1
    assert all("Адрес" in page.extract_text() for page in reader.pages)


def test_a_narrow_table_stays_portrait_and_a_wide_one_turns() -> None:
    narrow = read(table_pdf("Группы", "", COLUMNS[:2], [(1, "Звёздочка")])).pages[0]
    wide = read(table_pdf("Дети", "", COLUMNS * 2, [row * 2 for row in map(tuple, rows(2))])).pages[
        0
    ]
    assert float(narrow.mediabox.width) == pytest.approx(PORTRAIT[0], abs=0.01)
    assert float(wide.mediabox.width) == pytest.approx(LANDSCAPE[0], abs=0.01)


@pytest.mark.parametrize("count", [1, 12, 34])
def test_any_number_of_columns_fits_the_width(count: int) -> None:
    columns = [Column(f"Показатель {number}", Kind.NUMBER, 2) for number in range(count)]
    reader = read(table_pdf("Широкая", "", columns, [[Decimal("1234567.89")] * count] * 3))
    assert outside(reader) == []


def test_a_text_longer_than_a_page_goes_on_on_the_next() -> None:
    text = " ".join(f"слово{number}" for number in range(3000))
    reader = read(table_pdf("Письмо", "", [Column("Текст")], [(text,)]))
    assert len(reader.pages) > 1
    assert all(f"слово{number}" in plain_text(reader) for number in (0, 1500, 2999))


def test_an_empty_list_is_a_page_with_headings() -> None:
    reader = read(table_pdf("Дети", "", COLUMNS, []))
    assert len(reader.pages) == 1
    assert "Остаток, ₽" in plain_text(reader)


def test_the_same_list_gives_the_same_bytes() -> None:
    assert table_pdf("Дети", "", COLUMNS, rows(3)) == table_pdf("Дети", "", COLUMNS, rows(3))


def test_a_line_is_broken_after_a_hyphen_before_it_gets_smaller_than_the_least_size() -> None:
    fitted = fit(LONG_NAME, 124, FONT, (7.5, 7, 6.5, 6, 5.5), 13.6)
    assert len(fitted.lines) == 2
    assert all(text_width(line, FONT, fitted.size) <= 124 for line in fitted.lines)


@given(st.text("абвгд -/\n", max_size=60), st.floats(8, 200))
def test_wrapping_loses_no_letter_and_keeps_the_width(text: str, width: float) -> None:
    lines = wrap(text, width, FONT, 7)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, FONT, 7) <= width for line in lines)


@settings(max_examples=100)
@given(st.lists(st.floats(10, 30), max_size=120), st.floats(0, 150))
def test_pages_hold_every_row_once_and_the_end_is_never_alone(
    heights: list[float], tail: float
) -> None:
    pages = paginate(heights, 250, 300, tail)
    assert [index for page in pages for index in page] == list(range(len(heights)))
    for number, page in enumerate(pages):
        room = 300 if number else 250
        last = number == len(pages) - 1
        assert sum(heights[index] for index in page) + (tail if last else 0) <= room
    if len(pages) > 1:
        assert len(pages[-1]) >= 2
    assert all(one.stop == two.start for one, two in pairwise(pages))


def test_room_goes_to_the_column_with_much_text_and_no_telephone_number_is_broken() -> None:
    phone = "+7\N{NO-BREAK SPACE}(900)\N{NO-BREAK SPACE}555-10-18"
    people = f"Васильева Дарья Павловна, {phone}\nВасильев Владимир Романович, {phone}"
    columns = [Column(title) for title in ("Ребёнок", "Адрес", "Представители")]
    columns += [Column(f"Графа {number}") for number in range(9)]
    address = "г. Зареченск, ул. Центральная, д. 29, кв. 17"
    once = ["отменено: приказ № 11 от 24.11.2026, восстановлено по заявлению родителей"] * 9
    lines: list[Row] = [(LONG_NAME, address, people, *once)]
    lines += [(f"Белова Анна {number}", address, people, *[""] * 9) for number in range(60)]
    pages = read(table_pdf("Книга", "", columns, lines)).pages
    assert len(pages) < 7
    assert sum(page.extract_text().count("555-10-18") for page in pages) == 2 * len(lines)
