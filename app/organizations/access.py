"""The signed-in person: grants by appointments, rights by roles, rows by both together.

A right counts only where its role was given: the scope of a request is the
union over those appointments whose role holds the right that the route asks
for. So an administrator of A who is a parent in B edits nothing in B.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app, g, request, session
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from flask_login import UserMixin, current_user
from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.engine import Connection

from app.core import clock
from app.core.access import current_requirement, wants_json
from app.core.db import db
from app.core.scoping.scope import AccessScope, NoScope, provide_scope, unscoped
from app.organizations.models import Appointment, Organization, RoleReach, UserAccount
from app.organizations.narrowing import Narrowing, load_narrowing
from app.organizations.rules import RoleReachKind


@dataclass(frozen=True)
class Grant:
    """One appointment in force: a role in an organisation."""

    role_id: int
    role_name: str
    reach: RoleReachKind
    organization_id: int
    path: str

    @property
    def lineage(self) -> tuple[int, ...]:
        """The organisation and those above it."""
        return tuple(int(part) for part in self.path.split("/") if part)


@dataclass(frozen=True)
class Reached:
    """Rows that one resolver found for one organisation."""

    groups: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()
    guardians: frozenset[int] = frozenset()


Resolver = Callable[[Connection, int, date], dict[int, Reached]]
RESOLVERS: dict[RoleReachKind, Resolver] = {}
"""How own groups and own children are found; filled by ``children`` (inverted)."""


@dataclass(eq=False)
class Person(UserMixin):
    """Who is signed in. Plain values: no row of the session hangs on it."""

    id: int
    username: str
    first_name: str
    last_name: str
    active: bool
    must_change_password: bool
    session_epoch: int
    organization_id: int | None
    organization_name: str | None
    organization_full_name: str | None
    timezone: str
    grants: tuple[Grant, ...]
    chosen: int | None = None
    """One organisation of several, if the person looks at that one only (kept in the session)."""
    _narrowed: Narrowing | None = field(default=None, repr=False)
    _rights: dict[tuple[str, str], frozenset[int]] | None = field(default=None, repr=False)
    _reached: dict[RoleReachKind, dict[int, Reached]] = field(default_factory=dict, repr=False)

    @property
    def is_active(self) -> bool:
        return self.active

    @property
    def full_name(self) -> str:
        return f"{self.last_name} {self.first_name}".strip()

    @property
    def signature(self) -> str:
        """Surname and initials, kept beside marks and signatures."""
        initials = "".join(f" {part[0]}." for part in self.first_name.split() if part)
        return f"{self.last_name}{initials}"

    @property
    def today(self) -> date:
        return clock.today(self.timezone)

    def rights(self) -> dict[tuple[str, str], frozenset[int]]:
        """(permission, subject) → roles of this person that hold it. One statement a request."""
        if self._rights is None:
            self._rights = load_rights({grant.role_id for grant in self.grants})
        return self._rights

    def has_right(self, permission: str, subject: str) -> bool:
        return (permission, subject) in self.rights()

    def scope(self, permission: str | None = None, subject: str | None = None) -> AccessScope:
        """The rows reached by a right; without one, all rows, for reading only."""
        grants = self.grants
        if permission is not None:
            roles = self.rights().get((permission, subject or ""), frozenset())
            grants = tuple(grant for grant in grants if grant.role_id in roles)
        narrowed = self.narrowing()
        if narrowed is not None:
            # Own groups and children have no list of organisations to cut: the grant goes whole.
            grants = tuple(
                grant
                for grant in grants
                if grant.reach is RoleReachKind.SUBTREE
                or grant.organization_id in narrowed.organizations
            )
        scope = self._union(grants, writable=permission is not None)
        return scope if narrowed is None else narrowed.cut(scope)

    def widest(self) -> AccessScope:
        """All rows of the person for reading, whatever organisation is chosen."""
        return self._union(self.grants, writable=False)

    @property
    def _wide(self) -> dict[str, bool]:
        """Path of each organisation reached whole → whether all below it are, too."""
        kinds = {RoleReachKind.ORGANIZATION: False, RoleReachKind.SUBTREE: True}
        wide: dict[str, bool] = {}
        for grant in self.grants:
            if grant.reach in kinds:
                wide[grant.path] = kinds[grant.reach] or wide.get(grant.path, False)
        return wide

    @property
    def may_choose(self) -> bool:
        """Whether there may be several organisations to choose from. Asks nothing."""
        return len(self._wide) > 1 or any(self._wide.values())

    def narrowing(self) -> Narrowing | None:
        """The choice in force; None for one that the person does not reach (any more)."""
        if self.chosen is None or not self.may_choose:
            return None
        if self._narrowed is None:
            self._narrowed = load_narrowing(self.chosen, self._wide)
            if self._narrowed is None:
                self.chosen = None
        return self._narrowed

    def _union(self, grants: tuple[Grant, ...], *, writable: bool) -> AccessScope:
        whole: set[int] = set()
        orgs: set[int] = set()
        groups: set[int] = set()
        children: set[int] = set()
        guardians: set[int] = set()
        for grant in grants:
            orgs.update(grant.lineage)
            if grant.reach is RoleReachKind.ORGANIZATION:
                whole.add(grant.organization_id)
            elif grant.reach is RoleReachKind.SUBTREE:
                whole.update(subtree(grant.path))
            else:
                found = self._resolve(grant.reach).get(grant.organization_id, Reached())
                groups |= found.groups
                children |= found.children
                guardians |= found.guardians
        return AccessScope(
            user_id=self.id,
            whole=tuple(sorted(whole)),
            groups=tuple(sorted(groups)),
            children=tuple(sorted(children)),
            guardians=tuple(sorted(guardians)),
            orgs=tuple(sorted(orgs | whole)),
            writable=writable,
        )

    def _resolve(self, kind: RoleReachKind) -> dict[int, Reached]:
        if kind not in self._reached:
            resolver = RESOLVERS.get(kind)
            with unscoped("finding the rows of the signed-in person"):
                self._reached[kind] = (
                    resolver(db.session.connection(), self.id, self.today) if resolver else {}
                )
        return self._reached[kind]


def subtree(path: str) -> set[int]:
    """An organisation and all below it, by its path."""
    with unscoped("finding the organisations below one"):
        query = select(Organization.id).where(Organization.path.startswith(path, autoescape=True))
        return set(db.session.connection().execute(query).scalars())


# Statements of every request are built once: building took longer than running them.
_LINK = assoc_permissionview_role.c
_RIGHTS = (
    select(_LINK.role_id, Permission.name, ViewMenu.name)
    .join(PermissionView, PermissionView.id == _LINK.permission_view_id)
    .join(Permission, Permission.id == PermissionView.permission_id)
    .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
    .where(_LINK.role_id.in_(bindparam("roles", expanding=True)))
)
_HOME = Organization.__table__.alias("home")
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
    )
    .select_from(UserAccount)
    .outerjoin(_HOME, _HOME.c.id == UserAccount.organization_id)
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


def load_rights(role_ids: set[int]) -> dict[tuple[str, str], frozenset[int]]:
    """Rights of roles, read at each request: an unticked right is gone at the next one."""
    found: dict[tuple[str, str], set[int]] = {}
    if role_ids:
        with unscoped("reading the rights of roles"):
            rows = db.session.connection().execute(_RIGHTS, {"roles": sorted(role_ids)})
            for role_id, permission, subject in rows:
                found.setdefault((permission, subject), set()).add(role_id)
    return {key: frozenset(roles) for key, roles in found.items()}


def load_person(user_id: int, day: date | None = None) -> Person | None:
    """The person with the grants in force on a day (default: today), in one statement."""
    asked = {"user_id": user_id, "day": day or clock.today()}
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
    person = load_person(int(user_id))
    if person is None or not person.active:
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
    person.chosen = session.get("organization")
    g.person = person
    return person


provide_scope(scope_of_request)
