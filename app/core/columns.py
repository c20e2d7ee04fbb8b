"""What a view can show of a model: columns, many-to-one links and properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Integer,
    Numeric,
    String,
    func,
    inspect,
)
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.orm.interfaces import MANYTOONE

from app.core.messages import Message, message


@dataclass(frozen=True)
class Attribute:
    """One attribute of a model as a view sees it."""

    model: Any
    name: str
    given_label: Message | None = None

    @cached_property
    def prop(self) -> Any:
        return inspect(self.model).attrs.get(self.name)

    @cached_property
    def relation(self) -> Any:
        """The many-to-one relationship, or None."""
        prop = self.prop
        if isinstance(prop, RelationshipProperty) and prop.direction is MANYTOONE:
            return prop
        return None

    @cached_property
    def column(self) -> Any:
        """The table column: the attribute's own, or the foreign key of the link."""
        if self.relation is not None:
            return next(iter(self.relation.local_columns))
        return self.prop.columns[0] if self.prop is not None else None

    @property
    def target(self) -> Any:
        """The model that the link points to."""
        return self.relation.mapper.class_

    @cached_property
    def info(self) -> dict[str, Any]:
        if self.column is not None and self.column.info:
            return dict(self.column.info)
        return getattr(getattr(self.model, self.name, None), "info", None) or {}

    @cached_property
    def label(self) -> Message:
        if self.given_label is not None:
            return self.given_label
        if "label" in self.info:
            return self.info["label"]  # type: ignore[no-any-return]
        return PROPERTY_LABELS.get(self.name) or message(self.name)

    @cached_property
    def kind(self) -> str:
        """related, select, bool, date, number, text, or property."""
        if self.relation is not None:
            return "related"
        if self.column is None:
            return "property"
        for types, kind in KINDS:
            if isinstance(self.column.type, types):
                return kind
        return "date" if _is_moment(self.column.type) else "text"

    @cached_property
    def special(self) -> bool:
        """Whether the column holds a special category of personal data."""
        return self.info.get("personal") == SPECIAL

    @property
    def required(self) -> bool:
        """Whether a person must fill it in; ``filled`` columns get a value by the view."""
        return self.column is not None and not self.column.nullable and not self.info.get("filled")


@lru_cache(maxsize=4096)
def attribute_of(model: Any, name: str, label: Message | None = None) -> Attribute:
    """The attribute, looked at once: models do not change while the program runs."""
    return Attribute(model, name, label)


@dataclass(frozen=True)
class LinkFilter(Attribute):
    """A condition of a list by a row that is no column of it: children of a group."""

    linked: Any = None
    criterion: Callable[[int], Any] = field(default=lambda key: None, repr=False)

    @property
    def kind(self) -> str:
        return "related"

    @property
    def target(self) -> Any:
        return self.linked

    @property
    def info(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class ChoiceFilter(Attribute):
    """A condition of a list chosen by name that is no column of it: children without SNILS.

    ``choices``: what stands in the address → its words and the condition, made when asked.
    """

    choices: Mapping[str, tuple[Message, Callable[[], Any]]] = field(
        default_factory=dict, repr=False, hash=False
    )

    @property
    def kind(self) -> str:
        return "choice"

    @property
    def info(self) -> dict[str, Any]:
        return {"labels": {key: label for key, (label, _criterion) in self.choices.items()}}

    def criterion(self, key: str) -> Any:
        return self.choices[key][1]()


SPECIAL = "special"
PERSONAL = ("ordinary", SPECIAL)


@lru_cache(maxsize=256)
def holds_personal(model: Any) -> bool:
    """Whether rows of a model hold personal data of any class (152-ФЗ)."""
    columns = (one.columns[0] for one in inspect(model).column_attrs)
    return any(isinstance(one, Column) and one.info.get("personal") in PERSONAL for one in columns)


KINDS: tuple[tuple[Any, str], ...] = (
    (Enum, "select"),
    (Boolean, "bool"),
    ((Integer, Numeric), "number"),
    ((Date, DateTime), "date"),
    (String, "text"),
)

PROPERTY_LABELS = {
    "full_name": message("Full name"),
    "organization": message("Organization"),
    "created_at": message("Created at"),
    "changed_at": message("Changed at"),
}


def _is_moment(kind: Any) -> bool:
    return isinstance(getattr(kind, "impl", None), DateTime)


NAMES = ("name", "last_name", "letter", "title", "short_name")
"""Columns that name a row, in order of preference."""


def folded(column: Any) -> Any:
    """A text as search compares and lists sort it: lower case, ё as е (domain 7.2)."""
    return func.replace(func.lower(column), "ё", "е")


def name_column(model: Any) -> Any:
    """What a model's rows are sorted by: the search key, the folded name, or the key."""
    if hasattr(model, "search_key"):
        return model.search_key
    for preferred in NAMES:
        if hasattr(model, preferred):
            return folded(getattr(model, preferred))
    return model.id


def searched_parts(model: Any) -> tuple[list[Any], list[Any]]:
    """Folded texts of a row that search looks at, and links to rows that have a search key."""
    if hasattr(model, "search_key"):
        return [model.search_key], []
    mapper: Any = inspect(model)
    texts = [
        folded(getattr(model, prop.key))
        for prop in mapper.column_attrs
        if prop.columns[0].info.get("searched") or prop.key in NAMES
    ]
    links = [
        getattr(model, link.key)
        for link in mapper.relationships
        if link.direction is MANYTOONE
        and link.key != "organization"
        and hasattr(link.mapper.class_, "search_key")
    ]
    return texts, links
