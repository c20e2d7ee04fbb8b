"""Closed academic years are only read. Which are closed is told by the feature that closes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import inspect

from app.academic_year.models import AcademicYear
from app.core.errors import RuleViolation
from app.core.messages import message
from app.core.scoping.session import ScopedSession

CLOSED: list[Callable[[ScopedSession, int], date | None]] = []
"""Filled by ``movement`` (inverted): the first day of the year after the last closed one."""


def refuse_closed(session: ScopedSession, year: AcademicYear) -> None:
    """Raises RuleViolation for a year that its kindergarten has closed."""
    ends_on = stored(year, "ends_on")
    for source in CLOSED:
        since = source(session, year.organization_id)
        if since is not None and ends_on < since:
            raise RuleViolation(
                message(
                    "The academic year %(name)s is closed: it is only read. Undo the passage to "
                    "the next year first.",
                    name=stored(year, "name"),
                )
            )


def stored(item: Any, name: str) -> Any:
    """What an attribute was before the form was filled in."""
    before = inspect(item).attrs[name].history.deleted
    return before[0] if before and before[0] is not None else getattr(item, name)
