"""How a row is named where it is chosen among others: its name and what tells namesakes apart.

What tells them apart is declared once, at the view of the entity (``choice_columns``,
``tell_apart``); forms, filters, their chips and the page of a clash of two editors ask here. It is
told of rows that the person's right to read the entity opens; of all others the bare name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import current_app
from flask_login import current_user
from sqlalchemy import Select, select

from app.core.access import current_requirement
from app.core.columns import Attribute, attribute_of, name_column
from app.core.db import db
from app.core.formats import show
from app.core.listing import Filter, eager
from app.core.scoping.reach import READ, opens, scoped_class
from app.core.scoping.scope import AccessScope, current_scope

VIEWS: dict[type, type[Any]] = {}
"""The pages of each entity, filled as views are declared."""


def pages_of(model: type) -> Any:
    """The pages of an entity, for who may read it; else None."""
    view = VIEWS.get(model)
    registered = current_app.appbuilder.baseviews  # type: ignore[attr-defined]
    found = next((one for one in registered if one.__class__ is view), None)
    return found if found is not None and found.allows("read") else None


def to_choose(model: Any) -> Select[Any]:
    """All rows in reach, by name, with the links that ``told_apart`` reads."""
    names = list(VIEWS[model].choice_columns) if model in VIEWS else []
    links = eager(model, [*names, *(["organization"] if many_houses(model) else [])])
    return select(model).order_by(name_column(model), model.id).options(*links)


def told_apart(model: Any, rows: Sequence[Any]) -> dict[int, str]:
    """What tells each row apart from others of its name, by key: «12.03.2021, „Ромашка“».

    As many statements for one row as for all.
    """
    view = pages_of(model) if rows else None
    if view is None:
        return {}
    shown = readable(view, rows)
    columns = view.attributes(view.choice_columns)
    columns += [attribute_of(model, "organization")] if many_houses(model) else []
    more: Mapping[int, Iterable[str]] = view.tell_apart(shown) if shown else {}
    return {
        row.id: ", ".join(filter(None, [*_texts(row, columns), *more.get(row.id, ())]))
        for row in shown
    }


def choice_name(row: Any) -> str:
    """One row as its choice is called: «Иванов Иван, 12.03.2021, „Ромашка“»; empty for None."""
    if row is None:
        return ""
    return named_choice(row, told_apart(type(row), [row]))


def chosen_names(filters: Iterable[Filter]) -> dict[tuple[str, str], str]:
    """(attribute, value in the address) → name of the row that a condition of a list asks for."""
    linked = [one for one in filters if one.attribute.kind == "related"]
    return {
        (one.attribute.name, one.raw): choice_name(db.session.get(one.attribute.target, one.value))
        or f"№ {one.value}"
        for one in linked
    }


def named_choice(row: Any, notes: Mapping[int, str]) -> str:
    """The name of a row and what was said of it."""
    return ", ".join(filter(None, (str(row), notes.get(row.id, ""))))


def _texts(row: Any, columns: Sequence[Attribute]) -> list[str]:
    values = [(getattr(row, one.name), one) for one in columns]
    return [str(value or "") if one.relation else show(value, one.info) for value, one in values]


def readable(view: Any, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows that the right to read the entity opens: a link may lead beyond them.

    Mostly that right comes with the one that the page asks for, and no row need be looked at.
    """
    right, asked = ("can_read", view.class_permission_name), current_requirement()
    if (scoped_class(view.model) or view.model) not in READ:
        return rows
    if (
        asked is not None
        and asked.right
        and current_user.covers(right, (asked.right, asked.subject))
    ):
        return rows
    scope = current_user.scope(*right)
    return [row for row in rows if opens(scope, row)]


def many_houses(model: Any) -> bool:
    """Whether rows of several organisations stand side by side."""
    scope = current_scope()
    many = isinstance(scope, AccessScope) and len(scope.whole) > 1
    return many and hasattr(model, "organization")
