"""A child by hand: card, enrolment, another group, a stay in summer, school; then the papers."""

from __future__ import annotations

import re
from contextlib import ExitStack

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.forms import fill, save
from tests.e2e.people import Person
from tests.harness.browser import PHONE

NAME = "Щербакова Ульяна Игоревна"
CARD = re.compile(r"\d/orders/\d+$")


def text_of(person: Person, link: str) -> str:
    """The paper behind a link of the page."""
    with person.page.expect_download() as started:
        person.page.get_by_role("link", name=link, exact=True).first.click()
    pages = PdfReader(started.value.path()).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def order(coordinator: Person, head: Person, kind: str, **fields: str) -> str:
    """The coordinator writes an order about the child, the head signs it; its paper."""
    coordinator.opens("/movement")
    coordinator.page.get_by_label("О чём", exact=True).select_option(label=kind)
    coordinator.presses("Начать приказ")
    coordinator.page.get_by_label("Фамилия или имя").fill("щербакова уль")
    coordinator.presses("Найти")
    coordinator.page.get_by_label(NAME).check()
    for label, value in fields.items():
        field = coordinator.main.get_by_label(label.replace("_", " "), exact=False).last
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    coordinator.presses("Добавить в приказ")
    expect(coordinator.main.get_by_role("table", name="Дети в приказе")).to_contain_text(NAME)
    if coordinator.page.get_by_text("Детей больше, чем мест:").count():
        coordinator.looks("order over the places")
        coordinator.page.locator("#capacity_reason").fill("приказ об увеличении числа мест")
        coordinator.presses("Сохранить причину")
    coordinator.follows("Текст и подпись")
    coordinator.page.wait_for_url(CARD)
    head.opens(coordinator.page.url.removeprefix(coordinator.address))
    head.presses("Подписать")
    head.page.get_by_role("dialog").get_by_role("button", name="Подписать").click()
    head.reads("Приказ подписан: №")
    return text_of(head, "PDF")


def test_a_child_is_led_from_the_card_to_school_by_two_people(kindergarten):
    with ExitStack() as stack:
        coordinator = stack.enter_context(kindergarten.somebody("coordinator"))
        head = stack.enter_context(kindergarten.somebody("head"))
        coordinator.opens("/children/add")
        fill(coordinator, Фамилия="Щербакова", Имя="Ульяна", Отчество="Игоревна")
        fill(coordinator, Дата_рождения="14.05.2020")
        coordinator.main.get_by_label("Пол", exact=False).first.select_option("женский")
        save(coordinator)
        paper = order(
            coordinator, head, "Зачисление", С_какого_дня="25.11.2026", В_группу="Непоседы"
        )
        assert "Щербакову Ульяну Игоревну, 14.05.2020 г. р., в группу «Непоседы»" in paper
        paper = order(
            *(coordinator, head, "Перевод в другую группу"),
            С_какого_дня="01.02.2027",
            В_группу="Звёздочка",
        )
        assert "из группы «Непоседы» в группу «Звёздочка» с 01.02.2027" in paper
        paper = order(
            *(coordinator, head, "Временное пребывание в другой группе"),
            С_какого_дня="01.07.2027",
            Последний_день="31.07.2027",
            В_группу="Солнышко",
        )
        assert "в группу «Солнышко» с 01.07.2027 по 31.07.2027 включительно" in paper
        paper = order(
            *(coordinator, head, "Отчисление"),
            День_выбытия="31.08.2027",
            Причина_отчисления="завершение дошкольного образования, в школу",
        )
        assert "из группы «Звёздочка» с 31.08.2027" in paper
        head.opens("/movement/book?year=2027&day=2027-08-31")
        line = head.main.get_by_role("row").filter(has_text=NAME)
        head.main.get_by_label("Фамилия или имя").fill("щербакова уль")
        head.presses("Показать")
        for part in ("25.11.2026", "Непоседы", "01.02.2027", "Солнышко", "31.08.2027"):
            expect(line).to_contain_text(part)
        head.looks("book with the child")
        head.opens("/movement/recap?from=2026-11-24&to=2027-08-31")
        expect(head.main.get_by_text("не сходится")).to_have_count(0)
        head.main.get_by_role("row", name=re.compile("^Всего")).get_by_role("link").nth(4).click()
        expect(head.main.locator("#opened")).to_contain_text(NAME)
    with kindergarten.somebody("coordinator", PHONE) as person:
        for page in ("/movement", "/movement/recap"):
            person.opens(page)
            person.looks(f"phone{page.replace('/', ' ')}")
