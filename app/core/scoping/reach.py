"""How the rows of a model are reached: declared once, read by SQL and by Python.

A ``Reach`` pairs a criterion for selects with the same condition over the
values of one row, so that the write guard needs no query of its own. The
criteria are lambdas without closures: SQLAlchemy adapts them to every alias,
and their values are read from the current scope when the statement runs, so
that one cached statement serves all people and holds the values of none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import or_
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql import visitors

from app.core.scoping.elements import CHILDREN, GROUPS, GUARDIANS, ME, ORGS, WHOLE, among, scoped
from app.core.scoping.scope import AccessScope

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reach:
    """One way to reach rows. ``columns`` are what ``holds`` reads of a row."""

    criterion: Callable[[Any], Any]
    holds: Callable[[AccessScope, Row], bool]
    columns: tuple[str, ...]


TENANT = Reach(
    lambda c: scoped(c.organization_id, among(c.organization_id, WHOLE)),
    lambda s, row: row["organization_id"] in s.whole,
    ("organization_id",),
)
"""Rows of whole organisations only."""


def written_by_author(read: Reach) -> Reach:
    """Read as ``read``; written by the author (``author_id``) in the own house, and by whoever
    answers for the whole house."""
    return Reach(
        read.criterion,
        lambda s, row: (
            row["organization_id"] in s.whole
            or (row["author_id"] == s.user_id and row["organization_id"] in s.orgs)
        ),
        ("organization_id", "author_id"),
    )


TENANT_OR_SHARED = Reach(
    lambda c: scoped(c.organization_id, among(c.organization_id, ORGS)),
    lambda s, row: row["organization_id"] in s.orgs,
    ("organization_id",),
)
"""Reference rows: of one's own organisations and of those above them."""

ORGANIZATION = Reach(
    lambda c: scoped(c.id, among(c.id, ORGS)),
    lambda s, row: row["id"] in s.orgs,
    ("id",),
)
ORGANIZATION_WHOLE = Reach(
    lambda c: scoped(c.id, among(c.id, WHOLE)),
    # A new organisation is reached through the one above it.
    lambda s, row: row["id"] in s.whole or row["parent_id"] in s.whole,
    ("id", "parent_id"),
)

USER = Reach(
    lambda c: scoped(c.id, or_(among(c.organization_id, WHOLE), c.id == ME)),
    lambda s, row: row["organization_id"] in s.whole or row["id"] == s.user_id,
    ("id", "organization_id"),
)
OF_USER = Reach(
    lambda c: scoped(c.organization_id, or_(among(c.organization_id, WHOLE), c.user_id == ME)),
    lambda s, row: row["organization_id"] in s.whole or row["user_id"] == s.user_id,
    ("organization_id", "user_id"),
)

MINE = Reach(
    lambda c: scoped(c.user_id, c.user_id == ME),
    lambda s, row: row["user_id"] == s.user_id,
    ("user_id",),
)
"""Rows of one's own account and of nobody else, whatever organisations are reached."""

GROUP = Reach(
    lambda c: scoped(c.organization_id, or_(among(c.organization_id, WHOLE), among(c.id, GROUPS))),
    lambda s, row: row["organization_id"] in s.whole or row["id"] in s.groups,
    ("id", "organization_id"),
)
OF_GROUP = Reach(
    lambda c: scoped(
        c.organization_id, or_(among(c.organization_id, WHOLE), among(c.group_id, GROUPS))
    ),
    lambda s, row: row["organization_id"] in s.whole or row["group_id"] in s.groups,
    ("organization_id", "group_id"),
)
CHILD = Reach(
    lambda c: scoped(
        c.organization_id, or_(among(c.organization_id, WHOLE), among(c.id, CHILDREN))
    ),
    lambda s, row: row["organization_id"] in s.whole or row["id"] in s.children,
    ("id", "organization_id"),
)
OF_CHILD = Reach(
    lambda c: scoped(
        c.organization_id, or_(among(c.organization_id, WHOLE), among(c.child_id, CHILDREN))
    ),
    lambda s, row: row["organization_id"] in s.whole or row["child_id"] in s.children,
    ("organization_id", "child_id"),
)
OF_GROUP_OR_CHILD = Reach(
    lambda c: scoped(
        c.organization_id,
        or_(
            among(c.organization_id, WHOLE),
            among(c.group_id, GROUPS),
            among(c.child_id, CHILDREN),
        ),
    ),
    lambda s, row: (
        row["organization_id"] in s.whole
        or row["group_id"] in s.groups
        or row["child_id"] in s.children
    ),
    ("organization_id", "group_id", "child_id"),
)
GUARDIAN = Reach(
    lambda c: scoped(
        c.organization_id, or_(among(c.organization_id, WHOLE), among(c.id, GUARDIANS))
    ),
    lambda s, row: row["organization_id"] in s.whole or row["id"] in s.guardians,
    ("id", "organization_id"),
)

