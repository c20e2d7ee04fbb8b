"""Fixtures and habits of every test that need no app. Named in ``tests/conftest.py``."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import URL

from tests.harness.postgres import PostgresServer, shared_server

TESTS = Path(__file__).parents[1]
LAYERS = ("rules", "db", "web", "e2e")
LONGEST_FIRST = {"e2e": 0, "db": 1, "web": 2}

# The same examples everywhere, and no failure because a machine was busy.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test by the folder it stands in, so that ``-m "not e2e"`` selects; the folders
    whose files take longest come first, so that no worker is left with one at the end."""
    items.sort(key=lambda item: LONGEST_FIRST.get(_folder(item), len(LONGEST_FIRST)))
    for item in items:
        if _folder(item) in LAYERS:
            item.add_marker(_folder(item))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""


@pytest.fixture(scope="session", autouse=True)
def no_foreign_network() -> Iterator[None]:
    """A test that talks to another machine fails."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _connect_locally(socket.socket.connect))
        yield


def _connect_locally(connect: Any) -> Any:
    def connect_locally(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0]
            assert host in {"127.0.0.1", "::1", "localhost"}, f"A test wanted to reach {host}"
        return connect(self, address)

    return connect_locally


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this process among the parallel ones: ``gw0``, ``gw1``; alone ``alone``."""
    workers: dict[str, Any] = getattr(request.config, "workerinput", {})
    return workers.get("workerid", "alone")


@pytest.fixture(scope="session")
def postgres(worker: str, tmp_path_factory: pytest.TempPathFactory) -> PostgresServer:
    """The PostgreSQL server of this run; it starts when first asked for."""
    place = tmp_path_factory.getbasetemp()
    if worker == "alone":
        return shared_server(place, os.getpid())
    # Every worker has a folder of its own below the run's; the controller is their parent.
    return shared_server(place.parent, os.getppid())


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer, worker: str) -> URL:
    """An empty PostgreSQL database of this worker, for the whole run."""
    return postgres.create(f"garden_{worker}")


@pytest.fixture
def empty_postgres_url(postgres: PostgresServer, worker: str) -> Iterator[URL]:
    """An empty PostgreSQL database for one test, as the tests of migrations need."""
    with postgres.temporary(f"empty_{worker}") as address:
        yield address
