"""Around a passage: what a closed year still takes, children who are elsewhere in summer."""

from __future__ import annotations

import html
from datetime import date, timedelta

import pytest

from app.academic_year.models import AcademicPeriod, AcademicYear
from app.academic_year.reference import seed_year
from app.attendance.models import AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Child, Enrollment, Placement
from app.core import clock
from app.core.errors import Conflict, RuleViolation
from app.documents.models import Document
from app.documents.rules.lifecycle import DocumentState
from app.groups.models import ChildGroup
from app.movement.models import Movement, MovementLine
from app.movement.rules.events import DepartureReason
from tests.factories.orders import cancelled, facts, signed
from tests.web.movement.passage import (
    JULY,
    START,
    begin,
    confirm,
    execute,
    lists,
    planned,
    text_of,
)

TODAY = JULY.date()
AUGUST = date(2027, 8, 31)


@pytest.fixture
def passed(summer):
    """The house after its passage, and the address of that."""
    page = planned(summer)
    confirm(summer, page)
    execute(summer, page)
    return summer, page


def test_a_closed_year_takes_no_order_and_opens_no_sheet(passed):
    house, _page = passed
    head = house.visit("head")
    answer = head.send(f"{house.month_address('2027-06')}/reopen", {"reason": "ошибка"})
    assert answer.status_code == 302
    told = text_of(head, house.month_address("2027-06"))
    states = {one.state for one in house.look(AttendanceSheet, month=date(2027, 6, 1))}
    assert states == {SheetState.APPROVED}
    assert "Учебный год этого табеля закрыт" in told
    group = house.make(ChildGroup, name="Поздняя")
    late = facts(house.neighbours[0], date(2027, 6, 15), group)
    with pytest.raises(RuleViolation, match="in a closed academic year"):
        signed(house, "group_transfer", TODAY, late)


def test_a_summer_goes_on_after_the_passage(passed):
    """Closed in July: children still come and leave until September, sheets are still signed."""
    house, _page = passed
    newcomer = house.make(Child, last_name="Летний")
    signed(house, "enrolment", TODAY, facts(newcomer, date(2027, 8, 2), house.other_group))
    assert [one.starts_on for one in house.look(Placement, child_id=newcomer)] == [date(2027, 8, 2)]
    gone = facts(house.neighbours[1], date(2027, 7, 20), reason=DepartureReason.MOVE)
    signed(house, "departure", TODAY, gone)
    [enrolment] = house.look(Enrollment, child_id=house.neighbours[1])
    assert enrolment.ends_on == date(2027, 7, 20)
    sheet = house.make(
        AttendanceSheet, group_id=house.group, month=date(2027, 7, 1), state=SheetState.CLOSED
    )
    house.visit("head").send(f"{house.month_address('2027-07')}/reopen", {"reason": "ошибка"})
    assert house.look(AttendanceSheet, id=sheet)[0].state is SheetState.OPEN


def test_an_order_of_the_passage_is_undone_with_it_only(passed):
    house, page = passed
    order = house.look(Document, organization_id=house.organization)[0].id
    with pytest.raises(Conflict, match="by the passage to the year 2027/2028"):
        cancelled(house, order, TODAY)
    house.visit("administrator").send(f"{page}/undo", {"reason": "не та группа"})
    cancelled(house, order, TODAY)
    assert house.look(Document, id=order)[0].state is DocumentState.CANCELLED


def test_a_closed_year_and_its_periods_are_only_read(summer):
    house = summer
    with house.garden.system() as session:
        seed_year(session, house.organization, date(2026, 11, 24))
    year = house.look(AcademicYear, organization_id=house.organization)[0]
    period = house.look(AcademicPeriod, year_id=year.id)[0]
    coordinator = house.visit("administrator")
    form = {"name": "2026/2027", "starts_on": "2026-09-01", "ends_on": "2027-08-25"}
    edits = {
        f"/academic-years/{year.id}/edit": form | {"version": str(year.version)},
        f"/academic-periods/{period.id}/edit": {
            "year": str(year.id),
            "name": "Начало",
            "kind": period.kind.value,
            "starts_on": "2026-09-01",
            "ends_on": "2026-12-30",
            "version": str(period.version),
        },
    }
    page = planned(house)
    confirm(house, page)
    execute(house, page)
    for address, fields in edits.items():
        answer = coordinator.send(address, fields)
        assert answer.status_code == 422, address
        assert "Учебный год 2026/2027 закрыт" in html.unescape(answer.get_data(as_text=True))
    coordinator.send(f"/academic-periods/{period.id}/delete")
    assert house.look(AcademicPeriod, id=period.id)[0].name == period.name
    # Undone, the year is written again.
    house.visit("administrator").send(f"{page}/undo", {"reason": "не та группа"})
    for address, fields in edits.items():
        assert coordinator.send(address, fields).status_code == 302, address


