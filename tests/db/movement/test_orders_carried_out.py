"""A signed order writes enrolments and placements; marks follow; nothing is half-done."""

from __future__ import annotations

from datetime import date

import pytest

from app.attendance.models import AbsenceDocument, AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Child, Enrollment, Placement
from app.core.errors import Conflict, RuleViolation
from app.documents.models import Document
from app.documents.rules.lifecycle import DocumentState
from app.groups.models import ChildGroup
from app.movement.models import Movement
from app.movement.rules.events import DepartureReason, KeptReason, MovementKind
from tests.factories.orders import cancelled, facts, signed
from tests.harness.dump import dump

SCHOOL = DepartureReason.SCHOOL


def day(month, number, year=2026):
    return date(year, month, number)


def stays(house, child):
    rows = house.look(Placement, child_id=child)
    return sorted((row.starts_on, row.ends_on, row.group_id, row.order_number) for row in rows)


def entries(house, child):
    return house.look(Movement, child_id=child)


def refused(house, kind, on, *lines):
    """The text of the refusal; nothing at all was written."""
    before = dump(house.garden.engine)
    with pytest.raises(RuleViolation) as refusal:
        signed(house, kind, on, *lines)
    assert dump(house.garden.engine) == before
    return str(refusal.value)


def test_a_child_goes_from_enrolment_through_two_groups_and_a_temporary_stay_to_school(house):
    child = house.make(Child, last_name="Ёжикова", first_name="Яна")
    third = house.make(ChildGroup, name="Ландыш")
    signed(
        house,
        "enrolment",
        day(9, 1, 2025),
        facts(child, day(9, 1, 2025), house.group, contract_number="15", file_number="Е-7"),
    )
    signed(house, "group_transfer", day(2, 16), facts(child, day(2, 16), house.other_group))
    signed(house, "temporary_stay", day(6, 30), facts(child, day(7, 1), third, last_day=day(7, 31)))
    signed(house, "departure", day(8, 31), facts(child, day(8, 31), reason=SCHOOL, place="СОШ № 3"))
    assert stays(house, child) == [
        (day(9, 1, 2025), day(2, 16), house.group, "1-в"),
        (day(2, 16), day(7, 1), house.other_group, "1-в"),
        (day(7, 1), day(8, 1), third, "2-в"),
        (day(8, 1), day(8, 31), house.other_group, None),
    ]
    [enrolment] = house.look(Enrollment, child_id=child)
    assert (enrolment.starts_on, enrolment.order_number) == (day(9, 1, 2025), "1-в")
    assert (enrolment.ends_on, enrolment.end_order_number) == (day(8, 31), "3-в")
    told = [(one.kind, one.order_number, one.from_group_id) for one in entries(house, child)]
    assert told == [
        (MovementKind.ENROLMENT, "1-в", None),
        (MovementKind.GROUP_TRANSFER, "1-в", house.group),
        (MovementKind.TEMPORARY, "2-в", house.other_group),
        (MovementKind.DEPARTURE, "3-в", house.other_group),
    ]
    papers = house.look(Document, organization_id=house.organization)
    assert [one.pdf_file_id is not None for one in papers] == [True] * 4
    assert "Ёжикову Яну" in papers[0].text
    assert "СОШ № 3" in papers[3].text


def test_many_children_move_by_one_order_and_strangers_stay(house, garden):
    stranger = garden.cast.row("B1", "child")
    before = stays(house, stranger)
    signed(
        house,
        "group_transfer",
        day(11, 24),
        *(facts(child, day(12, 1), house.other_group) for child in house.children),
    )
    for child in house.children:
        assert [one[2] for one in stays(house, child)] == [house.group, house.other_group]
    assert stays(house, stranger) == before


