"""Reads of users: who signs in, who has not come yet, whose login is locked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.messages import Message, message
from app.organizations.models import (
    Appointment,
    OrganizationSettings,
    RoleReach,
    SignInFailure,
    UserAccount,
)
from app.organizations.rules import ROLE_REACHES, Settings

ENTRIES = {
    "never": message("never signed in"),
    "temporary": message("has a temporary password"),
}
"""How an account stands at the door, by the word in the address of the list."""


def entry_is(entry: str) -> Any:
    """The condition of a key of ENTRIES; who may not sign in is nobody's worry."""
    conditions = {
        "never": UserAccount.last_login.is_(None),
        "temporary": UserAccount.must_change_password.is_(True),
    }
    return and_(UserAccount.active.is_(True), conditions[entry])


@dataclass(frozen=True)
class Failures:
    """Failed attempts of one account since its last sign-in, and whether it is locked now."""

    user_id: int
    name: str
    number: int
    last_at: datetime
    locked: bool


@dataclass(frozen=True)
class Entries:
    """The door of a kindergarten: its accounts, today's sign-ins, who has not come yet."""

    accounts: int
    today: int
    never: int
    temporary: int


def entries(session: Session, day: date) -> Entries:
    """Counts of accounts that may sign in. One statement; a day begins at midnight in UTC,
    as in the list behind the figure."""
    since = datetime.combine(day, time())
    row = session.execute(
        select(
            func.count(UserAccount.id),
            func.count(UserAccount.id).filter(UserAccount.last_login >= since),
            func.count(UserAccount.id).filter(entry_is("never")),
            func.count(UserAccount.id).filter(entry_is("temporary")),
        ).where(UserAccount.active.is_(True))
    ).one()
    return Entries(*row)


def failures(
    session: Session, since: datetime, moment: datetime, *, attempts: int, lock_seconds: int
) -> list[Failures]:
    """Accounts with failed attempts since a moment that no sign-in followed, latest first.

    Attempts of unknown logins belong to nobody and are not told. One statement.
    """
    locking = moment.astimezone(UTC) - timedelta(seconds=lock_seconds)
    query = (
        select(
            UserAccount.id,
            UserAccount.last_name,
            UserAccount.first_name,
            func.count(SignInFailure.id),
            func.max(SignInFailure.happened_at),
            func.count(SignInFailure.id).filter(SignInFailure.happened_at > locking),
        )
        .join(SignInFailure, SignInFailure.login_key == func.lower(UserAccount.username))
        .where(SignInFailure.happened_at >= since)
        .group_by(UserAccount.id, UserAccount.last_name, UserAccount.first_name)
        .order_by(func.max(SignInFailure.happened_at).desc())
    )
    return [
        Failures(key, f"{last} {first}".strip(), number, last_at, recent >= attempts)
        for key, last, first, number, last_at, recent in session.execute(query)
    ]


def role_holders(session: Session, day: date) -> Counter[int]:
    """How many people hold each role on a day, of those in reach. One statement."""
    query = (
        select(Appointment.role_id, func.count(Appointment.user_id.distinct()))
        .where(in_force(day))
        .group_by(Appointment.role_id)
    )
    found: Counter[int] = Counter()
    for role, number in session.execute(query):
        found[role] = number
    return found


def role_reaches(session: Session) -> dict[int, Message]:
    """Whose records each role opens, in words. One statement."""
    query = select(RoleReach.role_id, RoleReach.reach)
    return {role: ROLE_REACHES[reach] for role, reach in session.execute(query)}


def roles_of(session: Session, user_ids: Sequence[int], day: date) -> dict[int, str]:
    """The roles of users on a day, of the appointments in reach: «Заведующий, Родитель»."""
    query = (
        select(Appointment.user_id, Role.name)
        .join(Role, Role.id == Appointment.role_id)
        .where(Appointment.user_id.in_(user_ids), in_force(day))
        .order_by(Appointment.id)
    )
    found: dict[int, list[str]] = {}
    for user, role in session.execute(query):
        found.setdefault(user, []).append(role)
    return {user: ", ".join(dict.fromkeys(roles)) for user, roles in found.items()}


def roles_with(right: str, subject: str) -> Select[tuple[int]]:
    """Keys of the roles that hold a right on a subject, for the condition of a select."""
    link = assoc_permissionview_role.c
    return (
        select(link.role_id)
        .join(PermissionView, PermissionView.id == link.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .where(Permission.name == f"can_{right}", ViewMenu.name == subject)
    )


def holders_of(
    session: Session, right: str, subject: str, organization_id: int, day: date
) -> list[int]:
    """Accounts appointed in an organisation to a role that holds a right there on a day.

    Plain: the caller says why the scope does not count. One statement.
    """
    query = select(Appointment.user_id).where(
        Appointment.organization_id == organization_id,
        Appointment.role_id.in_(roles_with(right, subject)),
        in_force(day),
    )
    return list(session.connection().execute(query.distinct()).scalars())


def in_force(day: date) -> Any:
    """The condition «the appointment holds on the day»; the last day counts."""
    return and_(
        Appointment.valid_from <= day,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= day),
    )


def settings_on(session: Session, organizations: Collection[int], day: date) -> dict[int, Settings]:
    """The settings of organisations in force on a day, the usual ones where none are. One
    statement."""
    query = (
        select(OrganizationSettings)
        .where(
            OrganizationSettings.organization_id.in_(organizations),
            OrganizationSettings.valid_from <= day,
        )
        .order_by(OrganizationSettings.valid_from)
    )
    found = dict.fromkeys(organizations, Settings())
    for row in session.scalars(query):
        found[row.organization_id] = Settings(
            row.marking_deadline,
            row.sick_note_required,
            row.works_on_moved_saturdays,
            row.import_files_days,
            row.reading_after_leaving_days,
            notice_deadline=row.notice_deadline,
        )
    return found
