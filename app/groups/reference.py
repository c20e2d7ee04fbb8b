"""Age levels as the federal programme names them (domain 6.2). Data of the organisation."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.groups.models import AgeLevel

# Full years on 1 September, both inclusive: at the upper age a child moves on.
AGE_LEVELS = (
    ("Младенческая", 0, 1),
    ("Первая группа раннего возраста", 1, 2),
    ("Вторая группа раннего возраста", 2, 3),
    ("Младшая", 3, 4),
    ("Средняя", 4, 5),
    ("Старшая", 5, 6),
    ("Подготовительная к школе", 6, 8),
    ("Разновозрастная", 2, 8),
)


def seed_age_levels(session: Session, organization_id: int) -> int:
    """Add the age levels when the organisation has none. Returns how many were added."""
    query = select(AgeLevel.id).where(AgeLevel.organization_id == organization_id)
    if session.scalars(query).first() is not None:
        return 0
    session.add_all(
        AgeLevel(organization_id=organization_id, name=name, from_years=first, to_years=last)
        for name, first, last in AGE_LEVELS
    )
    session.flush()
    return len(AGE_LEVELS)
