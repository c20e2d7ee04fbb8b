"""One child from enrolment through two groups, a temporary stay and a summer to school.

Everything goes through the pages: the coordinator writes and marks, the head signs. Each step is
looked up where people would look: the list of the group, the sheet, the book; in the end every
paper is read.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from app.attendance.models import AttendanceMark
from app.children.models import Child
from app.core import clock
from app.core.workdays import month_days
from app.documents.models import Document
from app.groups.models import ChildGroup
from app.movement.initial_actions import adopt
from app.movement.models import MovementLine
from tests.factories.house import House
from tests.rules.core.pdf_reading import plain_text, read

NAME = "Ёжикова Яна Олеговна"
TO_SCHOOL = "МБОУ «СОШ № 3»"


@dataclass
class Walk:
    """The house, the child, and the people who take care of it."""

    house: House
    child: int
    duty: int
    travel: Any

    def order(self, kind: str, day: str, **fields: str) -> int:
        """A draft with the child in it, written by the coordinator: its key."""
        coordinator = self.house.visit("coordinator")
        fields.setdefault("effective_on", day)
        begun = coordinator.send(
            "/movement/new", {"kind": kind, "organization": self.house.organization}
        )
        page = begun.headers["Location"]
        assert "Приказ пока нельзя подписать" not in self.text(page)
        added = coordinator.send(f"{page}/add", {"child": str(self.child), **fields})
        assert added.status_code == 303, html.unescape(added.get_data(as_text=True))
        return int(page.rpartition("/")[2])

    def sign(self, order: int) -> str:
        """What the head reads after the signature."""
        head = self.house.visit("head")
        answer = head.send(f"/orders/{order}/sign")
        assert answer.status_code == 303
        return html.unescape(head.get(answer.headers["Location"]).get_data(as_text=True))

    def signed(self, kind: str, day: str, **fields: str) -> int:
        order = self.order(kind, day, **fields)
        assert "Приказ подписан: № " in self.sign(order)
        return order

    def text(self, page: str, login: str = "coordinator") -> str:
        answer = self.house.visit(login).get(page)
        assert answer.status_code == 200, page
        return html.unescape(answer.get_data(as_text=True))

    def paper(self, page: str, login: str = "head") -> str:
        answer = self.house.visit(login).get(page)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), page
        return plain_text(read(answer.data))

    def listed(self, group: int) -> bool:
        """Whether the child stands in the list of a group today."""
        return "Ёжикова" in self.text(f"/children/?f.group={group}")

    def fill(self, group: int, month: str) -> None:
        """Everybody of a group is there on every working day of a month; the sheet is signed."""
        year, number = map(int, month.split("-"))
        found = month_days(year, number, works_on_moved_saturdays=False)
        days = [f"{one.date}" for one in found if one.works]
        days = [day for day in days if day != "2026-11-06"]
        last = max(days)
        self.travel(last)
        coordinator = self.house.visit("coordinator")
        answer = self.house.marks(coordinator, present=tuple(days), month=month, group=group)
        assert answer.status_code == 200, answer.get_data(as_text=True)

    def close(self, group: int, month: str) -> None:
        address = self.house.month_address(month, group)
        self.house.visit("coordinator").send(f"{address}/close")
        self.house.visit("head").send(f"{address}/approve")
        assert "Табель утверждён" in self.text(address) or "утвержд" in self.text(address)

    def present(self) -> dict[int, list[str]]:
        """Days on which the child was there, by group."""
        found: dict[int, list[str]] = {}
        marks = self.house.look(AttendanceMark, child_id=self.child)
        for mark in sorted(marks, key=lambda one: one.day):
            if mark.code_id == self.house.codes["Я"]:
                found.setdefault(mark.group_id, []).append(f"{mark.day:%d.%m}")
        return found


@pytest.fixture
def walk(house, monkeypatch):
    """A child that has a card and stands on no list yet, and a group of the summer."""

    def travel(day: str) -> None:
        moment = datetime.fromisoformat(f"{day}T07:00").replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    with house.garden.system() as session:
        adopt(session, [*house.children, *house.neighbours], date(2026, 9, 1))
    child = house.make(
        Child,
        last_name="Ёжикова",
        first_name="Яна",
        middle_name="Олеговна",
        birth_date=date(2020, 3, 12),
        sex="female",
    )
    return Walk(house, child, house.make(ChildGroup, name="Дежурная"), travel)


def test_a_child_goes_from_enrolment_through_two_groups_and_a_summer_to_school(walk):
    house = walk.house
    romashka, vasilyok = house.group, house.other_group

    # November: enrolled into «Ромашка» with its papers; until the signature nobody is anywhere.
    walk.travel("2026-11-24")
    enrolment = walk.order("enrolment", "2026-11-25", to_group_id=str(romashka))
    [line] = house.look(MovementLine, child_id=walk.child)
    papers = {
        "effective_on": "2026-11-25",
        "to_group_id": str(romashka),
        "referral_number": "218",
        "referral_date": "2026-11-10",
        "contract_number": "41/2026",
        "contract_date": "2026-11-20",
        "file_number": "Ё-6",
    }
    answer = house.visit("coordinator").send(f"/movement/orders/lines/{line.id}", papers)
    assert answer.status_code == 303
    assert not walk.listed(romashka)
    assert "Ёжикова" not in walk.text("/movement/book")
    assert "№ 1-в" in walk.sign(enrolment)
    assert "Ёжикова" in walk.text("/movement/book?day=2026-11-25")
    assert not walk.listed(romashka), "the order works from tomorrow on"
    walk.travel("2026-11-25")
    assert walk.listed(romashka)
    walk.fill(romashka, "2026-11")
    assert walk.present() == {romashka: ["25.11", "26.11", "27.11", "30.11"]}
    walk.close(romashka, "2026-11")

    # February: moved to «Василёк», in the middle of a week that is not marked yet.
    walk.travel("2027-02-12")
    moved = walk.signed("group_transfer", "2027-02-15", to_group_id=str(vasilyok))
    walk.travel("2027-02-15")
    assert (walk.listed(romashka), walk.listed(vasilyok)) == (False, True)
    walk.fill(vasilyok, "2027-02")
    assert walk.present()[vasilyok][0] == "15.02"
    assert len(walk.present()[vasilyok]) == 8, "the 22nd and the 23rd are days off"
    walk.close(vasilyok, "2027-02")

    # July: the own group is closed, the child stays in the group on duty and comes back by itself.
    walk.travel("2027-06-28")
    stay = walk.signed(
        "temporary_stay", "2027-07-01", to_group_id=str(walk.duty), last_day="2027-07-31"
    )
    walk.travel("2027-07-01")
    assert (walk.listed(vasilyok), walk.listed(walk.duty)) == (False, True)
    walk.fill(walk.duty, "2027-07")
    assert len(walk.present()[walk.duty]) == 22
    walk.travel("2027-08-02")
    assert (walk.listed(vasilyok), walk.listed(walk.duty)) == (True, False)

    # August: to school. First the sheet of July, which nobody has closed.
    walk.travel("2027-08-30")
    leaves = walk.order("departure", "2027-08-31", reason="school", place=TO_SCHOOL)
    refused = walk.sign(leaves)
    assert f"{NAME}: табель группы «Дежурная» за 07.2027 не закрыт" in refused
    assert walk.listed(vasilyok)
    walk.close(walk.duty, "2027-07")
    assert "Приказ подписан: № 3-в" in walk.sign(leaves)
    walk.travel("2027-08-31")
    assert not walk.listed(vasilyok)
    assert "Ёжикова" in walk.text("/children/?q=Ёжикова"), "the card stays"

    orders_say(walk, enrolment, moved, stay, leaves)
    book_and_reports_say(walk)
    sheets_say(walk)


def orders_say(walk, enrolment, moved, stay, leaves):
    """The kept PDF of each order: its number, its day, the child in the right case."""
    wanted = {
        enrolment: (
            ("№ 1-в", "«24» ноября 2026 г.", "О зачислении воспитанников"),
            "Ёжикову Яну Олеговну, 12.03.2020 г. р., в группу «Ромашка» с 25.11.2026",
        ),
        moved: (
            ("№ 1-в", "«12» февраля 2027 г.", "О переводе воспитанников в другую группу"),
            "Ёжикову Яну Олеговну, 12.03.2020 г. р., из группы «Ромашка» в группу «Василёк» "
            "с 15.02.2027",
        ),
        stay: (
            ("№ 2-в", "«28» июня 2027 г.", "О временном приёме воспитанников"),
            "Ёжикову Яну Олеговну, 12.03.2020 г. р., в группу «Дежурная» с 01.07.2027 "
            "по 31.07.2027 включительно",
        ),
        leaves: (
            ("№ 3-в", "«30» августа 2027 г.", "Об отчислении воспитанников"),
            "Ёжикову Яну Олеговну, 12.03.2020 г. р., из группы «Василёк» с 31.08.2027: "
            f"завершение дошкольного образования, в школу ({TO_SCHOOL})",
        ),
    }
    for order, (head, line) in wanted.items():
        text = walk.paper(f"/orders/{order}.pdf")
        for part in (*head, line, "Заведующий", "Смирнова"):
            assert part in text, (part, text)
        assert "проект" not in text.lower()
        assert walk.house.look(Document, id=order)[0].pdf_file_id is not None


def book_and_reports_say(walk):
    """One line of the book from the referral to the school; recap and period agree with it."""
    book = walk.paper("/movement/book/export/pdf?year=2027")
    for part in (
        *("Ё-6", "12.03.2020", "№ 218 от 10.11.2026", "№ 41/2026 от 20.11.2026"),
        *("25.11.2026, № 1-в от 24.11.2026", "15.02.2027"),
        *("31.08.2027, № 3-в от 30.08.2027", TO_SCHOOL),
    ):
        assert part.replace(" ", "") in book.replace(" ", "").replace("\u00a0", ""), (part, book)
    page = walk.text("/movement/book?year=2027")
    assert "15.02.2027 из «Ромашка» в «Василёк», приказ № 1-в от 12.02.2027" in page
    assert "временно с 01.07.2027 по 31.07.2027 в «Дежурная», приказ № 2-в от 28.06.2027" in page
    # As on any day: in June nobody knew of the summer.
    june = walk.text("/movement/book?year=2027&day=2027-06-15")
    assert "15.02.2027" in june
    assert "Дежурная" not in june
    assert TO_SCHOOL not in june

    recap = "/movement/recap?from=2026-09-01&to=2027-09-01"
    shown = walk.text(recap)
    assert shown.count("сходится") == 3
    assert "не сходится" not in shown
    rows = dict(re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', shown, re.DOTALL))
    figures = {name: re.findall(r">([\d–]+)<", row) for name, row in rows.items()}
    #                        start new from in  school other move else out end
    assert figures["Ромашка"][:10] == ["3", "1", "–", "–", "–", "–", "–", "–", "1", "3"]
    assert figures["Василёк"][:10] == ["2", "–", "–", "2", "1", "–", "–", "–", "1", "2"]
    assert figures["Дежурная"][:10] == ["–", "–", "–", "1", "–", "–", "–", "–", "1", "–"]
    assert figures["Всего"][:10] == ["5", "1", "–", "3", "1", "–", "–", "–", "3", "5"]
    opened = walk.text(f"{recap}&open={walk.house.other_group}.left_school", "head")
    assert "Ёжикова" in opened.split('id="opened"')[1]
    paper = walk.paper(recap.replace("?", "/export/pdf?"))
    assert "Итоги книги движения на 01.09.2027" in paper
    assert "Смирнова Елена Павловна" in paper

    period = walk.text("/movement/period?from=2026-11-01&to=2027-08-31")
    body = period.split("<tbody>")[1]
    kinds = ("зачисление", "перевод в другую группу", "временное пребывание", "отчисление")
    assert [body.count(one) for one in kinds] == [1, 1, 1, 1]
    paper = walk.paper("/movement/period/export/pdf?from=2026-11-01&to=2027-08-31")
    for part in (NAME, "№ 3-в от 30.08.2027", TO_SCHOOL):
        assert part.replace(" ", "") in paper.replace(" ", "").replace("\u00a0", ""), part


def sheets_say(walk):
    """The form 0504608 of each group holds the child for its own days only, as PDF and in Excel."""
    house = walk.house
    romashka, vasilyok, duty = house.group, house.other_group, walk.duty
    # Days on which the child is not on the list («Х»); None: it stands on the sheet not at all.
    wanted = {
        (romashka, "2026-11"): 24,
        (romashka, "2027-02"): 14,
        (vasilyok, "2027-02"): 14,
        (romashka, "2027-03"): None,
        (vasilyok, "2027-07"): None,
        (duty, "2027-07"): 0,
        (duty, "2027-08"): None,
        (vasilyok, "2027-08"): 1,
        (vasilyok, "2027-09"): None,
    }
    for (group, month), absent in wanted.items():
        address = house.month_address(month, group)
        text = walk.paper(f"{address}.pdf?form=local")
        assert ("Ёжикова" in text) is (absent is not None), (group, month)
        content = house.visit("head").get(f"{address}.xlsx?form=local").data
        rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        line = next((row for row in rows if any(str(one).startswith("Ёжикова") for one in row)), ())
        assert [line.count("Х")] == [absent or 0], (group, month, line)
    assert "Ёжикова" in walk.paper(f"{house.month_address('2026-11')}.pdf?form=official")
