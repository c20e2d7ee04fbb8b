"""Writes of organisations: sign-in, passwords, roles and the first start."""

from __future__ import annotations

import secrets
import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, ViewMenu
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from app.core.errors import RuleViolation
from app.core.messages import message, nmessage
from app.organizations.models import (
    Appointment,
    OfferedRight,
    Organization,
    RoleReach,
    SignInFailure,
    UserAccount,
)
from app.organizations.permissions import ROLES, table

# Checked when no such login exists, so that the time of the answer tells nothing.
_NOBODY = generate_password_hash(secrets.token_hex(8))
# Without letters and digits that are mistaken for each other on a printed slip.
_ALPHABET = "abcdefghkmnpqrstuvwxyz23456789"
MINIMUM_PASSWORD = 10
# The first of the two numbers of an advisory lock; the second one is of the login.
_SIGN_IN_LOCK = 730_451_119


@dataclass(frozen=True)
class SignInLimits:
    """How many failures lock a login, for how long, and how many an address may have."""

    attempts: int
    lock_seconds: int
    attempts_per_address: int


@dataclass(frozen=True)
class Attempt:
    """Who tries to sign in, from where and when. ``local``: from this very computer."""

    login: str
    password: str
    address: str
    moment: datetime
    local: bool


class SignInRefused(RuleViolation):
    """The sign-in failed; the text helps the person, and tells a stranger nothing."""

    status = 401


class SignInLocked(SignInRefused):
    """Too many failures: wait."""

    status = 429


def sign_in(session: Session, attempt: Attempt, limits: SignInLimits) -> tuple[int, int]:
    """Check a login and password. Returns the user's id and session epoch.

    Raises SignInRefused, or SignInLocked after ``limits.attempts`` failures of the login
    (or very many of the address). The caller commits in both cases.
    """
    key = attempt.login.strip().lower()[:128]
    since = attempt.moment - timedelta(seconds=limits.lock_seconds)
    _one_after_another(session, key)
    failures = _failures(session, key, since)
    if failures >= limits.attempts or (
        _failures_of_address(session, attempt.address, since) >= limits.attempts_per_address
    ):
        raise SignInLocked(_locked(limits))
    query = select(
        UserAccount.id,
        UserAccount.password,
        UserAccount.active,
        UserAccount.session_epoch,
        UserAccount.loopback_only,
    ).where(func.lower(UserAccount.username) == key)
    connection = session.connection()
    row = connection.execute(query).first()
    stored = row.password if row and row.password else _NOBODY
    matches = check_password_hash(stored, attempt.password)
    if not (row and row.active and matches and (attempt.local or not row.loopback_only)):
        connection.execute(
            insert(SignInFailure).values(
                login_key=key, address=attempt.address, happened_at=attempt.moment
            )
        )
        if row:
            _count_failure(connection, row.id)
        raise _refused(limits, limits.attempts - failures - 1)
    connection.execute(delete(SignInFailure).where(SignInFailure.login_key == key))
    connection.execute(
        update(UserAccount)
        .where(UserAccount.id == row.id)
        .values(
            last_login=attempt.moment.replace(tzinfo=None),
            login_count=func.coalesce(UserAccount.login_count, 0) + 1,
        )
    )
    return row.id, row.session_epoch


def _count_failure(connection: Any, user_id: int) -> None:
    """All failures of an account: those of the lock are forgotten at the next sign-in."""
    number = func.coalesce(UserAccount.fail_login_count, 0) + 1
    query = update(UserAccount).where(UserAccount.id == user_id)
    connection.execute(query.values(fail_login_count=number))


