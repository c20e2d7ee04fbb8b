"""What pages and REST do alike before a row is written: owner, links, rules, clear refusals."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Table, func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core.db import Tenant, db, metadata
from app.core.errors import Conflict, RuleViolation
from app.core.i18n import translate
from app.core.messages import message
from app.core.scoping.reach import READ, TENANT_OR_SHARED
from app.core.scoping.scope import AccessScope, current_scope, unscoped


def _owned_links(item: Any) -> list[Any]:
    """Rows that the item points to and that belong to one kindergarten only."""
    links = []
    for relationship in inspect(type(item)).relationships:
        target = getattr(item, relationship.key) if not relationship.uselist else None
        own = READ.get(type(target)) not in (None, TENANT_OR_SHARED)
        if own and isinstance(target, Tenant):
            links.append(target)
    return links


def settle_owner(item: Any) -> None:
    """Give a new row its organisation: the one of its links, or the only one of the person.

    Raises RuleViolation when it stays open, or when links belong to different organisations.
    """
    if not isinstance(item, Tenant):
        return
    links = _owned_links(item)
    owners = {link.organization_id for link in links}
    chosen = getattr(item, "organization", None)
    if chosen is not None:
        owners.add(chosen.id)
    elif item.organization_id is not None:
        owners.add(item.organization_id)
    if not owners:
        owners.add(only_organization())
    if len(owners) > 1:
        raise RuleViolation(
            message("The chosen records belong to different organizations. Choose of one only.")
        )
    if chosen is None:
        item.organization_id = owners.pop()


def only_organization() -> int:
    """The one organisation that the person works in. Raises RuleViolation when there are more."""
    scope = current_scope()
    whole = scope.whole if isinstance(scope, AccessScope) else ()
    if len(whole) != 1:
        raise RuleViolation(message("Choose the organization."))
    return whole[0]


def save(item: Any, *, new: bool, then: Callable[[], None] | None = None) -> None:
    """Write a row, do what goes with it (``then``, in the same transaction) and commit.

    Raises RuleViolation for a duplicate, Conflict when somebody changed the row meanwhile.
    """
    try:
        if new:
            db.session.add(item)
        if then is not None:
            db.session.flush()
            then()
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise changed_meanwhile() from None
    except IntegrityError:
        db.session.rollback()
        raise RuleViolation(
            message("Such a record exists already. Look it up in the list.")
        ) from None
    except Exception:
        db.session.rollback()
        raise


def changed_meanwhile() -> Conflict:
    return Conflict(
        message("Somebody changed this record meanwhile. Compare and save again if it still fits.")
    )


def remove(item: Any, judge: Callable[[], None] | None = None) -> None:
    """Delete a row and commit. Raises Conflict when other rows rest on it.

    ``judge``: the rules of the entity, which may refuse by a RuleViolation.
    """
    if judge is not None:
        judge()
    held = holders(item)
    if held:
        raise Conflict(
            message(
                "The record is in use (%(where)s) and stays. End it by a date instead.",
                where=", ".join(
                    f"{translate(entity_label(model))}: {number}" for model, _name, number in held
                ),
            )
        )
    try:
        db.session.delete(item)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise Conflict(
            message("Other records rest on this one, so it stays. End it by a date instead.")
        ) from None
    except Exception:
        db.session.rollback()
        raise


def holders(item: Any) -> list[tuple[type, str, int]]:
    """(model, name of its key, number of visible rows) of what points to a row."""
    found = []
    table = type(item).__table__
    for model in READ:
        mapper: Any = inspect(model)
        for one in mapper.local_table.columns:
            if any(key.column.table is table for key in one.foreign_keys):
                name = mapper.get_property_by_column(one).key
                number = db.session.scalar(
                    select(func.count(model.id)).where(  # type: ignore[attr-defined]
                        getattr(model, name) == item.id
                    )
                )
                if number:
                    found.append((model, name, int(number)))
    return found


def author_name(user_id: int | None) -> str:
    """Surname and first name of who changed a row: shown also where the account is not reached."""
    return author_names({user_id}).get(user_id, "") if user_id is not None else ""


def author_names(user_ids: Collection[int]) -> dict[int, str]:
    """The same of several people, in one statement."""
    if not user_ids:
        return {}
    users = Table("ab_user", metadata, autoload_replace=False)
    query = select(users.c.id, users.c.last_name, users.c.first_name).where(
        users.c.id.in_(user_ids)
    )
    with unscoped("the name of who changed a record"):
        rows = db.session.connection().execute(query).all()
    return {row.id: f"{row.last_name} {row.first_name}".strip() for row in rows}


ENTITY_LABELS: dict[type, Any] = {}
"""Russian names of entities in the plural, filled by the views that show them."""


def entity_label(model: type) -> Any:
    """What people call the rows of an entity; one without pages of its own is part of others."""
    return ENTITY_LABELS.get(model) or message("Parts of other records")
