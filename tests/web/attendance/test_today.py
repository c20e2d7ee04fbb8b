"""The page of the day: all are here unless marked, and what cannot be marked says why."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from app.academic_year.models import CalendarDay, CalendarDayKind
from app.attendance.history_models import MarkRevision
from app.attendance.models import AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.groups.models import ChildGroup, GroupTeacher

SHEET = re.compile(r'<script type="application/json" id="sheet">(.*?)</script>', re.DOTALL)
TODAY = "2026-11-24"


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def sheet_of(text):
    found = SHEET.search(text)
    return json.loads(found[1]) if found else None


def figure(text, name):
    return re.search(rf'id="{name}"[^>]*>([^<]*)<', text)[1]


def letters(house, day=date(2026, 11, 24)):
    """Letters by child of «Ромашка» on a day, as the database holds them."""
    names = {key: letter for letter, key in house.codes.items()}
    rows = house.look(AttendanceMark, day=day, group_id=house.group)
    return {house.children.index(row.child_id): names.get(row.code_id) for row in rows}


def test_a_teacher_comes_straight_to_the_day_of_her_own_group(house):
    text = page(house.visit("first"), "/attendance/today")
    assert "Ромашка" in text
    assert "Василёк" not in text
    assert "вторник, 24.11.2026" in text
    for name in ("Абрамов Тимофей", "Белова Арина", "Воронцов Лев"):
        assert name in text
    assert "Ёлкина" not in text


def test_all_are_present_before_anybody_is_marked(house):
    text = page(house.visit("first"), house.day_address())
    assert figure(text, "here") == "3"
    assert figure(text, "absent") == house.said(
        "%(absent)s absent · %(all)s on the list", absent=0, all=3
    )
    assert sheet_of(text)["marks"] == {}
    assert sheet_of(text)["editable"] is True
    assert house.look(AttendanceMark, group_id=house.group) == []


def test_every_reason_that_a_person_may_choose_is_offered(house):
    text = page(house.visit("first"), house.day_address())
    codes = {code["letter"]: code for code in sheet_of(text)["codes"]}
    assert {letter for letter, code in codes.items() if code["typable"]} == set("ЯНБКОСЛПР")
    assert codes["Б"]["needsDocument"] is True
    assert codes["В"]["typable"] is False
    assert 'value="В"' not in text


def test_a_marked_child_is_counted_as_absent(house):
    first = house.visit("first")
    assert house.marks(first, house.cell(1, 24, "Б")).status_code == 200
    text = page(first, house.day_address())
    assert figure(text, "here") == "2"
    assert figure(text, "absent").startswith("отсутствуют: 1 ·")
    mark = sheet_of(text)["marks"][str(house.children[1])]["24"]
    assert mark[:4] == ["Б", 1, False, "Кузнецова М."]
    assert house.said("Saved at %(time)s", time="10:00") in text


def test_confirming_fills_presence_for_all_who_are_not_marked(house):
    first = house.visit("first")
    house.marks(first, house.cell(1, 24, "Б"))
    answer = house.marks(first, present=(TODAY,))
    assert answer.status_code == 200
    assert letters(house) == {0: "Я", 1: "Б", 2: "Я"}


def test_a_child_who_comes_later_does_not_reopen_a_confirmed_day(house):
    first = house.visit("first")
    house.marks(first, present=(TODAY,))
    late = house.add(children=1, since=date(2026, 11, 25))
    text = page(first, house.day_address())
    assert figure(text, "here") == "3"
    assert str(late[0]) not in sheet_of(text)["marks"]


def test_the_form_without_scripts_confirms_the_day(house):
    first = house.visit("first")
    fields = {f"mark-{house.children[1]}": "О", "step": "confirm"}
    answer = first.send(f"{house.day_address()}/save", fields)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(house.day_address())
    assert letters(house) == {0: "Я", 1: "О", 2: "Я"}
    assert "Сохранено." in page(first, house.day_address())


def test_the_form_without_scripts_saves_only_what_is_chosen(house):
    first = house.visit("first")
    first.send(f"{house.day_address()}/save", {f"mark-{house.children[0]}": "Н", "step": "save"})
    assert letters(house) == {0: "Н"}


def test_the_form_without_scripts_changes_a_mark_it_has_seen(house):
    first = house.visit("first")
    address = f"{house.day_address()}/save"
    first.send(address, {f"mark-{house.children[0]}": "Н"})
    shown = re.search(r'action="([^"]+/save[^"]*)"', page(first, house.day_address()))[1]
    first.send(shown, {f"mark-{house.children[0]}": "Я"})
    assert letters(house) == {0: "Я"}
    rows = house.look(MarkRevision, child_id=house.children[0])
    assert [(row.old_letter, row.new_letter) for row in rows] == [(None, "Н"), ("Н", "Я")]


def test_the_form_without_scripts_does_not_overwrite_what_it_has_not_seen(house):
    first, second = house.visit("first"), house.visit("second")
    text = page(second, house.day_address())
    shown = re.search(r'action="([^"]+/save[^"]*)"', text)[1]
    house.marks(first, house.cell(0, 24, "Б"))
    fields = {f"mark-{child}": "Я" for child in house.children}
    second.send(shown, fields)
    assert letters(house) == {0: "Б", 1: "Я", 2: "Я"}
    said = page(second, house.day_address())
    assert "Абрамов Тимофей" in said
    told = house.said(
        "{name}, {day}: you have {yours}, {by} at {time} has {theirs}. Your mark is not lost, "
        "choose the right one."
    ).format(
        name="Абрамов Тимофей", day="24.11", yours="Я", by="Кузнецова М.", time="10:00", theirs="Б"
    )
    assert told in said


def test_the_form_without_scripts_says_why_a_mark_is_refused(house, unchanged):
    first = house.visit("first")
    assert unchanged()
    first.send(f"{house.day_address()}/save", {f"mark-{house.children[0]}": "Ы"})
    assert unchanged()
    assert house.said(
        "%(child)s, %(day)s: there is no code “%(code)s”.",
        child="Абрамов Тимофей",
        day="24.11.2026",
        code="Ы",
    ) in page(first, house.day_address())


@pytest.mark.parametrize(
    ("day", "title"), [("2026-11-22", ""), ("2026-11-04", "День народного единства")]
)
def test_a_day_off_is_named_and_offers_no_marks(house, day, title):
    text = page(house.visit("first"), house.day_address(day))
    assert house.said("It is a day off") in text
    assert title in text
    assert 'class="child"' not in text


def test_a_day_off_of_the_kindergarten_is_named(house):
    house.make(
        CalendarDay, day=date(2026, 11, 24), kind=CalendarDayKind.OFF, title="Авария водопровода"
    )
    text = page(house.visit("first"), house.day_address())
    assert "Авария водопровода" in text
    assert 'class="child"' not in text


def test_a_group_without_children_says_what_to_do(house):
    empty = house.make(ChildGroup, name="Пустая")
    text = page(house.visit("head"), house.day_address(group=empty))
    assert house.said("No children in the group on this day") in text


def test_a_day_ahead_is_only_read_and_says_so(house):
    text = page(house.visit("first"), house.day_address("2026-11-25"))
    assert sheet_of(text)["editable"] is False
    assert house.said("%(day)s is still ahead.", day="25.11.2026") in text
    assert 'name="step"' not in text


def test_a_day_of_a_closed_sheet_is_only_read_and_says_who_opens_it(house):
    sheet = house.make(AttendanceSheet, group_id=house.group, month=date(2026, 11, 1))
    house.change(AttendanceSheet, sheet, state=SheetState.CLOSED)
    text = page(house.visit("first"), house.day_address())
    assert house.said("The sheet of this month is closed.") in text
    assert house.said("It can be opened again by the coordinator or the head.") in text
    assert sheet_of(text)["editable"] is False


def test_the_head_reads_the_day_but_cannot_mark(house, unchanged):
    head = house.visit("head")
    assert unchanged()
    text = page(head, house.day_address())
    assert sheet_of(text)["editable"] is False
    assert house.said("For reading only") in text
    # Nobody has told of the day: that is not the same as nobody being there.
    assert house.said("Not marked yet") in text
    assert 'id="here"' not in text
    assert house.marks(head, house.cell(0, 24, "Б")).status_code == 403
    assert head.send(f"{house.day_address()}/save", {"step": "confirm"}).status_code == 403
    assert unchanged()


def test_a_person_without_groups_learns_who_gives_one(house):
    with house.garden.system() as session:
        session.query(GroupTeacher).filter_by(group_id=house.other_group).delete()
    for address in ("/attendance/today", "/attendance/month"):
        answer = house.visit("other").get(address, follow_redirects=True)
        text = answer.get_data(as_text=True)
        assert house.said("No group is yours yet") in text
        assert house.said("The administrator names the teachers of a group in its card.") in text


def test_the_chosen_day_of_the_picker_leads_to_its_address(house):
    answer = house.visit("first").get(f"/attendance/today/{house.group}?day=2026-11-20")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(house.day_address("2026-11-20"))


def test_a_day_that_is_none_is_no_page(house):
    first = house.visit("first")
    for day in ("2026-13-01", "2026-02-30", "20261124", "yesterday", "0001-01-01", "9999-12-31"):
        page(first, f"/attendance/today/{house.group}/{day}", status=404)
