"""Which kindergarten a page of the movement is about, when a person reaches several."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request
from sqlalchemy import select

from app.core.db import db
from app.core.scoping.scope import AccessScope, current_scope
from app.organizations.access import signed_in
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind


@dataclass(frozen=True)
class Houses:
    """The one that is shown and those to choose from: (key, name)."""

    shown: Organization | None
    options: list[tuple[int, str]]


def asked_house() -> Houses:
    """The kindergarten of the address, else one's own, else the first in reach. One statement.

    404 for one out of reach.
    """
    scope = current_scope()
    whole = scope.whole if isinstance(scope, AccessScope) else ()
    query = (
        select(Organization)
        .where(Organization.id.in_(whole), Organization.kind == OrganizationKind.KINDERGARTEN)
        .order_by(Organization.search_key)
    )
    found = {one.id: one for one in db.session.scalars(query)}
    options = [(key, one.short_name) for key, one in found.items()]
    raw = request.values.get("organization", "")
    if raw:
        key = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
        return Houses(found.get(key) or abort(404), options)
    own = signed_in().organization_id
    first = next(iter(found.values()), None)
    return Houses(found.get(own, first) if own is not None else first, options)
