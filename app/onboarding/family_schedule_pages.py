"""What the card of a child says of the lessons of today, on a parent's home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app.core import clock
from app.core.db import db
from app.core.scoping.scope import acting
from app.onboarding.desk import OWN_CHILDREN, Home
from app.onboarding.family_queries import ChildMonth
from app.schedule.pages import address, hours
from app.schedule.queries import lessons_of_children
from app.schedule.rules import Entry, coming, on_day

LINES = 3
Schedule = tuple[int, list[Entry]]


def schedules(home: Home, children: Sequence[int]) -> dict[int, Schedule]:
    """By child: its group and the lessons of the group. One statement."""
    desk = home.desk("read", "Lesson", OWN_CHILDREN)
    if desk is None:
        return {}
    with acting(desk.scope):
        return lessons_of_children(db.session(), children, home.today)


def today_said(
    found: Schedule | None, one: ChildMonth, today: date, moment: datetime
) -> dict[str, Any] | None:
    """What is ahead today in at most three lines; none on a day off. None without a schedule."""
    if found is None:
        return None
    group, lessons = found
    works = next(day.works for day in one.days if day.date == today)
    now = clock.local(moment, one.timezone).time()
    shown = coming(on_day(lessons, today), now, LINES) if works else []
    return {
        "href": address(group),
        "lines": [{"at": hours(it), "title": it.title} for it in shown],
    }
