"""Reads of the calendar: days entered by the organisation and by those above it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.academic_year.models import CalendarDay, CalendarDayKind
from app.core.workdays import CalendarException, Day, ExceptionKind, Layer, span_days


def lineage_of(path: str) -> tuple[int, ...]:
    """An organisation's path «/1/5/17/» as ids from the root down."""
    return tuple(int(part) for part in path.split("/") if part)


def entered_days(
    session: Session, organizations: Iterable[int], first: date, last: date
) -> Sequence[CalendarDay]:
    """Days entered by these organisations within ``first`` … ``last``. One statement."""
    query = select(CalendarDay).where(
        CalendarDay.organization_id.in_(organizations), CalendarDay.day.between(first, last)
    )
    return session.scalars(query).all()


def calendar(
    entered: Iterable[CalendarDay],
    path: str,
    first: date,
    last: date,
    *,
    works_on_moved_saturdays: bool,
) -> tuple[Day, ...]:
    """The days of an organisation: federal, then of those above it, then its own."""
    lineage = lineage_of(path)
    exceptions = [
        CalendarException(
            row.day,
            ExceptionKind.WORKING if row.kind is CalendarDayKind.WORKING else ExceptionKind.OFF,
            row.title,
            Layer.ORGANIZATION if row.organization_id == lineage[-1] else Layer.REGION,
        )
        for row in entered
        if row.organization_id in lineage
    ]
    return span_days(first, last, exceptions, works_on_moved_saturdays=works_on_moved_saturdays)
