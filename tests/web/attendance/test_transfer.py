"""A transfer entered late: the marks of a child stand in the group where it is on that day."""

from __future__ import annotations

from datetime import date

import pytest

from app.attendance.history_models import MarkClash, MarkRevision
from app.attendance.models import AbsenceDocument, AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Enrollment, Placement
from app.core.errors import RuleViolation
from app.core.workdays import month_days
from app.movement.rules.events import DepartureReason
from tests.factories.orders import HEAD, cancelled, facts, signed
from tests.harness.dump import dump

# The authority of the cast gives Friday, the sixth, off.
WORKING = [f"{day.date}" for day in month_days(2026, 11) if day.works and day.date.day != 6]
MOVED = "2026-11-16"
BEFORE = [day for day in WORKING if day < MOVED]
SINCE = [day for day in WORKING if day >= MOVED]


@pytest.fixture
def filled(house, on_day):
    """November of both groups is filled, one day of the first child with «Б»."""
    on_day("2026-11-30")
    first, other = house.visit("first"), house.visit("other")
    answer = house.marks(first, house.cell(0, 17, "Б"), present=tuple(WORKING))
    assert answer.status_code == 200
    answer = house.marks(other, present=tuple(WORKING), group=house.other_group)
    assert answer.status_code == 200
    return house


def transfer(house, day=MOVED, *children, today="2026-11-30"):
    """The order of the head that moves children of «Ромашка» to «Василёк», signed today."""
    moved = children or (0,)
    on = date.fromisoformat(day)
    lines = (facts(house.children[one], on, house.other_group) for one in moved)
    return signed(house, "group_transfer", date.fromisoformat(today), *lines)


def leave(house, day, child=0, today="2026-11-30"):
    """The order by which a child of «Ромашка» leaves the kindergarten."""
    line = facts(house.children[child], date.fromisoformat(day), reason=DepartureReason.MOVE)
    return signed(house, "departure", date.fromisoformat(today), line)


def refused(house, step, text):
    """The step is refused with these words, and no row of any table differs."""
    before = dump(house.garden.engine)
    with pytest.raises(RuleViolation, match=text):
        step()
    assert dump(house.garden.engine) == before


def days_of(house, group, child=0):
    rows = house.look(AttendanceMark, group_id=group, child_id=house.children[child])
    return sorted(f"{row.day}" for row in rows)


def test_marks_made_before_a_late_transfer_move_to_the_new_group(filled):
    transfer(filled)
    assert days_of(filled, filled.group) == BEFORE
    assert days_of(filled, filled.other_group) == SINCE
    [moved] = filled.look(AttendanceMark, child_id=filled.children[0], day=date(2026, 11, 17))
    assert moved.code_id == filled.codes["Б"]
    sheets = {row.group_id: row for row in filled.look(AttendanceSheet)}
    assert moved.sheet_id == sheets[filled.other_group].id
    assert moved.changed_by_name == "Кузнецова М.", "who marked the child stays known"


def test_both_sheets_close_after_a_late_transfer(filled):
    transfer(filled)
    for login, group in (("first", filled.group), ("other", filled.other_group)):
        filled.visit(login).send(f"{filled.month_address(group=group)}/close")
    states = {row.group_id: row.state for row in filled.look(AttendanceSheet)}
    assert states[filled.group] is states[filled.other_group] is SheetState.CLOSED


def test_the_history_of_both_groups_tells_of_the_move(filled):
    transfer(filled)
    rows = filled.look(MarkRevision, child_id=filled.children[0], day=date(2026, 11, 17))
    told = [(row.group_id, row.old_letter, row.new_letter, row.changed_by_name) for row in rows[1:]]
    assert told == [
        (filled.group, "Б", None, HEAD),
        (filled.other_group, None, "Б", HEAD),
    ]
    assert "Василёк" in rows[1].note
    assert "Ромашка" in rows[2].note


def test_a_cancelled_transfer_brings_the_marks_back(filled):
    cancelled(filled, transfer(filled), date(2026, 11, 30))
    assert days_of(filled, filled.group) == WORKING
    assert days_of(filled, filled.other_group) == []


def test_marks_of_other_children_and_of_another_kindergarten_stay(filled, garden):
    stranger = garden.cast.row("B1", "child")
    before = filled.look(AttendanceMark, child_id=stranger)
    assert before
    transfer(filled)
    assert days_of(filled, filled.group, child=1) == WORKING
    after = filled.look(AttendanceMark, child_id=stranger)
    assert [(row.id, row.sheet_id, row.version) for row in after] == [
        (row.id, row.sheet_id, row.version) for row in before
    ]


