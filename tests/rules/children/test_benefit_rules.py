"""Benefits: what proves them, which days they cover, what soon ends."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.benefits.rules import Period, check_days, check_proof, days_left
from app.core.errors import RuleViolation

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("ends_on", "left"),
    [
        (date(2026, 12, 24), 30),
        (date(2026, 12, 25), None),
        (date(2026, 11, 24), 0),
        (date(2026, 11, 23), None),
        (None, None),
    ],
)
def test_a_benefit_is_told_of_thirty_days_before_its_end(ends_on, left):
    assert days_left(ends_on, TODAY) == left


@pytest.mark.parametrize(
    ("number", "dated", "field"),
    [(None, TODAY, "document_number"), ("12", None, "document_date")],
)
def test_a_benefit_needs_its_paper(number, dated, field):
    with pytest.raises(RuleViolation) as refused:
        check_proof(True, number, dated)
    assert refused.value.details["field"] == field
    check_proof(False, None, None)


def test_the_same_benefit_is_not_held_twice_on_a_day():
    known = [Period(date(2026, 1, 1), date(2026, 6, 30))]
    check_days(Period(date(2026, 7, 1), None), known)
    for starts_on, ends_on in ((date(2026, 6, 30), None), (date(2025, 12, 1), date(2026, 1, 1))):
        with pytest.raises(RuleViolation) as refused:
            check_days(Period(starts_on, ends_on), known)
        assert refused.value.details["field"] == "starts_on"


def test_a_benefit_ends_after_it_begins():
    with pytest.raises(RuleViolation):
        check_days(Period(date(2026, 7, 2), date(2026, 7, 1)), [])
