"""What a person chose for lists and the browser keeps: columns of each list, rows a page.

The address says it first; what it leaves open is taken from cookies. The columns
stand under the person's number, since a computer of a group room has many users,
and are sent to their own list only. They hold names of columns, no data.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Response, g, request

from app.core.listing import PAGE_SIZES, Request

SIZE = "page_size"
YEAR = 365 * 24 * 3600


def _columns_cookie() -> str:
    return f"columns_{g.person.id}"


def recall(asked: Request, offered: Collection[str]) -> Request:
    """Fill in what the address leaves open. Names that are no longer offered are passed over."""
    if "cols" not in request.args:
        kept = request.cookies.get(_columns_cookie(), "").split(".")
        asked.columns = [name for name in dict.fromkeys(kept) if name in offered] or None
    size = request.cookies.get(SIZE, "")
    if "size" not in request.args and size in map(str, PAGE_SIZES):
        asked.page_size = int(size)
    return asked


def keep(answer: Response, asked: Request, route: str) -> Response:
    """Keep what the address chose just now; an empty choice of columns is forgotten."""
    how: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": request.is_secure}
    if "cols" in request.args:
        if asked.columns:
            value = ".".join(asked.columns)
            answer.set_cookie(_columns_cookie(), value, max_age=YEAR, path=route, **how)
        else:
            answer.delete_cookie(_columns_cookie(), path=route, **how)
    if "size" in request.args:
        answer.set_cookie(SIZE, str(asked.page_size), max_age=YEAR, **how)
    return answer
