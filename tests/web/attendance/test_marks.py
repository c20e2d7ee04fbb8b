"""Saving marks: cells merge, one cell of two people clashes, repeating changes nothing."""

from __future__ import annotations

from app.attendance.history_models import MarkClash, MarkRevision
from app.attendance.models import AttendanceMark, AttendanceSheet
from app.organizations.models import UserAccount


def letters(house):
    """(child, day of the month) → letter, as the database holds them."""
    names = {key: letter for letter, key in house.codes.items()}
    return {
        (house.children.index(row.child_id), row.day.day): names.get(row.code_id)
        for row in house.look(AttendanceMark, group_id=house.group)
    }


def history(house):
    return [
        (house.children.index(row.child_id), row.day.day, row.old_letter, row.new_letter)
        for row in house.look(MarkRevision, group_id=house.group)
    ]


def changes(house, client, since=0):
    answer = client.get(f"{house.month_address()}/changes?since={since}")
    assert answer.status_code == 200
    return answer.get_json()


def clash(house, yours="О", theirs="Б"):
    """The first teacher writes a cell, then the second, whose page does not know of it."""
    first, second = house.visit("first"), house.visit("second")
    assert house.marks(first, house.cell(0, 23, theirs)).status_code == 200
    answer = house.marks(
        second, house.cell(0, 23, yours), house.cell(1, 23, "Н"), house.cell(2, 20, "Я")
    )
    assert answer.status_code == 409
    return first, second, answer.get_json()


def test_marks_are_answered_with_their_version_author_and_time(house):
    answer = house.marks(house.visit("first"), house.cell(0, 23, "Б"), house.cell(1, 24, "Я"))
    assert answer.status_code == 200
    said = answer.get_json()
    assert said["clashes"] == []
    assert (said["revision"], said["state"]) == (1, "open")
    assert said["saved"][0] == {
        "child": house.children[0],
        "day": "2026-11-23",
        "code": "Б",
        "version": 1,
        "document": False,
        "by": "Кузнецова М.",
        "at": "2026-11-24T10:00+03:00",
    }


def test_marks_of_two_teachers_in_different_cells_merge(house):
    first, second = house.visit("first"), house.visit("second")
    assert house.marks(first, house.cell(0, 23, "Б")).status_code == 200
    answer = house.marks(second, house.cell(1, 23, "О"), house.cell(0, 24, "Я"))
    assert answer.status_code == 200
    assert letters(house) == {(0, 23): "Б", (1, 23): "О", (0, 24): "Я"}
    assert len(house.look(AttendanceSheet, group_id=house.group)) == 1


def test_the_same_cell_clashes_and_tells_who_when_and_both_marks(house):
    _first, _second, said = clash(house)
    assert said["clashes"] == [
        {
            "child": house.children[0],
            "day": "2026-11-23",
            "yours": "О",
            "theirs": "Б",
            "by": "Кузнецова М.",
            "at": "2026-11-24T10:00+03:00",
            "version": 1,
        }
    ]


def test_all_other_cells_of_a_clashing_request_are_saved(house):
    _first, _second, said = clash(house)
    assert [mark["code"] for mark in said["saved"]] == ["Н", "Я"]
    assert letters(house) == {(0, 23): "Б", (1, 23): "Н", (2, 20): "Я"}


def test_who_wrote_first_is_told_of_the_clash_too(house):
    first, second, _said = clash(house)
    told = changes(house, first)["clashes"]
    assert [(one["yours"], one["theirs"], one["by"]) for one in told] == [("Б", "О", "Орлова Н.")]
    assert told[0]["at"] == "2026-11-24T10:00+03:00"
    assert changes(house, second)["clashes"] == []


def namesakes(house):
    """Both teachers sign as «Кузнецова М.»."""
    second = house.users["second"]
    house.change(UserAccount, second, last_name="Кузнецова", first_name="Марина")


def test_two_namesakes_are_told_of_each_other(house):
    namesakes(house)
    first, second, _said = clash(house)
    told = changes(house, first)["clashes"]
    assert [(one["day"], one["theirs"], one["by"]) for one in told] == [
        ("2026-11-23", "О", "Кузнецова М.")
    ]
    assert changes(house, second)["clashes"] == []
    [row] = house.look(MarkClash, sheet_id=house.look(AttendanceSheet, group_id=house.group)[0].id)
    assert (row.kept_by_id, row.refused_by_id) == (house.users["first"], house.users["second"])


def test_the_same_refusal_of_two_namesakes_is_two_clashes(house):
    namesakes(house)
    assert house.marks(house.visit("coordinator"), house.cell(0, 23, "Б")).status_code == 200
    for client in (house.visit("first"), house.visit("second"), house.visit("second")):
        assert house.marks(client, house.cell(0, 23, "О")).status_code == 409
    sheet = house.look(AttendanceSheet, group_id=house.group)[0]
    refused = [row.refused_by_id for row in house.look(MarkClash, sheet_id=sheet.id)]
    assert refused == [house.users["first"], house.users["second"]]


def test_a_clash_is_settled_by_choosing_the_other_mark(house):
    first, second, said = clash(house)
    version = said["clashes"][0]["version"]
    answer = house.marks(second, house.cell(0, 23, "Б", seen=version))
    assert (answer.status_code, answer.get_json()["clashes"]) == (200, [])
    assert letters(house)[0, 23] == "Б"
    assert changes(house, first)["clashes"] == []
    assert [row.settled_at is None for row in house.look(MarkClash, group_id=house.group)] == [
        False
    ]
    assert (0, 23, "Б", "О") not in history(house)