def test_a_list_of_before_enters_the_book_with_the_first_order(house):
    child = house.children[0]
    signed(house, "group_transfer", day(11, 24), facts(child, day(12, 1), house.other_group))
    first, second = entries(house, child)
    assert (first.kind, first.book_number) == (MovementKind.INITIAL, 1)
    assert (first.effective_on, first.to_group_id) == (day(9, 1), house.group)
    assert (second.from_group_id, second.book_number) == (house.group, None)


def test_numbers_of_the_book_go_on_without_gaps(house):
    children = [house.make(Child, last_name=f"Новиков{one}") for one in range(3)]
    signed(
        house,
        "enrolment",
        day(11, 24),
        *(facts(one, day(11, 24), house.group) for one in children[:2]),
    )
    refused(house, "enrolment", day(11, 24), facts(children[0], day(11, 24), house.group))
    signed(house, "enrolment", day(11, 24), facts(children[2], day(11, 25), house.group))
    numbers = [one.book_number for child in children for one in entries(house, child)]
    assert sorted(numbers) == [1, 2, 3]


def test_a_guest_is_enrolled_for_a_time_and_leaves_by_itself(house):
    guest = house.make(Child, last_name="Гостев")
    signed(
        house,
        "temporary_stay",
        day(11, 24),
        facts(guest, day(12, 1), house.group, last_day=day(12, 14)),
    )
    assert [one[:3] for one in stays(house, guest)] == [(day(12, 1), day(12, 15), house.group)]
    assert entries(house, guest)[0].kind is MovementKind.GUEST


def test_a_kept_place_is_excused_and_its_cancellation_takes_that_back(house):
    child = house.children[0]
    order = signed(
        house,
        "keeping_place",
        day(11, 24),
        facts(child, day(11, 25), last_day=day(11, 30), kept_reason=KeptReason.SANATORIUM),
    )
    marks = house.look(AttendanceMark, child_id=child)
    assert [f"{one.day:%d}" for one in marks] == ["25", "26", "27", "30"]
    assert {one.code_id for one in marks} == {house.codes["С"]}
    [paper] = house.look(AbsenceDocument, child_id=child)
    assert paper.number == "1-в"
    assert [one[1] for one in stays(house, child)] == [None], "the child stays on the list"
    cancelled(house, order, day(11, 24))
    assert {one.code_id for one in house.look(AttendanceMark, child_id=child)} == {None}
    assert house.look(AbsenceDocument, child_id=child) == []


def test_a_cancelled_order_leaves_its_entry_reversed_and_the_list_as_before(house):
    child = house.children[0]
    order = signed(house, "departure", day(11, 24), facts(child, day(11, 24), reason=SCHOOL))
    assert stays(house, child)[0][1] == day(11, 24)
    cancelled(house, order, day(11, 24))
    assert stays(house, child)[0][1] is None
    [enrolment] = house.look(Enrollment, child_id=child)
    assert (enrolment.ends_on, enrolment.end_order_number) == (None, None)
    left = entries(house, child)[-1]
    assert (left.reversed_on, left.reversed_order) == (day(11, 24), "1")
    assert house.look(Document, id=order)[0].state is DocumentState.CANCELLED


def test_a_cancelled_enrolment_frees_the_child_and_keeps_its_number(house):
    child = house.make(Child, last_name="Новиков")
    order = signed(house, "enrolment", day(11, 24), facts(child, day(12, 1), house.group))
    cancelled(house, order, day(11, 24))
    assert stays(house, child) == []
    assert house.look(Enrollment, child_id=child) == []
    signed(house, "enrolment", day(11, 24), facts(child, day(12, 1), house.other_group))
    assert [one.book_number for one in entries(house, child)] == [1, 2]


def test_an_order_that_others_rest_on_is_not_cancelled(house):
    child = house.make(Child, last_name="Новиков")
    order = signed(house, "enrolment", day(11, 24), facts(child, day(11, 24), house.group))
    signed(house, "group_transfer", day(11, 24), facts(child, day(12, 1), house.other_group))
    before = dump(house.garden.engine)
    with pytest.raises(RuleViolation, match="rests on this"):
        cancelled(house, order, day(11, 24))
    assert dump(house.garden.engine) == before


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(house):
    one, two, _three = house.children
    text = refused(
        house,
        "group_transfer",
        day(11, 24),
        facts(one, day(8, 31), house.other_group),
        facts(two, day(12, 1), house.group),
    )
    assert "Абрамов" in text
    assert "before the enrolment on 01.09.2026" in text
    assert "Белова" in text
    assert "already" in text


