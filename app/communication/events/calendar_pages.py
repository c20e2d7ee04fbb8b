"""What the calendar shows of the events of its span: cells, days, and the way to the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app.communication.events.pages import day_said, entry
from app.communication.events.rules import Entry, month_weeks
from app.core.formats import show_month
from app.core.paging import pager, rows_of

_DAY = timedelta(days=1)
SHOWN_A_DAY = {"month": 3, "week": 5, "list": 5}
"""So many events of a day stand in a view; the others on the page of the day."""
LISTED = 50
"""Events on one page of the list, and on one page of a day."""
BASE = "/events/"

Days = Mapping[date, Sequence[Entry]]


@dataclass(frozen=True)
class Asked:
    """What of the calendar is looked at: a view, its day, the words that are searched."""

    view: str
    day: date
    words: str = ""
    page: int = 1

    def href(self, view: str, day: date, number: int = 1) -> str:
        parts = {"view": view, "day": day, "q": self.words, "page": number if number > 1 else ""}
        return f"{BASE}?" + urlencode({name: part for name, part in parts.items() if part})


def shown_days(asked: Asked, days: Days, first: date, today: date) -> dict[str, Any]:
    """The days of a view for its template. ``days``: the events of the span that begins with
    ``first``."""
    if asked.view == "day":
        return _one_day(asked, days.get(asked.day, ()), today)
    if asked.view == "week":
        week = {first + number * _DAY: days.get(first + number * _DAY, ()) for number in range(7)}
        return {"days": day_list(asked, week, today)}
    if asked.view == "list":
        return _listed(asked, days, today)
    month = asked.day.replace(day=1)
    inside = {key: rows for key, rows in days.items() if key.replace(day=1) == month}
    # On a phone the month begins with today: what was is a touch away.
    behind = today.replace(day=1) == month
    earlier = {key: rows for key, rows in inside.items() if behind and key < today}
    ahead = {key: rows for key, rows in inside.items() if key not in earlier}
    return {
        "weeks": month_grid(asked, month, days, today),
        "days": day_list(asked, ahead, today),
        "earlier": day_list(asked, earlier, today),
    }


def _one_day(asked: Asked, found: Sequence[Entry], today: date) -> dict[str, Any]:
    turned = pager(
        len(found), asked.page, LISTED, lambda number: asked.href("day", asked.day, number)
    )
    shown = rows_of(found, turned)
    card = {"today": asked.day == today, "entries": [entry(one) for one in shown]}
    label = day_said(asked.day, today)
    return {"days": [{"label": label, **card}] if found else [], "pages": turned}


def _listed(asked: Asked, days: Days, today: date) -> dict[str, Any]:
    """Days until the page is full, and the day with which the next one begins."""
    kept: dict[date, Sequence[Entry]] = {}
    lines, following = 0, None
    for key in sorted(days):
        if lines >= LISTED:
            following = key
            break
        kept[key] = days[key]
        lines += min(len(days[key]), SHOWN_A_DAY["list"])
    shown: dict[str, Any] = {"days": day_list(asked, kept, today)}
    if following is not None:
        shown["further"] = _("Further, from %(day)s", day=format_date(following, "d MMMM"))
        shown["further_href"] = asked.href("list", following)
    return shown


def _rest(asked: Asked, day: date, found: Sequence[Entry]) -> dict[str, Any]:
    """The first events of a day, how many more there are, and where they all stand."""
    most = SHOWN_A_DAY[asked.view]
    hidden = len(found) - most
    return {
        "today": False,
        "entries": [entry(one) for one in found[:most]],
        "more": ngettext("%(num)d more", "%(num)d more", hidden) if hidden > 0 else "",
        "href": asked.href("day", day),
    }


def day_list(asked: Asked, days: Days, today: date) -> list[dict[str, Any]]:
    return [
        _rest(asked, day, days[day]) | {"label": day_said(day, today), "today": day == today}
        for day in sorted(days)
    ]


def month_grid(asked: Asked, month: date, days: Days, today: date) -> list[list[dict[str, Any]]]:
    return [
        [
            _rest(asked, day, days.get(day, ()))
            | {
                "number": day.day,
                "inside": day.month == month.month,
                "today": day == today,
                "rest": day.weekday() > 4,
                "label": f"{day:%d.%m.%Y}",
            }
            for day in week
        ]
        for week in month_weeks(month)
    ]


def title_of(view: str, first: date, last: date) -> str:
    if view == "week":
        return f"{first:%d.%m} – {last:%d.%m.%Y}"
    if view == "day":
        return f"{first:%d.%m.%Y}"
    return show_month(first)
