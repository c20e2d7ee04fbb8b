"""What is not filled: groups and days with the way straight there, papers, unsigned sheets."""

from __future__ import annotations

import html
import re
from datetime import date, time

import pytest

from app.attendance.models import AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.core.workdays import month_days
from app.groups.models import ChildGroup
from app.organizations.models import Organization, OrganizationSettings
from tests.factories.rows import Rows

TODAY = "2026-11-24"
# The authority of the cast gives Friday, the sixth, off.
UP_TO_YESTERDAY = tuple(
    f"{day.date}"
    for day in month_days(2026, 11)
    if day.works and day.date.day != 6 and day.date.day < 24
)


def page(house, day="", login="coordinator", status=200):
    answer = house.visit(login).get(f"/attendance/control{'/' + day if day else ''}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return html.unescape(answer.get_data(as_text=True))


def row_of(text, group):
    return next(row for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL) if f">{group}<" in row)


@pytest.mark.parametrize("login", ["head", "coordinator"])
def test_a_group_that_nobody_marked_is_named_with_the_way_to_that_very_day(house, login):
    text = page(house, login=login)
    for name, key in (("Ромашка", house.group), ("Василёк", house.other_group)):
        row = row_of(text, name)
        assert house.said("not filled") in row
        assert f'href="/attendance/today/{key}/{TODAY}"' in row
    assert "Кузнецова М." in row_of(text, "Ромашка")
    assert "Орлова Н." in row_of(text, "Ромашка")


def test_the_way_leads_to_that_day_and_group(house):
    text = page(house, "2026-11-19")
    link = re.search(r'href="(/attendance/today/[^"]+)"', row_of(text, "Василёк"))[1]
    day = house.visit("coordinator").get(link).get_data(as_text=True)
    assert "Василёк" in day
    assert "четверг, 19.11.2026" in day
    assert "Ёлкина Ася" in day


def test_a_filled_group_and_one_filled_in_part_are_told_apart(house):
    first = house.visit("first")
    house.marks(first, house.cell(0, 24, "Б"))
    assert house.said("in part") in row_of(page(house), "Ромашка")
    house.marks(first, present=(TODAY,))
    row = row_of(page(house), "Ромашка")
    assert house.said("filled") in row
    assert house.said("Open the day") not in row


def test_a_cleared_mark_makes_the_day_unfilled_again(house):
    first = house.visit("first")
    house.marks(first, present=(TODAY,))
    house.marks(first, house.cell(0, 24, None, seen=1))
    assert house.said("in part") in row_of(page(house), "Ромашка")


def test_earlier_days_of_the_month_are_listed_each_with_its_way(house):
    first = house.visit("first")
    house.marks(first, present=tuple(day for day in UP_TO_YESTERDAY if day[-2:] != "12"))
    text = page(house)
    assert f'href="/attendance/today/{house.group}/2026-11-12">12.11<' in text
    assert f'href="/attendance/today/{house.group}/2026-11-11"' not in text
    assert f'href="/attendance/today/{house.other_group}/2026-11-11">11.11<' in text
    # Days off are nobody's fault: a Sunday, the holiday, the day off of the authority.
    for day in ("08", "04", "06"):
        assert f"/attendance/today/{house.other_group}/2026-11-{day}" not in text


def test_marks_of_a_child_who_has_left_do_not_fill_the_day_of_another(house):
    """Two marks on the day, one of them of a child whom a backdated order took away."""
    first = house.visit("first")
    house.marks(first, house.cell(0, 24, "Я"), house.cell(1, 24, "Я"), house.cell(2, 23, "Я"))
    house.transfer(0, "2026-11-23")
    row = row_of(page(house), "Ромашка")
    assert house.said("in part") in row
    assert ">2<" in row
    assert ">1<" in row


