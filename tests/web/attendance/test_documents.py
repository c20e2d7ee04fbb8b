"""Papers about absence fill their days at once, and tell what they left alone."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from flask_babel import ngettext

from app.attendance.history_models import MarkRevision
from app.attendance.models import AbsenceDocument, AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.core.entity_writes import remove
from app.core.errors import Conflict
from tests.harness.dump import dump

# Working days of the week of the test: Monday 16 to Friday 20 November.
WEEK = (16, 17, 18, 19, 20)


def fields(house, **changes):
    """The form of a sick note of the first child for that week."""
    form = {
        "group": str(house.group),
        "child": str(house.children[0]),
        "kind": "note",
        "number": "17",
        "issued_on": "2026-11-23",
        "starts_on": "2026-11-16",
        "ends_on": "2026-11-20",
        "code": str(house.codes["Б"]),
    }
    return {name: str(value) for name, value in {**form, **changes}.items()}


def enter(house, client=None, **changes):
    """Saves the form; returns the new paper's key and what the page said."""
    client = client or house.visit("first")
    answer = client.send("/absence-documents/add", fields(house, **changes))
    assert answer.status_code == 302, wrong(answer)
    key = int(answer.headers["Location"].rsplit("/", 1)[1])
    return key, told(client, key)


def told(client, key):
    text = client.get(f"/absence-documents/{key}").get_data(as_text=True)
    return html.unescape(" ".join(re.findall(r'<div class="say">(.*?)</div>', text, re.DOTALL)))


def wrong(answer):
    text = answer.get_data(as_text=True)
    return html.unescape(
        " ".join(re.findall(r'class="(?:error|errors|say)[^"]*".*?</', text, re.DOTALL))
    )


def refused(house, client=None, status=422, address="/absence-documents/add", **changes):
    client = client or house.visit("first")
    before = dump(house.garden.engine)
    answer = client.send(address, fields(house, **changes))
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert dump(house.garden.engine) == before
    return html.unescape(answer.get_data(as_text=True))


def marks(house, child=0):
    """day → (letter, documented) of a child of «Ромашка»."""
    names = {key: letter for letter, key in house.codes.items()}
    rows = house.look(AttendanceMark, child_id=house.children[child])
    return {row.day.day: (names.get(row.code_id), row.document_id is not None) for row in rows}


def plural(house, one, many, number):
    """How a number of things is said; the three Russian forms are the catalogue's."""
    with house.garden.app.test_request_context("/"):
        return ngettext(one, many, number)


def test_a_note_fills_its_working_days(house):
    _key, said = enter(house, ends_on="2026-11-22")
    assert marks(house) == dict.fromkeys(WEEK, ("Б", True))
    assert plural(house, "%(num)d day is filled.", "%(num)d days are filled.", 5) in said
    assert len(house.look(MarkRevision, child_id=house.children[0])) == 5


def test_a_note_gives_its_proof_to_an_illness_that_is_marked_already(house):
    first = house.visit("first")
    house.marks(first, *[house.cell(0, day, "Б") for day in (16, 17)], house.cell(0, 18, "Н"))
    _key, said = enter(house)
    assert marks(house) == dict.fromkeys(WEEK, ("Б", True))
    assert (
        plural(
            house,
            "%(num)d mark got its document.",
            "%(num)d marks got their document.",
            2,
        )
        in said
    )
    changes = first.get(f"{house.month_address()}/changes?since=1").get_json()["marks"]
    assert {mark["day"][-2:]: mark["document"] for mark in changes} == {
        str(day): True for day in WEEK
    }


def test_a_mark_with_another_reason_stays_and_is_told(house):
    house.marks(house.visit("first"), house.cell(0, 17, "О"), house.cell(0, 18, "Я"))
    _key, said = enter(house)
    assert marks(house)[17] == ("О", False)
    assert marks(house)[18] == ("Я", False)
    assert (
        plural(
            house,
            "%(num)d day is marked otherwise and stays.",
            "%(num)d days are marked otherwise and stay.",
            2,
        )
        in said
    )


