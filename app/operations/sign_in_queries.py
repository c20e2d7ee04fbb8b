"""Reads of visits: who signed in how often between two moments, by role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.organizations.models import Appointment, UserAccount
from app.organizations.queries import in_force
from app.organizations.session_models import UserSession


@dataclass(frozen=True)
class Visitor:
    """A person with one of the roles held on the last day, and the sign-ins of the period."""

    user_id: int
    house: int | None
    name: str
    login: str
    role_id: int
    role: str
    visits: int
    last_at: datetime | None
    ever: bool
    failures: int


@dataclass
class RoleVisits:
    """The people of one role: how many there are, came, and never came since the beginning."""

    role_id: int
    role: str
    people: int = 0
    came: int = 0
    visits: int = 0
    never: int = 0


def visitors(session: Session, first: date, last: date, zone: str) -> list[Visitor]:
    """Accounts that may sign in, by role and name. Both days count, on the clock of ``zone``.

    Whoever has two roles stands under both. One statement.
    """
    begin, end = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    counted = (
        select(
            UserSession.user_id,
            func.count(UserSession.id).label("visits"),
            func.max(UserSession.created_at).label("last_at"),
        )
        .where(UserSession.created_at >= begin, UserSession.created_at < end)
        .group_by(UserSession.user_id)
        .subquery()
    )
    query = (
        select(
            UserAccount.id,
            UserAccount.organization_id,
            UserAccount.last_name,
            UserAccount.first_name,
            UserAccount.username,
            UserAccount.last_login,
            UserAccount.fail_login_count,
            Role.id.label("role_id"),
            Role.name.label("role"),
            counted.c.visits,
            counted.c.last_at,
        )
        .join(Appointment, Appointment.user_id == UserAccount.id)
        .join(Role, Role.id == Appointment.role_id)
        .outerjoin(counted, counted.c.user_id == UserAccount.id)
        .where(in_force(last), UserAccount.active.is_(True))
        .distinct()
        .order_by(Role.id, UserAccount.last_name, UserAccount.first_name, UserAccount.id)
    )
    return [
        Visitor(
            row.id,
            row.organization_id,
            f"{row.last_name} {row.first_name}".strip(),
            row.username,
            row.role_id,
            row.role,
            row.visits or 0,
            row.last_at,
            row.last_login is not None,
            row.fail_login_count or 0,
        )
        for row in session.execute(query)
    ]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def by_role(found: Iterable[Visitor]) -> list[RoleVisits]:
    """The same summed by role, in the order of the roles."""
    roles: dict[int, RoleVisits] = {}
    for one in found:
        role = roles.setdefault(one.role_id, RoleVisits(one.role_id, one.role))
        role.people += 1
        role.came += one.visits > 0
        role.visits += one.visits
        role.never += not one.ever
    return list(roles.values())
