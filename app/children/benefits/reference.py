"""Categories that every kindergarten knows. Data of the organisation: it renames and adds."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.children.benefits.models import BenefitCategory

# 273-ФЗ, art. 65 part 3: no fee at all; the others by acts of the region and of the founder.
CATEGORIES = (
    ("Ребёнок-инвалид", "273-ФЗ, ст. 65, ч. 3", True),
    ("Ребёнок-сирота, ребёнок без попечения родителей", "273-ФЗ, ст. 65, ч. 3", True),
    ("Ребёнок с туберкулёзной интоксикацией", "273-ФЗ, ст. 65, ч. 3", True),
    ("Многодетная семья", "Акт субъекта РФ и учредителя", True),
    ("Малоимущая семья", "Акт субъекта РФ и учредителя", True),
    ("Ребёнок участника специальной военной операции", "Акт субъекта РФ и учредителя", True),
    ("Ребёнок работника детского сада", "Акт учредителя", False),
)


def seed_benefit_categories(session: Session, organization_id: int) -> int:
    """Add the usual categories when the organisation has none. Returns how many were added."""
    query = select(BenefitCategory.id).where(BenefitCategory.organization_id == organization_id)
    if session.scalars(query).first() is not None:
        return 0
    session.add_all(
        BenefitCategory(
            organization_id=organization_id, name=name, basis=basis, needs_document=proved
        )
        for name, basis, proved in CATEGORIES
    )
    session.flush()
    return len(CATEGORIES)
