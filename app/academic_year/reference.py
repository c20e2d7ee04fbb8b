"""What a new organisation has from the start: the academic year that holds today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.academic_year.models import AcademicYear
from app.academic_year.rules import usual_year


def seed_year(session: Session, organization_id: int, day: date) -> bool:
    """Add the usual academic year of ``day`` unless one is entered. True when it was added."""
    query = select(AcademicYear.id).where(
        AcademicYear.organization_id == organization_id,
        AcademicYear.starts_on <= day,
        AcademicYear.ends_on >= day,
    )
    if session.scalars(query).first() is not None:
        return False
    year = usual_year(day)
    session.add(
        AcademicYear(
            organization_id=organization_id,
            name=year.name,
            starts_on=year.starts_on,
            ends_on=year.ends_on,
        )
    )
    session.flush()
    return True
