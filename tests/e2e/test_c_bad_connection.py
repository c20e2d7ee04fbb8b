"""Bad Wi-Fi, a closed lid, a session that ended: no mark is lost."""

from __future__ import annotations

from playwright.sync_api import Dialog, expect

from app.demo.logins import DEMO_PASSWORD
from tests.e2e.grid import Grid, saved
from tests.e2e.people import Person
from tests.harness.browser import PHONE

TODAY = "/attendance/today/4"
MONTH = "/attendance/month/4/2026-11"


def is_away(teacher: Person, child: str, reason: str) -> None:
    teacher.page.get_by_role("button", name=f"{child}: в группе").tap()
    reasons = teacher.page.get_by_role("group", name=f"Причина: {child}")
    reasons.get_by_role("button", name=reason).tap()


def test_without_a_connection_marks_wait_and_are_sent_by_themselves(kindergarten):
    with kindergarten.somebody("teacher1", PHONE) as teacher:
        page = teacher.page
        teacher.opens(TODAY)
        teacher.visit.expect_error("ERR_INTERNET_DISCONNECTED")
        page.context.set_offline(True)
        is_away(teacher, "Ершова Милана", "болезнь")
        is_away(teacher, "Павлов Степан", "карантин")
        actions = page.get_by_role("region", name="Действия")
        expect(actions).to_contain_text("Нет сети, 2 отметки ждут")
        expect(actions).to_contain_text("отправим сами")
        teacher.looks("today-offline")
        page.context.set_offline(False)
        expect(actions).to_contain_text("Сохранено")
        teacher.opens(MONTH)
        Grid(page).holds("Ершова Милана", {24: "Б"})
        Grid(page).holds("Павлов Степан", {24: "К"})


def test_unsent_marks_survive_leaving_after_a_warning(kindergarten):
    with kindergarten.somebody("teacher1", PHONE) as teacher:
        page = teacher.page
        asked: list[str] = []

        def stay(question: Dialog) -> None:
            asked.append(question.type)
            question.dismiss()

        teacher.opens(TODAY)
        teacher.visit.expect_error("ERR_CONNECTION_REFUSED")
        page.route("**/marks", lambda route: route.abort("connectionrefused"))
        is_away(teacher, "Ершова Милана", "болезнь")
        actions = page.get_by_role("region", name="Действия")
        expect(actions).to_contain_text("Нет сети, 1 отметка ждёт")

        page.once("dialog", stay)
        page.get_by_role("link", name="Месяц", exact=True).tap()
        expect(page.get_by_role("button", name="Ершова Милана: Болезнь ребёнка")).to_be_visible()
        assert asked == ["beforeunload"]

        # Gone all the same: the mark waits in the browser, and other pages tell of it.
        page.once("dialog", lambda question: question.accept())
        page.reload()
        expect(page.get_by_role("button", name="Ершова Милана: Болезнь ребёнка")).to_be_visible()
        expect(actions).to_contain_text("Нет сети, 1 отметка ждёт")
        page.once("dialog", lambda question: question.accept())
        teacher.opens("/children/")
        teacher.reads("Не отправлено отметок: 1. Они хранятся в этом браузере.")
        teacher.looks("children-with-unsent-marks")

        page.unroute("**/marks")
        page.get_by_role("link", name="Открыть и отправить").tap()
        expect(actions).to_contain_text("Сохранено")
        page.reload()
        expect(page.get_by_role("button", name="Ершова Милана: Болезнь ребёнка")).to_be_visible()


def test_after_the_session_ended_one_signs_in_and_the_marks_are_sent(kindergarten):
    with kindergarten.somebody("teacher1") as teacher:
        page = teacher.page
        teacher.opens(MONTH)
        grid = Grid(page)
        page.context.clear_cookies()
        teacher.visit.expect_error("40[01]")
        grid.cell("Титов Семён", 24).click()
        grid.press("Escape", "Comma")
        expect(page.get_by_text("Сеанс закончился").first).to_be_visible()
        expect(page.get_by_text("1 отметка хранится в этом браузере").first).to_be_visible()
        teacher.looks("session-ended", ".month-head")
        teacher.follows("Войти снова")
        teacher.signs_in("teacher1", DEMO_PASSWORD)
        page.wait_for_url(f"**{MONTH}")
        saved(page)
        page.reload()
        grid.holds("Титов Семён", {24: "Б"})