def test_illness_without_its_note_is_listed_with_the_way_to_enter_it(house):
    first = house.visit("first")
    house.marks(first, house.cell(0, 19, "Б"), house.cell(0, 20, "Б"), house.cell(1, 20, "Н"))
    text = page(house)
    assert "Абрамов Тимофей" in text
    assert "Белова" not in text
    assert "19.11–20.11, 2 дня" in text
    link = re.search(r'href="(/absence-documents/add\?[^"]+)"', text)[1]
    assert f"child={house.children[0]}" in link
    assert "starts_on=2026-11-19" in link
    form = house.visit("coordinator").get(link).get_data(as_text=True)
    assert 'value="20.11.2026"' in form
    seen_by_the_head = page(house, login="head")
    assert "19.11–20.11, 2 дня" in seen_by_the_head
    assert "/absence-documents/add" not in seen_by_the_head, "the head enters no documents"


@pytest.mark.parametrize(
    ("state", "listed"),
    [(SheetState.OPEN, True), (SheetState.CLOSED, True), (SheetState.APPROVED, False)],
)
def test_sheets_of_last_month_that_are_not_signed_are_listed(house, state, listed):
    sheet = house.make(AttendanceSheet, group_id=house.group, month=date(2026, 10, 1))
    house.change(AttendanceSheet, sheet, state=state)
    link = f'href="/attendance/month/{house.group}/2026-10"'
    assert (link in page(house)) is listed


def test_a_group_with_children_and_no_sheet_at_all_is_listed(house):
    text = page(house)
    for group in (house.group, house.other_group):
        assert f'href="/attendance/month/{group}/2026-10"' in text
    assert house.said("not begun") in text


def test_a_group_without_children_in_that_month_owes_no_sheet(house):
    empty = house.make(ChildGroup, name="Пустая")
    house.add(children=1, group=empty, since=date(2026, 11, 2))
    assert f'href="/attendance/month/{empty}/2026-10"' not in page(house)


def test_a_group_closed_since_still_owes_its_last_sheet(house):
    house.change(ChildGroup, house.other_group, closed_on=date(2026, 11, 1))
    text = page(house)
    assert f'href="/attendance/month/{house.other_group}/2026-10"' in text
    assert f'href="/attendance/today/{house.other_group}' not in text


def test_earlier_months_that_were_never_signed_are_listed_since_the_first_sheet(house):
    old = house.make(AttendanceSheet, group_id=house.group, month=date(2026, 9, 1))
    house.change(AttendanceSheet, old, state=SheetState.APPROVED)
    text = page(house)
    assert f'href="/attendance/month/{house.group}/2026-09"' not in text
    assert f'href="/attendance/month/{house.other_group}/2026-09"' in text
    assert f'href="/attendance/month/{house.other_group}/2026-08"' not in text


def test_sheets_of_another_kindergarten_do_not_begin_the_count(house):
    with house.garden.system() as session:
        other = Rows(session, session.get_one(Organization, house.garden.cast.organizations["A"]))
        other.make(AttendanceSheet, month=date(2026, 2, 1))
    assert f'href="/attendance/month/{house.group}/2026-09"' not in page(house)


def test_the_hour_is_the_one_of_this_kindergarten(house):
    from_today = date(2026, 11, 1)
    house.make(OrganizationSettings, valid_from=from_today, marking_deadline=time(8, 30))
    assert house.said("to be filled by %(time)s", time="08:30") in page(house)


def test_a_day_off_asks_nothing_of_anybody(house):
    text = page(house, "2026-11-22")
    assert house.said("day off") in row_of(text, "Ромашка")
    assert house.said("Open the day") not in text


def test_only_groups_of_this_kindergarten_are_listed(house):
    text = page(house)
    assert "quartzitealpha" not in text
    assert "feldsparalpha" not in text


@pytest.mark.parametrize("login", ["first", "parent"])
def test_who_may_not_control_is_refused(house, login):
    page(house, login=login, status=403)


def test_a_day_that_is_none_or_ahead_is_no_page(house):
    for day in ("2026-11-25", "2026-13-01", "x", "0001-01-01", "9999-12-31", "1999-12-31"):
        page(house, day, status=404)


def test_the_picker_of_the_day_leads_to_its_address(house):
    answer = house.visit("head").get("/attendance/control?day=2026-11-19")
    assert answer.headers["Location"].endswith("/attendance/control/2026-11-19")
