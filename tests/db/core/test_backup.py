"""The backup: a whole database that can be put back, or no file at all."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from app.core.backup import back_up
from app.core.errors import RuleViolation
from tests.factories.garden import NOW
from tests.harness.postgres import PROGRAMS


def settings_of(garden, folder: Path, **changes):
    return {
        **garden.app.config,
        "BACKUP_DIR": str(folder),
        "PG_DUMP": str(PROGRAMS / "pg_dump"),
        **changes,
    }


def children_of(garden) -> list[tuple[int, str]]:
    with garden.system() as session:
        rows = session.connection().exec_driver_sql("SELECT id, last_name FROM child ORDER BY id")
        return [tuple(row) for row in rows]


def test_a_backup_put_back_holds_what_the_database_held(garden, postgres, tmp_path):
    path = back_up(settings_of(garden, tmp_path), "test", NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.name.startswith("2026-11-24-070000-test.")
    query = "SELECT id, last_name FROM child ORDER BY id"
    if garden.dialect == "sqlite":
        with closing(sqlite3.connect(path)) as copy:
            found = copy.execute(query).fetchall()
    else:
        with postgres.temporary("put_back") as address:
            plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
            restore = PROGRAMS / "pg_restore"
            subprocess.run([restore, "--no-owner", f"--dbname={plain}", path], check=True)
            with psycopg.connect(plain) as copy:
                found = copy.execute(query).fetchall()
    assert found == children_of(garden)
    assert found


def test_a_failed_backup_is_told_and_leaves_no_file(sqlite_garden, tmp_path):
    absent = settings_of(
        sqlite_garden, tmp_path, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'absent.db'}"
    )
    with pytest.raises(RuleViolation, match="nothing was changed"):
        back_up(absent, "test", NOW)
    address = "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"
    foreign = settings_of(sqlite_garden, tmp_path, SQLALCHEMY_DATABASE_URI=address)
    with pytest.raises(RuleViolation, match="nothing was changed"):
        back_up(foreign, "test", NOW)
    assert list(tmp_path.iterdir()) == []
