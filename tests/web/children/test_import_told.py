"""What a person is told of an import: before it begins, and what really became of the rows."""

from __future__ import annotations

import html
import re

import pytest

from app.children.intake.rules import source
from tests.children_lists import book, clean_list, clean_row

FIRST = clean_row(0)


def said(page):
    return html.unescape(" ".join(re.findall(r'<div class="say">(.*?)</div>', page, re.DOTALL)))


def test_the_last_page_counts_what_became_of_the_rows(importer):
    importer.check(clean_list(3))
    done = said(importer.load())
    assert "Добавлено 3 ребёнка." in done
    assert "Все строки" not in done


def test_rows_that_were_left_out_are_not_called_written(importer):
    importer.check(clean_list(2))
    importer.load()
    rows = [
        clean_row(0),
        clean_row(1, **{"Адрес регистрации": "ул. Новая, д. 1"}),
        *(clean_row(number) for number in range(2, 7)),
    ]
    page = importer.check(book(rows))
    assert page
    importer.press("decide", **{"skip-8": "1", **_agreed(importer)})
    done = said(importer.load())
    assert "Добавлено 4 ребёнка." in done
    assert "Изменена 1 запись." in done
    assert "Без изменений осталась 1 строка." in done
    assert "По вашему решению не загружена 1 строка." in done


def _agreed(importer):
    """Every question of the check answered by its first choice."""
    page = importer.text("check")
    asked = re.findall(r'type="radio" name="(d-[^"]+)" value="([^"]+)"', page)
    answers = {}
    for name, value in asked:
        answers.setdefault(name, value)
    return answers


def test_the_figures_read_as_russian(importer):
    importer.check(clean_list(2))
    done = importer.load()
    titles = re.findall(r'<span class="cap">(.*?)</span>', done)
    assert titles == ["Детей добавлено", "Записей изменено", "Без изменений", "Не загружено"]
    assert "загружен: " not in done


def test_the_longest_list_is_told_before_a_file_is_chosen(importer):
    page = importer.client.get("/children/import").get_data(as_text=True)
    assert "За один раз загружается не больше 10\N{NO-BREAK SPACE}000 строк" in page


def test_a_list_that_is_too_long_is_told_at_its_columns(importer, monkeypatch):
    monkeypatch.setattr(source, "MOST_ROWS", 4)
    assert importer.upload(clean_list(5)).status_code == 303
    page = importer.text("columns")
    assert "5 строк, а за один раз загружается не больше 4" in page
    assert importer.choose().status_code == 413


@pytest.mark.parametrize("rows", [3, 4])
def test_empty_rows_below_a_list_are_not_counted(importer, monkeypatch, rows):
    monkeypatch.setattr(source, "MOST_ROWS", 4)
    blank = [""] * len(FIRST)
    content = book([clean_row(number) for number in range(rows)] + [blank] * 5 + [["Итого:", rows]])
    assert importer.upload(content).status_code == 303
    assert importer.choose().status_code == 303
