"""Entities as the tests of forged requests see them: pages, REST, links, own and foreign rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.entity_base import EntityBase
from app.core.entity_view import EntityView
from tests.factories.cast import STEMS
from tests.web.access.reached import OPEN_TABLES, ROOT_ONLY
from tests.web.access.routes import linked_names

ABSENT = 987_654_321
ADMIN = "administrator_a"


@dataclass(frozen=True)
class Entity:
    """An entity's pages and its REST."""

    view: EntityView

    @property
    def table(self) -> str:
        return str(self.view.model.__tablename__)

    @property
    def rest(self) -> str:
        return f"/api/v1/{self.table}/"

    @property
    def names(self) -> list[str]:
        return [name for _label, group in self.view.sections for name in group]

    def links(self) -> dict[str, str]:
        """Links of the form by name: the table that each points to."""
        known = dict.fromkeys(self.names, self.view.attributes)
        return {name: target(self.view, name) for name in linked_names(self.view) if name in known}


def target(view: EntityBase, name: str) -> str:
    relation = getattr(view.model, name).property
    return str(relation.mapper.class_.__tablename__)


def entities(app: Any) -> Iterator[Entity]:
    for view in app.appbuilder.baseviews:
        if isinstance(view, EntityView):
            yield Entity(view)


def edited(app: Any) -> list[Entity]:
    """Entities that an administrator may change."""
    return [
        one
        for one in entities(app)
        if {"edit", "add"} <= set(one.view.include_route_methods)
        and one.view.class_permission_name not in ROOT_ONLY
    ]


def own_row(garden: Any, table: str) -> int:
    places = ("A1", "A", *STEMS)
    return next(
        garden.cast.rows[place][table]
        for place in places
        if table in garden.cast.rows.get(place, {})
    )


def foreign_rows(garden: Any, table: str) -> list[int]:
    """Rows that administrator A may not read, and one that never was."""
    if table in OPEN_TABLES or table.startswith("ab_role"):
        return [ABSENT]
    places = [place for place in ("B1", "B") if table in garden.cast.rows[place]]
    return [garden.cast.rows[place][table] for place in places] + [ABSENT]


def as_form(values: dict[str, Any], names: list[str]) -> dict[str, str]:
    """A row of REST as the form of its page would send it."""
    form = {"version": str(values.get("version", ""))}
    for name in names:
        value = values.get(name)
        if isinstance(value, dict):
            value = value["id"]
        if value is True:
            form[name] = "y"
        elif value is not None and value is not False:
            form[name] = str(value)
    return form
