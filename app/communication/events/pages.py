"""What the pages of events show: plain values for the templates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from app.communication.events.models import Event
from app.communication.events.rules import EVENT_STATES, Entry, EventState
from app.core.i18n import translate
from app.core.rich_text import to_html

_DAY = timedelta(days=1)


def when(one: Any) -> str:
    """«10:00–11:30», «весь день»."""
    if one.starts_at is None:
        return str(_("all day"))
    end = f"–{one.ends_at:%H:%M}" if one.ends_at else ""
    return f"{one.starts_at:%H:%M}{end}"


def day_said(day: date, today: date) -> str:
    """«сегодня, 24 ноября», «среда, 25 ноября»."""
    if day == today:
        name = str(_("today"))
    elif day == today + _DAY:
        name = str(_("tomorrow"))
    else:
        name = str(format_date(day, "EEEE"))
    return f"{name}, {format_date(day, 'd MMMM')}"


def entry(one: Entry) -> dict[str, Any]:
    return {
        "title": one.title,
        "href": f"/events/{one.id}",
        "when": when(one),
        "place": one.place,
        "group": one.group or _("the whole kindergarten"),
        "tone": "violet" if one.staff_only else "blue" if one.group else "green",
        "off": one.state is EventState.CANCELLED,
        "staff": one.staff_only,
        "state": translate(EVENT_STATES[one.state]) if one.state is not EventState.PLANNED else "",
    }


def card(row: Event, group: str) -> dict[str, Any]:
    """One event with its texts as a reader sees them."""
    last = row.ends_on if row.ends_on and row.ends_on != row.day else None
    return {
        "when": f"{row.day:%d.%m.%Y}" + (f" – {last:%d.%m.%Y}" if last else "") + f", {when(row)}",
        "facts": [
            (label, value)
            for label, value in (
                (_("Where it is held"), row.place),
                (_("Group"), group or _("the whole kindergarten")),
                (_("Responsible"), row.responsible),
                (_("Participants"), row.participants),
            )
            if value
        ],
        "description": to_html(row.description) if row.description else "",
        "result": to_html(row.result) if row.result else "",
        "state": translate(EVENT_STATES[row.state]),
        "tone": {"planned": "blue", "held": "green", "cancelled": "red"}[row.state.value],
        "staff": row.staff_only,
    }
