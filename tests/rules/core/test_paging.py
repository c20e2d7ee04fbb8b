"""Pages of what is read whole."""

from __future__ import annotations

import pytest

from app.core.paging import LAST, pager, rows_of, typed_page


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (None, 1),
        ("", 1),
        ("3", 3),
        ("0", 1),
        ("-2", 1),
        ("два", 1),
        ("٣", 1),
        ("9" * 40, LAST),
    ],
)
def test_what_is_no_page_asks_for_the_first(typed, number):
    assert typed_page(typed) == number


def place(number):
    return f"?page={number}"


def test_the_rows_of_all_pages_are_all_rows_each_once():
    rows = list(range(120))
    pages = [pager(120, number, 50, place) for number in (1, 2, 3)]
    assert [one for turned in pages for one in rows_of(rows, turned)] == rows
    assert [(turned["prev_href"], turned["next_href"]) for turned in pages] == [
        (None, "?page=2"),
        ("?page=1", "?page=3"),
        ("?page=2", None),
    ]


@pytest.mark.parametrize(
    ("total", "number", "first", "last", "pages"),
    [(120, 99, 101, 120, 3), (100, 3, 51, 100, 2), (0, 5, 0, 0, 1), (1, 1, 1, 1, 1)],
)
def test_beyond_the_end_is_the_last_page(total, number, first, last, pages):
    turned = pager(total, number, 50, place)
    assert (turned["first_row"], turned["last_row"], turned["last"]) == (first, last, pages)
    assert len(rows_of(range(total), turned)) == (last - first + 1 if total else 0)
