"""What the page of the schedule shows: plain values for the template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask_babel import format_date
from flask_babel import gettext as _

from app.core.workdays import Day
from app.schedule.queries import GroupChoice
from app.schedule.rules import SATURDAY, Entry, on_day

_DAY = timedelta(days=1)


def address(group: int, monday: date | None = None) -> str:
    """The page of a group, of a week or of the present one."""
    more = {} if monday is None else {"day": monday.isoformat()}
    return f"/schedule/?{urlencode({'group': group, **more})}"


def hours(one: Entry) -> str:
    """«9:00–9:25»."""
    return "–".join(f"{at.hour}:{at:%M}" for at in (one.starts_at, one.ends_at))


def choices(groups: Sequence[GroupChoice], chosen: int, monday: date) -> list[dict[str, Any]]:
    """The switch of groups; with the house where there are several."""
    several = len({one.organization_id for one in groups}) > 1
    return [
        {
            "label": f"{one.name} · {one.house}" if several else one.name,
            "href": address(one.id, monday),
            "active": one.id == chosen,
        }
        for one in groups
    ]


def week(
    days: Iterable[Day], lessons: Sequence[Entry], today: date, back: str | None
) -> list[dict[str, Any]]:
    """The days of a week. Saturday stands there if it is worked or has lessons, Sunday never.

    ``back``: the address of this page for who may change lessons; None for all others.
    """
    shown = []
    for day in days:
        found = on_day(lessons, day.date)
        if day.date.weekday() > SATURDAY:
            continue
        if day.date.weekday() == SATURDAY and not (day.works or found):
            continue
        shown.append(
            {
                "name": str(format_date(day.date, "EEEE")).capitalize(),
                "date": str(format_date(day.date, "d MMMM")),
                "today": day.date == today,
                "past": day.date < today,
                "closed": "" if day.works else day.title or str(_("day off")),
                "lessons": [_lesson(one, back) for one in found] if day.works else [],
            }
        )
    return shown


def _lesson(one: Entry, back: str | None) -> dict[str, Any]:
    return {
        "at": hours(one),
        "title": one.title,
        "note": " · ".join(part for part in (one.employee, one.room) if part),
        "href": f"/lessons/{one.id}/edit?{urlencode({'back': back})}" if back else None,
    }


def span_said(monday: date) -> str:
    """«30 ноября – 4 декабря»: the days of a working week."""
    return f"{format_date(monday, 'd MMM')} – {format_date(monday + 4 * _DAY, 'd MMM')}"
