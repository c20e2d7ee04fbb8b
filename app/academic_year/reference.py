"""What an organisation has from the start: the academic year that holds today, with its periods."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.academic_year.models import AcademicPeriod, AcademicYear, PeriodKind
from app.academic_year.rules import YearSpan, usual_periods, usual_year


def seed_year(session: Session, organization_id: int, day: date) -> bool:
    """Add the usual academic year of ``day`` unless one is entered. True when it was added."""
    query = select(AcademicYear.id).where(
        AcademicYear.organization_id == organization_id,
        AcademicYear.starts_on <= day,
        AcademicYear.ends_on >= day,
    )
    if session.scalars(query).first() is not None:
        return False
    usual = usual_year(day)
    year = AcademicYear(
        organization_id=organization_id,
        name=usual.name,
        starts_on=usual.starts_on,
        ends_on=usual.ends_on,
    )
    session.add(year)
    seed_periods(session, year)
    return True


def seed_periods(session: Session, year: AcademicYear) -> None:
    """Give a new year the usual periods. Flushes."""
    span = YearSpan(year.name, year.starts_on, year.ends_on)
    session.add_all(
        AcademicPeriod(
            organization_id=year.organization_id,
            year=year,
            kind=PeriodKind(one.kind),
            name=one.name,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in usual_periods(span)
    )
    session.flush()
