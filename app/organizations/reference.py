"""What a new organisation has from the start: the first row of its settings."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.organizations.models import OrganizationSettings
from app.organizations.rules import Settings


def seed_settings(session: Session, organization_id: int, valid_from: date) -> bool:
    """Add the usual settings unless the organisation has some. True when they were added."""
    query = select(OrganizationSettings.id).where(
        OrganizationSettings.organization_id == organization_id
    )
    if session.scalars(query).first() is not None:
        return False
    usual = Settings()
    session.add(
        OrganizationSettings(
            organization_id=organization_id,
            valid_from=valid_from,
            marking_deadline=usual.marking_deadline,
            sick_note_required=usual.sick_note_required,
            works_on_moved_saturdays=usual.works_on_moved_saturdays,
            import_files_days=usual.import_files_days,
            reading_after_leaving_days=usual.reading_after_leaving_days,
        )
    )
    session.flush()
    return True
