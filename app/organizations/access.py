"""Who is signed in: loaded for a request, and the scope of the right that its route asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, g, request, session
from flask_appbuilder.security.sqla.models import Role
from flask_login import current_user
from sqlalchemy import and_, bindparam, or_, select

from app.core import clock
from app.core.access import current_requirement, wants_json
from app.core.db import db
from app.core.kept import STAMPS, remember_stamps, stamps_of
from app.core.scoping.scope import AccessScope, NoScope, provide_scope, unscoped
from app.organizations.models import Appointment, Organization, RoleReach, UserAccount
from app.organizations.person import Grant, Person
from app.organizations.rules import RoleReachKind
from app.organizations.session_actions import note_seen
from app.organizations.session_models import UserSession

# The statement of every request is built once: building took longer than running it.
_HOME = Organization.__table__.alias("home")
_VISIT = UserSession.__table__.alias("visit")
_PERSON = (
    select(
        UserAccount.id,
        UserAccount.username,
        UserAccount.first_name,
        UserAccount.last_name,
        UserAccount.active,
        UserAccount.must_change_password,
        UserAccount.session_epoch,
        UserAccount.organization_id,
        _HOME.c.short_name.label("organization_name"),
        _HOME.c.name.label("organization_full_name"),
        _HOME.c.timezone,
        Appointment.role_id,
        Appointment.organization_id.label("granted_in"),
        Role.name.label("role_name"),
        RoleReach.reach,
        Organization.path,
        *STAMPS,
        _VISIT.c.id.label("visit_id"),
        _VISIT.c.last_seen_at.label("visit_seen"),
    )
    .select_from(UserAccount)
    .outerjoin(_HOME, _HOME.c.id == UserAccount.organization_id)
    .outerjoin(
        _VISIT,
        and_(
            _VISIT.c.token == bindparam("visit"),
            _VISIT.c.user_id == UserAccount.id,
            _VISIT.c.ended_at.is_(None),
        ),
    )
    .outerjoin(
        Appointment,
        and_(
            Appointment.user_id == UserAccount.id,
            Appointment.valid_from <= bindparam("day"),
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= bindparam("day")),
        ),
    )
    .outerjoin(Organization, Organization.id == Appointment.organization_id)
    .outerjoin(Role, Role.id == Appointment.role_id)
    .outerjoin(RoleReach, RoleReach.role_id == Appointment.role_id)
    .where(UserAccount.id == bindparam("user_id"))
    .order_by(Appointment.id)
)


def load_person(user_id: int, day: date | None = None, visit: str = "") -> Person | None:
    """The person with the grants in force on a day (default: today), in one statement.

    ``visit``: the token of a session, to learn whether it still goes on.
    """
    asked = {"user_id": user_id, "day": day or clock.today(), "visit": visit}
    with unscoped("loading the signed-in person"):
        rows = db.session.connection().execute(_PERSON, asked).all()
    if not rows:
        return None
    return _person(rows)


def _person(rows: Any) -> Person:
    first = rows[0]
    return Person(
        id=first.id,
        username=first.username,
        first_name=first.first_name,
        last_name=first.last_name,
        active=bool(first.active),
        must_change_password=first.must_change_password,
        session_epoch=first.session_epoch,
        organization_id=first.organization_id,
        organization_name=first.organization_name,
        organization_full_name=first.organization_full_name,
        timezone=first.timezone or clock.DEFAULT_ZONE,
        grants=tuple(
            Grant(row.role_id, row.role_name, RoleReachKind(row.reach), row.granted_in, row.path)
            for row in rows
            if row.role_id is not None and row.reach is not None
        ),
        stamps=stamps_of(first),
        visit_id=first.visit_id,
        visit_seen=first.visit_seen,
    )


def signed_in() -> Person:
    """The person of this request. Raises NoScope for anonymous work."""
    person = current_user._get_current_object()
    if not isinstance(person, Person):
        raise NoScope("nobody is signed in")
    return person


def scope_of_request() -> AccessScope:
    """The provider of ``core.scoping``: the rows that the right of this route opens."""
    person = signed_in()
    requirement = current_requirement()
    if requirement is None or requirement.anyone:
        raise NoScope("a route open to anyone touches no scoped row")
    return person.scope(requirement.right, requirement.subject)


def load_for_session(user_id: str) -> Person | None:
    """Flask-Login's loader: the person, unless the session was ended meanwhile."""
    person = load_person(int(user_id), visit=session.get("visit", ""))
    if person is None or not person.active or person.visit_id is None:
        return None
    if session.get("epoch") != person.session_epoch:
        return None
    if session.get("shared"):
        seen = session.get("seen", 0)
        moment = int(clock.now().timestamp())
        if moment - seen > current_app.config["SHARED_SESSION_SECONDS"]:
            return None
        # What a page asks for by itself shows nobody at the computer, and its answer may come late.
        if moment - seen > 30 and not (request.method == "GET" and wants_json()):
            session["seen"] = moment
    note_seen(person)
    person.chosen = session.get("organization")
    remember_stamps(person.stamps)
    g.person = person
    return person


provide_scope(scope_of_request)