def test_a_clash_is_settled_by_choosing_ones_own_mark(house):
    first, second, said = clash(house)
    version = said["clashes"][0]["version"]
    assert house.marks(second, house.cell(0, 23, "О", seen=version)).status_code == 200
    assert letters(house)[0, 23] == "О"
    assert (0, 23, "Б", "О") in history(house)
    assert changes(house, first)["clashes"] == []


def test_repeating_a_refused_request_records_the_clash_once(house):
    _first, second, _said = clash(house)
    answer = house.marks(second, house.cell(0, 23, "О"))
    assert answer.status_code == 409
    assert len(house.look(MarkClash, group_id=house.group)) == 1


def test_a_page_that_claims_a_version_that_never_was_clashes_with_an_empty_cell(house):
    answer = house.marks(house.visit("first"), house.cell(0, 23, "Б", seen=7))
    assert answer.status_code == 409
    assert answer.get_json()["clashes"][0]["theirs"] is None
    assert letters(house) == {}


def test_a_double_click_writes_nothing_the_second_time(house, unchanged):
    first = house.visit("first")
    cells = [house.cell(0, 23, "Б"), house.cell(1, 23, "Н")]
    saved = house.marks(first, *cells, present=("2026-11-23",)).get_json()
    assert unchanged()
    again = house.marks(first, *cells, present=("2026-11-23",))
    assert again.status_code == 200
    assert again.get_json()["revision"] == saved["revision"]
    assert unchanged()


def test_two_people_with_the_same_wish_do_not_clash(house):
    house.marks(house.visit("first"), house.cell(0, 23, "Б"))
    answer = house.marks(house.visit("second"), house.cell(0, 23, "Б"))
    assert (answer.status_code, answer.get_json()["clashes"]) == (200, [])
    assert answer.get_json()["saved"][0]["by"] == "Кузнецова М."
    assert history(house) == [(0, 23, None, "Б")]


def test_of_two_wishes_for_one_cell_the_last_is_meant(house):
    answer = house.marks(house.visit("first"), house.cell(0, 23, "Б"), house.cell(0, 23, "О"))
    assert answer.status_code == 200
    assert letters(house) == {(0, 23): "О"}
    assert history(house) == [(0, 23, None, "О")]


def test_a_mark_is_cleared_and_put_back(house):
    first = house.visit("first")
    house.marks(first, house.cell(0, 23, "Б"))
    cleared = house.marks(first, house.cell(0, 23, None, seen=1)).get_json()
    assert (cleared["saved"][0]["code"], cleared["saved"][0]["version"]) == (None, 2)
    back = house.marks(first, house.cell(0, 23, "Б", seen=2)).get_json()
    assert (back["saved"][0]["code"], back["saved"][0]["version"]) == ("Б", 3)
    assert history(house) == [(0, 23, None, "Б"), (0, 23, "Б", None), (0, 23, None, "Б")]


def test_a_cleared_mark_still_clashes_with_a_page_that_has_not_seen_it(house):
    first, second = house.visit("first"), house.visit("second")
    house.marks(first, house.cell(0, 23, "Б"))
    house.marks(first, house.cell(0, 23, None, seen=1))
    answer = house.marks(second, house.cell(0, 23, "О", seen=1))
    assert answer.status_code == 409
    assert answer.get_json()["clashes"][0]["theirs"] is None


def test_history_holds_who_changed_what_and_when(house, on_day):
    first, second = house.visit("first"), house.visit("second")
    house.marks(first, house.cell(0, 23, "Н"))
    on_day("2026-11-25", "06:15")
    house.marks(second, house.cell(0, 23, "Б", seen=1))
    rows = house.look(MarkRevision, group_id=house.group)
    assert [(row.old_letter, row.new_letter, row.changed_by_name) for row in rows] == [
        (None, "Н", "Кузнецова М."),
        ("Н", "Б", "Орлова Н."),
    ]
    assert rows[1].changed_at.isoformat() == "2026-11-25T06:15:00+00:00"


def test_a_letter_of_a_latin_keyboard_and_a_small_one_are_understood(house):
    answer = house.marks(house.visit("first"), house.cell(0, 23, "H"), house.cell(1, 23, "б"))
    assert [mark["code"] for mark in answer.get_json()["saved"]] == ["Н", "Б"]


def test_an_open_page_learns_what_others_wrote_since_it_looked(house):
    first, second = house.visit("first"), house.visit("second")
    seen = house.marks(first, house.cell(0, 23, "Б")).get_json()["revision"]
    house.marks(second, house.cell(1, 23, "О"))
    told = changes(house, first, since=seen)
    assert [(mark["code"], mark["by"]) for mark in told["marks"]] == [("О", "Орлова Н.")]
    assert changes(house, first, since=told["revision"])["marks"] == []


def test_a_page_of_a_sheet_that_was_never_written_learns_nothing(house):
    assert changes(house, house.visit("first")) == {
        "marks": [],
        "clashes": [],
        "state": "open",
        "revision": 0,
    }


def test_what_was_marked_before_a_calendar_change_can_be_cleared(house):
    """The day became a day off: its mark is shown to nobody, but may be taken away."""
    first = house.visit("first")
    house.marks(first, house.cell(0, 23, "Б"))
    with house.garden.system() as session:
        row = session.query(AttendanceMark).filter_by(group_id=house.group).one()
        row.day = row.day.replace(day=22)
    answer = house.marks(first, house.cell(0, 22, None, seen=1))
    assert answer.status_code == 200
    assert letters(house) == {(0, 22): None}
