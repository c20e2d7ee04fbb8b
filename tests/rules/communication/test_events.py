"""Events in a calendar, and the feed that other programs read (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import icalendar
import pytest

from app.communication.events.rules import (
    Entry,
    EventState,
    by_day,
    check_event,
    check_result,
    digest,
    feed,
    month_weeks,
    new_token,
)
from app.core.errors import RuleViolation

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def entry(key=1, day=date(2026, 12, 24), ends_on=None, starts_at=time(10), ends_at=None, **more):
    return Entry(
        *(key, more.pop("title", "Утренник, ёлка; вход"), day, ends_on, starts_at, ends_at),
        *(more.pop("place", "Зал"), more.pop("group", "Ромашка")),
        more.pop("state", EventState.PLANNED),
        NOW,
        **more,
    )


def read(*entries):
    text = feed(entries, "Сад", "sad.example", "https://sad.example")
    return icalendar.Calendar.from_ical(text), text


def test_a_parser_reads_what_the_feed_says():
    calendar, text = read(entry(ends_at=time(11, 30)))
    assert text.startswith(b"BEGIN:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    (event,) = calendar.walk("VEVENT")
    assert event["summary"] == "Утренник, ёлка; вход (Ромашка)"
    assert event["uid"] == "event-1@sad.example"
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2026, 12, 24, 7, tzinfo=UTC)
    assert event.decoded("dtend").astimezone(UTC) == datetime(2026, 12, 24, 8, 30, tzinfo=UTC)
    assert event["url"] == "https://sad.example/events/1"
    assert event["status"] == "CONFIRMED"


def test_an_event_without_hours_takes_whole_days_and_ends_on_the_day_after():
    calendar, _text = read(entry(starts_at=None, ends_on=date(2026, 12, 26)))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 12, 24)
    assert event.decoded("dtend") == date(2026, 12, 27)


def test_a_cancelled_event_stays_in_the_feed_and_says_so():
    calendar, _text = read(entry(state=EventState.CANCELLED))
    assert calendar.walk("VEVENT")[0]["status"] == "CANCELLED"


def test_the_hour_is_that_of_the_kindergarten():
    calendar, _text = read(entry(zone="Asia/Yekaterinburg"))
    start = calendar.walk("VEVENT")[0].decoded("dtstart")
    assert start.astimezone(UTC).hour == 5


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ((date(2026, 12, 24), date(2026, 12, 23), None, None), "ends_on"),
        ((date(2026, 12, 1), date(2027, 1, 1), None, None), "ends_on"),
        ((date(2026, 12, 24), None, None, time(11)), "starts_at"),
        ((date(2026, 12, 24), None, time(11), time(10)), "ends_at"),
    ],
)
def test_times_that_no_calendar_can_show_are_refused_at_their_field(times, field):
    with pytest.raises(RuleViolation) as found:
        check_event(*times)
    assert found.value.details["field"] == field


def test_what_is_ahead_cannot_be_held():
    with pytest.raises(RuleViolation):
        check_result(EventState.HELD, date(2026, 11, 25), date(2026, 11, 24))
    check_result(EventState.HELD, date(2026, 11, 24), date(2026, 11, 24))


def test_a_month_is_drawn_in_whole_weeks_from_monday():
    weeks = month_weeks(date(2026, 11, 1))
    assert (weeks[0][0], weeks[-1][-1]) == (date(2026, 10, 26), date(2026, 12, 6))
    assert {len(week) for week in weeks} == {7}


def test_an_event_of_several_days_stands_on_each_of_them_within_the_span():
    found = by_day([entry(ends_on=date(2026, 12, 27))], date(2026, 12, 1), date(2026, 12, 25))
    assert sorted(found) == [date(2026, 12, 24), date(2026, 12, 25)]


def test_a_secret_is_long_and_kept_as_a_digest_only():
    one, other = new_token(), new_token()
    assert one != other
    assert len(one) >= 43
    assert one not in digest(one)
