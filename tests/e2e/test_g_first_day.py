"""The first day of an installation: from an empty database to a teacher who sees her children."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from app.core.db import db
from app.core.jobs.work import perform_waiting
from app.core.spreadsheets import read_workbook
from tests.dirty_spreadsheet import GROUPS, as_xlsx
from tests.e2e.conftest import Kindergarten, sqlite_app
from tests.e2e.forms import choose, fill, save
from tests.e2e.grid import Grid
from tests.e2e.people import Person
from tests.harness.browser import PHONE
from tests.harness.server import serving

OWN_PASSWORD = "Ромашка-на-окне-7"
TEACHER_PASSWORD = "Свой-пароль-надёжный"
ONE_TIME = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}")


@contextmanager
def jobs_done(app: Flask) -> Iterator[None]:
    """Somebody does the queued jobs, as the consumer of `make run`."""
    ended = threading.Event()

    def work() -> None:
        with app.app_context():
            while not ended.wait(0.2):
                perform_waiting()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()


@pytest.fixture
def fresh(still_clock, browser, tmp_path) -> Iterator[tuple[Kindergarten, str]]:
    """What `make run` leaves on an empty machine, and the password it printed."""
    app = sqlite_app(tmp_path / "garden.db")
    said = app.test_cli_runner().invoke(args=["init-database"]).output
    password = ONE_TIME.search(said)
    assert password, said
    with serving(app) as address, jobs_done(app):
        yield Kindergarten(app, address, browser), password[0]
    with app.app_context():
        db.engine.dispose()


def changes_password(person: Person, old: str, new: str) -> None:
    person.reads("временным паролем")
    person.page.get_by_label("Нынешний пароль").fill(old)
    person.page.get_by_label("Новый пароль", exact=True).fill(new)
    person.page.get_by_label("Новый пароль ещё раз").fill(new)
    person.presses("Сохранить пароль")


def goes_to(person: Person, section: str, item: str) -> None:
    """Through the menu, as somebody who knows no addresses."""
    menu = person.page.get_by_role("navigation", name="Разделы")
    link = menu.get_by_role("link", name=item, exact=True)
    if not link.is_visible():
        menu.get_by_text(section, exact=True).click()
    link.click()


def fills_in_the_house(admin: Person) -> None:
    """The card of the organisation and a day that differs from the federal calendar."""
    goes_to(admin, "Управление", "Организации")
    admin.follows("Детский сад")
    admin.follows("Изменить")
    fill(
        admin,
        Полное_наименование="МБДОУ «Детский сад № 12 «Ромашка»",
        Краткое_название="«Ромашка» № 12",
        Руководитель="Лапина О. Ю.",
        ОКПО="12345678",
    )
    admin.looks("organization-form")
    save(admin)

    goes_to(admin, "Учебный год", "Учебные годы")
    admin.reads("2026/2027")
    goes_to(admin, "Учебный год", "Дни календаря")
    admin.looks("calendar-without-days")
    admin.follows("Новый день")
    fill(admin, Дата="2026-11-20", Название_дня="Ремонт отопления", Основание="Приказ № 31-о")
    admin.main.get_by_label("Вид дня").select_option("Детский сад закрыт (ремонт, авария)")
    save(admin)


def makes_groups(admin: Person) -> None:
    for name in GROUPS:
        admin.opens("/groups/")
        admin.follows("Новая группа")
        fill(admin, Название=name, Мест="25")
        choose(admin, "Возрастная группа", "Средняя")
        save(admin)
    admin.looks("card-of-a-group")


def makes_the_teacher(admin: Person) -> str:
    """A user with an appointment, the employee, the group that she leads. The one-time password."""
    goes_to(admin, "Управление", "Пользователи")
    admin.follows("Новый пользователь")
    fill(admin, Фамилия="Соловьёва", Имя="Дарья Олеговна", Логин="soloveva")
    save(admin)
    admin.page.get_by_label("Другие действия").click()
    admin.presses("Выдать одноразовый пароль")
    question = admin.page.get_by_role("dialog")
    admin.looks("question-before-the-password", "dialog[open]")
    with admin.page.expect_download() as started:
        question.get_by_role("button", name="Выдать одноразовый пароль").click()
    # A slip of paper for her: the password stands there and nowhere else.
    slip = PdfReader(started.value.path()).pages[0].extract_text()
    assert "soloveva" in slip, slip
    password = ONE_TIME.search(slip)
    assert password, slip
    # Nobody reads the page anew: it does so itself, or the person would press again.
    admin.reads("Выдан 1 пароль.")
    admin.looks("password-issued")
    assert password[0] not in admin.page.content()

    goes_to(admin, "Управление", "Назначения")
    admin.follows("Новое назначение")
    choose(admin, "Пользователь", "Соловьёва Дарья Олеговна")
    choose(admin, "Роль", "Сетевой воспитатель")
    fill(admin, Действует_с="2026-09-01", Номер_приказа="7-к", Дата_приказа="2026-08-31")
    save(admin)

    goes_to(admin, "Кадры", "Сотрудники")
    admin.follows("Новый сотрудник")
    fill(admin, Фамилия="Соловьёва", Имя="Дарья", Отчество="Олеговна")
    choose(admin, "Должность", "Воспитатель")
    choose(admin, "Пользователь", "Соловьёва Дарья Олеговна")
    admin.looks("employee-form")
    save(admin)
    goes_to(admin, "Кадры", "Воспитатели групп")
    admin.follows("Назначить воспитателя группы")
    choose(admin, "Группа", "Звёздочка")
    choose(admin, "Сотрудник", "Соловьёва Дарья Олеговна")
    fill(admin, Действует_с="2026-09-01")
    save(admin)
    return password[0]


def loads_the_children(admin: Person) -> None:
    """The list that the kindergarten already has, with all its dirt."""
    page = admin.page
    goes_to(admin, "Дети", "Загрузка списка детей")
    admin.looks("import-file")
    file = {"name": "Список.xlsx", "mimeType": "application/octet-stream", "buffer": as_xlsx()}
    page.get_by_label("Выберите список").set_input_files(file)
    admin.presses("Прочитать файл")
    admin.reads("Столбцы списка")
    admin.looks("import-columns")
    admin.presses("Проверить строки")
    page.wait_for_url("**/check")
    load = page.get_by_role("button", name=re.compile("^Загрузить"))
    expect(load).to_be_disabled(timeout=30_000)
    admin.reads("Сначала разберите строки: ошибок 3, сомнений 4.")
    admin.looks("import-check")
    decides_the_rows(admin)
    expect(load).to_have_text("Загрузить 9 строк")
    admin.looks("import-decided")
    load.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Список загружен", timeout=30_000)
    admin.looks("import-done")
    with page.expect_download() as started:
        admin.follows("Отчёт в XLSX")
    report = read_workbook(started.value.path().read_bytes())
    told = {str(cell) for sheet in report.sheets for row in sheet.rows for cell in row}
    assert {"Орлов Глеб Антонович", "Абрамов Тимофей Ильич", "Ким"} <= told, told


def decides_the_rows(admin: Person) -> None:
    """Every doubt is decided by the person, none by the program."""
    page = admin.page

    def of_row(number: int) -> Locator:
        return page.get_by_role("group", name=f"Строка {number}")

    of_row(10).get_by_label("Загрузить без этого").check()  # a wrong СНИЛС
    page.get_by_label("Исправить: Дата рождения, 11").fill("28.02.2022")  # was 30.02.2022
    page.get_by_label("Исправить: Группа, 11").select_option("Звёздочка")  # was «Звездочка 2»
    page.get_by_label("Не загружать, 18").check()  # a last name alone
    for number in (9, 12, 14):
        of_row(number).get_by_label("Подтвердить").check()
    page.get_by_label("Не загружать, 15").check()  # the same child twice
    admin.presses("Сохранить решения")


def test_from_an_empty_database_to_a_teacher_who_sees_her_children(fresh):
    kindergarten, first_password = fresh
    with kindergarten.window() as admin:
        admin.signs_in("admin", first_password)
        admin.looks("forced-change-of-the-password")
        changes_password(admin, first_password, OWN_PASSWORD)
        admin.reads("Пароль изменён")
        admin.looks("home-of-a-new-administrator")
        fills_in_the_house(admin)
        makes_groups(admin)
        password = makes_the_teacher(admin)
        loads_the_children(admin)

    with kindergarten.window(PHONE) as teacher:
        teacher.signs_in("soloveva", password)
        changes_password(teacher, password, TEACHER_PASSWORD)
        teacher.looks("home-of-a-new-teacher")
        teacher.page.get_by_role("link", name="Сегодня", exact=True).tap()
        here = teacher.page.get_by_role("button", name=re.compile(": в группе$"))
        expect(here).to_have_count(6)
        expect(here.first).to_have_accessible_name("Абрамов Тимофей: в группе")
        teacher.presses("Подтвердить: 6")
        teacher.reads("день подтверждён")
        teacher.follows("Табель за месяц")
        grid = Grid(teacher.page)
        # The administrator's own day: no marks are made on it.
        expect(grid.table.get_by_role("columnheader").nth(20)).to_have_attribute(
            "title", "Ремонт отопления"
        )
        grid.holds("Абрамов Тимофей", {20: "", 24: ""})
        expect(grid.foot("Были в группе").get_by_role("gridcell").nth(23)).to_have_text("6")
        teacher.looks("first-month")
