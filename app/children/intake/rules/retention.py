"""How long a list and its report are kept: they are copies of personal data (152-ФЗ, art. 5, 7)."""

from __future__ import annotations

from datetime import date, timedelta


def deleted_on(uploaded: date, days: int) -> date:
    """The day on which a list of this age is deleted: it is kept for ``days`` whole days."""
    return uploaded + timedelta(days=days + 1)


def is_due(uploaded: date, days: int, today: date) -> bool:
    """Whether a list is to be deleted by now."""
    return today >= deleted_on(uploaded, days)
