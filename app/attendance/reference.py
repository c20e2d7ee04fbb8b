"""The recommended codes of attendance as rows of an organisation (domain 2.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attendance.models import AttendanceCode
from app.attendance.rules.codes import RECOMMENDED_CODES

# Form 0504608 is in use since the accounting policy of 2015 (order of the Ministry of Finance
# № 52н): the codes hold for every month that may ever be entered afterwards.
CODES_SINCE = date(2015, 1, 1)


def seed_codes(session: Session, organization_id: int) -> int:
    """Add the recommended codes when the organisation has none. Returns how many were added."""
    query = select(AttendanceCode.id).where(AttendanceCode.organization_id == organization_id)
    if session.scalars(query).first() is not None:
        return 0
    session.add_all(
        AttendanceCode(
            organization_id=organization_id,
            letter=code.letter,
            name=code.name,
            short_name=code.short_name,
            present=code.present,
            excused=code.excused,
            illness=code.illness,
            counts_as_day=code.counts_as_day,
            needs_document=code.needs_document,
            typable=code.typable,
            for_parents=code.for_parents,
            tint=code.tint,
            sort_order=order,
            valid_from=code.valid_from or CODES_SINCE,
            valid_to=code.valid_to,
        )
        for order, code in enumerate(RECOMMENDED_CODES, start=1)
    )
    session.flush()
    return len(RECOMMENDED_CODES)
