"""Reads of years and of the calendar: what the organisation entered and those above it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from app.academic_year.models import AcademicPeriod, AcademicYear, CalendarDay, CalendarDayKind
from app.academic_year.rules import PeriodSpan, YearSpan
from app.core.kept import Kept, Topic
from app.core.scoping.session import ScopedSession
from app.core.workdays import CalendarException, Day, ExceptionKind, Layer, span_days


def lineage_of(path: str) -> tuple[int, ...]:
    """An organisation's path «/1/5/17/» as ids from the root down."""
    return tuple(int(part) for part in path.split("/") if part)


_KEPT_ENTERED: Kept[Sequence[Any]] = Kept(Topic.REFERENCE)
_KEPT_DAYS: Kept[tuple[Day, ...]] = Kept(Topic.REFERENCE)

_ENTERED = select(
    CalendarDay.organization_id, CalendarDay.day, CalendarDay.kind, CalendarDay.title
).where(
    CalendarDay.organization_id.in_(bindparam("organizations", expanding=True)),
    CalendarDay.day.between(bindparam("first"), bindparam("last")),
)


def entered_days(
    session: ScopedSession, organizations: Iterable[int], first: date, last: date
) -> Sequence[Any]:
    """Days entered by these organisations within ``first`` … ``last``. Kept; one statement."""
    asked = {"organizations": tuple(sorted(organizations)), "first": first, "last": last}
    return _KEPT_ENTERED.reached(
        tuple(asked.values()), lambda: tuple(session.plain(_ENTERED, asked))
    )


def days_of(
    session: ScopedSession, path: str, first: date, last: date, *, works_on_moved_saturdays: bool
) -> tuple[Day, ...]:
    """The days of one organisation by its calendar. Kept; one statement."""

    def read() -> tuple[Day, ...]:
        entered = entered_days(session, lineage_of(path), first, last)
        return calendar(
            entered, path, first, last, works_on_moved_saturdays=works_on_moved_saturdays
        )

    return _KEPT_DAYS.reached((path, first, last, works_on_moved_saturdays), read)


def calendar(
    entered: Iterable[Any],
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


def other_years(session: ScopedSession, year: AcademicYear) -> list[YearSpan]:
    """The other years of the organisation of a year."""
    query = select(AcademicYear.name, AcademicYear.starts_on, AcademicYear.ends_on).where(
        AcademicYear.organization_id == year.organization.id, AcademicYear.id != (year.id or 0)
    )
    return [YearSpan(*row) for row in session.execute(query)]


def other_periods(session: ScopedSession, period: AcademicPeriod) -> list[PeriodSpan]:
    """The other periods of the year of a period."""
    query = select(
        AcademicPeriod.kind, AcademicPeriod.name, AcademicPeriod.starts_on, AcademicPeriod.ends_on
    ).where(
        AcademicPeriod.year_id == period.year.id,
        AcademicPeriod.organization_id == period.organization.id,
        AcademicPeriod.id != (period.id or 0),
    )
    return [PeriodSpan(*row) for row in session.execute(query)]
