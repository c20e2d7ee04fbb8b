"""A mother writes, reports and looks from her phone; the teacher answers, sees and shows."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import update

from app.core.db import db
from app.core.scoping.scope import unscoped
from app.groups.models import ChildGroup
from tests.harness.browser import PHONE

LONG_ENDING = " и логопедическая подготовительная группа «Солнечные зайчики и весёлые ребята»"


def test_a_letter_outlives_a_lost_page_and_comes_back_answered(kindergarten):
    with kindergarten.somebody("parent1", PHONE) as mother:
        phone = mother.page
        mother.opens("/mail/new")
        phone.get_by_label(re.compile("^Ёлкина Марина")).check()
        phone.get_by_label(re.compile("^Тема")).fill("Забрать раньше")
        phone.get_by_label(re.compile("^Текст")).fill("Приду в 15:00, к врачу.")
        mother.looks("letter-being-written")
        expect(phone.locator("[data-kept]")).to_contain_text("Черновик сохранён", timeout=9_000)
        mother.opens("/")  # the page is gone; nobody is asked, for nothing is lost
        mother.opens("/mail/?folder=drafts")
        phone.get_by_role("link", name=re.compile("Забрать раньше")).tap()
        expect(phone.get_by_label(re.compile("^Текст"))).to_have_value("Приду в 15:00, к врачу.")
        mother.presses("Отправить")
        mother.reads("Отправлено 1 человеку.")

        with kindergarten.somebody("teacher1") as teacher:
            teacher.opens("/mail/")
            teacher.page.get_by_role("link", name=re.compile("Забрать раньше")).click()
            teacher.reads("Приду в 15:00, к врачу.")
            teacher.follows("Ответить")
            teacher.page.get_by_label(re.compile("^Текст")).fill("Хорошо, **оденем** к 15:00.")
            teacher.sends("Отправить")
            teacher.looks("thread-of-letters")

        mother.opens("/mail/")
        phone.get_by_role("link", name=re.compile("Re: Забрать раньше")).tap()
        expect(phone.locator("strong", has_text="оденем")).to_be_visible()


def test_an_absence_that_a_mother_reports_stands_on_the_page_of_the_day(kindergarten):
    with kindergarten.somebody("parent1", PHONE) as mother:
        mother.opens("/")
        mother.page.get_by_role("link", name=re.compile("^Сообщить об отсутствии")).first.tap()
        # The journey that was reported for these days is put off first.
        mother.presses("Отозвать")
        expect(mother.page.get_by_role("button", name="Отозвать")).to_have_count(0)
        form = mother.page.locator("form#absence")
        form.get_by_label("Болезнь ребёнка").check()
        form.get_by_label("Записка воспитателю").fill("кашляет")
        form.get_by_role("button", name="Сообщить об отсутствии").tap()
        mother.reads("Сообщили.")
    with kindergarten.somebody("teacher1") as teacher:
        teacher.opens("/notifications/")
        teacher.page.get_by_role("button", name=re.compile("не придёт")).first.click()
        teacher.page.wait_for_url("**/attendance/today/**")
        teacher.reads(re.compile("кашляет"))


def test_photos_of_an_event_reach_the_phone_of_a_mother_after_they_were_marked(kindergarten):
    photo = io.BytesIO()
    Image.new("RGB", (1200, 900), "orange").save(photo, "JPEG")
    with kindergarten.somebody("teacher1") as teacher:
        teacher.opens("/event-records/?q=Осенины")
        teacher.page.get_by_role("link", name="Осенины").first.click()
        teacher.page.wait_for_url(re.compile(r"\d+$"))
        key = re.search(r"(\d+)$", teacher.page.url)
        assert key
        teacher.opens(f"/events/{key[1]}")
        teacher.looks("event-with-photos")
        teacher.follows("Добавить и отметить детей")
        teacher.page.get_by_label("Добавить фото").set_input_files(
            [
                {"name": name, "mimeType": "image/jpeg", "buffer": photo.getvalue()}
                for name in ("Утренник.jpg", "Чай.jpg")
            ]
        )
        teacher.presses("Загрузить фото")
        teacher.page.wait_for_url(re.compile(r"/photos/\d+$"))
        teacher.looks("who-is-on-the-photo")
        number = teacher.page.url.rpartition("/")[2]
        with kindergarten.somebody("parent1", PHONE) as mother:
            seen = mother.page.locator(f'img[src$="/photos/{number}-small.jpg"]')
            mother.opens(f"/events/{key[1]}")
            expect(seen).to_have_count(0)
            teacher.page.get_by_label(re.compile("^Ни одного ребёнка узнать нельзя")).check()
            teacher.sends("Показать семьям")
            teacher.looks("photos-of-an-event")
            mother.opens(f"/events/{key[1]}")
            assert (
                seen.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 480
            )
            mother.looks("event-with-photos-of-a-parent")


def test_a_long_name_of_a_group_pushes_nothing_out_of_a_phone(kindergarten):
    longer = update(ChildGroup).values(name=ChildGroup.name + LONG_ENDING)
    with (
        kindergarten.app.app_context(),
        unscoped("every group gets a long name"),
        db.engine.begin() as connection,
    ):
        connection.execute(longer)
    with kindergarten.somebody("senior", PHONE) as senior:
        phone = senior.page
        senior.opens("/schedule/")
        switch = phone.locator(".schedule-bar .switch > summary").bounding_box()
        assert switch["x"] + switch["width"] <= PHONE[0]
        senior.opens("/events/3")
        label = phone.get_by_role("term").filter(has_text=re.compile("^Группа$"))
        assert label.bounding_box()["height"] < 40, "the letters of the label stand in a column"
