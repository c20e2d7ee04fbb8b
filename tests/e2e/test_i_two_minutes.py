"""Somebody who never saw the program, on a phone, at 8:55: no help, only what is written there.

Every tap is counted, typing into a field as one. Two minutes hold about forty taps; a calm
person needs a few seconds to read before each.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from app.demo.logins import DEMO_PASSWORD
from tests.e2e.people import Person
from tests.harness.browser import PHONE

MOST_TAPS = 20
ABSENT = {
    "Воробьёва Надежда": "болезнь",
    "Герасимова Анна": "отпуск",
    "Ильин Семён": "карантин",
}
A_PHONE = re.compile(r"\+7 \(\d{3}\) \d{3}-\d\d-\d\d")


class Thumb:
    """Taps what is seen, by its words, and counts."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.taps = 0

    def on(self, place: Locator) -> None:
        """A tap in the middle of what is in sight: nothing may lie over it."""
        place.tap()
        self.taps += 1

    def types(self, label: str, text: str) -> None:
        self.person.page.get_by_label(label, exact=True).fill(text)
        self.taps += 1


def marks_three(thumb: Thumb) -> None:
    page = thumb.person.page
    for child, reason in ABSENT.items():
        thumb.on(page.get_by_role("button", name=f"{child}: в группе"))
        reasons = page.get_by_role("group", name=f"Причина: {child}")
        button = reasons.get_by_role("button", name=reason)
        # Whoever never saw it does not know that more is hidden below.
        expect(button).to_be_in_viewport(ratio=1)
        assert uncovered(button), f"something lies over «{reason}»"
        thumb.on(button)
    # Three, and the one whose mother reported it herself.
    thumb.on(page.get_by_role("button", name="Подтвердить: 20"))
    expect(page.get_by_role("region", name="Действия")).to_contain_text("день подтверждён")


def uncovered(place: Locator) -> bool:
    """Whether a finger on its middle and at its lower edge meets the thing itself."""
    return bool(
        place.evaluate(
            """node => { const box = node.getBoundingClientRect();
            return [box.top + 2, box.top + box.height / 2, box.bottom - 2].every((y) =>
              node.contains(document.elementFromPoint(box.left + box.width / 2, y))); }"""
        )
    )


def finds_the_mother(thumb: Thumb) -> str:
    """Her phone, from the search of the page where the teacher is."""
    page = thumb.person.page
    thumb.on(page.get_by_role("button", name="Поиск"))
    page.get_by_role("combobox", name="Поиск").fill("виноградова м")
    thumb.taps += 1
    thumb.on(page.get_by_role("option", name="Виноградова Мария").first)
    expect(page.locator("#card dt").first).to_have_text("Мать")
    call = page.locator("#card dd").first.get_by_role("link", name=A_PHONE)
    expect(call).to_be_in_viewport()
    expect(call).to_have_attribute("href", re.compile(r"^tel:\+7\d{10}$"))
    thumb.person.looks("mother-of-a-child")
    return call.inner_text()


def prints_the_sheet(thumb: Thumb) -> str:
    """The month of the group as PDF; the text of the paper."""
    page = thumb.person.page
    bar = page.get_by_role("navigation", name="Главные разделы")
    thumb.on(bar.get_by_role("link", name="Месяц"))
    expect(page.get_by_role("grid")).to_be_visible()
    thumb.person.looks("month-to-print")
    thumb.on(page.locator("summary").filter(has_text="Печать"))
    thumb.person.looks("what-can-be-printed", ".month-head")
    with page.expect_download() as started:
        thumb.on(page.get_by_text("Форма 0504608, PDF", exact=True))
    reader = PdfReader(started.value.path())
    return " ".join(re.sub(r"\s+", " ", part.extract_text()) for part in reader.pages)


def test_a_newcomer_marks_finds_a_phone_and_prints_within_a_few_taps(kindergarten):
    with kindergarten.window(PHONE) as teacher:
        thumb = Thumb(teacher)
        teacher.opens("/")
        thumb.types("Логин", "teacher1")
        thumb.types("Пароль", DEMO_PASSWORD)
        thumb.on(teacher.page.get_by_role("button", name="Войти", exact=True))
        thumb.on(teacher.page.get_by_role("main").get_by_role("link", name="Звёздочка").first)
        marks_three(thumb)
        teacher.looks("three-absent")
        assert finds_the_mother(thumb)
        paper = prints_the_sheet(thumb)
        for words in ("0504608", "ноябрь 2026", "Звёздочка", *ABSENT):
            assert words in paper, f"{words!r} is not on the paper"
        assert thumb.taps <= MOST_TAPS, f"{thumb.taps} taps"


def test_the_page_itself_prints_without_what_is_for_the_screen(kindergarten):
    with kindergarten.somebody("teacher1", PHONE) as teacher:
        page = teacher.page
        teacher.opens("/attendance/month/4/2026-11")
        page.emulate_media(media="print")
        expect(page.get_by_role("grid")).to_be_visible()
        for name in ("Главные разделы", "Разделы"):
            expect(page.get_by_role("navigation", name=name)).to_be_hidden()
        expect(page.locator("summary").filter(has_text="Печать")).to_be_hidden()
