"""The passage to the next year at its pages: planned, rehearsed, two keys, undone, done again."""

from __future__ import annotations

import html
from datetime import date

from app.attendance.models import AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Enrollment
from app.core.jobs.models import Job
from app.documents.models import Document
from app.movement.models import Movement, MovementLine
from app.movement.transition.models import TransitionEvent, YearTransition
from app.notifications.models import Notification
from tests.harness.dump import dump
from tests.harness.queries import QueryRecorder
from tests.web.movement.passage import (
    JULY,
    START,
    begin,
    confirm,
    execute,
    levels,
    lists,
    planned,
    state,
    text_of,
)


def test_a_year_is_closed_undone_and_closed_again(summer):
    house = summer
    before = lists(house), levels(house)
    page = planned(house)
    # Signed, but nobody moves before the second key; the orders say from which day they work.
    orders = house.look(Document, organization_id=house.organization)
    assert {one.in_force_from for one in orders} == {START}
    prepare = house.said("Prepare the drafts anew")
    assert prepare not in text_of(house.visit("coordinator"), f"{page}/orders")
    assert (lists(house), levels(house)) == before
    assert confirm(house, page).status_code == 303
    assert execute(house, page).status_code == 303
    assert state(house) == "done"
    gone = {house.group: set(), house.other_group: set(house.neighbours)}
    assert lists(house) == gone
    assert levels(house) == [house.levels[1], house.levels[1]]
    ends = {
        row.child_id: row.ends_on
        for row in house.look(Enrollment)
        if row.child_id in house.children
    }
    assert set(ends.values()) == {START}
    nothing_yet = house.said("Nothing is written yet.")
    assert nothing_yet not in text_of(house.visit("coordinator"), f"{page}/check")
    shown = text_of(house.visit("administrator"), f"{page}/pass")
    assert "выпущено 3" in shown
    # The way back, with a reason.
    assert house.visit("administrator").send(f"{page}/undo", {"reason": " "}).status_code == 422
    answer = house.visit("administrator").send(f"{page}/undo", {"reason": "не та группа"})
    assert answer.status_code == 303
    assert (lists(house), levels(house)) == before
    reversed_on = {row.reversed_on for row in house.look(Movement) if row.effective_on == START}
    assert reversed_on == {JULY.date()}
    # And again, by the same orders.
    assert confirm(house, page).status_code == 303
    execute(house, page)
    assert lists(house) == gone
    steps = [
        one.step.value for one in house.look(TransitionEvent, organization_id=house.organization)
    ]
    assert steps == ["begun", "confirmed", "done", "undone", "confirmed", "done"]


def test_a_second_press_changes_nothing(summer):
    house = summer
    page = planned(house)
    confirm(house, page)
    execute(house, page)
    before = dump(house.garden.engine)
    assert execute(house, page).status_code == 303
    assert house.visit("coordinator").send(f"{page}/orders").status_code == 409
    assert begin(house) == page
    assert dump(house.garden.engine) == before


def test_who_confirmed_does_not_carry_out(summer):
    """One person in both roles turns one key only."""
    house = summer
    page = planned(house)
    assert confirm(house, page, "head").status_code == 403
    assert confirm(house, page).status_code == 303
    assert house.visit("coordinator").send(f"{page}/execute").status_code == 403
    house.change(
        YearTransition, int(page.rpartition("/")[2]), confirmed_by_id=house.users["administrator"]
    )
    execute(house, page)
    assert state(house) == "confirmed"
    [job] = house.look(Job, organization_id=house.organization)
    assert "Выполняет его другой человек" in job.text


def test_the_second_key_is_told_that_the_first_one_is_turned(summer):
    house = summer
    page = planned(house)
    assert not house.look(Notification, kind="year_passage")
    assert confirm(house, page).status_code == 303
    told = house.look(Notification, kind="year_passage")
    assert [one.user_id for one in told] == [house.users["administrator"]]
    administrator = house.visit("administrator")
    assert administrator.get(told[0].href).status_code == 200
    assert "План перехода на 2027/2028 учебный год подтверждён" in text_of(
        administrator, "/notifications/"
    )


