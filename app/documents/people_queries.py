"""Who can be asked, shown or given access: accounts and roles of an organisation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select

from app.core.russian import in_order
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.organizations.models import Appointment, RoleReach, UserAccount
from app.organizations.queries import in_force
from app.organizations.rules import RoleReachKind


@dataclass(frozen=True)
class Holder:
    """An account with its name and the role by which it works in the organisation."""

    user_id: int
    name: str
    login: str
    role_id: int
    role: str
    family: bool


def holders(session: ScopedSession, organization_id: int, day: date) -> list[Holder]:
    """Active accounts with an appointment in the organisation on a day, by name.

    Names are told to whoever prepares papers there, also where the accounts are not reached.
    """
    query = (
        select(
            UserAccount.id,
            UserAccount.last_name,
            UserAccount.first_name,
            UserAccount.username,
            Role.id.label("role_id"),
            Role.name.label("role"),
            RoleReach.reach,
        )
        .join(Appointment, Appointment.user_id == UserAccount.id)
        .join(Role, Role.id == Appointment.role_id)
        .outerjoin(RoleReach, RoleReach.role_id == Role.id)
        .where(
            Appointment.organization_id == organization_id,
            in_force(day),
            UserAccount.active.is_(True),
        )
        .order_by(UserAccount.id, Role.id)
    )
    with unscoped("names of who works in the house whose papers are prepared"):
        # Past the session, which would let go of the rows at hand.
        rows = session.connection().execute(query).all()
    # By the alphabet of people, whatever the database takes for one: ё is no letter before а.
    rows = sorted(rows, key=lambda row: in_order(f"{row.last_name} {row.first_name}"))
    return [
        Holder(
            row.id,
            f"{row.last_name} {row.first_name}".strip(),
            row.username,
            row.role_id,
            row.role,
            row.reach is RoleReachKind.CHILDREN,
        )
        for row in rows
    ]


def staff(found: Collection[Holder]) -> list[Holder]:
    """Those who work in the house: parents are asked by an audience of their own."""
    return [one for one in found if not one.family]


def roles_among(found: Collection[Holder]) -> dict[int, str]:
    """Roles that somebody holds, by name."""
    names = {one.role_id: one.role for one in found}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))