def _one_after_another(session: Session, key: str) -> None:
    """Attempts of one login wait for each other: many at once would all find few failures.

    SQLite has one writer anyway: a POST takes the lock of the database when it begins.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        number = zlib.crc32(key.encode()) - 2**31
        connection.execute(select(func.pg_advisory_xact_lock(_SIGN_IN_LOCK, number)))


def _refused(limits: SignInLimits, left: int) -> SignInRefused:
    if left <= 0:
        return SignInLocked(_locked(limits))
    return SignInRefused(
        nmessage(
            "The login or password does not match. Check the keyboard layout and Caps Lock. "
            "%(number)d attempt is left.",
            "The login or password does not match. Check the keyboard layout and Caps Lock. "
            "%(number)d attempts are left.",
            left,
        )
    )


def _locked(limits: SignInLimits) -> Any:
    return nmessage(
        "Too many failed attempts. Try again in %(number)d minute, "
        "or ask the kindergarten for a new password.",
        "Too many failed attempts. Try again in %(number)d minutes, "
        "or ask the kindergarten for a new password.",
        max(1, limits.lock_seconds // 60),
    )


def _failures(session: Session, key: str, since: datetime) -> int:
    query = select(func.count()).where(
        SignInFailure.login_key == key, SignInFailure.happened_at > since
    )
    return int(session.connection().execute(query).scalar_one())


def _failures_of_address(session: Session, address: str, since: datetime) -> int:
    query = select(func.count()).where(
        SignInFailure.address == address, SignInFailure.happened_at > since
    )
    return int(session.connection().execute(query).scalar_one())


def change_password(session: Session, user_id: int, old: str, new: str, repeat: str) -> int:
    """Set one's own password; other sessions end. Returns the new session epoch.

    Raises RuleViolation when the old password is wrong or the new one too weak.
    """
    query = select(UserAccount.password, UserAccount.username, UserAccount.session_epoch).where(
        UserAccount.id == user_id
    )
    row = session.connection().execute(query).one()
    if not check_password_hash(row.password or _NOBODY, old):
        raise RuleViolation(message("The current password does not match."))
    if new != repeat:
        raise RuleViolation(
            message("The two new passwords differ. Type them again."), field="confirm"
        )
    if len(new) < MINIMUM_PASSWORD:
        raise RuleViolation(
            message(
                "The password is too short: use at least %(n)d characters.", n=MINIMUM_PASSWORD
            ),
            field="new_password",
        )
    if new.lower() == row.username.lower() or new == old or len(set(new)) < 4:
        raise RuleViolation(
            message("This password is easy to guess. Choose another one."), field="new_password"
        )
    return set_password(session, user_id, new, temporary=False)


def set_password(session: Session, user_id: int, password: str, *, temporary: bool) -> int:
    """Store a password (salted hash) and end all sessions of the user."""
    connection = session.connection()
    connection.execute(
        update(UserAccount)
        .where(UserAccount.id == user_id)
        .values(
            password=generate_password_hash(password),
            must_change_password=temporary,
            session_epoch=UserAccount.session_epoch + 1,
        )
    )
    query = select(UserAccount.session_epoch).where(UserAccount.id == user_id)
    return int(connection.execute(query).scalar_one())


def temporary_password() -> str:
    """A one-time password that can be read from paper: three groups of four."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def sync_roles(session: Session) -> int:
    """Offer every right of the permission table once. Returns how many were new.

    What an administrator unticked is not offered again; his own roles are not touched.
    """
    roles = {role.name: role for role in session.scalars(select(Role))}
    for row in ROLES:
        if row.name not in roles:
            roles[row.name] = Role(name=row.name)
            session.add(roles[row.name])
            session.flush()
            session.add(RoleReach(role_id=roles[row.name].id, reach=row.reach))
    by_key = {row.key: roles[row.name] for row in ROLES}
    offered = {
        (item.role_id, item.right_name, item.subject)
        for item in session.scalars(select(OfferedRight))
    }
    rights = _rights(session)
    new = 0
    for (subject, right), keys in sorted(table().items()):
        permission = rights.get((right, subject)) or _add_right(session, right, subject)
        for key in sorted(keys):
            role = by_key[key]
            if (role.id, right, subject) not in offered:
                role.permissions.append(permission)
                session.add(OfferedRight(role_id=role.id, right_name=right, subject=subject))
                new += 1
    session.flush()
    return new


def _rights(session: Session) -> dict[tuple[str, str], PermissionView]:
    return {
        (item.permission.name.removeprefix("can_"), item.view_menu.name): item
        for item in session.scalars(select(PermissionView))
    }


def _named(session: Session, model: Any, name: str) -> Any:
    found = session.scalars(select(model).where(model.name == name)).first()
    if found is None:
        found = model(name=name)
        session.add(found)
    return found


def _add_right(session: Session, right: str, subject: str) -> PermissionView:
    item = PermissionView(
        permission=_named(session, Permission, f"can_{right}"),
        view_menu=_named(session, ViewMenu, subject),
    )
    session.add(item)
    session.flush()
    return item


def add_organization(session: Session, parent: Organization | None, **values: Any) -> Organization:
    """Add an organisation under another one and give it its path."""
    organization = Organization(parent_id=parent.id if parent else None, **values)
    session.add(organization)
    session.flush()
    organization.path = f"{parent.path if parent else '/'}{organization.id}/"
    session.flush()
    return organization


def add_user(
    session: Session,
    organization: Organization,
    login: str,
    last_name: str,
    first_name: str,
    password: str,
    *,
    temporary: bool = True,
) -> UserAccount:
    """Add a person who can sign in; no role yet."""
    user = UserAccount(
        username=login,
        last_name=last_name,
        first_name=first_name,
        # FAB wants a unique address; an empty one would let only one person in.
        email=f"{login}@localhost",
        active=True,
        password=generate_password_hash(password),
        must_change_password=temporary,
        organization_id=organization.id,
    )
    session.add(user)
    session.flush()
    return user


def appoint(
    session: Session, user: UserAccount, role_key: str, organization: Organization, valid_from: date
) -> Appointment:
    """Give a role of the product to a user in an organisation."""
    name = next(row.name for row in ROLES if row.key == role_key)
    role = session.scalars(select(Role).where(Role.name == name)).one()
    appointment = Appointment(
        organization_id=organization.id,
        user_id=user.id,
        role_id=role.id,
        valid_from=valid_from,
    )
    session.add(appointment)
    session.flush()
    return appointment
