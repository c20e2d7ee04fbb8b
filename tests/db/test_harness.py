"""The tests' own tools hold what they promise."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text

from tests.harness.postgres import ROOT, shared_server
from tests.harness.queries import QueryRecorder


def test_postgres_of_a_worker_is_real_and_keeps_cyrillic(postgres_url):
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT version()")).startswith("PostgreSQL 18")
        connection.execute(text("CREATE TABLE kept (name text)"))
        connection.execute(text("INSERT INTO kept VALUES ('Ёлкина')"))
        assert connection.scalar(text("SELECT count(*) FROM kept WHERE name ILIKE 'ёлк%'")) == 1
        connection.execute(text("DROP TABLE kept"))
    engine.dispose()


def test_an_empty_database_is_gone_after_its_test(postgres):
    with postgres.temporary("harness_once") as address:
        engine = create_engine(address)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT current_database()")) == "harness_once"
        engine.dispose()
    engine = create_engine(postgres.url("postgres"))
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT datname FROM pg_database")).all()
    engine.dispose()
    assert "harness_once" not in names


def test_the_server_stops_when_its_owner_is_killed(tmp_path: Path):
    owner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], cwd=ROOT)
    server = shared_server(tmp_path, owner.pid)
    place = Path(server.url("postgres").query["host"])
    server_pid = int((place / "postmaster.pid").read_text().splitlines()[0])
    assert psutil.pid_exists(server_pid)

    owner.kill()
    owner.wait()

    deadline = time.monotonic() + 20
    while (psutil.pid_exists(server_pid) or place.exists()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(server_pid)
    assert not place.exists()


def test_recorder_counts_what_ran_inside_the_block_only():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with QueryRecorder(engine) as queries:
            connection.execute(text("CREATE TABLE kept (number integer)"))
            connection.execute(
                text("INSERT INTO kept VALUES (:number)"), [{"number": 1}, {"number": 2}]
            )
            connection.execute(text("SELECT number\n  FROM kept"))
        connection.execute(text("SELECT 2"))
    engine.dispose()
    assert queries.count == 3
    assert queries.starting_with("insert") == ["INSERT INTO kept VALUES (?)"]
    assert queries.naming("kept")[-1] == "SELECT number FROM kept"
    assert "3 statements" in repr(queries)


def test_a_foreign_address_is_refused():
    with socket.socket() as outward, pytest.raises(AssertionError, match="192.0.2.1"):
        outward.connect(("192.0.2.1", 80))


def test_this_machine_is_reached():
    with socket.socket() as listening, socket.socket() as calling:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        calling.connect(listening.getsockname())
        assert calling.getpeername() == listening.getsockname()
    assert os.getpid()
