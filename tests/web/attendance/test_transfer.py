"""A transfer entered late: the marks of a child stand in the group where it is on that day."""

from __future__ import annotations

from datetime import date

import pytest

from app.attendance.models import (
    AbsenceDocument,
    AttendanceMark,
    AttendanceSheet,
    MarkClash,
    MarkRevision,
)
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Enrollment, Placement
from app.core.workdays import month_days
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


def stay(house, child=0):
    return house.look(Placement, child_id=house.children[child])[0]


def end_stay(house, day=MOVED, child=0, **changes):
    """The administrator writes the day of leaving into the placement."""
    row = stay(house, child)
    admin = house.visit("administrator")
    body = {"version": row.version, "ends_on": day, **changes}
    return admin.send_json("PUT", f"/api/v1/placement/{row.id}", body)


def begin_stay(house, day=MOVED, child=0):
    """The administrator enters the placement in the other group."""
    row = stay(house, child)
    body = {
        "child": row.child_id,
        "enrollment": row.enrollment_id,
        "group": house.other_group,
        "starts_on": day,
    }
    return house.visit("administrator").send_json("POST", "/api/v1/placement/", body)


def days_of(house, group, child=0):
    rows = house.look(AttendanceMark, group_id=group, child_id=house.children[child])
    return sorted(f"{row.day}" for row in rows)


def test_marks_made_before_a_late_transfer_move_to_the_new_group(filled):
    assert end_stay(filled).status_code == 200
    assert begin_stay(filled).status_code == 201
    assert days_of(filled, filled.group) == BEFORE
    assert days_of(filled, filled.other_group) == SINCE
    [moved] = filled.look(AttendanceMark, child_id=filled.children[0], day=date(2026, 11, 17))
    assert moved.code_id == filled.codes["Б"]
    sheets = {row.group_id: row for row in filled.look(AttendanceSheet)}
    assert moved.sheet_id == sheets[filled.other_group].id
    assert moved.changed_by_name == "Кузнецова М.", "who marked the child stays known"


def test_both_sheets_close_after_a_late_transfer(filled):
    end_stay(filled)
    begin_stay(filled)
    for login, group in (("first", filled.group), ("other", filled.other_group)):
        filled.visit(login).send(f"{filled.month_address(group=group)}/close")
    states = {row.group_id: row.state for row in filled.look(AttendanceSheet)}
    assert states[filled.group] is states[filled.other_group] is SheetState.CLOSED


def test_the_history_of_both_groups_tells_of_the_move(filled):
    end_stay(filled)
    begin_stay(filled)
    rows = filled.look(MarkRevision, child_id=filled.children[0], day=date(2026, 11, 17))
    told = [(row.group_id, row.old_letter, row.new_letter, row.changed_by_name) for row in rows[1:]]
    assert told == [
        (filled.group, "Б", None, "Ушаков И."),
        (filled.other_group, None, "Б", "Ушаков И."),
    ]
    assert "Василёк" in rows[1].note
    assert "Ромашка" in rows[2].note


def test_a_transfer_by_one_edit_of_the_placement_moves_all_its_marks(filled):
    row = stay(filled)
    answer = filled.visit("administrator").send_json(
        "PUT",
        f"/api/v1/placement/{row.id}",
        {"version": row.version, "group": filled.other_group},
    )
    assert answer.status_code == 200
    assert days_of(filled, filled.group) == []
    assert days_of(filled, filled.other_group) == WORKING


def test_marks_of_other_children_and_of_another_kindergarten_stay(filled, garden):
    stranger = garden.cast.row("B1", "child")
    before = filled.look(AttendanceMark, child_id=stranger)
    assert before
    end_stay(filled)
    begin_stay(filled)
    assert days_of(filled, filled.group, child=1) == WORKING
    after = filled.look(AttendanceMark, child_id=stranger)
    assert [(row.id, row.sheet_id, row.version) for row in after] == [
        (row.id, row.sheet_id, row.version) for row in before
    ]


@pytest.mark.parametrize("state", [SheetState.CLOSED, SheetState.APPROVED])
def test_a_transfer_out_of_a_signed_sheet_is_refused_in_words(filled, state):
    [sheet] = filled.look(AttendanceSheet, group_id=filled.group)
    filled.change(AttendanceSheet, sheet.id, state=state)
    filled.visit("administrator")
    before = dump(filled.garden.engine)
    answer = end_stay(filled)
    assert answer.status_code == 422
    assert "«Ромашка»" in answer.get_json()["error"]
    assert "11.2026" in answer.get_json()["error"]
    assert dump(filled.garden.engine) == before


def test_a_transfer_into_a_signed_sheet_is_refused_in_words(filled):
    assert end_stay(filled).status_code == 200
    [sheet] = filled.look(AttendanceSheet, group_id=filled.other_group)
    filled.change(AttendanceSheet, sheet.id, state=SheetState.CLOSED)
    filled.visit("administrator")
    before = dump(filled.garden.engine)
    answer = begin_stay(filled)
    assert answer.status_code == 422
    assert "«Василёк»" in answer.get_json()["error"]
    assert dump(filled.garden.engine) == before


