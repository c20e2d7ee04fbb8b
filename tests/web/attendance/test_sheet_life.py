"""A month sheet: open → closed by the teacher → approved by the head → opened with a reason."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import date

import pytest

from app.academic_year.models import CalendarDay, CalendarDayKind
from app.attendance.history_models import SheetEvent
from app.attendance.models import AttendanceMark, AttendanceSheet
from app.core.files.models import StoredFile
from app.core.workdays import month_days
from tests.harness.dump import dump

# The authority of the cast gives Friday, the sixth, off.
WORKING = [f"{day.date}" for day in month_days(2026, 11) if day.works and day.date.day != 6]
LAST_DAY = "2026-11-30"


@pytest.fixture
def filled(house, on_day):
    """November of «Ромашка» with every day filled; it is its last working day."""
    on_day(LAST_DAY)
    first = house.visit("first")
    answer = house.marks(
        first, house.cell(0, 9, "Б"), house.cell(1, 10, "О"), present=tuple(WORKING)
    )
    assert answer.status_code == 200
    return house


def step(house, login, name, client=None, **form):
    """Sends a step; returns what the month page then says (a redirect is followed)."""
    client = client or house.visit(login)
    answer = client.send(f"{house.month_address()}/{name}", form)
    if answer.status_code != 302:
        return answer.status_code
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    return html.unescape(" ".join(re.findall(r'<div class="say">(.*?)</div>', page, re.DOTALL)))


def sheet(house):
    return house.look(AttendanceSheet, group_id=house.group)[0]


def events(house):
    return [
        (row.step.value, row.by_name, row.reason)
        for row in house.look(SheetEvent, group_id=house.group)
    ]


def nothing_changes(house, *args, **form):
    before = dump(house.garden.engine)
    said = step(house, *args, **form)
    assert dump(house.garden.engine) == before
    return said


def test_a_sheet_is_not_closed_before_the_last_working_day(filled, on_day):
    on_day("2026-11-29")
    filled.visit("first")
    said = nothing_changes(filled, "first", "close")
    text = "The sheet can be closed from %(day)s on."
    assert filled.said(text, day="30.11.2026") in said
    page = filled.visit("first").get(filled.month_address()).get_data(as_text=True)
    assert filled.said(text, day="30.11.2026") in page


def test_a_sheet_with_days_not_filled_is_not_closed_and_names_them(filled):
    first = filled.visit("first")
    filled.marks(first, filled.cell(2, 12, None, seen=1), filled.cell(0, 9, None, seen=1))
    said = nothing_changes(filled, "first", "close")
    assert "09.11, 12.11" in said
    page = first.get(filled.month_address()).get_data(as_text=True)
    assert filled.said("These days are not filled: %(days)s.", days="09.11, 12.11") in page


def test_the_teacher_closes_the_sheet_and_its_totals_are_frozen(filled):
    assert filled.said("The sheet is closed. The head can approve it now.") in step(
        filled, "first", "close"
    )
    row = sheet(filled)
    assert (row.state.value, row.closed_by) == ("closed", "Кузнецова М.")
    plan = len(WORKING)
    whole = row.totals["whole"]
    assert whole["plan"] == plan * 3
    assert (whole["present"], whole["missed_ill"], whole["missed_other"]) == (plan * 3 - 2, 1, 1)
    # An illness without its note is charged; the leave is not.
    assert (whole["excused"], whole["payable"], whole["unfilled"]) == (1, plan * 3 - 1, 0)
    assert row.totals["children"][0]["name"].startswith("Абрамов Тимофей")
    assert events(filled) == [("closed", "Кузнецова М.", None)]


def test_frozen_totals_do_not_follow_the_calendar(filled):
    step(filled, "first", "close")
    before = sheet(filled).totals
    filled.make(CalendarDay, day=date(2026, 11, 10), kind=CalendarDayKind.OFF, title="Ремонт")
    filled.visit("head").get(filled.month_address())
    assert sheet(filled).totals == before


def test_only_the_head_approves(filled):
    step(filled, "first", "close")
    for login in ("first", "coordinator", "administrator", "parent"):
        filled.visit(login)
        assert nothing_changes(filled, login, "approve") == 403
    assert filled.said("The sheet is approved. Form 0504608 is kept with it.") in step(
        filled, "head", "approve"
    )
    row = sheet(filled)
    assert (row.state.value, row.approved_by) == ("approved", "Смирнова Е.")
    assert events(filled)[-1] == ("approved", "Смирнова Е.", None)


def test_an_open_sheet_is_not_approved(filled):
    filled.visit("head")
    said = nothing_changes(filled, "head", "approve")
    assert filled.said("The sheet is still open. Close it first, then approve it.") in said


def test_a_sheet_with_a_day_that_a_backdated_order_emptied_is_not_approved(filled):
    step(filled, "first", "close")
    filled.add(children=1, since=date(2026, 11, 27))
    filled.visit("head")
    assert "27.11, 30.11" in nothing_changes(filled, "head", "approve")


def test_the_approved_form_is_kept_and_given_out_byte_for_byte(filled, on_day):
    step(filled, "first", "close")
    step(filled, "head", "approve")
    address = f"{filled.month_address()}.pdf?form=official"
    first = filled.visit("first").get(address).get_data()
    on_day("2026-12-15")
    assert filled.visit("head").get(address).get_data() == first
    stored = filled.look(StoredFile, id=sheet(filled).pdf_file_id)[0]
    assert stored.content == first
    assert stored.size == len(first)
    assert stored.sha256 == hashlib.sha256(first).hexdigest()


@pytest.mark.parametrize("approved", [False, True])
def test_nobody_edits_a_sheet_that_is_closed(filled, approved):
    step(filled, "first", "close")
    if approved:
        step(filled, "head", "approve")
    for login in ("first", "coordinator"):
        client = filled.visit(login)
        before = dump(filled.garden.engine)
        assert filled.marks(client, filled.cell(0, 9, "Н", seen=1)).status_code == 409
        client.send(f"{filled.day_address('2026-11-09')}/save", {"step": "confirm"})
        now = dump(filled.garden.engine)
        assert now == before
    assert '"editable": false' in client.get(filled.month_address()).get_data(as_text=True)


def test_closing_twice_changes_nothing(filled):
    step(filled, "first", "close")
    nothing_changes(filled, "first", "close")
    filled.visit("second")
    nothing_changes(filled, "second", "close")


def test_approving_twice_changes_nothing(filled):
    step(filled, "first", "close")
    step(filled, "head", "approve")
    nothing_changes(filled, "head", "approve")
    said = nothing_changes(filled, "first", "close")
    assert filled.said("The sheet is approved already.") in said


@pytest.mark.parametrize("login", ["coordinator", "head"])
def test_the_coordinator_and_the_head_open_it_again_with_a_reason(filled, login):
    step(filled, "first", "close")
    step(filled, "head", "approve")
    said = step(filled, login, "reopen", reason="  Справка пришла   позже ")
    assert filled.said("The sheet is open again.") in said
    row = sheet(filled)
    assert (row.state.value, row.totals, row.pdf_file_id, row.closed_by) == (
        "open",
        None,
        None,
        None,
    )
    assert events(filled)[-1][0] == "reopened"
    assert events(filled)[-1][2] == "Справка пришла позже"
    answer = filled.marks(filled.visit("first"), filled.cell(0, 9, "Н", seen=1))
    assert answer.status_code == 200


def test_without_a_reason_it_stays_closed(filled):
    step(filled, "first", "close")
    filled.visit("head")
    for reason in ("", "   ", "так"):
        said = nothing_changes(filled, "head", "reopen", reason=reason)
        assert filled.said("Write the reason why the sheet is opened again.") in said


def test_who_may_not_open_it_again_is_refused(filled):
    step(filled, "first", "close")
    for login in ("first", "administrator", "parent"):
        filled.visit(login)
        assert nothing_changes(filled, login, "reopen", reason="Хочу исправить") == 403


def test_opening_an_open_sheet_records_nothing(filled):
    filled.visit("head")
    nothing_changes(filled, "head", "reopen", reason="Справка пришла")


def test_a_second_approval_keeps_a_new_form_and_the_old_event_keeps_the_old_one(filled, on_day):
    step(filled, "first", "close")
    step(filled, "head", "approve")
    old = sheet(filled).pdf_file_id
    step(filled, "head", "reopen", reason="Справка пришла позже")
    on_day("2026-12-01")
    filled.marks(filled.visit("first"), filled.cell(0, 9, "Н", seen=1))
    step(filled, "second", "close")
    step(filled, "head", "approve")
    new = sheet(filled).pdf_file_id
    assert new != old
    kept = [row.pdf_file_id for row in filled.look(SheetEvent) if row.group_id == filled.group]
    assert kept == [None, old, None, None, new]
    contents = {row.id: row.content for row in filled.look(StoredFile) if row.id in (old, new)}
    assert contents[old] != contents[new]
    assert [name for name, *_rest in events(filled)] == [
        *("closed", "approved", "reopened", "closed", "approved")
    ]


def test_an_open_page_learns_that_the_sheet_was_closed(filled):
    second = filled.visit("second")
    step(filled, "first", "close")
    told = second.get(f"{filled.month_address()}/changes?since=1").get_json()
    assert told["state"] == "closed"


def test_a_strangers_step_finds_no_sheet(filled):
    step(filled, "first", "close")
    cast_head = filled.garden.client_of("head_a")
    for name in ("approve", "reopen"):
        answer = cast_head.send(f"{filled.month_address()}/{name}", {"reason": "Проверка"})
        assert answer.status_code == 404
    assert filled.visit("other").send(f"{filled.month_address()}/close").status_code == 404
    assert sheet(filled).state.value == "closed"
    assert len(filled.look(AttendanceMark, group_id=filled.group)) == 3 * len(WORKING)
