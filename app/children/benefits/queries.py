"""Reads of benefits: those of one child, those that soon end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.children.benefits.models import BenefitCategory, ChildBenefit
from app.children.benefits.rules import Period, soon
from app.children.models import Enrollment


@dataclass(frozen=True)
class HeldBenefit:
    """A benefit as the card shows it."""

    id: int
    category: str
    ends_on: date | None


def ends_soon(today: date) -> Any:
    """The condition «ends within the near days», of children who attend."""
    attends = select(Enrollment.child_id).where(
        Enrollment.starts_on <= today,
        or_(Enrollment.ends_on.is_(None), Enrollment.ends_on > today),
    )
    return and_(
        ChildBenefit.ends_on.between(today, soon(today)), ChildBenefit.child_id.in_(attends)
    )


def benefit_on(day: date) -> Any:
    """The condition «the benefit holds on the day»; both ends count."""
    return and_(
        ChildBenefit.starts_on <= day,
        or_(ChildBenefit.ends_on.is_(None), ChildBenefit.ends_on >= day),
    )


def benefits_of(session: Session, child_id: int, day: date) -> list[HeldBenefit]:
    """Benefits of a child on a day, the one that ends first before others. One statement."""
    query = (
        select(ChildBenefit.id, BenefitCategory.name, ChildBenefit.ends_on)
        .join(BenefitCategory, BenefitCategory.id == ChildBenefit.category_id)
        .where(ChildBenefit.child_id == child_id, benefit_on(day))
        .order_by(ChildBenefit.ends_on.is_(None), ChildBenefit.ends_on, ChildBenefit.id)
    )
    return [HeldBenefit(*row) for row in session.execute(query)]


def other_periods(
    session: Session, child_id: int, category_id: int, benefit_id: int | None
) -> list[Period]:
    """Days for which the child has the same benefit by other records."""
    query = select(ChildBenefit.id, ChildBenefit.starts_on, ChildBenefit.ends_on).where(
        ChildBenefit.child_id == child_id, ChildBenefit.category_id == category_id
    )
    return [
        Period(starts_on, ends_on)
        for key, starts_on, ends_on in session.execute(query)
        if key != benefit_id
    ]
