"""Length of service, courses, categories (docs/rules/staff.md)."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.errors import RuleViolation
from app.staff.rules import (
    Job,
    Service,
    check_rate,
    ends_soon,
    learned_since,
    renewal_due,
    service,
)

TODAY = date(2026, 11, 24)


def test_a_year_of_work_is_a_year_with_both_days():
    assert service([Job(date(2025, 9, 1), date(2026, 8, 31))], TODAY) == Service(1, 0, 0)
    assert service([Job(date(2026, 11, 24), None)], TODAY) == Service(0, 0, 1)
    assert service([Job(date(2024, 2, 29), date(2025, 2, 26))], TODAY) == Service(0, 11, 29)


def test_days_that_two_jobs_share_count_once():
    jobs = [Job(date(2020, 1, 1), date(2020, 12, 31)), Job(date(2020, 7, 1), date(2021, 6, 30))]
    assert service(jobs, TODAY) == Service(1, 6, 0)


def test_thirty_days_make_a_month_and_twelve_months_a_year():
    jobs = [
        Job(date(2020, 1, 1), date(2020, 11, 20)),  # 10 months 20 days
        Job(date(2021, 1, 1), date(2021, 2, 15)),  # 1 month 15 days
    ]
    assert service(jobs, TODAY) == Service(1, 0, 5)


def test_teaching_service_counts_teaching_jobs_only():
    jobs = [Job(date(2020, 1, 1), date(2021, 12, 31)), Job(date(2022, 1, 1), None, teaching=True)]
    assert service(jobs, TODAY) == Service(6, 10, 24)
    assert service(jobs, TODAY, teaching=True) == Service(4, 10, 24)


def test_what_begins_later_does_not_count_yet():
    assert service([Job(date(2026, 12, 1), None)], TODAY) == Service()


@pytest.mark.parametrize(
    ("finished", "due"),
    [(date(2023, 11, 24), date(2026, 11, 24)), (date(2024, 2, 29), date(2027, 2, 28))],
)
def test_a_course_is_renewed_in_three_years(finished, due):
    assert renewal_due(finished) == due


def test_who_learned_on_the_border_is_due_by_the_day():
    assert renewal_due(learned_since(TODAY)) == TODAY


def test_the_near_end_is_told_ninety_days_before():
    assert ends_soon(date(2027, 2, 22), TODAY)
    assert not ends_soon(date(2027, 2, 23), TODAY)
    assert ends_soon(date(2020, 1, 1), TODAY)
    assert not ends_soon(None, TODAY)


def test_a_rate_is_part_of_a_post():
    check_rate(25)
    check_rate(150)
    for wrong in (0, 201):
        with pytest.raises(RuleViolation):
            check_rate(wrong)
