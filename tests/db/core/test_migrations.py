"""Migrations run down and up again with rows in the tables, and leave the database as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import create_engine, delete, inspect, text, update
from sqlalchemy.exc import DBAPIError

from app.cli import MIGRATIONS
from app.core.audit.models import ChangeRecord
from app.core.audit.view_models import ViewRecord
from app.core.engine import prepare_engine, tables_made_anew
from app.core.scoping.scope import unscoped
from tests.factories.garden import Garden, planted
from tests.harness.databases import PostgresDatabase, SqliteDatabase

LOGS = (ChangeRecord, ViewRecord)
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger "
    "WHERE NOT tgisinternal",
}


@pytest.fixture(params=["sqlite", "postgres"])
def own_garden(request, tmp_path, still_clock) -> Iterator[Garden]:
    """A database of this test alone, with the rows of the cast in every table."""
    if request.param == "sqlite":
        database = SqliteDatabase(tmp_path)
    else:
        server, worker = (request.getfixturevalue(name) for name in ("postgres", "worker"))
        database = PostgresDatabase(server, f"migrated_{worker}", frozenset())
    with planted(database, tmp_path) as garden:
        yield garden
        garden.engine.dispose()
    database.close()


def triggers(garden: Garden) -> set[str]:
    with garden.engine.connect() as connection:
        return set(connection.execute(text(TRIGGERS[garden.dialect])).scalars())


def refuses_changes(garden: Garden) -> None:
    """The logs are append-only for whoever asks the database itself."""
    for model in LOGS:
        for statement in (delete(model), update(model).values(request_id="x")):
            refused = pytest.raises(DBAPIError, match="append-only")
            with unscoped("a test goes past the program"), garden.engine.connect() as one, refused:
                one.execute(statement)


def test_all_migrations_go_down_and_up_with_rows_and_the_logs_stay_append_only(own_garden):
    """A table that SQLite makes anew loses its triggers: none may be missing at the end."""
    garden = own_garden
    with garden.app.app_context(), unscoped("a test migrates"):
        before = triggers(garden)
        assert any("change_record" in one for one in before)
        refuses_changes(garden)
        garden.engine.dispose()
        downgrade(directory=str(MIGRATIONS), revision="0001")
        with garden.engine.connect() as connection:
            assert "change_record" not in inspect(connection).get_table_names()
            assert connection.execute(text("SELECT count(*) FROM child")).scalar(), "rows are there"
        garden.engine.dispose()
        upgrade(directory=str(MIGRATIONS))
        check(directory=str(MIGRATIONS))
        assert triggers(garden) == before
        with garden.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM child")).scalar()
        garden.engine.dispose()
        downgrade(directory=str(MIGRATIONS), revision="base")
        garden.engine.dispose()
        upgrade(directory=str(MIGRATIONS))
        assert triggers(garden) == before


def test_delivered_words_of_orders_are_mended_and_own_words_are_kept(own_garden):
    garden = own_garden
    read = text("SELECT text_template FROM document_kind")
    write = text("UPDATE document_kind SET effect = 'departure', text_template = :said")
    old = "ПРИКАЗЫВАЮ:\r\n\r\nОтчислить из {организация кратко}:\r\n{список}"
    for said, mended in (
        (old, old.replace("{организация кратко}", "образовательной организации")),
        ("Мы отчисляем из {организация кратко} детей:\n{список}", None),
    ):
        with garden.app.app_context(), unscoped("a test migrates"):
            garden.engine.dispose()
            downgrade(directory=str(MIGRATIONS), revision="0026")
            with garden.engine.begin() as connection:
                assert connection.execute(write, {"said": said}).rowcount
            garden.engine.dispose()
            upgrade(directory=str(MIGRATIONS))
            with garden.engine.connect() as connection:
                assert set(connection.execute(read).scalars()) == {mended or said}


def test_a_migration_that_loses_a_row_that_others_point_to_is_taken_back(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'lost.db'}")
    prepare_engine(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE owner (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE owned (owner_id INTEGER REFERENCES owner (id))"))
        connection.execute(text("INSERT INTO owner VALUES (1)"))
        connection.execute(text("INSERT INTO owned VALUES (1)"))
    lost = pytest.raises(RuntimeError, match="lead nowhere")
    with engine.connect() as connection, lost, tables_made_anew(connection):
        connection.execute(text("DELETE FROM owner"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM owner")).scalar() == 1
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()
