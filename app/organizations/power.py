"""Who may give which role, and issue whose password: nobody gives more than he has.

The right ``any`` on appointments (head, administrator) opens roles above one's own: somebody has to
appoint the head. Everybody else, the coordinator among them, gives only what he holds himself,
and roles of teachers and parents, which open own groups and own children only.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import or_, select

from app.core.db import db
from app.core.errors import RuleViolation
from app.core.formats import in_quotes
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.organizations.models import Appointment, Organization, RoleReach, UserAccount
from app.organizations.person import Person, load_rights, subtree
from app.organizations.rules import RoleReachKind

ANY_ROLE = ("can_any", "Appointment")
MANAGE_ACCOUNTS = ("can_edit", "UserAccount")


def gives_any_role(person: Person, organization_id: int) -> bool:
    """Whether the person may appoint to roles above his own there."""
    return organization_id in person.scope(*ANY_ROLE).whole


def lacks(person: Person, role_id: int, organization_id: int) -> bool:
    """Whether a role holds rights that the person has not in that organisation."""
    if role_id in _narrow_roles():
        return False
    return not _rights_of(role_id) <= _own(person, organization_id)


def _rights_of(role_id: int) -> set[tuple[str, str]]:
    return set(load_rights(frozenset({role_id})))


def _own(person: Person, organization_id: int) -> set[tuple[str, str]]:
    here = {
        grant.role_id
        for grant in person.grants
        if grant.organization_id == organization_id
        or (grant.reach is RoleReachKind.SUBTREE and organization_id in subtree(grant.path))
    }
    return {right for right, roles in person.rights().items() if roles & here}


def _narrow_roles() -> set[int]:
    """Roles that open own groups or own children: whose they are is said elsewhere."""
    narrow = (RoleReachKind.GROUPS, RoleReachKind.CHILDREN)
    return set(db.session.scalars(select(RoleReach.role_id).where(RoleReach.reach.in_(narrow))))


def check_role(
    person: Person, role: Role, organization_id: int, user_id: int | None = None
) -> None:
    """Raises RuleViolation for a role that the person may not give there.

    To himself nobody gives a right that he lacks, whatever the role opens.
    """
    if gives_any_role(person, organization_id):
        return
    to_self = user_id == person.id
    if lacks(person, role.id, organization_id) or (
        to_self and not _rights_of(role.id) <= _own(person, organization_id)
    ):
        raise RuleViolation(
            message(
                "The role “%(role)s” has rights that you do not have yourself. "
                "It is given by the head or the administrator.",
                role=role.name,
            ),
            field="role",
        )


def check_accounts(person: Person, users: Collection[int], today: date) -> None:
    """Raises RuleViolation unless the person stands above all these accounts.

    An account with a role in an organisation that the person does not reach would be a way in
    there; one with a role above the person's own, a way up.
    """
    query = (
        select(
            UserAccount.last_name,
            UserAccount.first_name,
            Appointment.organization_id,
            Appointment.role_id,
            Role.name.label("role"),
            Organization.short_name.label("house"),
        )
        .join(Appointment, Appointment.user_id == UserAccount.id)
        .join(Role, Role.id == Appointment.role_id)
        .join(Organization, Organization.id == Appointment.organization_id)
        .where(
            UserAccount.id.in_(users),
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
        )
        .order_by(UserAccount.id, Appointment.id)
    )
    with unscoped("looking where else accounts hold roles before a password is issued"):
        rows = db.session.connection().execute(query).all()
    reached = person.scope(*MANAGE_ACCOUNTS).whole
    for row in rows:
        name = f"{row.last_name} {row.first_name}".strip()
        if row.organization_id not in reached:
            raise RuleViolation(
                message(
                    "%(name)s also has a role in the organization %(house)s, which you do not "
                    "manage. The password is issued by an administrator of all these "
                    "organizations; the owner changes it without help under “Change password”.",
                    name=name,
                    house=in_quotes(row.house),
                )
            )
        if not gives_any_role(person, row.organization_id) and lacks(
            person, row.role_id, row.organization_id
        ):
            raise RuleViolation(
                message(
                    "%(name)s has the role “%(role)s” with more rights than you have. "
                    "The password is issued by the administrator.",
                    name=name,
                    role=row.role,
                )
            )
