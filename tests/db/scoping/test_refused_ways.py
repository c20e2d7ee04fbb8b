"""Ways of asking that pass the criteria by are refused, never answered (docs: access paths)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import (
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    update,
)
from sqlalchemy.orm import Session

from app.children.models import Child, Placement
from app.core.db import db
from app.core.scoping.scope import ScopeRefused
from app.groups.models import AgeLevel, ChildGroup

CHILD = Child.__table__
PLACEMENT = Placement.__table__
Way = Callable[[Session], Any]


def by_connection(statement: Any) -> None:
    with db.engine.connect() as connection:
        connection.execute(statement)


def by_own_session(statement: Any) -> None:
    with Session(db.engine) as session:
        session.scalars(statement).all()


READS: dict[str, Way] = {
    "window function as the only column": lambda s: s.execute(select(func.count(Child.id).over())),
    "core table": lambda s: s.execute(select(CHILD)),
    "core table joined": lambda s: s.execute(
        select(Child.id).join(PLACEMENT, PLACEMENT.c.child_id == Child.id)
    ),
    "core table in a subquery": lambda s: s.execute(
        select(Child.id).where(Child.id.in_(select(PLACEMENT.c.child_id)))
    ),
    "core alias": lambda s: s.execute(select(CHILD.alias("pupil"))),
    "light table": lambda s: s.execute(select(column("last_name")).select_from(table("child"))),
    "text": lambda s: s.execute(text("SELECT last_name FROM child")),
    "text in capitals and quotes": lambda s: s.execute(text('SELECT last_name FROM "child" x')),
    "text with a comment": lambda s: s.execute(text("SELECT last_name FROM/**/child")),
    "text with a forged mark": lambda s: s.execute(
        text("SELECT last_name FROM child /*scope child*/, placement")
    ),
    "text with a list of tables": lambda s: s.execute(text("SELECT 1 FROM ab_role, child")),
    "from a text": lambda s: s.scalars(select(Child).from_statement(text("SELECT * FROM child"))),
    "column naming a table": lambda s: s.execute(
        select(literal_column("(SELECT max(last_name) FROM child)"))
    ),
    "text as a condition": lambda s: s.scalars(select(Child).where(text("1=1 OR 1=1"))),
    "column as a condition": lambda s: s.scalars(select(Child).where(literal_column("1=1 OR 1=1"))),
    "suffix": lambda s: s.scalars(select(Child).suffix_with("OR 1=1")),
    "prefix": lambda s: s.scalars(select(Child).prefix_with("DISTINCT")),
    "hint": lambda s: s.scalars(select(Child).with_statement_hint("OR 1=1")),
    "full join": lambda s: s.execute(
        select(Child.id).select_from(AgeLevel).join(Child, Child.id == AgeLevel.id, full=True)
    ),
    "connection of the session": lambda s: s.connection().execute(select(CHILD)),
    "driver's own SQL": lambda s: s.connection().exec_driver_sql("SELECT * FROM child"),
    "connection of the engine": lambda s: by_connection(select(Child.id)),
    "session made by hand": lambda s: by_own_session(select(Child)),
    "union with a core table": lambda s: s.execute(select(Child.id).union(select(CHILD.c.id))),
}

WRITES: dict[str, Way] = {
    "bulk update": lambda s: s.execute(update(Child).values(citizenship="x")),
    "bulk update by key": lambda s: s.execute(update(Child), [{"id": 1, "citizenship": "x"}]),
    "query update": lambda s: s.query(Child).update({"citizenship": "x"}),
    "bulk delete": lambda s: s.execute(delete(Child)),
    "query delete": lambda s: s.query(Child).delete(),
    "insert": lambda s: s.execute(insert(AgeLevel), [{"name": "x"}]),
    "insert from a select": lambda s: s.execute(
        insert(ChildGroup).from_select(["name"], select(AgeLevel.name))
    ),
    "update with returning": lambda s: s.execute(
        update(Child).values(citizenship="x").returning(Child.id)
    ),
    "core update": lambda s: s.execute(update(CHILD).values(citizenship="x")),
    "core delete on the connection": lambda s: s.connection().execute(delete(CHILD)),
    "text": lambda s: s.execute(text("UPDATE child SET citizenship = 'x'")),
    "text of a delete": lambda s: s.execute(text("DELETE FROM child")),
    "text on the connection": lambda s: s.connection().execute(text("DELETE FROM child")),
    "bulk save": lambda s: s.bulk_save_objects([Child(last_name="x")]),
    "bulk insert of mappings": lambda s: s.bulk_insert_mappings(Child, [{"last_name": "x"}]),
    "bulk update of mappings": lambda s: s.bulk_update_mappings(Child, [{"id": 1}]),
}


@pytest.mark.parametrize("way", READS)
def test_a_read_past_the_criteria_is_refused(garden, way):
    with garden.acting_as("administrator_a") as session, pytest.raises(ScopeRefused):
        READS[way](session)


@pytest.mark.parametrize("way", WRITES)
def test_a_write_past_the_guard_is_refused_and_changes_nothing(garden, way):
    with garden.acting_as("administrator_a", "edit", "Child") as session:
        with pytest.raises(ScopeRefused):
            WRITES[way](session)
        session.rollback()
    with garden.system() as session:
        before = session.query(Child).count()
        assert session.query(Child).filter(Child.citizenship == "x").count() == 0
    assert before == 5


def asked_in(run: Callable[[Callable[[], None]], None]) -> Callable[[Any], Exception | None]:
    """Asks for children in another thread and gives the exception."""

    def ask(app: Any) -> Exception | None:
        caught: list[Exception] = []

        def work() -> None:
            with app.app_context():
                try:
                    db.session.scalars(select(Child)).all()
                except Exception as error:
                    caught.append(error)

        run(work)
        return caught[0] if caught else None

    return ask


def in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def in_an_executor(work: Callable[[], None]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


@pytest.mark.parametrize("run", [in_a_thread, in_an_executor])
def test_another_thread_has_no_scope_of_ours(garden, run):
    with garden.acting_as("administrator_a"):
        assert isinstance(asked_in(run)(garden.app), ScopeRefused)


def test_without_a_scope_nothing_is_read(garden):
    with garden.app.app_context():
        for statement in (select(Child), select(CHILD), text("SELECT * FROM child")):
            with pytest.raises(ScopeRefused):
                db.session.execute(statement)
            db.session.rollback()


def test_a_refused_statement_is_refused_again_from_the_cache(garden):
    statement = select(CHILD.c.id)
    with garden.system() as session:
        assert len(session.execute(statement).all()) == 5
    for _again in range(3):
        with garden.acting_as("administrator_a") as session, pytest.raises(ScopeRefused):
            session.execute(statement)


def test_text_is_refused_even_where_nothing_is_scoped(garden):
    """Whoever needs it says so: work of the system is named by its reason."""
    with garden.acting_as("administrator_a") as session:
        with pytest.raises(ScopeRefused):
            session.execute(text("SELECT count(*) FROM ab_role"))
        session.rollback()
        assert len(session.scalars(select(Role)).all()) == 9
