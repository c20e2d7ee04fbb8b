"""A right counts where its role was given: a parent in B who works in A does nothing in B."""

from __future__ import annotations

import pytest

from tests.harness.dump import dump


def addresses(garden, place):
    group = garden.cast.row(place, "child_group")
    return f"/attendance/month/{group}/2026-11", f"/attendance/today/{group}"


@pytest.mark.parametrize("person", ["mixed", "parent_ab", "teacher_a", "head_a", "authority"])
def test_nobody_of_elsewhere_marks_closes_or_reads_a_sheet(garden, person):
    month, today = addresses(garden, "B1")
    guest = garden.client_of(person)
    child = garden.cast.row("B1", "child")
    cell = {"child": child, "day": "2026-11-23", "code": "Б", "seen": 0}
    before = dump(garden.engine)
    answers = [
        guest.send_json("POST", f"{month}/marks", {"cells": [cell], "present": ["2026-11-23"]}),
        guest.send(f"{today}/2026-11-23/save", {f"mark-{child}": "Б", "step": "confirm"}),
        guest.send(f"{month}/close"),
        guest.send(f"{month}/approve"),
        guest.send(f"{month}/reopen", {"reason": "Проверка прав"}),
        guest.get(month),
        guest.get(today),
        guest.get(f"{month}/changes"),
        guest.get(f"{month}.pdf"),
        guest.get(f"{month}.xlsx"),
        guest.get(f"{month}/document?child={child}"),
    ]
    assert {answer.status_code for answer in answers} <= {403, 404}
    assert not [answer for answer in answers if "bravo" in answer.get_data(as_text=True)]
    assert dump(garden.engine) == before


def test_the_administrator_who_is_a_parent_elsewhere_sees_the_own_child_there_only(garden):
    guest = garden.client_of("mixed")
    own, other = garden.cast.row("B1", "child"), garden.cast.row("B1b", "child")
    assert guest.get(f"/attendance/child/{own}/2026-11").status_code == 200
    assert guest.get(f"/attendance/child/{other}/2026-11").status_code == 404
    text = guest.get("/attendance/control").get_data(as_text=True)
    assert "feldsparalpha" in text
    assert "bravo" not in text
    text = guest.get("/attendance/summary?by=child").get_data(as_text=True)
    assert "feldsparalpha" in text
    assert "bravo" not in text


def test_groups_of_elsewhere_stand_in_no_choice(garden):
    for person in ("teacher_a", "head_a", "mixed"):
        text = garden.client_of(person).get("/attendance/month", follow_redirects=True)
        assert "bravo" not in text.get_data(as_text=True)
