"""The month becomes a document: closed, approved, kept on paper, opened again with a reason."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.grid import Grid
from tests.e2e.people import Person
from tests.harness.browser import PHONE

OCTOBER = "/attendance/month/4/2026-10"


def chooses(person: Person, item: str) -> None:
    """An item of the drop-down of the sheet; on the phone it holds the steps, too."""
    person.page.locator("summary").filter(has_text="Печать").click()
    menu = person.page.get_by_role("group").filter(has_text="Форма 0504608")
    menu.get_by_text(item, exact=True).click()


def confirms(person: Person, question: str, answer: str) -> None:
    dialog = person.page.get_by_role("dialog", name=question)
    dialog.get_by_role("button", name=answer, exact=True).click()


def text_of(person: Person, item: str) -> str:
    """Downloads one of the papers and reads it."""
    with person.page.expect_download() as started:
        chooses(person, item)
    reader = PdfReader(started.value.path())
    return " ".join(re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages)


def cannot_edit(page: Page) -> None:
    grid = Grid(page)
    expect(grid.table).to_have_attribute("aria-readonly", "true")
    grid.cell("Титов Семён", 6).click()
    expect(page.get_by_role("group", name="Выберите отметку")).to_be_hidden()
    before = grid.cell("Титов Семён", 6).inner_text()
    grid.press("Comma")
    expect(grid.cell("Титов Семён", 6)).to_have_text(before)
    expect(page.get_by_text("Табель закрыт.").first).to_be_visible()


def test_a_full_month_is_closed_approved_and_opened_again(kindergarten):
    with (
        kindergarten.somebody("teacher1", PHONE) as teacher,
        kindergarten.somebody("head") as head,
    ):
        # This month is not over: the page says why it cannot be closed.
        teacher.opens("/attendance/month/4/2026-11")
        chooses(teacher, "Закрыть табель…")
        teacher.reads("Закрыть табель можно начиная с")
        teacher.looks("cannot-close-yet", "dialog[open]")
        teacher.page.keyboard.press("Escape")

        teacher.opens(OCTOBER)
        teacher.presses("Закрыть табель…")
        teacher.looks("question-before-closing", "dialog[open]")
        confirms(teacher, "Закрыть табель за октябрь 2026?", "Закрыть табель")
        teacher.reads("Табель закрыт. Теперь его может утвердить заведующий.")
        teacher.looks("closed-sheet", ".month-head")
        cannot_edit(teacher.page)

        head.opens(OCTOBER)
        head.presses("Утвердить табель…")
        head.looks("question-before-approval", "dialog[open]")
        confirms(head, "Утвердить табель за октябрь 2026?", "Утвердить табель")
        head.reads("Табель утверждён. Вместе с ним сохранена форма 0504608.")
        head.looks("approved-sheet")
        paper = text_of(head, "Форма 0504608, PDF")
        for words in (
            "0504608",
            "октябрь 2026",
            "Звёздочка",
            "Детский сад № 17 «Родничок»",
            "Андреева Виктория",
            "Щербаков Виктор",
            "Ёлкина М. А.",
            "Соколова Е. В.",
        ):
            assert words in paper, f"{words!r} is not in the form: {paper[:3000]}"
        cannot_edit(head.page)
        teacher.page.reload()
        cannot_edit(teacher.page)
        assert text_of(teacher, "Форма 0504608, PDF") == paper

        head.presses("Открыть повторно…")
        dialog = head.page.get_by_role("dialog", name="Открыть табель повторно?")
        head.looks("reason-for-opening", "dialog[open]")
        dialog.get_by_label("Причина").fill("Принесли справку за октябрь")
        confirms(head, "Открыть табель повторно?", "Открыть повторно")
        head.reads("Табель снова открыт.")

        teacher.page.reload()
        grid = Grid(teacher.page)
        grid.cell("Титов Семён", 6).tap()
        teacher.presses("Б болезнь")
        grid.holds("Титов Семён", {6: "Б"})
        teacher.reads("Сохранено")
