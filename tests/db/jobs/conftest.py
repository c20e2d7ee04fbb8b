"""Kinds of work that only the tests know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.core.jobs.board import job_queue
from app.core.jobs.kinds import KINDS, JobContext, job_kind
from app.core.messages import message

Offer = Callable[[Callable[[JobContext], None]], str]


@pytest.fixture(autouse=True)
def empty_queue(request: pytest.FixtureRequest) -> None:
    """The database is put back before each test, its queue is not."""
    for name in ("garden", "sqlite_garden"):
        if name in request.fixturenames:
            with request.getfixturevalue(name).app.app_context():
                job_queue().flush()


@pytest.fixture
def offer() -> Iterator[Offer]:
    """``offer(work)`` registers a function as work that needs the right to import children."""
    names: list[str] = []

    def keep(work: Any) -> str:
        name = f"test-{len(names)}"
        names.append(name)
        title = message("Import of children")
        job_kind(name, title=title, right="import", subject="ChildImport")(work)
        return name

    yield keep
    for name in names:
        del KINDS[name]