def test_a_child_stands_in_an_order_once(house):
    text = refused(
        house,
        "group_transfer",
        day(11, 24),
        *(facts(house.children[0], day(12, one), house.other_group) for one in (1, 2)),
    )
    assert "stands in the order already" in text


def test_an_order_without_children_is_not_signed(house):
    assert "no children" in refused(house, "departure", day(11, 24))


def test_a_child_on_the_list_is_not_enrolled_again(house):
    text = refused(
        house, "enrolment", day(11, 24), facts(house.children[0], day(12, 1), house.other_group)
    )
    assert "on the list since 01.09.2026" in text


def test_a_group_over_its_places_needs_a_reason(house):
    house.change(ChildGroup, house.other_group, capacity=2)
    line = facts(house.children[0], day(12, 1), house.other_group)
    text = refused(house, "group_transfer", day(11, 24), line)
    assert "3 children on the list for 2 places" in text
    reasoned = facts(
        house.children[0], day(12, 1), house.other_group, capacity_reason="ремонт «Ромашки»"
    )
    signed(house, "group_transfer", day(11, 24), reasoned)
    assert entries(house, house.children[0])[-1].capacity_reason == "ремонт «Ромашки»"


def test_a_swap_of_two_full_groups_is_not_over_the_places(house):
    house.change(ChildGroup, house.group, capacity=3)
    house.change(ChildGroup, house.other_group, capacity=2)
    signed(
        house,
        "group_transfer",
        day(11, 24),
        facts(house.children[0], day(12, 1), house.other_group),
        facts(house.neighbours[0], day(12, 1), house.group),
    )


def test_a_day_that_has_passed_asks_first(house):
    child = house.children[0]
    late = facts(child, day(11, 9), house.other_group)
    unconfirmed = type(late)(child_id=child, effective_on=day(11, 9), to_group_id=house.other_group)
    assert "11.2026" in refused(house, "group_transfer", day(11, 24), unconfirmed)
    signed(house, "group_transfer", day(11, 24), late)
    assert [one[2] for one in stays(house, child)] == [house.group, house.other_group]


def test_a_departure_waits_for_the_sheets_of_past_months(house):
    child = house.children[0]
    sheet = house.make(AttendanceSheet, group_id=house.group, month=day(10, 1))
    line = facts(child, day(11, 24), reason=SCHOOL)
    text = refused(house, "departure", day(11, 24), line)
    assert "10.2026 is open" in text
    house.change(AttendanceSheet, sheet, state=SheetState.APPROVED)
    signed(house, "departure", day(11, 24), line)


def test_a_signed_sheet_is_not_changed_by_a_late_order(house):
    house.make(AttendanceSheet, group_id=house.group, month=day(10, 1), state=SheetState.CLOSED)
    text = refused(
        house,
        "group_transfer",
        day(11, 24),
        facts(house.children[0], day(10, 15), house.other_group),
    )
    assert "10.2026 is signed" in text


def test_an_order_of_another_kindergarten_takes_none_of_our_children(house, garden):
    stranger = garden.cast.row("B1", "child")
    text = refused(house, "departure", day(11, 24), facts(stranger, day(11, 24), reason=SCHOOL))
    assert "another kindergarten" in text


def test_an_order_is_signed_once(house):
    child = house.children[0]
    order = signed(house, "departure", day(11, 24), facts(child, day(11, 24), reason=SCHOOL))
    cancelled(house, order, day(11, 24))
    with pytest.raises(Conflict):
        cancelled(house, order, day(11, 24))
