"""When people are told that a document ends, or that they have not read it yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.documents.rules.due import reading_stage, stage_of

LAST = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("left", "stage"),
    [(31, None), (30, 30), (29, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)],
)
def test_the_keepers_are_told_thirty_days_a_week_and_a_day_before_the_end(left, stage):
    assert stage_of(LAST, LAST - timedelta(days=left)) == stage


@pytest.mark.parametrize(
    ("left", "stage"),
    [(2, None), (1, "eve"), (0, "eve"), (-1, "late"), (-60, "late"), (-61, None)],
)
def test_a_reader_is_told_on_the_eve_and_once_the_day_has_passed(left, stage):
    assert reading_stage(LAST, LAST - timedelta(days=left)) == stage