@pytest.mark.parametrize("state", [SheetState.CLOSED, SheetState.APPROVED])
@pytest.mark.parametrize("group", ["group", "other_group"])
def test_a_transfer_past_a_signed_sheet_is_refused_in_words(filled, state, group):
    [sheet] = filled.look(AttendanceSheet, group_id=getattr(filled, group))
    filled.change(AttendanceSheet, sheet.id, state=state)
    name = "Ромашка" if group == "group" else "Василёк"
    refused(filled, lambda: transfer(filled), f"“{name}” for 11.2026 is signed")


def test_days_after_the_signed_month_may_change(filled):
    [sheet] = filled.look(AttendanceSheet, group_id=filled.group)
    filled.change(AttendanceSheet, sheet.id, state=SheetState.APPROVED)
    transfer(filled, "2026-12-01")
    assert [row.group_id for row in filled.look(Placement, child_id=filled.children[0])] == [
        filled.group,
        filled.other_group,
    ]


def test_an_open_clash_and_a_paper_go_with_the_child(filled):
    [sheet] = filled.look(AttendanceSheet, group_id=filled.group)
    of_child = {"group_id": filled.group, "child_id": filled.children[0]}
    clash = filled.make(MarkClash, sheet_id=sheet.id, day=date(2026, 11, 17), **of_child)
    paper = filled.make(
        AbsenceDocument,
        **of_child,
        code_id=filled.codes["Б"],
        starts_on=date(2026, 11, 17),
        ends_on=date(2026, 11, 17),
    )
    transfer(filled)
    assert filled.look(MarkClash, id=clash)[0].group_id == filled.other_group
    assert filled.look(AbsenceDocument, id=paper)[0].group_id == filled.other_group


def test_a_mark_with_its_note_keeps_it_when_the_note_is_edited_after_a_transfer(filled):
    note = {
        "group": filled.group,
        "child": filled.children[0],
        "kind": "note",
        "starts_on": "2026-11-11",
        "ends_on": "2026-11-17",
        "code": filled.codes["Б"],
    }
    coordinator = filled.visit("coordinator")
    made = coordinator.send_json("POST", "/api/v1/absence_document/", note)
    assert made.status_code == 201
    transfer(filled)
    changed = {"version": made.get_json()["result"]["version"], "number": "17"}
    answer = coordinator.send_json(
        "PUT", f"/api/v1/absence_document/{made.get_json()['id']}", changed
    )
    assert answer.status_code == 200
    [mark] = filled.look(AttendanceMark, child_id=filled.children[0], day=date(2026, 11, 17))
    assert mark.document_id == made.get_json()["id"]


def test_a_child_who_leaves_the_kindergarten_leaves_the_group_that_day(house):
    leave(house, "2026-11-20")
    assert house.look(Placement, child_id=house.children[0])[0].ends_on == date(2026, 11, 20)
    assert house.look(Placement, child_id=house.children[1])[0].ends_on is None
    answer = house.marks(house.visit("first"), house.cell(0, 23, "Б"))
    assert answer.status_code == 422
    assert "не числится в группе" in answer.get_json()["error"]


def test_a_leaving_that_a_signed_sheet_contradicts_is_refused(filled):
    filled.visit("first").send(f"{filled.month_address()}/close")
    refused(filled, lambda: leave(filled, "2026-11-20"), "is signed")


def test_who_was_present_was_on_the_list(filled):
    """The marks would stand in no list: they would be lost to the sheet and its totals."""
    refused(filled, lambda: leave(filled, "2026-11-20"), "present on 7 days")


def test_absences_after_the_leaving_are_cleared_and_the_history_says_why(house, on_day):
    on_day("2026-11-30")
    first = house.visit("first")
    house.marks(first, house.cell(0, 19, "Б"), house.cell(0, 20, "Н"), house.cell(0, 23, "Н"))
    leave(house, "2026-11-20")
    marks = house.look(AttendanceMark, child_id=house.children[0])
    letters = {key: letter for letter, key in house.codes.items()}
    assert {f"{one.day:%d}": letters.get(one.code_id) for one in marks} == {
        "19": "Б",
        "20": None,
        "23": None,
    }
    last = house.look(MarkRevision, child_id=house.children[0], day=date(2026, 11, 23))[-1]
    assert (last.old_letter, last.new_letter, last.changed_by_name) == ("Н", None, HEAD)
    assert last.note


def test_an_order_between_two_others_must_fit_the_later_one(house):
    transfer(house, "2026-12-01")
    refused(house, lambda: leave(house, "2026-11-26"), "rests on this")


def test_the_panel_writes_neither_placements_nor_enrolments(house):
    admin = house.visit("administrator")
    for name, model in (("placement", Placement), ("enrollment", Enrollment)):
        key = house.look(model, child_id=house.children[0])[0].id
        for method in ("PUT", "DELETE"):
            answer = admin.send_json(method, f"/api/v1/{name}/{key}", {"ends_on": MOVED})
            assert answer.status_code in (404, 405)
        assert admin.get(f"/{name}s/{key}/edit").status_code == 404