def test_days_of_a_closed_month_stay_and_are_told(house):
    sheet = house.make(AttendanceSheet, group_id=house.group, month=date(2026, 10, 1))
    house.change(AttendanceSheet, sheet, state=SheetState.CLOSED)
    _key, said = enter(house, starts_on="2026-10-29", ends_on="2026-11-03")
    assert {row.day for row in house.look(AttendanceMark, child_id=house.children[0])} == {
        date(2026, 11, 2),
        date(2026, 11, 3),
    }
    assert (
        plural(
            house,
            "%(num)d day lies in a closed sheet and stays.",
            "%(num)d days lie in closed sheets and stay.",
            2,
        )
        in said
    )


def test_a_paper_over_two_open_months_fills_both(house):
    enter(house, starts_on="2026-10-30", ends_on="2026-11-02")
    assert {row.day for row in house.look(AttendanceMark, child_id=house.children[0])} == {
        date(2026, 10, 30),
        date(2026, 11, 2),
    }
    assert len(house.look(AttendanceSheet, group_id=house.group)) == 2


def test_an_application_may_lie_ahead(house):
    enter(
        house,
        kind="application",
        starts_on="2026-11-25",
        ends_on="2026-11-30",
        code=house.codes["О"],
    )
    assert marks(house) == dict.fromkeys((25, 26, 27, 30), ("О", True))


def test_a_mark_that_is_made_under_a_paper_gets_its_proof_at_once(house):
    first = house.visit("first")
    enter(house)
    house.marks(first, house.cell(0, 17, "Я", seen=1))
    assert marks(house)[17] == ("Я", False)
    answer = house.marks(first, house.cell(0, 17, "Б", seen=2))
    assert answer.get_json()["saved"][0]["document"] is True


def test_an_order_for_the_whole_group_is_called_so_in_the_list(house):
    enter(house, kind="order", child="", number="45-о", code=house.codes["К"])
    page = house.visit("first").get("/absence-documents/").get_data(as_text=True)
    assert re.search(r'<a class="title" href="/absence-documents/\d+">вся группа</a>', page)


def test_an_order_of_quarantine_covers_the_whole_group(house):
    enter(house, kind="order", child="", number="45-о", code=house.codes["К"])
    for child in range(3):
        assert marks(house, child) == dict.fromkeys(WEEK, ("К", True))
    assert house.look(AttendanceMark, child_id=house.neighbours[0]) == []


def test_a_note_without_a_child_is_refused(house):
    assert house.said("Choose the child.") in refused(house, child="")


BACKWARDS = "The end date is before the start date. Correct one of them."
TOO_LONG = "The document covers more than a year. Check its dates."
NO_DAYS = "No working day of the child in the group lies in these dates."
NO_DATE = "There is no such date. Write it as 31.12.2026."


def test_dates_that_cannot_be_are_refused(house):
    for starts_on, ends_on, text in (
        ("2026-11-20", "2026-11-16", BACKWARDS),
        ("2025-11-16", "2026-11-20", TOO_LONG),
        ("2026-11-21", "2026-11-22", NO_DAYS),
        ("2026-08-03", "2026-08-07", NO_DAYS),
        ("0026-11-16", "2026-11-20", NO_DATE),
        ("2026-11-16", "2026-11-31", NO_DATE),
    ):
        assert house.said(text) in refused(house, starts_on=starts_on, ends_on=ends_on)


def test_a_reason_that_no_paper_proves_is_refused(house):
    for letter in "ЯНВХ":
        said = refused(house, code=house.codes[letter])
        assert house.said("“%(code)s” is not a reason that a document proves.", code=letter) in said


def test_a_child_of_another_group_or_kindergarten_is_refused(house):
    assert house.said(NO_DAYS) in refused(
        house, house.visit("coordinator"), child=house.neighbours[0]
    )
    cast = house.garden.cast
    for changes in (
        {"child": house.neighbours[0]},
        {"child": cast.row("A1", "child")},
        {"group": cast.row("A1", "child_group")},
        {"group": house.other_group},
        {"code": cast.row("A", "attendance_code")},
    ):
        refused(house, **changes)


