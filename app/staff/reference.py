"""Positions that every kindergarten has. Data of the organisation: it renames and adds."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.staff.models import Position

# Names by the qualification lists; True: teaching staff (nomenclature of posts of 2022, № 225).
POSITIONS = (
    ("Заведующий", False),
    ("Заместитель заведующего", False),
    ("Старший воспитатель", True),
    ("Воспитатель", True),
    ("Музыкальный руководитель", True),
    ("Инструктор по физической культуре", True),
    ("Учитель-логопед", True),
    ("Учитель-дефектолог", True),
    ("Педагог-психолог", True),
    ("Педагог дополнительного образования", True),
    ("Младший воспитатель", False),
    ("Помощник воспитателя", False),
    ("Медицинская сестра", False),
    ("Бухгалтер", False),
    ("Делопроизводитель", False),
    ("Системный администратор", False),
    ("Заведующий хозяйством", False),
    ("Повар", False),
)


def seed_positions(session: Session, organization_id: int) -> int:
    """Add the usual positions when the organisation has none. Returns how many were added."""
    query = select(Position.id).where(Position.organization_id == organization_id)
    if session.scalars(query).first() is not None:
        return 0
    session.add_all(
        Position(organization_id=organization_id, name=name, teaching=teaching)
        for name, teaching in POSITIONS
    )
    session.flush()
    return len(POSITIONS)
