"""The door to a sheet: its address, who may do what to it, and the row behind the scope."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, render_template
from flask_babel import gettext as _

from app.attendance.actions import Author
from app.attendance.sheet_queries import Sheet, load_sheet
from app.core import clock
from app.core.db import db
from app.core.entity_pages import page
from app.core.typed import read_date
from app.organizations.access import signed_in

SUBJECT = "Attendance"
BASE = "/attendance"


def parse_month(text: str) -> date:
    """«2026-11» → its first day; anything else is no page."""
    return parse_day(f"{text}-01")


def parse_day(text: str) -> date:
    """«2026-11-24» of this century; anything else is no page."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    return day if day and 2000 <= day.year < 2100 else abort(404)


def asked_day(text: str) -> date:
    """The day of a field of the page, as a person types it; anything else is no page."""
    try:
        return parse_day(read_date(text).isoformat())
    except ValueError:
        abort(404)


def row_key(number: int) -> int:
    """A number that a row may have as its key; any other is nobody's (404)."""
    return number if 0 < number < 2**31 else abort(404)


def may(right: str, group: Any) -> bool:
    """Whether the person holds a right on attendance for the rows of this very group."""
    scope = signed_in().scope(f"can_{right}", SUBJECT)
    return group.organization_id in scope.whole or group.id in scope.groups


def author() -> Author:
    return Author(signed_in().signature, clock.now())


def load(group_id: int, month: date, **options: Any) -> Sheet:
    """The one door to a sheet: the group must be in scope (404)."""
    key = row_key(group_id)
    return load_sheet(db.session(), key, month, **options) or abort(404)


def month_base(group_id: int, month: date) -> str:
    return f"{BASE}/month/{group_id}/{month:%Y-%m}"


def no_groups_page(title: str) -> str:
    """What a person sees who leads no group yet, or whose kindergarten has none."""
    empty = {
        "title": _("No group is yours yet"),
        "text": _("The administrator names the teachers of a group in its card."),
    }
    if signed_in().scope("can_read", SUBJECT).whole:
        writes = signed_in().has_right("can_add", "ChildGroup")
        empty = {
            "title": _("There is no group yet"),
            "text": _("Days are marked once the groups and their children are entered."),
            **({"href": "/groups/add", "label": _("New group")} if writes else {}),
        }
    shown = page(title=title, group={"name": ""}, groups=[], closed=empty, rows=[])
    return render_template("attendance/today.html", page=shown)
