"""Dates and times as people type them."""

from __future__ import annotations

from datetime import date, time

import pytest

from app.core.typed import read_date, read_time, typed_date


@pytest.mark.parametrize(
    "text", ["01.09.2026", "1.9.2026", "1/9/2026", "1-9-2026", " 01092026 ", "2026-09-01"]
)
def test_a_day_is_read_however_it_is_written(text):
    assert read_date(text) == date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    ["", "31.04.2026", "29.02.2026", "1.9.26", "01.09.1026", "2026-W36-2", "20260901", "завтра"],
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "meant"), [("9:00", time(9)), ("09.30", time(9, 30)), ("0930", time(9, 30))]
)
def test_a_time_is_read_however_it_is_written(text, meant):
    assert read_time(text) == meant


@pytest.mark.parametrize("text", ["", "25:00", "9", "9:60", "полдень"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError):
        read_time(text)


def test_a_field_shows_a_day_the_russian_way_and_a_mistake_as_it_was_typed():
    assert typed_date(date(2026, 9, 1)) == typed_date("2026-09-01") == "01.09.2026"
    assert typed_date("31.04.2026") == "31.04.2026"
    assert typed_date(None) == ""
