"""The form of an announcement: what was typed, read into the values of the rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.communication.board.rules import Asks, Content, Wish, parse_parts
from app.core.errors import RuleViolation
from app.core.messages import message
from app.core.typed import read_date, read_time

DAY_END = "23:59"
"""An answer is awaited to the end of the day unless a time is typed."""


def read_wish(form: Any, zone: str) -> Wish:
    """The wish behind a form. Raises RuleViolation at the field that cannot be read."""
    choices = [" ".join(word.split())[:100] for word in form.getlist("choice")]
    asks = form.get("asks", Asks.NOTHING.value)
    return Wish(
        Content(
            title=" ".join(form.get("title", "").split()),
            text=form.get("text", "").replace("\r\n", "\n").replace("\x00", ""),
            asks=Asks(asks) if asks in set(Asks) else Asks.NOTHING,
            question=form.get("question", "")[:300],
            choices=tuple(dict.fromkeys(word for word in choices if word)),
            answer_until=_moment(form, "answer_until", zone, DAY_END),
            shown_until=_day(form.get("shown_until", ""), "shown_until"),
            publish_at=_moment(form, "publish_at", zone),
        ),
        parse_parts(form.getlist("to")),
        urgent=bool(form.get("urgent")),
        pinned=bool(form.get("pinned")),
        remind_at=_moment(form, "remind_at", zone),
    )


def _moment(form: Any, field: str, zone: str, without_time: str = "") -> datetime | None:
    """A day and the time beside it. ``without_time``: what counts where only a day is typed."""
    day, _sign, hour = form.get(field, "").strip().partition("T")
    hour = hour or form.get(f"{field}_time", "").strip()
    if not day and not hour:
        return None
    try:
        found = datetime.combine(read_date(day), read_time(hour or without_time))
    except ValueError:
        raise RuleViolation(message("Enter the date and the time."), field=field) from None
    return found.replace(tzinfo=ZoneInfo(zone))


def _day(typed: str, field: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return read_date(typed)
    except ValueError:
        raise RuleViolation(message("Enter the date."), field=field) from None


def seen_version(form: Any) -> int | None:
    """The version that the page showed; None where the form carried none."""
    typed = form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
