"""A teacher with five minutes in the morning, on a phone in the group room."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from app.demo.logins import DEMO_PASSWORD
from tests.e2e.grid import Grid
from tests.e2e.people import Person
from tests.harness.browser import PHONE

MONTH = "/attendance/month/4/2026-11"


def tap(teacher: Person, child: str, was: str = "в группе") -> None:
    teacher.page.get_by_role("button", name=f"{child}: {was}").tap()


def choose_reason(teacher: Person, child: str, reason: str) -> None:
    """A tap on the child, which opens the reasons below, and one of them."""
    tap(teacher, child)
    reasons = teacher.page.get_by_role("group", name=f"Причина: {child}")
    reasons.get_by_role("button", name=reason).tap()


def test_everybody_is_present_until_the_teacher_says_otherwise(kindergarten):
    with kindergarten.window(PHONE) as teacher:
        page = teacher.page
        teacher.opens("/")
        teacher.looks("sign-in")
        teacher.signs_in("teacher1", DEMO_PASSWORD)
        teacher.looks("home-of-a-teacher")
        bar = page.get_by_role("navigation", name="Главные разделы")
        bar.get_by_role("link", name="Сегодня").tap()

        figures = page.get_by_role("region", name="Показатели дня")
        # One mother reported an illness; whoever else is not spoken of is in the group.
        expect(figures).to_contain_text("23")
        expect(figures).to_contain_text("отсутствуют: 1 · по списку: 24")
        expect(page.get_by_role("button", name=re.compile(": в группе$"))).to_have_count(23)
        told = page.get_by_role("region", name=re.compile("^Сообщили родители"))
        expect(told).to_contain_text("Виноградова Мария — болезнь ребёнка до 26.11")
        reported = page.get_by_role("button", name="Виноградова Мария: Болезнь ребёнка", exact=True)
        expect(reported).to_have_text("Б")

        choose_reason(teacher, "Воробьёва Надежда", "болезнь")
        expect(figures).to_contain_text("отсутствуют: 2 · по списку: 24")
        tap(teacher, "Герасимова Анна")  # nothing chosen: missed without a reason
        tap(teacher, "Ильин Семён")
        teacher.presses("Ещё…")
        sheet = page.get_by_role("dialog", name="Ильин Семён")
        expect(sheet).to_be_visible()
        teacher.looks("all-reasons", "dialog[open]")
        sheet.get_by_role("button", name="отпуск").tap()
        expect(figures).to_contain_text("отсутствуют: 4 · по списку: 24")
        teacher.looks("today-with-four-absent")

        actions = page.get_by_role("region", name="Действия")
        actions.get_by_role("button", name="Подтвердить: 20").tap()
        expect(actions).to_contain_text("день подтверждён")
        expect(actions).to_contain_text("Сохранено")
        actions.get_by_role("link", name="Табель за месяц").tap()

        grid = Grid(page)
        for _look in range(2):
            # Confirmed: what the mother said is a mark like the others.
            grid.holds("Виноградова Мария", {24: "Б"})
            expect(grid.cell("Виноградова Мария", 24)).not_to_have_accessible_name(
                re.compile("сообщили родители")
            )
            grid.holds("Воробьёва Надежда", {24: "Б"})
            grid.holds("Герасимова Анна", {24: "Н"})
            grid.holds("Ильин Семён", {24: "О"})
            grid.holds("Андреева Виктория", {24: ""})
            expect(grid.foot("Были в группе").get_by_role("gridcell").nth(23)).to_have_text("20")
            page.reload()
        teacher.looks("month-on-the-phone")


def test_a_month_is_marked_by_thumb(kindergarten):
    with kindergarten.somebody("teacher1", PHONE) as teacher:
        teacher.opens(MONTH)
        grid = Grid(teacher.page)
        grid.cell("Ершова Милана", 24).tap()
        keys = teacher.page.get_by_role("group", name="Выберите отметку")
        expect(keys).to_contain_text("Ершова Милана, 24.11")
        teacher.looks("keys-under-the-thumb", "#palette")
        keys.get_by_role("button", name="семья").tap()
        grid.holds("Ершова Милана", {24: "П"})
        teacher.reads("Сохранено")
        teacher.page.reload()
        grid.holds("Ершова Милана", {24: "П"})
