"""Block: who came, moved and left this month beside the last one, for who keeps the book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.attendance.sheet_pages import month_name
from app.core.db import db
from app.core.scoping.scope import acting
from app.movement.desk_queries import kinds_by_month
from app.movement.rules.events import ARRIVALS, MOVES, MovementKind
from app.onboarding.desk import OFFICE, Home
from app.onboarding.wording import number

Block = dict[str, Any]

_BASE = "/movement/period"
_LEFT = frozenset({MovementKind.DEPARTURE})


def movement(home: Home) -> list[Block]:
    """Entries of the book up to today, each figure with the report behind it."""
    desk = home.desk("read", "MovementBook", OFFICE)
    if desk is None or desk.several:
        return []
    with acting(desk.scope):
        before, now = kinds_by_month(db.session(), desk.last_month, desk.month, desk.today)
    days = f"from={desk.month}&to={desk.today}"
    rows = (
        (_("Came to the kindergarten"), "came", ARRIVALS),
        (_("Moved to another group"), "within", MOVES),
        (_("Left the kindergarten"), "left", _LEFT),
    )
    items = [
        {
            "label": label,
            "note": f"{month_name(desk.last_month).lower()}: {number(_sum(before, kinds))}",
            "figure": number(_sum(now, kinds)),
            "href": f"{_BASE}?{days}&sort={sort}" if home.may("read", "MovementPeriod") else None,
        }
        for label, sort, kinds in rows
    ]
    return [
        {
            "kind": "lines",
            "column": "know",
            "title": _("Movement of children, %(month)s", month=month_name(desk.month).lower()),
            "more_href": "/movement/book",
            "more_label": _("Movement book"),
            "items": items,
        }
    ]


def _sum(found: Mapping[MovementKind, int], kinds: frozenset[MovementKind]) -> int:
    return sum(count for kind, count in found.items() if kind in kinds)
