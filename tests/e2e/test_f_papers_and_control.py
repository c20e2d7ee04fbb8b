"""Papers that explain absences, the head's morning, and what a parent may see."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.grid import Grid
from tests.harness.browser import DESKTOP, PHONE

REFUSED = re.compile("Нет прав|Такой страницы нет")
MONTH = "/attendance/month/4/2026-11"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_certificate_entered_from_the_grid_fills_its_days(kindergarten, size):
    child = "Павлов Степан"
    with kindergarten.somebody("teacher1", size) as teacher:
        page = teacher.page
        teacher.opens(MONTH)
        grid = Grid(page)
        cell = grid.cell(child, 24)
        cell.click()
        teacher.presses("Б болезнь")
        teacher.reads("Сохранено")
        expect(cell.locator("b")).to_have_class("amber nodoc")
        teacher.follows("Добавить документ")
        expect(page.get_by_role("heading", level=1)).to_have_text("Новый документ об отсутствии")
        named = re.compile(r"^Павлов Степан Олегович, \d\d\.\d\d\.\d{4}, «")
        expect(page.get_by_role("combobox", name="Ребёнок")).to_have_value(named)
        teacher.looks("new-document")

        # A mistake first: the form says what to do and keeps what was typed.
        teacher.visit.expect_error("422")
        page.get_by_label("Номер").fill("218")
        page.get_by_label("Последний день отсутствия").fill("2026-11-20")
        teacher.presses("Сохранить")
        page.get_by_role("alert").get_by_role("link", name="Последний день отсутствия").click()
        expect(page.get_by_label("Последний день отсутствия")).to_be_focused()
        teacher.looks("document-with-a-mistake")
        expect(page.get_by_label("Номер")).to_have_value("218")
        page.get_by_label("Последний день отсутствия").fill("2026-11-27")
        teacher.presses("Сохранить")
        teacher.reads("Заполнено 3 дня.")
        teacher.looks("document-saved")

        # Days ahead may be filled by a paper; the weekend stays empty.
        teacher.opens(MONTH)
        grid.holds(child, {23: "", 24: "Б", 25: "Б", 26: "Б", 27: "Б", 28: "", 30: ""})
        expect(cell.locator("b")).to_have_class("amber")
        assert grid.totals(child) == ["15", "4", "4", "16"]


def test_the_head_goes_straight_to_the_day_that_is_not_filled(kindergarten):
    with kindergarten.somebody("head") as head:
        page = head.page
        head.looks("home-of-the-head")
        page.get_by_role("navigation", name="Разделы").get_by_text("Посещаемость").click()
        head.follows("Не заполнено")
        head.looks("control")
        line = page.get_by_role("row").filter(has_text="Звёздочка").first
        expect(line).to_contain_text("не заполнено")
        line.get_by_role("link", name="Открыть день").click()
        expect(page).to_have_url(f"{head.address}/attendance/today/4/2026-11-24")
        expect(page.get_by_role("main")).to_contain_text("Звёздочка")
        expect(page.get_by_role("main")).to_contain_text("вторник, 24.11.2026")
        # The head looks; marking is the work of those who are in the group.
        head.reads("Только для чтения")
        head.reads("день не подтверждён")
        figures = page.get_by_role("region", name="Показатели дня")
        expect(figures).to_contain_text("Ещё не отмечено")
        head.looks("today-for-the-head")
        head.opens("/attendance/summary?from=2026-10-01&to=2026-10-31&by=group")
        head.reads("Сверка итогов")
        head.looks("summary")


def test_a_parent_sees_the_month_of_the_own_child_only(kindergarten):
    with kindergarten.somebody("parent1", PHONE) as mother:
        page = mother.page
        mother.looks("home-of-a-parent")
        mother.follows("Открыть месяц", exact=False)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Иванова-Петрова Екатерина")
        mother.looks("month-of-a-child")
        mother.follows("Предыдущий месяц")
        mother.reads("Октябрь 2026")

        mother.follows("Главная")
        mother.follows("Карточка", exact=False)
        expect(page.get_by_role("main")).to_contain_text("Иванова-Петрова")
        mother.opens("/children/")
        expect(page.get_by_role("main")).to_contain_text("Иванова-Петрова Екатерина")
        expect(page.get_by_role("main")).not_to_contain_text("Андреева")
        mother.looks("children-of-a-parent")
        mother.visit.expect_error("404")
        mother.visit.expect_error("403")
        for foreign in ("/attendance/child/1", "/children/show/1", MONTH, "/attendance/today/4"):
            mother.opens(foreign)
            expect(page.get_by_role("main")).not_to_contain_text("Андреева")
            expect(page.get_by_role("heading", level=1)).to_contain_text(REFUSED)
        mother.looks("no-such-page")
