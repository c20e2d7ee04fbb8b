"""Whoever knows a surname needs no menu: search by keyboard, and by thumb."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.harness.browser import PHONE


def test_a_card_is_opened_without_touching_the_mouse(kindergarten):
    with kindergarten.somebody("head") as head:
        page = head.page
        page.keyboard.press("Control+k")
        field = page.get_by_role("combobox", name="Поиск")
        expect(field).to_be_focused()
        page.keyboard.type("елк дан")
        option = page.get_by_role("option", name="Ёлкин Даниил Иванович")
        expect(option).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", "finder-0")
        head.looks("search", "dialog[open]")

        page.keyboard.press("Escape")
        expect(field).to_be_hidden()
        page.keyboard.press("Control+k")
        expect(field).to_have_value("елк дан")
        page.keyboard.type("табель")
        expect(page.get_by_role("option", name="Табели за месяц")).to_be_visible()
        expect(option).to_be_hidden()

        # Enter before the answer came goes to the first line of that answer.
        field.fill("елк дан")
        page.keyboard.press("Enter")
        page.wait_for_url("**/children/*")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ёлкин Даниил")


def test_a_teacher_finds_a_child_by_thumb(kindergarten):
    with kindergarten.somebody("teacher1", PHONE) as teacher:
        page = teacher.page
        page.get_by_role("button", name="Поиск").tap()
        page.get_by_role("combobox", name="Поиск").fill("виногр")
        teacher.looks("search-on-a-phone", "dialog[open]")
        page.get_by_role("option", name="Виноградова Мария").first.tap()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Виноградова Мария")
        page.go_back()
        page.get_by_role("button", name="Поиск").tap()
        page.get_by_role("combobox", name="Поиск").fill("соколова елена")
        expect(page.get_by_text("Ничего не найдено")).to_be_visible()


def test_without_scripts_the_field_leads_to_a_page(kindergarten):
    with kindergarten.window(java_script_enabled=False) as guest:
        guest.opens("/sign-in")
        guest.page.get_by_label("Логин").fill("head")
        guest.page.get_by_label("Пароль", exact=True).fill("rodnichok-17")
        guest.presses("Войти")
        guest.page.get_by_role("link", name="Ребёнок, сотрудник, группа…").click()
        guest.page.get_by_role("searchbox").fill("елкин")
        guest.presses("Найти")
        guest.follows("Ёлкин Даниил Иванович", exact=False)
        expect(guest.page.get_by_role("heading", level=1)).to_contain_text("Ёлкин Даниил")
