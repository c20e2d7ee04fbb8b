"""A signed sheet shows the figures that were signed, and says when the records differ from them."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from app.academic_year.models import CalendarDay, CalendarDayKind
from app.attendance.models import AttendanceSheet
from app.attendance.sheet_queries import month_end
from app.core.workdays import month_days, span_days
from app.organizations.models import OrganizationSettings
from tests.web.attendance.test_summary import figures, page, rows

# The authority of the cast gives Friday, the sixth, off.
WORKING = [f"{day.date}" for day in month_days(2026, 11) if day.works and day.date.day != 6]
NOVEMBER = "from=2026-11-01&to=2026-11-30"


@pytest.fixture
def closed(house, on_day):
    """November of «Ромашка» is closed: 57 days of plan, one «Б», one «О»."""
    on_day("2026-11-30")
    first = house.visit("first")
    cells = [house.cell(0, 9, "Б"), house.cell(1, 10, "О")]
    assert house.marks(first, *cells, present=tuple(WORKING)).status_code == 200
    first.send(f"{house.month_address()}/close")
    [row] = house.look(AttendanceSheet, group_id=house.group)
    assert row.state.value == "closed"
    return house


def day_off(house, day=20):
    """An order of the repair comes after the month was closed."""
    house.make(CalendarDay, day=date(2026, 11, day), kind=CalendarDayKind.OFF, title="Ремонт")


def sheet_page(house, login="head"):
    return html.unescape(house.visit(login).get(house.month_address()).get_data(as_text=True))


def sums(text, name):
    row = next(r for r in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if name in r)
    return re.findall(r'class="sum s\d">(.*?)<', row)


def warned(house, text):
    return house.said("The records differ now from what was signed:") in text


def test_without_a_change_nothing_is_said(closed):
    assert not warned(closed, page(closed, NOVEMBER))
    assert not warned(closed, sheet_page(closed))


def test_the_sheet_keeps_the_signed_figures_and_says_what_differs(closed):
    before = sums(sheet_page(closed), "Абрамов")
    assert before == ["18", "1", "–", "19"]
    day_off(closed)
    text = sheet_page(closed)
    assert sums(text, "Абрамов") == before
    assert 'id="whole-present">55<' in text
    assert warned(closed, text)


def test_the_sheet_names_the_children_and_both_figures(closed):
    day_off(closed)
    text = sheet_page(closed)
    said = closed.said(
        "plan %(plan)s (signed %(signed)s), fact %(fact)s (signed %(signed_fact)s)",
        plan=54,
        signed=57,
        fact=52,
        signed_fact=55,
    )
    assert said in text


def test_the_head_does_not_approve_figures_that_are_no_longer_so(closed):
    day_off(closed)
    head = closed.visit("head")
    answer = head.send(f"{closed.month_address()}/approve")
    shown = html.unescape(head.get(answer.headers["Location"]).get_data(as_text=True))
    text = "The records changed after the sheet was closed. Open it again and close it anew."
    assert closed.said(text) in shown
    assert closed.look(AttendanceSheet, group_id=closed.group)[0].state.value == "closed"


@pytest.mark.parametrize("by", ["child", "group", "organization"])
def test_the_summary_counts_what_was_signed_and_names_the_sheet(closed, by):
    before = rows(page(closed, f"{NOVEMBER}&by={by}&group={closed.group}"))
    day_off(closed)
    text = page(closed, f"{NOVEMBER}&by={by}&group={closed.group}")
    signed = [row[:3] + row[4:10] for row in before]
    assert [row[:3] + row[4:10] for row in rows(text)] == signed
    assert warned(closed, text)
    assert f'href="{closed.month_address()}"' in text


def test_a_part_of_the_month_is_counted_from_the_records(closed):
    day_off(closed)
    text = page(closed, "from=2026-11-01&to=2026-11-29&by=group")
    assert figures(text, "Ромашка")[0] == "51"
    assert not warned(closed, text)


def test_an_open_sheet_follows_the_records(closed):
    closed.visit("head").send(f"{closed.month_address()}/reopen", {"reason": "Приказ о ремонте"})
    day_off(closed)
    text = page(closed, NOVEMBER)
    assert figures(text, "Ромашка")[0] == "54"
    assert not warned(closed, text)


def test_a_child_that_is_no_longer_listed_keeps_its_signed_line(closed):
    closed.transfer(0, "2026-10-01")  # past the product, which refuses it
    text = page(closed, f"{NOVEMBER}&by=child&group={closed.group}")
    assert figures(text, "Абрамов")[:2] == ["19", "18"]
    assert warned(closed, text)


def test_another_kindergarten_hears_nothing_of_it(closed):
    day_off(closed)
    guest = closed.garden.client_of("head_a")
    text = html.unescape(guest.get(f"/attendance/summary?{NOVEMBER}").get_data(as_text=True))
    assert not warned(closed, text)


def settings(house, since, **values):
    house.make(OrganizationSettings, valid_from=since, **values)


def test_each_month_of_a_summary_goes_by_its_own_settings(house, on_day):
    """The note of an ill child is needed from November on: October's illness is not charged."""
    on_day("2026-11-30")
    settings(house, date(2026, 9, 1), sick_note_required=False)
    settings(house, date(2026, 11, 1), sick_note_required=True)
    first = house.visit("first")
    for month in ("2026-10", "2026-11"):
        cell = house.cell(0, 20, "Б", month=month)
        assert house.marks(first, cell, month=month).status_code == 200
    text = page(house, "from=2026-10-01&to=2026-11-30&by=child")
    alone = [
        int(figures(page(house, f"from={one}-01&to={one}-30&by=child"), "Абрамов")[6])
        for one in ("2026-10", "2026-11")
    ]
    assert alone == [1, 0]
    assert figures(text, "Абрамов")[6] == "1"


def test_a_moved_saturday_counts_by_the_settings_of_its_month(house, on_day):
    """27 April and 2 November 2024 are working Saturdays of the federal calendar."""
    settings(house, date(2024, 1, 1), works_on_moved_saturdays=True)
    settings(house, date(2024, 7, 1), works_on_moved_saturdays=False)
    house.add(children=1, since=date(2024, 1, 9))
    text = page(house, f"from=2024-04-01&to=2024-11-30&by=group&group={house.group}")
    plan = 0
    for month in range(4, 12):
        first, last = date(2024, month, 1), month_end(date(2024, month, 1))
        days = span_days(first, last, [], works_on_moved_saturdays=month < 7)
        norm = sum(day.works for day in days)
        alone = page(house, f"from={first}&to={last}&by=group&group={house.group}")
        assert figures(alone, "Ромашка")[0] == str(norm)
        plan += norm
    assert figures(text, "Ромашка")[0] == str(plan)
