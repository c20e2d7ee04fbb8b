"""Bad input of issue 4: each is said in Russian at the page, and nothing is half-done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from app.attendance.models import AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Child, Placement
from app.core.messages import Message
from app.groups.models import ChildGroup
from app.movement.departures import DEPARTURE_CHECKS
from app.movement.models import MovementLine
from tests.factories.orders import facts, signed
from tests.harness.dump import dump
from tests.web.movement.orders import add, begin, sign, text_of

DAY = date(2026, 11, 24)


def nothing(_house: Any) -> None:
    """The house as it is."""


def two_places(house: Any) -> None:
    house.change(ChildGroup, house.other_group, capacity=2)


def sheet_of_october(state: SheetState) -> Callable[[Any], None]:
    def make(house: Any) -> None:
        house.make(AttendanceSheet, group_id=house.group, month=date(2026, 10, 1), state=state)

    return make


def marked_later(house: Any) -> None:
    house.marks(house.visit("first"), present=("2026-11-16", "2026-11-17"))


@dataclass
class Bad:
    """What is typed about the first child, and what is answered."""

    kind: str
    on: str
    text: str
    group: bool = False
    before: Callable[[Any], None] = nothing
    more: dict[str, str] = field(default_factory=dict)


REFUSED = {
    "a day before the enrolment": Bad(
        "group_transfer",
        "2026-08-31",
        "Абрамов Тимофей: Дата 31.08.2026 раньше зачисления 01.09.2026.",
        group=True,
    ),
    "the last day before the first": Bad(
        "temporary_stay",
        "2026-12-01",
        "Последний день раньше первого. Исправьте один из них.",
        group=True,
        more={"last_day": "2026-11-30"},
    ),
    "two open placements": Bad(
        "enrolment",
        "2026-12-01",
        "Абрамов Тимофей: Ребёнок уже числится в саду с 01.09.2026.",
        group=True,
    ),
    "a second place in the same group": Bad(
        "group_transfer",
        "2026-12-01",
        "Абрамов Тимофей: Ребёнок уже в этой группе. Выберите другую.",
    ),
    "more children than places": Bad(
        "group_transfer",
        "2026-12-01",
        "«Василёк»: 3 ребёнка в списке, мест 2.",
        group=True,
        before=two_places,
    ),
    "a day that has passed": Bad(
        "group_transfer",
        "2026-11-09",
        "Приказ действует с 09.11.2026, этот день уже прошёл",
        group=True,
    ),
    "a day of a signed sheet": Bad(
        "group_transfer",
        "2026-10-15",
        "Абрамов Тимофей: табель группы «Ромашка» за 10.2026 уже закрыт.",
        group=True,
        before=sheet_of_october(SheetState.CLOSED),
    ),
    "a departure with an open sheet": Bad(
        "departure",
        "2026-11-24",
        "Абрамов Тимофей: табель группы «Ромашка» за 10.2026 не закрыт.",
        before=sheet_of_october(SheetState.OPEN),
        more={"reason": "move"},
    ),
    "a departure before days on which the child was there": Bad(
        "departure",
        "2026-11-16",
        "Абрамов Тимофей: отмечен",
        before=marked_later,
        more={"reason": "move"},
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_said_in_russian_and_not_signed(house, case):
    bad = REFUSED[case]
    bad.before(house)
    client, page = begin(house, bad.kind)
    fields = dict(bad.more)
    if bad.kind != "departure":
        fields["to_group_id"] = str(house.other_group if bad.group else house.group)
    assert add(client, page, house.children[:1], bad.on, **fields).status_code == 303
    assert bad.text in text_of(client, page)
    head = house.visit("head")
    before = dump(house.garden.engine)
    answer = sign(house, page)
    assert answer.status_code == 303
    assert bad.text.split(".")[0] in text_of(head, answer.headers["Location"])
    assert dump(house.garden.engine) == before


class Debts:
    """What the fees will say (issue of the fees): a debt is settled before the child leaves."""

    def problems(self, session, leaving, today):
        text = Message("долг по родительской плате 2 200,00 ₽. Сначала закройте лицевой счёт.", {})
        return {one.child: [text] for one in leaving}


def test_a_departure_waits_for_debts(house, monkeypatch):
    monkeypatch.setitem(DEPARTURE_CHECKS, "fees", Debts())
    client, page = begin(house, "departure")
    add(client, page, house.children[:1], "2026-11-24", reason="move")
    text = "Абрамов Тимофей: долг по родительской плате 2 200,00 ₽."
    assert text in text_of(client, page)
    before = dump(house.garden.engine)
    assert text in text_of(house.visit("head"), sign(house, page).headers["Location"])
    assert dump(house.garden.engine) == before


def test_an_order_that_others_rest_on_is_not_cancelled(house):
    child = house.make(Child, last_name="Новиков", first_name="Лука")
    first = signed(house, "enrolment", DAY, facts(child, DAY, house.group))
    signed(house, "group_transfer", DAY, facts(child, date(2026, 12, 1), house.other_group))
    head = house.visit("head")
    draft = head.send(f"/orders/{first}/cancel").headers["Location"]
    before = dump(house.garden.engine)
    answer = head.send(f"{draft}/sign")
    told = text_of(head, answer.headers["Location"])
    assert "Новиков Лука" in told
    assert "опирается более поздняя: приказ № 2-в, с 01.12.2026" in told
    assert "Сначала отмените тот приказ" in told
    assert dump(house.garden.engine) == before


def test_a_move_back_in_time_asks_and_then_takes_the_marks_along(house):
    """The day of the order is past: confirmed, the marks go to the sheet of the new group."""
    house.marks(house.visit("first"), present=("2026-11-12", "2026-11-16"))
    client, page = begin(house, "group_transfer")
    add(client, page, house.children[:1], "2026-11-16", house.other_group)
    shown = text_of(client, page)
    assert "Списки и отметки этих дней изменятся" in shown
    client.send(f"{page}/confirm", {"late": "1"})
    sign(house, page)
    marks = house.look(AttendanceMark, child_id=house.children[0])
    assert [(f"{one.day:%d}", one.group_id) for one in marks] == [
        ("12", house.group),
        ("16", house.other_group),
    ]
    rows = house.look(Placement, child_id=house.children[0])
    assert [(f"{one.starts_on:%d.%m}", one.group_id) for one in rows] == [
        ("01.09", house.group),
        ("16.11", house.other_group),
    ]


def test_a_child_of_another_kindergarten_is_in_no_order(house, garden):
    client, page = begin(house, "departure")
    stranger = garden.cast.row("B1", "child")
    add(client, page, [stranger], "2026-11-24", reason="move")
    assert "Ребёнок или группа не из того детского сада, чей приказ." in text_of(client, page)
    assert house.look(MovementLine, document_id=int(page.rpartition("/")[2])) == []
