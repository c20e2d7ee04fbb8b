"""Writes of accounts: one-time passwords, and access for many people in one action.

A password leaves this module once, in a ``Slip``; what is stored is its salted hash. Slips are
drawn and forgotten: no log, no session and no stored file keeps one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import func, or_, select
from werkzeug.security import generate_password_hash

from app.core.audit.writing import note_step
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.organizations import actions
from app.organizations.models import Appointment, UserAccount
from app.organizations.rules import free_login, login_of
from app.organizations.session_actions import end_sessions


@dataclass(frozen=True)
class Slip:
    """What is printed for one person, once."""

    organization_id: int | None
    person: str
    login: str
    password: str


@dataclass(frozen=True)
class Given:
    """The role of new accounts: from which day, by which order."""

    role: Role
    valid_from: date
    order_number: str | None = None
    order_date: date | None = None


def issue_passwords(
    session: ScopedSession, users: Sequence[UserAccount], moment: Any
) -> list[Slip]:
    """New one-time passwords: the old ones and all sessions end. Logged; the caller commits."""
    slips = []
    for user in users:
        password = actions.temporary_password()
        name = f"{user.last_name} {user.first_name}".strip()
        slips.append(Slip(user.organization_id, name, user.username, password))
        with unscoped("storing temporary passwords of users whom the scope let through"):
            actions.set_password(session, user.id, password, temporary=True)
        note_step(session, user, "password_issued")
    with unscoped("storing temporary passwords of users whom the scope let through"):
        end_sessions(session, moment, users=[user.id for user in users])
    return slips


def give_access(
    session: ScopedSession, owners: Sequence[Any], given: Mapping[int, Given]
) -> list[Slip]:
    """Accounts, roles and one-time passwords for people who have none yet; others are left out.

    ``owners``: rows with a name, an organisation and ``user_id`` (employees, representatives), in
    the scope in force; ``given``: the role of each by key. The caller commits.
    """
    waiting = [owner for owner in owners if owner.user_id is None]
    logins = _logins(session, waiting)
    made = []
    for owner, login in zip(waiting, logins, strict=True):
        password = actions.temporary_password()
        first = " ".join(filter(None, (owner.first_name, owner.middle_name)))
        user = UserAccount(
            username=login,
            last_name=owner.last_name[:64],
            first_name=first[:64],
            email=f"{login}@localhost",
            active=True,
            password=generate_password_hash(password),
            must_change_password=True,
            organization_id=owner.organization_id,
        )
        session.add(user)
        made.append((owner, user, password))
    session.flush()
    for owner, user, _password in made:
        owner.user_id = user.id
        role = given[owner.id]
        session.add(
            Appointment(
                organization_id=owner.organization_id,
                user_id=user.id,
                role_id=role.role.id,
                valid_from=role.valid_from,
                order_number=role.order_number,
                order_date=role.order_date,
            )
        )
    session.flush()
    return [
        Slip(owner.organization_id, owner.full_name, user.username, password)
        for owner, user, password in made
    ]


def _logins(session: ScopedSession, owners: Sequence[Any]) -> list[str]:
    """A free login for each, made of the name; a number follows where it is taken."""
    wanted = [login_of(one.last_name, one.first_name, one.middle_name) for one in owners]
    taken = _taken(session, set(wanted))
    found = []
    for one in wanted:
        found.append(free_login(one, taken))
        taken.add(found[-1])
    return found


def _taken(session: ScopedSession, wanted: Collection[str]) -> set[str]:
    if not wanted:
        return set()
    login = func.lower(UserAccount.username)
    query = select(login).where(or_(*(login.startswith(one, autoescape=True) for one in wanted)))
    with unscoped("logins are unique in the whole installation"):
        return set(session.connection().execute(query).scalars())