def test_what_changed_after_the_confirmation_is_confirmed_anew(summer):
    house = summer
    page = planned(house)
    confirm(house, page)
    newcomer = house.add(children=1, group=house.group, since=date(2027, 7, 1))
    execute(house, page)
    assert state(house) == "confirmed"
    [job] = house.look(Job, organization_id=house.organization)
    assert job.text == house.said(
        "The plan or the lists changed after the confirmation. Confirm it anew."
    )
    # The newcomer needs an order of its own; those that are signed stay.
    assert confirm(house, page).status_code in (409, 422)
    house.visit("coordinator").send(f"{page}/orders")
    *_signed, extra = house.look(Document, organization_id=house.organization)
    assert [one.child_id for one in house.look(MovementLine, document_id=extra.id)] == newcomer
    assert state(house) == "planned"


def test_nothing_is_undone_after_the_first_mark_of_the_new_year(summer):
    house = summer
    page = planned(house)
    confirm(house, page)
    execute(house, page)
    sheet = house.make(AttendanceSheet, group_id=house.other_group, month=START)
    house.make(
        AttendanceMark,
        child_id=house.neighbours[0],
        group_id=house.other_group,
        sheet_id=sheet,
        day=START,
        code_id=house.codes["Я"],
    )
    before = dump(house.garden.engine)
    answer = house.visit("administrator").send(f"{page}/undo", {"reason": "не та группа"})
    assert answer.status_code == 422
    assert "дети отмечены 01.09.2027" in html.unescape(answer.get_data(as_text=True))
    assert dump(house.garden.engine) == before


def test_open_sheets_and_missing_places_stop_the_passage(summer):
    house = summer
    with house.garden.system() as session:
        sheet = session.query(AttendanceSheet).filter_by(group_id=house.group).one()
        sheet.state = SheetState.CLOSED
    page = planned(house)
    client = house.visit("coordinator")
    shown = text_of(client, f"{page}/check")
    assert "Не утверждён 1 табель: Ромашка." in shown
    assert confirm(house, page).status_code in (409, 422)
    assert state(house) == "planned"
    fields = {
        f"course-{house.group}": "goes",
        f"target-{house.group}": "",
        f"course-{house.other_group}": "stays",
    }
    assert client.send(page, fields).status_code == 303
    assert "Для 3 детей не выбрана действующая группа" in text_of(client, f"{page}/check")


def test_a_child_may_go_another_way_than_its_group(summer):
    house = summer
    page = begin(house)
    client = house.visit("coordinator")
    stays, goes, _leaves = house.children
    fields = {
        "group": house.group,
        f"plan-{stays}": "stays",
        f"plan-{goes}": str(house.other_group),
    }
    assert client.send(f"{page}/children", fields).status_code == 303
    shown = text_of(client, f"{page}/check")
    assert "из группы «Ромашка»" in shown
    client.send(f"{page}/orders")
    lines = house.look(MovementLine, organization_id=house.organization)
    assert {(one.child_id, one.to_group_id) for one in lines} == {
        (goes, house.other_group),
        (house.children[2], None),
    }
    # Planned anew: the drafts follow.
    client.send(f"{page}/children", {"group": house.group})
    client.send(f"{page}/orders")
    lines = house.look(MovementLine, organization_id=house.organization)
    assert {one.child_id for one in lines} == set(house.children)
    assert len(house.look(Document, organization_id=house.organization)) == 1


def test_a_year_is_planned_early_and_carried_out_late(house):
    """In November it may be planned; the keys wait for July."""
    page = begin(house)
    assert page.startswith("/movement/year/")
    [passage] = house.look(YearTransition, organization_id=house.organization)
    assert passage.starts_on == START


def test_strangers_and_teachers_do_not_find_a_passage(summer, garden):
    house = summer
    page = begin(house)
    assert garden.client_of("administrator_a").get(page).status_code == 404
    assert garden.client_of("administrator_a").send(f"{page}/execute").status_code == 404
    assert house.visit("first").get(page).status_code == 403
    assert house.visit("parent").get(page).status_code == 403
    foreign = {"organization": garden.cast.organizations["A"]}
    assert house.visit("coordinator").send("/movement/year/begin", foreign).status_code == 400
    strange = {
        f"course-{house.group}": "goes",
        f"target-{house.group}": garden.cast.row("B1", "child_group"),
    }
    assert house.visit("coordinator").send(page, strange).status_code in (400, 422)


def test_pages_of_a_passage_ask_as_often_for_many_children_as_for_few(summer):
    house = summer
    page = begin(house)
    client = house.visit("coordinator")
    for step in ("", "/check", "/orders", "/pass"):
        with QueryRecorder(house.garden.engine) as few:
            client.get(page + step)
        made = house.add(children=30, group=house.other_group)
        with QueryRecorder(house.garden.engine) as many:
            client.get(page + step)
        assert made
        assert many.count == few.count, step
        assert few.count <= 20, step
