"""SQL statements of one request, counted inside this process on the same database.

All that the driver is given counts, whoever asked for it: sign-in, scope, guard of writes. BEGIN,
COMMIT and what a new connection is told do not. One statement for many rows counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event

from tools.bench.browsers import Browser, InnerBrowser, sign_in
from tools.bench.databases import Database
from tools.bench.facts import GroupFacts, HouseFacts
from tools.bench.operations import ANYONE, OPERATIONS, TEACHER, Operation
from tools.bench.plan import PASSWORD, administrator_login, teacher_login

# Of one statement for several tables the first word is WITH.
WRITES = re.compile(r"(WITH\s+\w+\s+AS\s+\(\s*)?(INSERT|UPDATE|DELETE)\b")
# The first answer fills caches; of the others the dearest counts.
REPEATS = 3


@dataclass
class Counted:
    """Statements, and the transactions that wrote."""

    statements: int = 0
    writing: int = 0
    texts: tuple[str, ...] = ()


def count_all(database: Database, house: HouseFacts) -> dict[str, Counted]:
    """For every operation, by its title, as asked in a kindergarten."""
    people: dict[str, Browser] = {}
    found = {}
    for operation in OPERATIONS:
        if operation.person not in people:
            people[operation.person] = _person(database, operation.person, house.code)
        found[operation.title] = _count(
            database, people[operation.person], operation, house, house.groups[0]
        )
    return found


def _person(database: Database, person: str, code: str) -> Browser:
    browser = InnerBrowser(database.app.test_client())
    if person != ANYONE:
        login = teacher_login(code, 0) if person == TEACHER else administrator_login(code)
        sign_in(browser, login, PASSWORD)
    return browser


def _count(
    database: Database, browser: Browser, operation: Operation, house: HouseFacts, group: GroupFacts
) -> Counted:
    browser.send(operation.ask(house, group))
    dearest = Counted()
    for _time in range(REPEATS):
        ask = operation.ask(house, group)
        with _listening(database.engine) as counted:
            browser.send(ask)
        if counted.statements > dearest.statements:
            dearest = counted
    return dearest


@contextmanager
def _listening(engine: Engine) -> Iterator[Counted]:
    counted = Counted()
    wrote = False

    def statement(connection: Any, cursor: Any, text: str, *rest: Any) -> None:
        nonlocal wrote
        if text.startswith("BEGIN"):
            return
        counted.statements += 1
        counted.texts += (text,)
        wrote = wrote or WRITES.match(text) is not None

    def commit(connection: Any) -> None:
        nonlocal wrote
        counted.writing += wrote
        wrote = False

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)
