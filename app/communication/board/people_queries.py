"""Whom an author may address: families of groups and the staff. Read as the system, because an
author does not reach accounts; bounded by the groups and organisations that the author reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_appbuilder.security.sqla.models import (
    Role,
)
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.children.benefits.models import BenefitCategory, ChildBenefit
from app.children.benefits.queries import benefit_on
from app.children.models import Child, ChildGuardian, Guardian, Placement
from app.children.rules import READING_RIGHTS
from app.communication.board.rules import Family, People, Reach, Worker
from app.core.jobs.kinds import Starter
from app.core.scoping.scope import unscoped
from app.groups.models import AgeLevel, ChildGroup
from app.organizations.models import Appointment, RoleReach, UserAccount
from app.organizations.queries import holders_of, in_force
from app.organizations.rules import RoleReachKind

SUBJECT = "Announcement"


def reach_of(person: Starter) -> Reach:
    """Whom a person may address: the rows of the right to publish, parents by that to see them."""
    scope = person.scope("can_publish", SUBJECT)
    families = person.has_right("can_read", "Guardian")
    benefits = person.scope("can_special", "ChildBenefit").whole if families else ()
    known = frozenset(scope.whole) & frozenset(benefits)
    return Reach(frozenset(scope.whole), frozenset(scope.groups), families, known)


def load_people(session: Session, reach: Reach, day: date) -> People:
    """All whom an author may address on a day. Two statements, whatever their number; a third
    for who may see benefits."""
    with unscoped("whom the author of an announcement may address"):
        connection = session.connection()
        rows = connection.execute(_families(reach, day)).all() if reach.families else []
        workers = connection.execute(_staff(reach, day)).all() if reach.whole else []
        held = connection.execute(_benefits(reach, day)).all() if reach.benefits else []
    families = [
        Family(
            row.organization_id,
            row.group_id,
            row.age_level_id,
            row.child_id,
            f"{row.child_last} {row.child_first}",
            " ".join(filter(None, (row.last_name, row.first_name, row.middle_name))),
            row.account,
            row.last_login is not None,
        )
        for row in rows
    ]
    staff = [
        Worker(
            row.organization_id,
            row.user_id,
            row.role_id,
            f"{row.last_name} {row.first_name}".strip(),
            row.last_login is not None,
        )
        for row in workers
    ]
    return People(
        families,
        staff,
        {row.role_id: row.role_name for row in workers},
        {row.group_id: row.group_name for row in rows},
        {row.age_level_id: row.age_name for row in rows if row.age_level_id},
        {row.category_id: row.name for row in held},
        _holders(held),
    )


def _holders(rows: Iterable[Any]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.category_id, set()).add(row.child_id)
    return {category: frozenset(children) for category, children in found.items()}


def _benefits(reach: Reach, day: date) -> Any:
    return (
        select(ChildBenefit.category_id, BenefitCategory.name, ChildBenefit.child_id)
        .join(BenefitCategory, BenefitCategory.id == ChildBenefit.category_id)
        .where(ChildBenefit.organization_id.in_(reach.benefits), benefit_on(day))
        .order_by(BenefitCategory.name, ChildBenefit.id)
    )


def _families(reach: Reach, day: date) -> Any:
    return (
        select(
            Placement.organization_id,
            Placement.group_id,
            ChildGroup.name.label("group_name"),
            ChildGroup.age_level_id,
            AgeLevel.name.label("age_name"),
            Placement.child_id,
            Child.last_name.label("child_last"),
            Child.first_name.label("child_first"),
            Guardian.last_name,
            Guardian.first_name,
            Guardian.middle_name,
            UserAccount.id.label("account"),
            UserAccount.last_login,
        )
        .select_from(Placement)
        .join(ChildGroup, ChildGroup.id == Placement.group_id)
        .join(Child, Child.id == Placement.child_id)
        .outerjoin(AgeLevel, AgeLevel.id == ChildGroup.age_level_id)
        .outerjoin(
            ChildGuardian,
            and_(
                ChildGuardian.child_id == Placement.child_id,
                # Whoever has no right to know of the child is not told of it either.
                ChildGuardian.rights.in_(READING_RIGHTS),
                or_(ChildGuardian.valid_from.is_(None), ChildGuardian.valid_from <= day),
                or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= day),
            ),
        )
        .outerjoin(Guardian, Guardian.id == ChildGuardian.guardian_id)
        .outerjoin(
            UserAccount, and_(UserAccount.id == Guardian.user_id, UserAccount.active.is_(True))
        )
        .where(
            or_(Placement.organization_id.in_(reach.whole), Placement.group_id.in_(reach.groups)),
            Placement.starts_on <= day,
            or_(Placement.ends_on.is_(None), Placement.ends_on > day),
        )
        .order_by(ChildGroup.search_key, Child.search_key, ChildGuardian.id)
    )


def _staff(reach: Reach, day: date) -> Any:
    return (
        select(
            Appointment.organization_id,
            Appointment.user_id,
            Appointment.role_id,
            Role.name.label("role_name"),
            UserAccount.last_name,
            UserAccount.first_name,
            UserAccount.last_login,
        )
        .join(RoleReach, RoleReach.role_id == Appointment.role_id)
        .join(Role, Role.id == Appointment.role_id)
        .join(UserAccount, UserAccount.id == Appointment.user_id)
        .where(
            Appointment.organization_id.in_(reach.whole),
            RoleReach.reach != RoleReachKind.CHILDREN,
            UserAccount.active.is_(True),
            in_force(day),
        )
        .order_by(Role.name, UserAccount.last_name, UserAccount.id)
    )


def moderators(session: Session, organization_id: int, day: date) -> list[int]:
    """Accounts that approve announcements of a kindergarten. One statement."""
    with unscoped("who approves the announcement of a teacher"):
        return holders_of(session, "moderate", "Announcement", organization_id, day)
