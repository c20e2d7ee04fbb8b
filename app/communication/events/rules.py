"""Events: their state, their place in a calendar, and how a feed is written. Pure."""

from __future__ import annotations

import enum
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import icalendar

from app.core.errors import RuleViolation
from app.core.messages import message

_DAY = timedelta(days=1)
LONGEST = timedelta(days=31)
TOKEN_BYTES = 32


class EventState(enum.StrEnum):
    """An event is planned, was held, or was cancelled; none is deleted behind people's back."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


EVENT_STATES = {
    EventState.PLANNED: message("planned"),
    EventState.HELD: message("held"),
    EventState.CANCELLED: message("called off"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as calendars show it: nothing of it is personal."""

    id: int
    title: str
    day: date
    ends_on: date | None
    starts_at: time | None
    ends_at: time | None
    place: str
    group: str
    state: EventState
    changed_at: datetime
    zone: str = "Europe/Moscow"
    staff_only: bool = False

    @property
    def last(self) -> date:
        return self.ends_on or self.day


def check_event(
    day: date, ends_on: date | None, starts_at: time | None, ends_at: time | None
) -> None:
    """Raises RuleViolation, told at its field, for times that no calendar can show."""
    last = ends_on or day
    if last < day:
        raise RuleViolation(
            message("The end date is before the start date. Correct one of them."), field="ends_on"
        )
    if last - day >= LONGEST:
        raise RuleViolation(
            message("An event lasts at most %(days)s days.", days=LONGEST.days), field="ends_on"
        )
    if ends_at is not None and starts_at is None:
        raise RuleViolation(message("Say when it begins."), field="starts_at")
    if ends_at is not None and starts_at is not None and last == day and ends_at <= starts_at:
        raise RuleViolation(message("The end is before the beginning."), field="ends_at")


def check_result(state: EventState, day: date, today: date) -> None:
    """Raises RuleViolation when something is called held that has not begun."""
    if state is EventState.HELD and day > today:
        raise RuleViolation(message("It is still ahead: it cannot be held yet."), field="state")


def month_weeks(month: date) -> list[list[date]]:
    """The weeks of a month, Monday first, filled up with days of its neighbours."""
    first = month.replace(day=1)
    start = first - first.weekday() * _DAY
    end = (first + 31 * _DAY).replace(day=1)
    weeks = []
    while start < end:
        weeks.append([start + number * _DAY for number in range(7)])
        start += 7 * _DAY
    return weeks


def by_day(entries: Iterable[Entry], first: date, last: date) -> Mapping[date, Sequence[Entry]]:
    """Entries of each day of a span; one of several days stands on each of them."""
    found: dict[date, list[Entry]] = {}
    for one in sorted(entries, key=lambda one: (one.starts_at or time.min, one.title, one.id)):
        day = max(one.day, first)
        while day <= min(one.last, last):
            found.setdefault(day, []).append(one)
            day += _DAY
    return found


def new_token() -> str:
    """The secret of a private feed: shown once, kept as a digest."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def feed(entries: Iterable[Entry], name: str, host: str, address: str) -> bytes:
    """The calendar of RFC 5545. It names no person: it lies on the phones of other companies.

    ``host`` makes the marks of entries unique; ``address`` is where an event can be read.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//network-garden//events//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for one in entries:
        calendar.add_component(_component(one, host, address))
    return bytes(calendar.to_ical())


def _component(one: Entry, host: str, address: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"event-{one.id}@{host}")
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("summary", f"{one.title} ({one.group})" if one.group else one.title)
    zone = ZoneInfo(one.zone)
    if one.starts_at is None:
        event.add("dtstart", one.day)
        event.add("dtend", one.last + _DAY)
    else:
        start = datetime.combine(one.day, one.starts_at, zone)
        end = datetime.combine(one.last, one.ends_at or one.starts_at, zone)
        event.add("dtstart", start)
        event.add("dtend", max(end, start + timedelta(minutes=30)) if end <= start else end)
    if one.place:
        event.add("location", one.place)
    event.add("status", "CANCELLED" if one.state is EventState.CANCELLED else "CONFIRMED")
    event.add("url", f"{address}/events/{one.id}")
    return event