OF_GUARDIAN = Reach(
    lambda c: scoped(
        c.organization_id, or_(among(c.organization_id, WHOLE), among(c.guardian_id, GUARDIANS))
    ),
    lambda s, row: row["organization_id"] in s.whole or row["guardian_id"] in s.guardians,
    ("organization_id", "guardian_id"),
)

READ: dict[type, Reach] = {}
WRITE: dict[type, Reach] = {}
UNSCOPED: dict[type, str] = {}
SCOPED_TABLES: dict[str, type] = {}
_criterion_of: dict[type, CriteriaOption] = {}
_declared = 0
"""How many declarations there were: a part of the key under which SQL is kept."""
_building = Lock()


def reach(model: type, read: Reach, write: Reach = TENANT) -> None:
    """Declare how the rows of a mapped class are reached for reading and for writing."""
    global _declared
    READ[model] = read
    WRITE[model] = write
    SCOPED_TABLES[model.__tablename__.lower()] = model  # type: ignore[attr-defined]
    _criterion_of.pop(model, None)
    _declared += 1


def scoped_class(kind: type) -> type | None:
    """The declared class of a row: its own or the one it inherits from; None without a scope."""
    return next((one for one in kind.__mro__ if one in READ), None)


def opens(scope: AccessScope, row: Any) -> bool:
    """Whether a scope reaches a row that is at hand: by another right than it was loaded by."""
    if getattr(row, "organization_id", None) in scope.whole:
        return True
    way = READ[scoped_class(type(row)) or type(row)]
    return way.holds(scope, {name: getattr(row, name) for name in way.columns})


def open_to_all(model: type, reason: str) -> None:
    """Declare that a mapped class has no row scope, and why."""
    UNSCOPED[model] = reason


def criteria() -> list[CriteriaOption]:
    """The criterion of each scoped model as an option of statements, built once per process.

    Nobody sees them half built: a statement that is kept with a part of them would be refused
    for as long as the process lives.
    """
    if len(_criterion_of) != len(READ):
        with _building:
            for model, way in READ.items():
                if model not in _criterion_of:
                    _criterion_of[model] = with_loader_criteria(
                        model, way.criterion, include_aliases=True
                    )
    return list(_criterion_of.values())


class ScopeCriteria(CriteriaOption):
    """The criteria of all scoped models as one option.

    Given one by one, the options of eighty models were checked, hashed and handed on at every
    statement. There is one such object: rows hand it to their links, and a link that has it is
    not restricted twice. A model that is declared late makes the key of statements a new one.
    """

    __slots__ = ()
    _traverse_internals = [("declared", visitors.InternalTraversal.dp_plain_obj)]
    propagate_to_loaders = True

    @property
    def declared(self) -> int:
        return _declared

    def process_compile_state(self, compile_state: Any) -> None:
        self.get_global_criteria(compile_state.global_attributes)

    def process_compile_state_replaced_entities(
        self, compile_state: Any, mapper_entities: Any
    ) -> None:
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        for one in criteria():
            one.get_global_criteria(attributes)


CRITERIA = ScopeCriteria()
