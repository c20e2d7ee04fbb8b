"""Decisions about benefits: what proves them, when they end, what soon ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import RuleViolation
from app.core.messages import message

SOON_DAYS = 30
"""A benefit that ends within so many days is told: a new paper takes a family weeks."""


@dataclass(frozen=True)
class Period:
    """Days of a benefit, both ends included; ``ends_on`` None is without an end."""

    starts_on: date
    ends_on: date | None

    def overlaps(self, other: Period) -> bool:
        return self.starts_on <= (other.ends_on or date.max) and other.starts_on <= (
            self.ends_on or date.max
        )


def days_left(ends_on: date | None, today: date) -> int | None:
    """Days until the last one, of a benefit that is to be told of; None for the others.

    0: today is the last day. One that has ended is no news of today's.
    """
    if ends_on is None or not today <= ends_on <= soon(today):
        return None
    return (ends_on - today).days


def soon(today: date) -> date:
    """The last of the days that are near."""
    return today + timedelta(days=SOON_DAYS)


def check_proof(needs_document: bool, number: str | None, dated: date | None) -> None:
    """Raises RuleViolation for a benefit without the paper that proves it."""
    if needs_document and not number:
        raise RuleViolation(
            message("Enter the number of the document that proves the benefit."),
            field="document_number",
        )
    if needs_document and dated is None:
        raise RuleViolation(
            message("Enter the date of the document that proves the benefit."),
            field="document_date",
        )


def check_days(period: Period, others: Iterable[Period]) -> None:
    """Raises RuleViolation for days that end before they begin, or are covered already."""
    if period.ends_on is not None and period.ends_on < period.starts_on:
        raise RuleViolation(
            message("The end date is before the start date. Correct one of them."), field="ends_on"
        )
    known = next((one for one in others if period.overlaps(one)), None)
    if known is not None:
        raise RuleViolation(
            message(
                "The child has this benefit from %(day)s already. Correct that record or end it "
                "first.",
                day=f"{known.starts_on:%d.%m.%Y}",
            ),
            field="starts_on",
        )
