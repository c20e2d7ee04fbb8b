"""Pages and saving ask the database a fixed number of times, whatever the number of children."""

from __future__ import annotations

import pytest

from tests.harness.queries import QueryRecorder


def counted(house, ask):
    """Statements of one request, sign-in and scope included; the start of a transaction is none."""
    with QueryRecorder(house.garden.engine) as queries:
        answer = ask()
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return len(queries.texts) - len(queries.starting_with("BEGIN")), queries


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/attendance/today/{group}/2026-11-24", 12),
        ("/attendance/month/{group}/2026-11", 12),
        ("/attendance/month/{group}/2026-11/changes?since=0", 12),
        ("/attendance/month/{group}/2026-11.pdf?form=official", 12),
        ("/attendance/summary?by=child", 10),
        ("/attendance/summary?by=group", 10),
        ("/attendance/summary?by=organization", 10),
        ("/attendance/control", 14),
    ],
)
def test_a_page_costs_the_same_for_a_few_and_for_thirty_children(house, address, most):
    head = house.visit("head")
    first = house.visit("first")
    shown = address.format(group=house.group)
    house.marks(first, present=("2026-11-24",))
    head.get(shown)  # what a process keeps is read once
    few, _queries = counted(house, lambda: head.get(shown))
    house.add(children=27)
    house.marks(first, present=("2026-11-23", "2026-11-24"))
    many, queries = counted(house, lambda: head.get(shown))
    assert many == few, queries
    assert many <= most, queries


def test_the_month_of_a_child_costs_the_same_in_a_small_and_in_a_large_group(house):
    parent = house.visit("parent")
    address = f"/attendance/child/{house.children[0]}/2026-11"
    parent.get(address)
    few, _queries = counted(house, lambda: parent.get(address))
    house.add(children=27)
    house.marks(house.visit("first"), present=("2026-11-23", "2026-11-24"))
    many, queries = counted(house, lambda: parent.get(address))
    assert many == few, queries
    assert many <= 14, queries


def test_saving_a_day_costs_the_same_for_one_child_and_for_thirty(house):
    first = house.visit("first")
    house.add(children=27)
    house.marks(first, house.cell(0, 9, "Б"))
    one, queries = counted(house, lambda: house.marks(first, house.cell(0, 23, "Б")))
    assert one <= 12, queries
    many, queries = counted(house, lambda: house.marks(first, present=("2026-11-24",)))
    assert many == one, queries


def test_saving_the_first_day_of_a_group_of_thirty_is_cheap_too(house):
    first = house.visit("first")
    house.add(children=27)
    cells = [house.cell(child, 24, "Б") for child in range(3)]
    count, queries = counted(house, lambda: house.marks(first, *cells, present=("2026-11-24",)))
    assert count <= 12, queries


def test_changing_the_marks_of_thirty_children_is_cheap(house):
    """Known marks are updated in one statement of many rows."""
    first = house.visit("first")
    new = house.add(children=27)
    house.marks(first, present=("2026-11-24",))
    cells = [{"child": child, "day": "2026-11-24", "code": "Н", "seen": 1} for child in new]
    one, _queries = counted(house, lambda: house.marks(first, cells[0]))
    many, queries = counted(house, lambda: house.marks(first, *cells[1:]))
    assert many == one, queries
    assert many <= 13, queries
