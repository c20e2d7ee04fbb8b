"""Marks that cannot be: a status that fits, a sentence in Russian, and nothing written."""

from __future__ import annotations

from datetime import date

import pytest

from app.academic_year.models import CalendarDay, CalendarDayKind
from app.attendance.models import AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import MOST_CELLS
from app.organizations.models import Organization, UserAccount
from tests.factories.rows import Rows
from tests.harness.dump import dump

CHILD = "Абрамов Тимофей"


@pytest.fixture
def refused(house):
    """Sends cells and fails unless they are refused with this status and nothing is written."""

    def send(status, *cells, client=None, **options):
        client = client or house.visit("first")
        before = dump(house.garden.engine)
        answer = house.marks(client, *cells, **options)
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert dump(house.garden.engine) == before
        return answer.get_json()["error"]

    return send


@pytest.mark.parametrize(
    ("day", "shown"), [("2026-11-04", "04.11.2026"), ("2026-11-22", "22.11.2026")]
)
def test_a_holiday_and_a_weekend_take_no_mark(house, refused, day, shown):
    error = refused(422, house.cell(0, day, "Б"))
    assert error == house.said(
        "%(child)s, %(day)s: it is a day off, no marks are made on it.", child=CHILD, day=shown
    )


def test_a_day_off_of_the_region_takes_no_mark(house, refused):
    with house.garden.system() as session:
        above = session.get_one(Organization, house.garden.cast.organizations["D"])
        Rows(session, above).make(
            CalendarDay, day=date(2026, 11, 17), kind=CalendarDayKind.OFF, title="Радоница"
        )
    refused(422, house.cell(0, 17, "Б"))
    refused(422, present=("2026-11-17",))
    assert "Радоница" in house.visit("first").get(house.day_address("2026-11-17")).get_data(True)


def test_a_day_ahead_takes_no_mark(house, refused):
    error = refused(422, house.cell(0, 25, "О"))
    assert error == house.said(
        "%(child)s, %(day)s: the day is still ahead. Enter a document.",
        child=CHILD,
        day="25.11.2026",
    )
    refused(422, present=("2026-11-25",))


def test_days_before_enrolment_and_after_leaving_take_no_mark(house, refused):
    late = house.add(children=1, since=date(2026, 11, 16))[0]
    gone = house.add(children=1, until=date(2026, 11, 12))[0]
    for child, day in ((late, 13), (gone, 12)):
        error = refused(422, {"child": child, "day": f"2026-11-{day}", "code": "Б", "seen": 0})
        assert f"{day}.11.2026" in error
        assert error.endswith(
            house.said(
                "%(child)s, %(day)s: the child is not in the group on this day.", child="", day=""
            )[3:]
        )


def test_an_unknown_letter_is_refused(house, refused):
    for letter in ("Ы", "", "ЯЯ", "<script>", "Б" * 500, 5, [], {"a": 1}):
        error = refused(422, house.cell(0, 23, letter))
        assert error.startswith(f"{CHILD}, 23.11.2026"), letter


def test_what_the_calendar_and_the_orders_set_is_not_typed(house, refused):
    for letter, plain in (("В", "В"), ("Х", "Х"), ("X", "Х"), ("B", "В")):
        assert refused(422, house.cell(0, 23, letter)) == house.said(
            "%(child)s, %(day)s: “%(code)s” comes from the calendar and the orders by itself.",
            child=CHILD,
            day="23.11.2026",
            code=plain,
        )


def test_one_refused_cell_refuses_the_good_ones_of_the_same_request(house, refused):
    refused(422, house.cell(1, 23, "Б"), house.cell(0, 22, "Б"), present=("2026-11-20",))


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (
            SheetState.CLOSED,
            "The sheet is closed. Ask the coordinator or the head to open it again.",
        ),
        (
            SheetState.APPROVED,
            "The sheet is approved. Ask the coordinator or the head to open it again.",
        ),
    ],
)
def test_a_closed_and_an_approved_sheet_take_no_mark(house, refused, state, text):
    sheet = house.make(AttendanceSheet, group_id=house.group, month=date(2026, 11, 1))
    house.change(AttendanceSheet, sheet, state=state)
    assert refused(409, house.cell(0, 23, "Б")) == house.said(text)
    assert refused(409, present=("2026-11-23",)) == house.said(text)
    assert refused(409, house.cell(0, 23, "Б"), client=house.visit("coordinator"))


def test_a_day_of_another_month_is_refused(house, refused):
    assert "01.12.2026" in refused(422, house.cell(0, "2026-12-01", "Б"))
    assert "30.10.2026" in refused(422, present=("2026-10-30",))


def test_a_forged_group_is_absent(house, refused):
    for group in (999_999, 2**31, 10**30):
        refused(404, house.cell(0, 23, "Б"), group=group)


def test_groups_of_others_are_absent(house, refused):
    cast = house.garden.cast
    for group in (house.other_group, cast.row("A1", "child_group"), cast.row("B1", "child_group")):
        refused(404, house.cell(0, 23, "Б"), group=group)
    refused(404, house.cell(0, 23, "Б"), client=house.visit("other"))
    refused(404, house.cell(0, 23, "Б"), client=house.garden.client_of("teacher_a"))


