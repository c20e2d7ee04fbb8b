"""Whoever knows a surname needs no menu, and whoever is lost finds help at the place."""

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


def test_help_opens_beside_the_page_and_a_hint_is_shown_until_it_is_read(kindergarten):
    with kindergarten.somebody("teacher1", PHONE) as teacher:
        page = teacher.page
        teacher.opens("/attendance/today")
        hint = page.get_by_text("Коснитесь тех, кого нет")
        expect(hint).to_be_visible()
        page.get_by_role("link", name="Помощь").locator("visible=true").tap()
        panel = page.get_by_role("dialog", name="Сегодня: отметить детей")
        expect(panel).to_contain_text("Если связь пропала")
        teacher.looks("help-on-a-phone", "dialog[open]")
        panel.get_by_role("link", name="Все темы помощи").tap()
        page.get_by_role("link", name="Табель за месяц").tap()
        other = page.get_by_role("dialog", name="Табель за месяц")
        expect(other).to_contain_text("Печать и Excel")
        other.get_by_role("button", name="Закрыть").tap()
        assert page.url.split("/attendance/")[1].startswith("today")

        teacher.presses("Понятно")
        expect(hint).to_be_hidden()
        page.reload()
        expect(hint).to_be_hidden()
        teacher.opens("/attendance/month/4/2026-11")
        expect(page.get_by_text("Коснитесь клетки и выберите отметку")).to_be_visible()
        expect(page.get_by_text("введите букву")).to_be_hidden()


def test_pages_of_help_are_pleasant_to_read(kindergarten):
    with kindergarten.somebody("head") as head:
        for name in ("index", "month-sheet", "organization"):
            head.opens(f"/help/{name}")
            head.looks(f"help-{name}")
    with kindergarten.window(PHONE) as guest:
        guest.opens("/sign-in")
        guest.follows("Помощь")
        expect(guest.page.get_by_role("heading", level=1)).to_have_text("Вход и пароль")
        guest.looks("help-before-signing-in")


def test_the_authority_chooses_a_kindergarten_and_the_appearance(kindergarten):
    with kindergarten.somebody("authority") as official:
        page = official.page
        official.follows("Все организации")
        official.looks("choice-of-an-organization")
        official.sends("«Теремок» № 4", exact=False)
        official.opens("/groups/")
        expect(official.main).to_contain_text("Дружная семейка")
        expect(official.main).not_to_contain_text("Звёздочка")
        official.visit.expect_error("403")
        official.opens("/users/")
        official.looks("refusal-with-the-menu")

        page.locator("summary.person").click()
        official.presses("Тёмное")
        page.reload()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        page.locator("summary.person").click()
        official.presses("Как в системе")
        assert page.evaluate("document.documentElement.dataset.theme ?? ''") == ""
