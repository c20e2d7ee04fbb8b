"""A teacher tells the parents something; a mother answers on her phone; the teacher sees it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.harness.browser import PHONE


def test_a_teacher_publishes_a_mother_answers_on_a_phone_and_the_teacher_sees_who_did_not(
    kindergarten,
):
    with kindergarten.somebody("teacher1") as teacher:
        page = teacher.page
        teacher.opens("/announcements/new")
        page.get_by_label(re.compile("^Звёздочка")).check()
        said = page.locator("[data-said]")
        expect(said).to_contain_text("1 группа")
        people = re.search(r"(\d+) челов", said.inner_text())
        assert people
        page.locator("#title").fill("Фотограф в пятницу")
        page.locator("#text").fill("Снимок группы в 10:00.\n\n- нарядная одежда")
        page.get_by_label("Вопрос с вариантами ответа").check()
        page.locator("#question").fill("Ребёнок будет на фото?")
        teacher.looks("compose")
        teacher.presses("Как увидит читатель")
        teacher.reads("Снимок группы в 10:00.")
        teacher.looks("preview-of-an-announcement")
        page.get_by_role("button", name=re.compile(f"Опубликовать: {people[1]} ")).click()
        teacher.reads("Объявление опубликовано.")
        receipts = page.url

        with kindergarten.somebody("parent1", PHONE) as mother:
            phone = mother.page
            mother.opens("/")
            mother.looks("home-with-news")
            bar = phone.get_by_role("navigation", name="Главные разделы")
            expect(bar.locator('[data-count="board"]')).to_be_visible()
            bar.get_by_role("link", name="Объявления").tap()
            phone.wait_for_url("**/board/")
            mother.looks("board-of-a-parent")
            phone.get_by_role("link", name="Фотограф в пятницу").tap()
            expect(phone.get_by_role("heading", name="Фотограф в пятницу")).to_be_visible()
            mother.looks("announcement")
            phone.get_by_role("radio", name="Да").check()
            phone.get_by_role("button", name="Ознакомлен(а), ответить «Да»").tap()
            mother.reads("Спасибо, записали.")
            mother.opens("/board/")
            mother.reads(re.compile("Ответили"))

        page.goto(receipts)
        expect(page.get_by_role("link", name=re.compile("^Да 1"))).to_be_visible()
        waiting = page.get_by_role("link", name=re.compile("^Без ответа"))
        expect(waiting).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("row", name=re.compile("Иванова-Петрова"))).to_have_count(0)
        teacher.looks("receipts")
        page.get_by_role("button", name=re.compile("^Напомнить: ")).click()
        teacher.reads(re.compile("^Напомнили"))
