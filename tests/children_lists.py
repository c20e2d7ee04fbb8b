"""Lists of invented children for tests of the import, and a person who loads them by the pages."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import xlsxwriter
from werkzeug.test import TestResponse

from app.children.models import ChildImport
from app.core.identifiers import snils_control
from app.core.jobs.board import job_queue
from app.core.jobs.work import perform_waiting
from app.groups.models import ChildGroup
from app.organizations.models import Organization
from tests.factories.client import Guest
from tests.factories.garden import Garden
from tests.factories.rows import Rows

GROUPS = ("Звёздочка", "Солнышко")
HEADINGS = (
    "№",
    "ФИО",
    "Дата рождения",
    "Пол",
    "Группа",
    "СНИЛС",
    "Адрес регистрации",
    "Дата зачисления",
    "№ приказа",
    "ФИО матери",
    "Телефон матери",
    "E-mail матери",
    "ФИО отца",
    "Телефон отца",
)
LAST = "Абрамов Белов Волков Громов Данилов Егоров Жуков Зайцев Ильин Климов".split()
FIRST = "Тимофей Глеб Артём Илья Роман Даниил Кирилл Марк Степан Захар".split()
MIDDLE = "Ильич Павлович Сергеевич Артёмович Петрович Романович".split()


def snils(number: int) -> str:
    digits = f"{number:09}"
    return f"{digits}{snils_control(digits):02}"


def clean_row(number: int, **changes: Any) -> list[Any]:
    """A child without any doubt, another one for each number; changes by the headings."""
    last = LAST[number % 10]
    row: dict[str, Any] = dict.fromkeys(HEADINGS, "") | {
        "№": number + 1,
        "ФИО": f"{last} {FIRST[number // 10 % 10]} {MIDDLE[number // 100 % 6]}",
        "Дата рождения": date(2021, 1, 10) + timedelta(days=number % 700),
        "Пол": "м",
        "Группа": GROUPS[number % 2],
        "СНИЛС": snils(100_000_000 + number),
        "Адрес регистрации": f"ул. Мира, д. {number}",
        "Дата зачисления": date(2026, 9, 1),
        "№ приказа": "15",
        "ФИО матери": f"{last}а Анна Ивановна",
        "Телефон матери": f"8 900 {1_000_000 + number}",
        "E-mail матери": f"m{number}@example.ru",
        "ФИО отца": f"{last} Иван Петрович",
        "Телефон отца": f"+7 (901) {1_000_000 + number}",
    }
    assert set(changes) <= set(row)
    return list((row | changes).values())


def book(rows: list[list[Any]], headings: tuple[str, ...] = HEADINGS, sheet: str = "Дети") -> bytes:
    """An .xlsx of rows below headings."""
    return sheets({sheet: [list(headings), *rows]})


def sheets(contents: dict[str, list[list[Any]]]) -> bytes:
    """An .xlsx of several sheets."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    day = workbook.add_format({"num_format": "dd.mm.yyyy"})
    for name, rows in contents.items():
        sheet = workbook.add_worksheet(name)
        for index, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(index, column, cell, day)
                elif cell != "":
                    sheet.write(index, column, cell)
    workbook.close()
    return target.getvalue()


def clean_list(count: int) -> bytes:
    return book([clean_row(number) for number in range(count)])


def add_groups(garden: Garden, place: str = "A", names: tuple[str, ...] = GROUPS) -> None:
    """Groups of a kindergarten of the cast."""
    with garden.system() as session:
        organization = session.get_one(Organization, garden.cast.organizations[place])
        for name in names:
            Rows(session, organization).make(ChildGroup, name=name)


class Importer:
    """A person of the cast who goes through the pages of the import."""

    def __init__(self, garden: Garden, person: str = "coordinator_a") -> None:
        self.garden = garden
        self.client: Guest = garden.client_of(person)
        self.id = 0
        # The database is put back before each test, its queue is not.
        with garden.app.app_context():
            job_queue().flush()

    @property
    def base(self) -> str:
        return f"/children/import/{self.id}"

    def upload(self, content: bytes, name: str = "Список.xlsx", **fields: Any) -> TestResponse:
        """Send a file; an accepted one becomes the import of this person."""
        form = {"file": (io.BytesIO(content), name), "csrf_token": self.client.token, **fields}
        answer = self.client.post("/children/import", data=form)
        found = re.search(r"/children/import/(\d+)/columns", answer.location or "")
        if found:
            self.id = int(found[1])
        return answer

    def get(self, page: str) -> TestResponse:
        return self.client.get(f"{self.base}/{page}")

    def text(self, page: str) -> str:
        answer = self.get(page)
        assert answer.status_code == 200, answer.status
        return answer.get_data(as_text=True)

    def choose(self, **changes: str) -> TestResponse:
        """Send the page of the columns as it stands, with changes."""
        fields = chosen_fields(self.text("columns")) | changes
        return self.client.send(f"{self.base}/columns", fields)

    def work(self) -> None:
        """Let the queued jobs be done."""
        with self.garden.app.app_context():
            perform_waiting()

    def check(self, content: bytes, **changes: str) -> str:
        """Upload, accept the columns, wait. Returns the page of the check."""
        assert self.upload(content).status_code == 303
        answer = self.choose(**changes)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.work()
        return self.text("check")

    def press(self, step: str, query: str = "", **fields: str) -> TestResponse:
        """Press a button below the check as it stands."""
        page = self.text(f"check{query}")
        form = chosen_fields(page) | {"step": step} | fields
        return self.client.send(f"{self.base}/check{query}", form)

    def load(self) -> str:
        """Press «load» and wait. Returns the last page."""
        answer = self.press("commit")
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.work()
        return self.client.get(f"{self.base}/check", follow_redirects=True).get_data(as_text=True)

    def row(self) -> SimpleNamespace:
        """The stored import as plain values."""
        with self.garden.system() as session:
            row = session.get_one(ChildImport, self.id)
            names = ("state", "decisions", "checked", "committed_rows", "report_file_id", "job_id")
            return SimpleNamespace(**{name: getattr(row, name) for name in names})


_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def chosen_fields(page: str) -> dict[str, str]:
    """What a browser would send of the main form when nothing is touched."""
    main = page[page.index("<main") : page.index("</main>")]
    fields: dict[str, str] = {}
    for tag in re.finditer(r"<input\b([^>]*)>|<select\b([^>]*)>(.*?)</select>", main, re.DOTALL):
        attributes = dict(_ATTRIBUTE.findall(tag[1] or tag[2]))
        name, kind = attributes.get("name", ""), attributes.get("type", "text")
        if not name or name == "csrf_token" or kind == "file":
            continue
        if tag[2]:
            options = re.findall(r'<option value="([^"]*)"( selected)?>', tag[3])
            chosen = [value for value, selected in options if selected]
            fields[name] = _plain((chosen or [options[0][0]])[0])
        elif kind in ("radio", "checkbox"):
            if "checked" in attributes:
                fields[name] = attributes.get("value", "on")
        else:
            fields[name] = _plain(attributes.get("value", ""))
    return fields


def _plain(text: str) -> str:
    for entity, sign in (("&#34;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(entity, sign)
    return text.replace("&amp;", "&")