def test_a_shorter_paper_releases_the_days_it_covers_no_more(house):
    first = house.visit("first")
    key, _said = enter(house, first)
    address = f"/absence-documents/{key}/edit"
    answer = first.send(address, fields(house, ends_on="2026-11-18", version=1))
    assert answer.status_code == 302
    assert marks(house) == {day: ("Б", day <= 18) for day in WEEK}


def test_a_longer_paper_fills_the_new_days(house):
    first = house.visit("first")
    key, _said = enter(house, first)
    first.send(f"/absence-documents/{key}/edit", fields(house, ends_on="2026-11-23", version=1))
    assert marks(house) == dict.fromkeys((*WEEK, 23), ("Б", True))


def test_a_paper_of_a_closed_month_is_not_shortened(house):
    first = house.visit("first")
    key, _said = enter(house, first)
    sheet = house.look(AttendanceSheet, group_id=house.group)[0]
    house.change(AttendanceSheet, sheet.id, state=SheetState.CLOSED)
    refused(
        house,
        first,
        status=409,
        address=f"/absence-documents/{key}/edit",
        ends_on="2026-11-18",
        version=1,
    )


def test_a_paper_that_somebody_changed_meanwhile_is_not_overwritten(house):
    first = house.visit("first")
    key, _said = enter(house, first)
    address = f"/absence-documents/{key}/edit"
    first.send(address, fields(house, number="18", version=1))
    refused(house, house.visit("second"), status=409, address=address, number="19", version=1)


def test_a_paper_stays_while_marks_rest_on_it(house):
    key, _said = enter(house)
    with (
        house.garden.app.test_request_context("/"),
        house.garden.system() as session,
        pytest.raises(Conflict) as refusal,
    ):
        remove(session.get_one(AbsenceDocument, key))
    assert refusal.value.status == 409
    assert len(house.look(AbsenceDocument, id=key)) == 1
    for login in ("first", "coordinator", "head", "administrator"):
        assert house.visit(login).send(f"/absence-documents/{key}/delete").status_code == 403


def test_by_rest_a_paper_fills_its_days_as_by_the_form(house):
    first = house.visit("first")
    body = fields(house, starts_on="2026-11-18")
    answer = first.send_json("POST", "/api/v1/absence_document/", body)
    assert answer.status_code == 201, answer.get_json()
    assert marks(house) == dict.fromkeys((18, 19, 20), ("Б", True))
    before = dump(house.garden.engine)
    wrong_dates = {**body, "ends_on": "2026-11-01"}
    assert first.send_json("POST", "/api/v1/absence_document/", wrong_dates).status_code == 422
    assert dump(house.garden.engine) == before


def test_an_illness_without_its_note_is_shown_so(house):
    first = house.visit("first")
    house.marks(first, house.cell(0, 23, "Б"), house.cell(1, 23, "Н"))
    page = first.get(house.month_address()).get_data(as_text=True)
    assert '<b class="amber nodoc">Б</b>' in page
    assert '<b class="red">Н</b>' in page
    enter(house, starts_on="2026-11-23", ends_on="2026-11-23")
    page = first.get(house.month_address()).get_data(as_text=True)
    assert '<b class="amber">Б</b>' in page


def test_the_form_of_a_paper_opens_with_what_the_page_knows(house):
    first = house.visit("first")
    query = f"child={house.children[1]}&code=%D0%91&starts_on=2026-11-23&ends_on=2026-11-24"
    answer = first.get(f"{house.month_address()}/document?{query}")
    assert answer.status_code == 302
    form = first.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'value="23.11.2026"' in form
    assert re.search(r"<option[^>]*selected[^>]*>\s*Белова Арина", form)


def test_a_forged_child_in_that_address_is_left_out(house):
    first, address = house.visit("first"), f"{house.month_address()}/document"
    for child in ("²", "x", "-1", "9" * 40, "", str(house.neighbours[0])):
        answer = first.get(address, query_string={"child": child})
        assert answer.status_code == 302, child
        assert "child=" not in answer.headers["Location"]