def test_a_child_away_for_the_summer_goes_with_its_own_group(summer):
    """July in one group, August in another, the passage from its own; a guest is not planned."""
    house = summer
    duty = house.make(ChildGroup, name="Дежурная")
    child = house.neighbours[0]
    for first, last, group in (
        (date(2027, 7, 5), date(2027, 7, 31), duty),
        (date(2027, 8, 1), AUGUST, house.group),
    ):
        signed(house, "temporary_stay", TODAY, facts(child, first, group, last_day=last))
    guest = house.make(Child, last_name="Гостев")
    signed(house, "temporary_stay", TODAY, facts(guest, TODAY, house.group, last_day=AUGUST))
    page = begin(house)
    shown = text_of(house.visit("coordinator"), f"{page}/check")
    assert "Гостев" not in shown
    house.visit("coordinator").send(f"{page}/orders")
    lines = house.look(MovementLine, organization_id=house.organization)
    assert {one.child_id for one in lines if one.effective_on == START} == set(house.children)
    draft = next(
        one
        for one in house.look(Document, organization_id=house.organization)
        if one.state is DocumentState.DRAFT
    )
    house.visit("head").send(f"/orders/{draft.id}/sign")
    confirm(house, page)
    execute(house, page)
    assert lists(house) == {house.group: set(), house.other_group: set(house.neighbours)}


def test_a_passage_made_in_september_closes_the_days_before(summer, monkeypatch):
    house = summer
    for group in (house.group, house.other_group):
        for month in (7, 8):
            house.make(
                AttendanceSheet,
                group_id=group,
                month=date(2027, month, 1),
                state=SheetState.APPROVED,
            )
    page = planned(house)
    confirm(house, page)
    monkeypatch.setattr(clock, "now", lambda: JULY + timedelta(days=60))
    execute(house, page)
    late = facts(house.neighbours[0], AUGUST, reason=DepartureReason.MOVE)
    with pytest.raises(RuleViolation, match=r"31\.08\.2027, in a closed academic year"):
        signed(house, "departure", date(2027, 9, 3), late)
    assert {one.reversed_on for one in house.look(Movement)} == {None}


def test_orders_of_a_passage_are_judged_by_its_whole_plan(summer):
    """«Василёк» goes to the three places of «Ромашка», whose children leave by another order."""
    house = summer
    house.change(ChildGroup, house.group, capacity=3)
    page = begin(house)
    coordinator = house.visit("coordinator")
    fields = {
        f"course-{house.group}": "leaves",
        f"course-{house.other_group}": "goes",
        f"target-{house.other_group}": str(house.group),
    }
    coordinator.send(page, fields)
    coordinator.send(f"{page}/orders")
    moves, leaves = house.look(Document, organization_id=house.organization)
    head = house.visit("head")
    assert "Детей больше, чем мест" not in text_of(coordinator, f"/movement/orders/{moves.id}")
    head.send(f"/orders/{moves.id}/sign")
    head.send(f"/orders/{leaves.id}/sign")
    confirm(house, page)
    execute(house, page)
    assert lists(house) == {house.group: set(house.neighbours), house.other_group: set()}


def test_a_passage_into_too_few_places_needs_a_reason(summer):
    house = summer
    house.change(ChildGroup, house.group, capacity=4)
    page = begin(house)
    coordinator = house.visit("coordinator")
    fields = {
        f"course-{house.group}": "stays",
        f"course-{house.other_group}": "goes",
        f"target-{house.other_group}": str(house.group),
    }
    coordinator.send(page, fields)
    coordinator.send(f"{page}/orders")
    [moves] = house.look(Document, organization_id=house.organization)
    sign = f"/orders/{moves.id}/sign"
    told = text_of(house.visit("head"), house.visit("head").send(sign).headers["Location"])
    assert "«Ромашка»: 5 детей в списке, мест 4." in told
    reason = {"capacity_reason": "приказ об увеличении числа мест"}
    coordinator.send(f"/movement/orders/{moves.id}/confirm", reason)
    house.visit("head").send(sign)
    assert house.look(Document, id=moves.id)[0].state is DocumentState.SIGNED
