"""A person: grants by appointments, rights by roles, rows by both together.

A right counts only where its role was given: the scope of a request is the
union over those appointments whose role holds the right that the route asks
for. So an administrator of A who is a parent in B edits nothing in B.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from flask_login import UserMixin
from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from app.core import clock
from app.core.db import db
from app.core.kept import Kept, Stamps, Topic, keep_rows
from app.core.scoping.scope import AccessScope, unscoped
from app.organizations.models import Organization
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

    def spans(self, other: Grant) -> bool:
        """Whether the organisations that this one reaches whole hold all rows of another."""
        if self.reach is RoleReachKind.SUBTREE:
            return other.path.startswith(self.path)
        return (
            self.reach is RoleReachKind.ORGANIZATION
            and other.reach is not RoleReachKind.SUBTREE
            and other.organization_id == self.organization_id
        )


@dataclass(frozen=True)
class Reached:
    """Rows that one resolver found for one organisation.

    ``acting``: the children for whom the person may write; None = all that are reached.
    """

    groups: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()
    guardians: frozenset[int] = frozenset()
    acting: frozenset[int] | None = None


READING = frozenset({"can_read", "can_export", "can_special"})
"""Rights that change nothing; by any other one a limited representative reaches no child."""

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
    stamps: Stamps = field(default_factory=dict)
    """Under which stamps the rights of roles and reference rows may be taken as kept."""
    visit_id: int | None = None
    visit_seen: datetime | None = None
    """The session that goes on, and when it was last noted as seen."""
    _narrowed: Narrowing | None = field(default=None, repr=False)
    _rights: Rights | None = field(default=None, repr=False)
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

    def rights(self) -> Rights:
        """(permission, subject) → roles of this person that hold it."""
        if self._rights is None:
            self._rights = load_rights(frozenset(grant.role_id for grant in self.grants))
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
        acts = permission is not None and permission not in READING
        scope = self._union(grants, writable=permission is not None, acts=acts)
        return scope if narrowed is None else narrowed.cut(scope)

    def covers(self, right: tuple[str, str], rows: tuple[str, str]) -> bool:
        """Whether a right opens every row that another right opens: (permission, subject) each.

        Who teaches a group and has a child elsewhere may see the health of the own child only.
        """
        holders = self.rights().get(right, frozenset())
        asked = self.rights().get(rows, frozenset())
        wide = [one for one in self.grants if one.role_id in holders]
        return all(
            grant.role_id in holders or any(one.spans(grant) for one in wide)
            for grant in self.grants
            if grant.role_id in asked
        )

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
        if self._narrowed is None and self.chosen is not None:
            self._narrowed = load_narrowing(self.chosen, self._wide)
            if self._narrowed is None:
                self.chosen = None
        return self._narrowed

    def _union(
        self, grants: tuple[Grant, ...], *, writable: bool, acts: bool = False
    ) -> AccessScope:
        whole: set[int] = set()
        orgs: set[int] = set()
        groups: set[int] = set()
        children: set[int] = set()
        guardians: set[int] = set()
        posts: set[tuple[int, int]] = set()
        for grant in grants:
            orgs.update(grant.lineage)
            posts.update((one, grant.role_id) for one in grant.lineage)
            if grant.reach is RoleReachKind.ORGANIZATION:
                whole.add(grant.organization_id)
            elif grant.reach is RoleReachKind.SUBTREE:
                whole.update(subtree(grant.path))
            else:
                found = self._resolve(grant.reach).get(grant.organization_id, Reached())
                groups |= found.groups
                limited = acts and found.acting is not None
                children |= (found.acting or frozenset()) if limited else found.children
                guardians |= found.guardians
        return AccessScope(
            user_id=self.id,
            whole=tuple(sorted(whole)),
            groups=tuple(sorted(groups)),
            children=tuple(sorted(children)),
            guardians=tuple(sorted(guardians)),
            orgs=tuple(sorted(orgs | whole)),
            posts=tuple(sorted(posts)),
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


keep_rows(
    Topic.RIGHTS,
    *(one.__tablename__ for one in (Permission, ViewMenu, PermissionView)),
    assoc_permissionview_role.name,
)
Rights = Mapping[tuple[str, str], frozenset[int]]
_KEPT_RIGHTS: Kept[Rights] = Kept(Topic.RIGHTS)


def load_rights(role_ids: frozenset[int]) -> Rights:
    """(permission, subject) → those of the roles that hold it. An unticked right is gone at the
    next request."""
    return _KEPT_RIGHTS.value(role_ids, lambda: _read_rights(role_ids)) if role_ids else {}


def _read_rights(role_ids: frozenset[int]) -> Rights:
    found: dict[tuple[str, str], set[int]] = {}
    with unscoped("reading the rights of roles"):
        rows = db.session.connection().execute(_RIGHTS, {"roles": sorted(role_ids)})
        for role_id, permission, subject in rows:
            found.setdefault((permission, subject), set()).add(role_id)
    return {key: frozenset(roles) for key, roles in found.items()}
