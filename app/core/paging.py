"""Pages of what is read whole: which rows stand on a page, and where the next ones are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

LAST = 9999
"""Whoever types a larger number means the end."""


def typed_page(typed: str | None) -> int:
    """The page that an address asks for; what is no number asks for the first."""
    typed = typed or ""
    if not (typed.isascii() and typed.isdigit()):
        return 1
    return max(1, min(int(typed[:5]), LAST))


def pager(total: int, number: int, size: int, place: Callable[[int], str]) -> dict[str, Any]:
    """Where a page stands among ``total`` rows; a number beyond the end is the last page.

    ``place`` gives the address of a page. Drawn by the macro ``pager`` of ``_macros.html``.
    """
    last = max(1, -(-total // size))
    number = min(max(number, 1), last)
    return {
        "page": number,
        "last": last,
        "first_row": min((number - 1) * size + 1, total),
        "last_row": min(number * size, total),
        "count": total,
        "prev_href": place(number - 1) if number > 1 else None,
        "next_href": place(number + 1) if number < last else None,
    }


def rows_of(rows: Sequence[Any], pages: dict[str, Any]) -> Sequence[Any]:
    """The rows that stand on the page of a pager."""
    return rows[max(0, pages["first_row"] - 1) : pages["last_row"]]
