"""One organisation of several: what is shown becomes less, never more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.scoping.scope import AccessScope, unscoped
from app.organizations.models import Organization


@dataclass(frozen=True)
class Narrowing:
    """The organisation that a person chose to look at, with all below it."""

    organization_id: int
    name: str
    organizations: frozenset[int]
    above: frozenset[int]
    """Those above it: their reference rows (codes, days, age levels) hold for it, too."""

    def cut(self, scope: AccessScope) -> AccessScope:
        """The scope without the rows of other organisations; what it names stays a part of it."""
        dropped = set(scope.whole) - self.organizations - self.above
        return replace(
            scope,
            whole=tuple(one for one in scope.whole if one in self.organizations),
            orgs=tuple(one for one in scope.orgs if one not in dropped),
        )


def load_narrowing(chosen: int, reached: Mapping[str, bool]) -> Narrowing | None:
    """The chosen organisation, if it lies within what is reached. One statement.

    ``reached``: path of an organisation → whether all below it are reached, too.
    """
    top = aliased(Organization)
    query = (
        select(Organization.id, top.short_name, top.path)
        .join(top, Organization.path.startswith(top.path))
        .where(top.id == chosen)
    )
    with unscoped("finding the organization that the person chose to look at"):
        rows = db.session.connection().execute(query).all()
    if not rows:
        return None
    _key, name, path = rows[0]
    if not any(path == one or (below and path.startswith(one)) for one, below in reached.items()):
        return None
    lineage = frozenset(int(part) for part in path.split("/") if part)
    return Narrowing(chosen, name, frozenset(row.id for row in rows), lineage - {chosen})
