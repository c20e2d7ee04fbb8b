"""Rows of children and their families."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.children.models import Child, ChildGuardian, Enrollment, Guardian, Placement
from app.children.rules import Relation, Sex
from app.demo.houses import House
from app.demo.people import Parent
from app.demo.plan import ChildPlan
from app.organizations.models import UserAccount


def settle_children(
    session: Session,
    house: House,
    plans: list[ChildPlan],
    users: dict[str, UserAccount],
    begun: date,
) -> list[tuple[ChildPlan, Child]]:
    """Write children, representatives and links, and the list as it was when the year began.

    What came after is written by orders (``orders.carry_orders``).
    """
    settled = []
    guardians: dict[Parent, Guardian] = {}
    for plan in plans:
        child = _child(house, plan)
        session.add(child)
        settled.append((plan, child))
        for parent in plan.family.parents:
            guardian = guardians.get(parent)
            if guardian is None:
                guardian = guardians[parent] = _guardian(house, parent, users)
                session.add(guardian)
            session.add(
                ChildGuardian(
                    organization_id=house.organization.id,
                    child=child,
                    guardian=guardian,
                    relation=Relation.FATHER if parent.name.male else Relation.MOTHER,
                )
            )
        if plan.starts_on < begun:
            session.add_all(_first_stay(house, plan, child))
    session.flush()
    return settled


def _child(house: House, plan: ChildPlan) -> Child:
    return Child(
        organization_id=house.organization.id,
        last_name=plan.name.last,
        first_name=plan.name.first,
        middle_name=plan.name.middle,
        sex=Sex.MALE if plan.name.male else Sex.FEMALE,
        birth_date=plan.birth_date,
        birth_certificate=plan.certificate,
        snils=plan.snils,
        registration_address=plan.family.address,
        residence_address=plan.family.address,
        citizenship="Российская Федерация",
        health_group=plan.health_group,
        account_number=f"{house.organization.id:03}{plan.number:05}",
    )


def _guardian(house: House, parent: Parent, users: dict[str, UserAccount]) -> Guardian:
    user = users.get(parent.login or "")
    return Guardian(
        organization_id=house.organization.id,
        last_name=parent.name.last,
        first_name=parent.name.first,
        middle_name=parent.name.middle,
        phone=parent.phone,
        email=parent.email,
        user_id=user.id if user else None,
    )


def _first_stay(house: House, plan: ChildPlan, child: Child) -> list[Enrollment | Placement]:
    group, starts_on, _end = plan.stays[0]
    enrollment = Enrollment(
        organization_id=house.organization.id,
        child=child,
        starts_on=starts_on,
        order_number=f"{plan.number}-з",
        order_date=starts_on,
    )
    placement = Placement(
        organization_id=house.organization.id,
        enrollment=enrollment,
        child=child,
        group=house.groups[group],
        starts_on=starts_on,
        order_number=f"{plan.number}-з",
    )
    return [enrollment, placement]
