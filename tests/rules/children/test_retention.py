"""How long an uploaded list of children is kept."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.intake.rules.retention import deleted_on, is_due
from app.core.errors import RuleViolation
from app.organizations.rules import Settings, check_keeping

UPLOADED = date(2026, 11, 24)


def test_a_list_is_kept_for_thirty_whole_days_unless_set_otherwise():
    assert deleted_on(UPLOADED, Settings().import_files_days) == date(2026, 12, 25)


@pytest.mark.parametrize(("day", "due"), [(24, False), (25, True), (26, True)])
def test_it_goes_on_the_day_after(day, due):
    assert is_due(UPLOADED, 30, date(2026, 12, day)) is due


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_time_that_keeps_nothing_or_everything_is_refused(days):
    with pytest.raises(RuleViolation):
        check_keeping(days)
    check_keeping(1)
