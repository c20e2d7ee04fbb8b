"""What criteria of the scope are made of: the mark in the SQL text, and the ids of the scope."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Boolean, Integer, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnElement

from app.core.scoping.scope import AccessScope, NoScope, current_scope


class scoped(ColumnElement[bool]):
    """A criterion that leaves its mark in the SQL text: ``(/*scope alias*/ …)``."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [
        ("anchor", visitors.InternalTraversal.dp_clauseelement),
        ("criterion", visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, anchor: Any, criterion: Any) -> None:
        self.anchor = anchor
        self.criterion = criterion

    @property
    def _from_objects(self) -> Any:
        return self.anchor._from_objects

    def self_group(self, against: Any = None) -> Any:
        return self


@compiles(scoped)
def _render(element: Any, compiler: Any, **options: Any) -> str:
    alias = compiler.process(element.anchor, **options).rsplit(".", 1)[0].strip('"')
    return f"(/*scope {alias}*/ {compiler.process(element.criterion, **options)})"


class among(ColumnElement[bool]):
    """A column that holds one of the ids of the scope.

    PostgreSQL is given them as one array: the text of a statement is then the same for all
    people, and is prepared once. SQLite has no arrays: one parameter for each id.
    """

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [
        ("column", visitors.InternalTraversal.dp_clauseelement),
        ("ids", visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: Any, ids: Any) -> None:
        self.column = column
        self.ids = ids

    @property
    def _from_objects(self) -> Any:
        return self.column._from_objects

    def self_group(self, against: Any = None) -> Any:
        return self


@compiles(among)
def _render_list(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.column.in_(element.ids), **options))


@compiles(among, "postgresql")
def _render_array(element: Any, compiler: Any, **options: Any) -> str:
    array = compiler.process(_arrays[element.ids.key], **options)
    return f"{compiler.process(element.column, **options)} = ANY ({array})"


_arrays: dict[str, Any] = {}
"""Name of the ids → the same as one parameter."""


def _ids(name: str) -> Any:
    def values() -> list[int]:
        scope = current_scope()
        if not isinstance(scope, AccessScope):
            raise NoScope("a scoped statement ran in unscoped work")
        return list(getattr(scope, name))

    key = f"scope_{name}"
    _arrays[key] = bindparam(f"{key}_array", callable_=values, type_=ARRAY(Integer))
    return bindparam(key, callable_=values, expanding=True, type_=Integer)


def _posts() -> tuple[tuple[int, int], ...]:
    scope = current_scope()
    if not isinstance(scope, AccessScope):
        raise NoScope("a scoped statement ran in unscoped work")
    return scope.posts


def _me() -> int:
    scope = current_scope()
    if not isinstance(scope, AccessScope):
        raise NoScope("a scoped statement ran in unscoped work")
    return scope.user_id


WHOLE, GROUPS, CHILDREN, GUARDIANS, ORGS = map(
    _ids, ("whole", "groups", "children", "guardians", "orgs")
)
ME = bindparam("scope_me", callable_=_me, type_=Integer)
POSTS: Any = bindparam("scope_posts", callable_=_posts, expanding=True)
"""Pairs (organisation, role): what is addressed to a role, not to a person."""
