"""The database object, the base of all tables and the way a column is declared.

Label, help, format, personal-data class and search of a column are declared
once, at the column; list, form, search, export and REST derive from it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import (
    DateTime,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, MappedColumn, Mapper, declared_attr, mapped_column

from app.core.messages import Message
from app.core.russian import in_order
from app.core.scoping.scope import AccessScope, NoScope, current_scope
from app.core.scoping.session import ScopedSession

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = Model.metadata
metadata.naming_convention = NAMING

# Alembic and FAB must see one metadata: FAB keeps its own tables on Model.
db = SQLA(metadata=metadata, session_options={"class_": ScopedSession})


class Personal(enum.StrEnum):
    """Class of personal data of a column (152-ФЗ): ordinary, or special (art. 10, health)."""

    NONE = "none"
    ORDINARY = "ordinary"
    SPECIAL = "special"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC without zone and read back as an aware value."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def column(
    *args: Any,
    label: Message,
    help: Message | None = None,  # noqa: A002 - the word of the declaration
    format: str | None = None,  # noqa: A002 - the word of the declaration
    personal: Personal = Personal.NONE,
    searched: bool = False,
    labels: Mapping[Any, Message] | None = None,
    rare: bool = False,
    **kwargs: Any,
) -> MappedColumn[Any]:
    """A column that knows how people call it, see it and find it.

    ``format`` names a formatter of ``core.formats``; ``searched`` puts the value
    into the row's search key; ``labels`` are the names of an enumeration's values; the card leaves
    out what is ``rare`` while it is empty.
    """
    info = {
        "label": label,
        "help": help,
        "format": format,
        "personal": personal,
        "searched": searched,
        "labels": labels or {},
        "rare": rare,
    }
    if not kwargs.get("deferred"):
        # The log of changes tells what a value was, also where the row had to be read anew.
        kwargs.setdefault("active_history", True)
    return mapped_column(*args, info=info, **kwargs)


def enum_type(kind: type[enum.StrEnum]) -> Enum:
    """A StrEnum stored as its value, the same on every backend."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=kind.__name__.lower(),
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def search_key(text: str) -> str:
    """Lower case, ё as е, single spaces: what search compares and lists are sorted by."""
    return " ".join(in_order(text).split())


def utc_now() -> datetime:
    return datetime.now(UTC)


def acting_user_id() -> int | None:
    """The person who acts now; None for the system's own work."""
    try:
        scope = current_scope()
    except NoScope:
        return None
    return scope.user_id if isinstance(scope, AccessScope) else None


class Base(Model):
    """Base of all our tables. Declaring a table twice is an error again (FAB merges them)."""

    __abstract__ = True
    __table_args__: Any = ()

    id: Mapped[int] = mapped_column(Integer, primary_key=True, sort_order=-10)


class Tenant:
    """A row that belongs to an organisation; the key comes first in indexes."""

    @declared_attr
    def organization_id(cls) -> Mapped[int]:
        return mapped_column(
            ForeignKey("organization.id", ondelete="RESTRICT"), index=True, sort_order=-9
        )


class Authored:
    """When and by whom a row was made and last changed. Empty author: the system itself."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, sort_order=90)
    changed_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=utc_now, onupdate=utc_now, sort_order=91
    )

    # No foreign key: users belong to organisations, which users change; and history
    # keeps its author whatever becomes of the account.
    changed_by_id: Mapped[int | None] = mapped_column(
        Integer, default=acting_user_id, onupdate=acting_user_id, sort_order=92
    )


class Versioned:
    """A row whose edit form carries the version that was seen (no lost updates)."""

    version: Mapped[int] = mapped_column(Integer, default=1, sort_order=93)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Searched:
    """A row found by one stored, indexed key; also the order of lists (Russian, ё = е)."""

    search_key: Mapped[str] = mapped_column(String(500), default="", index=True, sort_order=94)


class SearchedWhole(Searched):
    """A row found by every word of its texts: the short key of lists ends within a letter."""

    full_text: Mapped[str] = mapped_column(
        Text, default="", server_default="", deferred=True, sort_order=95
    )


def _keep_search_key(mapper: Mapper[Any], connection: Any, row: Any) -> None:
    names = [prop.key for prop in mapper.column_attrs if prop.columns[0].info.get("searched")]
    folded = search_key(" ".join(str(getattr(row, name) or "") for name in names))
    row.search_key = folded[:500]
    if isinstance(row, SearchedWhole) and _is_new_or_reworded(row, names):
        row.full_text = folded


def _is_new_or_reworded(row: Any, names: list[str]) -> bool:
    """The kept text is not read to be compared: a row without a change stays without one."""
    state: Any = inspect(row)
    return not state.persistent or any(state.attrs[one].history.has_changes() for one in names)


event.listen(Searched, "before_insert", _keep_search_key, propagate=True)
event.listen(Searched, "before_update", _keep_search_key, propagate=True)
