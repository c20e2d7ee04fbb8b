"""Rows that change once in months and are read with every page, kept in the process.

Every process keeps its own, so none may trust it blindly: the database holds a stamp for each
topic, a random word that triggers change together with the rows, whoever writes them. The statement
that loads the signed-in person reads the stamps as well; what was kept under another stamp is read
anew. A word and not a number: a database that was put back from a copy never shows a stamp under
which other rows were kept.

Kept is what belongs to nobody: rights of roles, and reference rows (``TENANT_OR_SHARED``), whose
reach is the list of organisations of a scope and therefore part of the key.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, TypeVar
from uuid import uuid4
from weakref import WeakKeyDictionary

from flask import Flask, current_app, g, has_request_context
from sqlalchemy import DDL, String, event, inspect, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit.exceptions import not_logged
from app.core.db import Base
from app.core.scoping.reach import open_to_all
from app.core.scoping.scope import AccessScope, current_scope

V = TypeVar("V")


class Topic(enum.StrEnum):
    """What changes together."""

    RIGHTS = "rights"
    REFERENCE = "reference"


TABLES: dict[str, Topic] = {}


def keep_rows(topic: Topic, *tables: str) -> None:
    """Declare, under the models, the tables of a topic."""
    TABLES.update(dict.fromkeys(tables, topic))


class KeptStamp(Base):
    """The stamp of a topic: another word after every change of its rows."""

    __tablename__ = "kept_stamp"

    topic: Mapped[str] = mapped_column(String(20), unique=True)
    stamp: Mapped[str] = mapped_column(String(40))


not_logged(KeptStamp, "a random word that the database changes by itself")
open_to_all(KeptStamp, "says that reference rows changed, not which: a random word")

STAMPS: tuple[Any, ...] = tuple(
    select(KeptStamp.stamp)
    .where(KeptStamp.topic == topic.value)
    .scalar_subquery()
    .label(f"stamp_of_{topic.value}")
    for topic in Topic
)
"""Columns for the statement that every request begins with."""


Stamps = Mapping[Topic, str]


def stamps_of(row: Any) -> Stamps:
    """What a row with STAMPS among its columns says."""
    found = {topic: getattr(row, f"stamp_of_{topic.value}") for topic in Topic}
    return {topic: stamp for topic, stamp in found.items() if stamp is not None}


def remember_stamps(stamps: Stamps) -> None:
    """Note what this request read at its beginning."""
    g.kept_stamps = stamps


def _stamps() -> Stamps:
    """Empty where nothing may be kept: outside of requests, and after a change of these rows."""
    known: Stamps = g.get("kept_stamps", {}) if has_request_context() else {}
    return known


class Kept(Generic[V]):
    """Values of one kind, by their key, as long as the stamp of their topic stays.

    Values are shared by requests: nobody may change one.
    """

    def __init__(self, topic: Topic, most: int = 500) -> None:
        self._topic = topic
        self._most = most
        self._by_app: WeakKeyDictionary[Flask, dict[Hashable, tuple[str, V]]] = WeakKeyDictionary()

    def value(self, key: Hashable, read: Callable[[], V]) -> V:
        """The value of a key, read if it is not known or rows may have changed since."""
        stamp = _stamps().get(self._topic)
        if stamp is None:
            return read()
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        known = self._by_app.setdefault(app, {})
        found = known.get(key)
        if found is not None and found[0] == stamp:
            return found[1]
        value = read()
        if _stamps().get(self._topic) == stamp:
            if len(known) >= self._most:
                known.clear()
            known[key] = (stamp, value)
        return value

    def reached(self, key: Hashable, read: Callable[[], V]) -> V:
        """The same for reference rows: ``read`` selects them under the scope in force."""
        scope = current_scope()
        if not isinstance(scope, AccessScope):
            return read()
        return self.value((scope.orgs, key), read)


_FUNCTION = """CREATE OR REPLACE FUNCTION stamp_kept_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE kept_stamp SET stamp = gen_random_uuid()::text WHERE topic = TG_ARGV[0];
    RETURN NULL;
END $$"""
_POSTGRES = """CREATE OR REPLACE TRIGGER stamp_{table}
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION stamp_kept_rows('{topic}')"""
_SQLITE = """CREATE TRIGGER IF NOT EXISTS stamp_{table}_{change} AFTER {change} ON {table} BEGIN
    UPDATE kept_stamp SET stamp = lower(hex(randomblob(16))) WHERE topic = '{topic}';
END"""


def attach_triggers(connection: Connection) -> None:
    """Let every kept table change the stamp of its topic. After each upgrade of the database: a
    migration may have made a table anew, without its triggers."""
    if not inspect(connection).has_table(KeptStamp.__tablename__):
        return
    postgres = connection.dialect.name == "postgresql"
    if postgres:
        connection.execute(DDL(_FUNCTION))  # type: ignore[no-untyped-call]
    for table, topic in TABLES.items():
        for change in ("INSERT", "UPDATE", "DELETE")[: 1 if postgres else 3]:
            trigger = _POSTGRES if postgres else _SQLITE
            made = trigger.format(table=table, topic=topic.value, change=change)
            connection.execute(DDL(made))  # type: ignore[no-untyped-call]
    # What migrations changed past the triggers counts as well.
    for topic in Topic:
        changed = update(KeptStamp).where(KeptStamp.topic == topic.value)
        connection.execute(changed.values(stamp=uuid4().hex))


_WORD = re.compile(r"\w+")


def _watch(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
    """Who changes such rows reads them anew until the end of the request, and keeps nothing."""
    if statement.startswith("SELECT") or not has_request_context() or "kept_stamps" not in g:
        return
    if not TABLES.keys().isdisjoint(word.lower() for word in _WORD.findall(statement)):
        g.kept_stamps = {}


def install(engine: Engine) -> None:
    """Let every statement of the engine be looked at."""
    if not event.contains(engine, "before_cursor_execute", _watch):
        event.listen(engine, "before_cursor_execute", _watch)