def test_a_placement_whose_days_a_signed_sheet_holds_is_not_deleted(filled):
    [sheet] = filled.look(AttendanceSheet, group_id=filled.group)
    filled.change(AttendanceSheet, sheet.id, state=SheetState.CLOSED)
    admin = filled.visit("administrator")
    before = dump(filled.garden.engine)
    answer = admin.send_json("DELETE", f"/api/v1/placement/{stay(filled).id}")
    assert answer.status_code == 422
    page = admin.send(f"/placements/{stay(filled).id}/delete")
    assert page.status_code == 302
    assert "«Ромашка»" in admin.get(page.headers["Location"]).get_data(as_text=True)
    assert dump(filled.garden.engine) == before


def test_days_after_the_signed_month_may_change(filled):
    [sheet] = filled.look(AttendanceSheet, group_id=filled.group)
    filled.change(AttendanceSheet, sheet.id, state=SheetState.APPROVED)
    assert end_stay(filled, "2026-12-01").status_code == 200


def test_a_child_is_in_one_group_on_one_day(filled):
    filled.visit("administrator")
    before = dump(filled.garden.engine)
    answer = begin_stay(filled)
    assert answer.status_code == 422
    assert "«Ромашка»" in answer.get_json()["error"]
    assert dump(filled.garden.engine) == before


def test_an_open_clash_and_a_paper_go_with_the_child(filled):
    end_stay(filled)
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
    assert begin_stay(filled).status_code == 201
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
    end_stay(filled)
    begin_stay(filled)
    changed = {"version": made.get_json()["result"]["version"], "number": "17"}
    answer = coordinator.send_json(
        "PUT", f"/api/v1/absence_document/{made.get_json()['id']}", changed
    )
    assert answer.status_code == 200
    [mark] = filled.look(AttendanceMark, child_id=filled.children[0], day=date(2026, 11, 17))
    assert mark.document_id == made.get_json()["id"]


def end_enrollment(house, day, child=0):
    """The administrator writes the day of leaving the kindergarten into the enrolment."""
    row = house.look(Enrollment, child_id=house.children[child])[0]
    body = {"version": row.version, "ends_on": day}
    return house.visit("administrator").send_json("PUT", f"/api/v1/enrollment/{row.id}", body)


def test_a_child_who_leaves_the_kindergarten_leaves_the_group_that_day(house):
    assert end_enrollment(house, "2026-11-20").status_code == 200
    assert stay(house).ends_on == date(2026, 11, 20)
    assert stay(house, child=1).ends_on is None
    answer = house.marks(house.visit("first"), house.cell(0, 23, "Б"))
    assert answer.status_code == 422
    assert "не числится в группе" in answer.get_json()["error"]


def test_a_leaving_that_a_signed_sheet_contradicts_is_refused(filled):
    filled.visit("first").send(f"{filled.month_address()}/close")
    before = dump(filled.garden.engine)
    assert end_enrollment(filled, "2026-11-20").status_code == 422
    assert dump(filled.garden.engine) == before


def test_nobody_is_in_a_group_after_leaving_the_kindergarten(house):
    assert end_enrollment(house, "2026-11-20").status_code == 200
    assert end_stay(house, "2026-11-23").status_code == 422
    assert end_stay(house, None).status_code == 422
    assert end_stay(house, "2026-11-18").status_code == 200


def test_a_leaving_before_the_placement_began_is_refused_in_words(house):
    assert end_stay(house).status_code == 200
    assert begin_stay(house).status_code == 201
    answer = end_enrollment(house, "2026-11-10")
    assert answer.status_code == 422
    assert "16.11.2026" in answer.get_json()["error"]


def test_a_placement_with_marks_is_not_deleted(filled):
    """Its marks would stand in no list: they would be lost to the sheet and its totals."""
    admin, key = filled.visit("administrator"), stay(filled).id
    before = dump(filled.garden.engine)
    answer = admin.send_json("DELETE", f"/api/v1/placement/{key}")
    assert answer.status_code == 422
    assert f"{len(WORKING)} д" in answer.get_json()["error"]
    assert admin.send(f"/placements/{key}/delete").status_code == 302
    assert dump(filled.garden.engine) == before


def test_a_placement_without_marks_is_deleted(house):
    first = house.visit("first")
    assert house.marks(first, house.cell(0, 23, "Б")).status_code == 200
    assert house.marks(first, house.cell(0, 23, None, seen=1)).status_code == 200
    admin = house.visit("administrator")
    assert admin.send_json("DELETE", f"/api/v1/placement/{stay(house).id}").status_code == 200


@pytest.mark.parametrize("change", [{"starts_on": "2026-11-10"}, {"child": 1}])
def test_an_enrolment_holds_the_placements_that_rest_on_it(house, change):
    [row] = house.look(Enrollment, child_id=house.children[0])
    body = {"version": row.version, "starts_on": "2026-08-20", **change}
    if "child" in body:
        body["child"] = house.children[body["child"]]
    before = dump(house.garden.engine)
    answer = house.visit("administrator").send_json("PUT", f"/api/v1/enrollment/{row.id}", body)
    assert answer.status_code == 422, answer.get_json()
    assert dump(house.garden.engine) == before