def test_children_of_another_group_and_of_another_kindergarten_are_absent(house, refused):
    for child in (house.neighbours[0], house.garden.cast.row("A1", "child"), 999_999, -1, 10**30):
        cell = {"child": child, "day": "2026-11-23", "code": "Б", "seen": 0}
        error = refused(404, house.cell(1, 23, "Н"), cell)
        assert error == house.said("A child is not on this sheet. Reload the page.")


UNREADABLE = (
    b"",
    b"{",
    b"[]",
    b'"x"',
    b'{"cells": 5}',
    b'{"cells": {"a": 1}}',
    b'{"cells": [1]}',
    b'{"cells": [{}]}',
    b'{"cells": [{"child": "x", "day": "2026-11-23", "code": null}]}',
    b'{"cells": [{"child": 1e999, "day": "2026-11-23", "code": null}]}',
    b'{"cells": [{"child": NaN, "day": "2026-11-23", "code": null}]}',
    b'{"cells": [{"child": 1, "day": "2026-11-31", "code": null}]}',
    b'{"cells": [{"child": 1, "day": 20261123, "code": null}]}',
    b'{"cells": [{"child": 1, "day": "2026-11-23"}]}',
    b'{"cells": [{"child": 1, "day": "2026-11-23", "code": null, "seen": Infinity}]}',
    b'{"present": "2026-11-23"}',
    b'{"present": [5]}',
    b'{"cells": null}',
    b"\xff\xfe",
)


def test_a_request_that_cannot_be_read_is_refused(house):
    first = house.visit("first")
    before = dump(house.garden.engine)
    known = {
        house.said("The request is not a JSON object."),
        house.said("The marks cannot be read. Reload the page."),
    }
    for body in UNREADABLE:
        answer = first.post(
            f"{house.month_address()}/marks",
            data=body,
            content_type="application/json",
            headers={"X-CSRFToken": first.token},
        )
        assert answer.status_code == 400, body
        assert answer.get_json()["error"] in known
    assert dump(house.garden.engine) == before


def test_too_many_cells_at_once_are_refused(house, refused):
    cells = [house.cell(0, 23, "Б")] * (MOST_CELLS + 1)
    assert refused(413, *cells) == house.said(
        "Too many marks at once: at most %(most)s.", most=MOST_CELLS
    )


def test_too_many_days_at_once_are_refused(house, refused):
    refused(400, present=("2026-11-23",) * 32)


@pytest.mark.parametrize("token", [None, "", "stale", "IjEyMyI.aaaa.bbbb"])
def test_a_missing_or_stale_token_is_told_apart_so_that_the_page_asks_anew(house, unchanged, token):
    first = house.visit("first")
    assert unchanged()
    answer = first.post(
        f"{house.month_address()}/marks",
        json={"cells": [house.cell(0, 23, "Б")]},
        headers={} if token is None else {"X-CSRFToken": token},
    )
    assert answer.status_code == 400
    assert answer.get_json()["csrf"] is True
    assert "страниц" in answer.get_json()["error"].lower()
    assert unchanged()
    first.learn_token()
    assert house.marks(first, house.cell(0, 23, "Б")).status_code == 200


def test_a_token_of_another_person_is_refused(house, unchanged):
    first, second = house.visit("first"), house.visit("second")
    assert unchanged()
    first.token = second.token
    assert house.marks(first, house.cell(0, 23, "Б")).status_code == 400
    assert unchanged()


def test_a_session_that_ended_answers_the_page_in_its_own_language(house, unchanged):
    first = house.visit("first")
    first.delete_cookie("sad_session")
    guest = house.garden.client_of("anonymous")
    guest.get("/sign-in")
    assert unchanged()
    answer = guest.post(f"{house.month_address()}/marks", json={"cells": []})
    assert answer.status_code in (400, 401)
    answer = guest.get(f"{house.month_address()}/changes", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.get_json()["error"] == house.said("Sign in again.")
    assert unchanged()


def test_a_session_ended_by_the_administrator_is_asked_to_sign_in(house, unchanged):
    first = house.visit("first")
    with house.garden.system() as session:
        user = session.get_one(UserAccount, house.users["first"])
        user.session_epoch += 1
    assert unchanged()
    answer = house.marks(first, house.cell(0, 23, "Б"))
    assert answer.status_code == 401
    assert answer.get_json()["error"] == house.said("Sign in again.")
    assert unchanged()


def test_who_may_not_mark_is_refused(house, refused):
    for person in ("parent", "head", "administrator"):
        error = refused(403, house.cell(0, 23, "Б"), client=house.visit(person))
        assert house.said("No right for this") in error


def test_an_odd_revision_is_refused(house):
    first = house.visit("first")
    house.marks(first, house.cell(0, 23, "Б"))
    for since in ("x", "", "-1", "9" * 30, "1.5", "²"):
        answer = first.get(f"{house.month_address()}/changes?since={since}")
        assert answer.status_code == 400, since


def test_a_month_that_is_none_is_no_page(house):
    first = house.visit("first")
    for month in ("2026-13", "0001-01", "9999-12", "2026-1", "202611", "1999-12"):
        assert first.get(house.month_address(month)).status_code == 404, month
        assert first.get(f"{house.month_address(month)}.pdf").status_code == 404
        assert house.marks(first, month=month).status_code == 404
