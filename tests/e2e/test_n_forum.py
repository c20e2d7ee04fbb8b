"""A parent asks on a phone, the teacher lets the question through, another parent reads it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.harness.browser import PHONE

SECTION = "Праздники «Звёздочки» и «Солнышка»"


def test_a_parent_asks_in_a_moderated_section_the_teacher_accepts_and_another_parent_reads(
    kindergarten,
):
    with kindergarten.somebody("parent1", PHONE) as mother:
        phone = mother.page
        mother.opens("/forum/")
        mother.looks("forum-of-a-parent")
        phone.get_by_role("link", name=SECTION).tap()
        phone.wait_for_url("**/forum/sections/*")
        mother.looks("section-of-a-group")
        phone.get_by_role("link", name="Новая тема").tap()
        phone.wait_for_url("**/new")
        phone.locator("#title").fill("Чьи варежки?")
        phone.locator("#text").fill("Красные, **с оленями**, остались в раздевалке.")
        mother.looks("new-topic")
        mother.presses("Отправить")
        mother.reads("Отправлено: другие увидят сообщение после проверки.")
        mother.reads("Другие увидят тему после проверки.")
        mother.looks("topic-that-waits")
        topic = phone.url.partition("#")[0]

    with kindergarten.somebody("parent2", PHONE) as father:
        father.opens("/forum/")
        father.page.get_by_role("link", name=SECTION).tap()
        father.reads("Кто поможет с декорациями к ёлке?")
        expect(father.page.get_by_text("Чьи варежки?")).to_have_count(0)

    with kindergarten.somebody("teacher1") as teacher:
        teacher.opens("/forum/")
        teacher.looks("forum-of-a-teacher")
        teacher.page.get_by_role("main").get_by_role("link", name="На проверке").click()
        teacher.page.wait_for_url("**/forum/queue")
        card = teacher.page.locator("article", has_text="Красные, с оленями")
        teacher.looks("posts-that-wait")
        card.get_by_role("button", name="Опубликовать").click()
        teacher.reads("Опубликовано: сообщение видят все в разделе.")
        teacher.page.goto(topic)
        teacher.looks("topic-of-a-teacher")

    with kindergarten.somebody("parent2", PHONE) as father:
        phone = father.page
        father.opens("/forum/")
        phone.get_by_role("link", name=SECTION).tap()
        phone.get_by_role("link", name="Чьи варежки?").tap()
        phone.wait_for_url("**/forum/topics/*")
        post = phone.get_by_role("article")
        expect(post).to_contain_text("с оленями")
        expect(post).to_contain_text("Анна Игоревна")
        expect(post).not_to_contain_text("Иванова")
        father.looks("topic-of-a-parent")
