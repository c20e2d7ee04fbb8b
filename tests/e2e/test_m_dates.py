"""Dates: typed, or chosen by the keyboard in a calendar that speaks Russian in every browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.harness.browser import DESKTOP, PHONE


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_date_is_typed_or_chosen_in_russian_whatever_the_browser_speaks(kindergarten, size):
    with kindergarten.somebody("coordinator", size) as person:
        person.opens("/children/add")
        page = person.page
        field = page.get_by_label("Дата рождения", exact=False).first
        field.press_sequentially("1.9.22")
        field.press("Tab")
        expect(field).to_have_value("01.09.2022")
        page.keyboard.press("Enter")
        calendar = page.get_by_role("dialog", name="Выбрать в календаре").first
        expect(calendar.get_by_role("button", name="четверг, 1 сентября 2022 г.")).to_be_focused()
        expect(calendar.get_by_role("columnheader")).to_have_text("пн вт ср чт пт сб вс".split())
        person.looks("calendar", part=".day-choice")
        for key in ("PageDown", "ArrowDown", "End", "Enter"):
            page.keyboard.press(key)
        expect(field).to_have_value("09.10.2022")
        expect(calendar).to_be_hidden()
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Выбрать в календаре").first).to_be_focused()


def test_a_date_that_does_not_exist_is_said_in_russian(kindergarten):
    with kindergarten.somebody("head") as person:
        person.opens("/attendance/summary")
        field = person.page.get_by_label("С", exact=True)
        field.fill("31.04.2026")
        person.presses("Показать")
        said = field.evaluate("field => field.validationMessage")
        assert said == "Такой даты нет. Напишите так: 31.12.2026.", said


def test_who_moves_the_first_day_of_an_absence_moves_the_last_one_with_it(kindergarten):
    """Tomorrow is what parents report most: it must not end in an error."""
    with kindergarten.somebody("parent1", PHONE) as mother:
        mother.follows("Отсутствие")
        first = mother.page.get_by_label("Первый день отсутствия")
        last = mother.page.get_by_label("Последний день отсутствия")
        first.fill("05.02.2031")
        first.press("Tab")
        expect(last).to_have_value("05.02.2031")
        last.fill("07.02.2031")
        first.fill("06.02.2031")
        first.press("Tab")
        expect(last).to_have_value("07.02.2031")
