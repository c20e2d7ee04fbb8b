"""The teacher's home: own groups, what waits, birthdays; nothing of anybody else."""

from __future__ import annotations

from datetime import date

import pytest

from app.attendance.models import AttendanceCode, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Child
from app.core.workdays import month_days
from app.groups.models import ChildGroup, GroupTeacher
from app.staff.models import Employee
from tests.web.onboarding.conftest import HomePage, give_right, href, words

TODAY = "2026-11-24"
# The authority of the cast gives Friday, the sixth, off.
BEFORE = tuple(
    f"{day.date}"
    for day in month_days(2026, 11)
    if day.works and day.date.day != 6 and day.date.day < 24
)
OCTOBER = tuple(f"{day.date}" for day in month_days(2026, 10) if day.works)


def test_a_group_that_waits_is_called_with_one_button_to_its_day(house):
    block = HomePage(house.visit("first")).block("Ромашка")
    assert house.said("not filled") in words(block)
    assert house.said("Mark today") in words(block)
    assert "btn-primary" in block
    assert href(block) == f"/attendance/today/{house.group}"
    assert house.said("Children on the list: %(listed)s", listed=3) in words(block)


def test_a_filled_group_tells_who_is_absent_and_why_in_words(house):
    first = house.visit("first")
    house.marks(first, house.cell(0, 24, "Б"), house.cell(1, 24, "О"), present=(TODAY,))
    block = HomePage(first).block("Ромашка")
    text = words(block)
    assert house.said("filled") in text
    assert text.index("Абрамов Тимофей") < text.index("Белова Арина")
    codes = {
        row.letter: row.name
        for row in house.look(AttendanceCode, organization_id=house.organization)
    }
    assert f"Б Абрамов Тимофей {codes['Б']}, {house.said('no document')}" in text
    assert f"О Белова Арина {codes['О']}" in text
    assert "Воронцов" not in text
    assert f'href="/children/{house.children[0]}"' in block
    assert "btn-primary" not in block


def test_only_own_groups_stand_on_the_home_of_a_teacher(house):
    page = HomePage(house.visit("first"))
    assert not page.has("Василёк")
    assert "Ёлкина" not in page.main
    assert "quartzitealpha" not in page.main


def test_one_button_of_two_waiting_groups_calls_louder(house):
    house.make(
        GroupTeacher,
        group_id=house.other_group,
        employee_id=_employee(house, "Кузнецова"),
        valid_from=date(2026, 9, 1),
    )
    page = HomePage(house.visit("first"))
    assert page.has("Ромашка")
    assert page.has("Василёк")
    assert page.main.count("btn-primary") == 1


def _employee(house, last_name):
    return house.look(Employee, organization_id=house.organization, last_name=last_name)[0].id


def test_days_without_marks_are_named_each_with_its_way(house):
    first = house.visit("first")
    house.marks(first, present=OCTOBER, month="2026-10")
    house.marks(first, present=tuple(day for day in BEFORE if day[-2:] not in ("12", "19")))
    block = HomePage(first).block(house.said("What else to do"))
    assert f'href="/attendance/today/{house.group}/2026-11-12"' in block
    assert f'href="/attendance/today/{house.group}/2026-11-19"' in block
    assert f"/attendance/today/{house.group}/2026-11-11" not in block
    assert "2 дня, ноябрь 2026" in words(block)


def test_days_of_a_closed_sheet_are_no_work_of_the_teacher(house):
    sheet = house.make(AttendanceSheet, group_id=house.group, month=date(2026, 10, 1))
    house.change(AttendanceSheet, sheet, state=SheetState.CLOSED)
    block = HomePage(house.visit("first")).block(house.said("What else to do"))
    assert "октябрь" not in words(block)


def test_a_filled_month_that_is_over_can_be_closed(house):
    first = house.visit("first")
    house.marks(first, present=OCTOBER, month="2026-10")
    block = HomePage(first).block(house.said("What else to do"))
    assert house.said("%(group)s: the sheet can be closed", group="Ромашка") in words(block)
    assert f'href="/attendance/month/{house.group}/2026-10"' in block


def test_illness_without_its_paper_waits_with_the_form_filled_in(house):
    first = house.visit("first")
    house.marks(first, house.cell(0, 19, "Б"), house.cell(0, 20, "Б"), present=(TODAY,))
    block = HomePage(first).block(house.said("What else to do"))
    link = href(block, "/absence-documents/add")
    assert f"child={house.children[0]}" in link
    assert "starts_on=2026-11-19&ends_on=2026-11-20" in link
    assert first.get(link).status_code == 200


def test_who_is_still_ill_owes_no_paper_yet(house):
    first = house.visit("first")
    house.marks(first, house.cell(0, 23, "Б"), house.cell(0, 24, "Б"), present=(TODAY,))
    block = HomePage(first).block(house.said("What else to do"))
    assert "Абрамов" not in words(block)
    assert "/absence-documents/add" not in block


def test_birthdays_of_this_week_are_told_and_of_no_other_week(house):
    house.change(Child, house.children[0], birth_date=date(2021, 11, 26))
    house.change(Child, house.children[1], birth_date=date(2021, 11, 30))
    house.change(Child, house.neighbours[0], birth_date=date(2021, 11, 26))
    text = words(HomePage(house.visit("first")).block(house.said("Birthdays this week")))
    assert "Абрамов Тимофей исполняется 5 лет Чт, 26.11" in text
    assert "Белова" not in text
    assert "Ёлкина" not in text


def test_a_day_off_asks_for_no_mark(house, on_day):
    first = house.visit("first")
    on_day("2026-11-22")
    block = HomePage(first).block("Ромашка")
    assert house.said("day off") in words(block)
    assert house.said("Mark today") not in words(block)


def test_a_teacher_without_a_group_is_told_who_helps(house):
    house.change(ChildGroup, house.other_group, closed_on=date(2026, 11, 1))
    page = HomePage(house.visit("other"))
    assert house.said("No group is yours yet") in words(page.main)


@pytest.mark.parametrize("role", ["head", "coordinator"])
def test_who_also_runs_the_kindergarten_sees_both(house, role):
    give_right(house, "first", role)
    page = HomePage(house.visit("first"))
    assert page.has("Ромашка")
    assert not page.has("Василёк")
    assert "Василёк" in words(page.block(house.said("Not marked today")))
