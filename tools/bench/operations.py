"""What is measured, by whom it is asked, and how good it must be.

The peer is a PHP system of the same purpose, measured on a machine of the same kind: two cores,
a school of 350 children, PostgreSQL. Its figures are in ``docs/performance.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.core.workdays import first_of_month
from tools.bench.browsers import EMPTY_PAGE, Ask
from tools.bench.facts import GroupFacts, HouseFacts

ANYONE, ADMINISTRATOR, TEACHER = "anyone", "administrator", "teacher"


class NoFreshDay(Exception):
    """All days of the group are marked: the measurement ends."""


@dataclass(frozen=True)
class Targets:
    """What must be reached; None: nothing is asked. Times in milliseconds.

    ``statements`` and ``size`` in bytes at most; ``p50`` with one client; ``p95`` with eight;
    ``cpu`` of the web server for one request.
    """

    statements: int | None = None
    size: int | None = None
    p50: float | None = None
    p95: float | None = None
    cpu: float | None = None


@dataclass(frozen=True)
class Operation:
    """One line of the table. ``writes``: no two clients may ask for one group at once."""

    title: str
    person: str
    ask: Callable[[HouseFacts, GroupFacts], Ask]
    targets: Targets = Targets()
    writes: bool = False


def _grid_path(group: GroupFacts, month: date) -> str:
    return f"/attendance/month/{group.id}/{month:%Y-%m}"


def sign_in_page(house: HouseFacts, group: GroupFacts) -> Ask:
    return Ask("/sign-in", b'name="csrf_token"')


def empty_page(house: HouseFacts, group: GroupFacts) -> Ask:
    return Ask(EMPTY_PAGE, b"old_password")


def list_page(house: HouseFacts, group: GroupFacts) -> Ask:
    return Ask("/children/", b'href="/children/')


def today_page(house: HouseFacts, group: GroupFacts) -> Ask:
    return Ask(f"/attendance/today/{group.id}/{house.day}", group.marker)


def month_grid(house: HouseFacts, group: GroupFacts) -> Ask:
    return Ask(_grid_path(group, house.month), group.marker)


def group_summary(house: HouseFacts, group: GroupFacts) -> Ask:
    path = f"/attendance/summary?{house.period}&by=child&group={group.id}"
    return Ask(path, group.marker)


def house_summary(house: HouseFacts, group: GroupFacts) -> Ask:
    return Ask(f"/attendance/summary?{house.period}&by=group", "Группа 01".encode())


def sheet_pdf(house: HouseFacts, group: GroupFacts) -> Ask:
    return Ask(f"{_grid_path(group, house.month)}.pdf?form=official", b"%PDF-")


def sheet_xlsx(house: HouseFacts, group: GroupFacts) -> Ask:
    return Ask(f"{_grid_path(group, house.month)}.xlsx?form=official", b"PK")


def save_fresh_day(house: HouseFacts, group: GroupFacts) -> Ask:
    """A day that nobody marked: three children are away, all others present."""
    try:
        day = group.fresh.popleft()
    except IndexError:
        raise NoFreshDay from None
    with group.lock:
        group.corrected = group.corrected or day
    away = zip(group.children[1:4], "БОН", strict=False)
    cells = [
        {"child": child, "day": f"{day}", "code": letter, "seen": 0}
        for (child, _name), letter in away
    ]
    body = {"cells": cells, "present": [f"{day}"]}
    path = f"{_grid_path(group, first_of_month(day))}/marks"
    return Ask(path, b'"clashes":[]', json=body)


def save_correction(house: HouseFacts, group: GroupFacts) -> Ask:
    """A marked day is changed for every child, there and back: the worst of corrections."""
    with group.lock:
        day, seen = group.corrected, group.seen
        group.seen += 1
    if day is None:
        raise NoFreshDay
    # Not a letter of a fresh day: every cell must change, so that all versions go in step.
    letter = "П" if seen % 2 else "Я"
    cells = [
        {"child": child, "day": f"{day}", "code": letter, "seen": seen}
        for child, _name in group.children
    ]
    path = f"{_grid_path(group, first_of_month(day))}/marks"
    return Ask(path, b'"clashes":[]', json={"cells": cells, "present": []})


GRID = Operation(
    "month grid of a group", TEACHER, month_grid, Targets(statements=12, p50=24, p95=154)
)
OPERATIONS = (
    Operation("sign-in page, no session", ANYONE, sign_in_page, Targets(p50=4.7, p95=36)),
    Operation("empty page of the shell", TEACHER, empty_page),
    Operation(
        "list of children, 25 rows",
        ADMINISTRATOR,
        list_page,
        Targets(statements=10, p50=13, p95=89, cpu=10),
    ),
    Operation("day page of a group", TEACHER, today_page, Targets(statements=12, p50=19, p95=115)),
    GRID,
    Operation(
        "save a fresh day of a group",
        TEACHER,
        save_fresh_day,
        Targets(statements=12, p50=9, p95=502),
        writes=True,
    ),
    Operation(
        "correct that day, every child",
        TEACHER,
        save_correction,
        Targets(statements=12, p50=9.5, p95=502),
        writes=True,
    ),
    Operation("month summary of a group, by child", TEACHER, group_summary, Targets(p50=24)),
    Operation(
        "month summary of the kindergarten, by group",
        ADMINISTRATOR,
        house_summary,
        Targets(statements=10, p50=30, p95=750),
    ),
    Operation("month sheet as PDF", TEACHER, sheet_pdf, Targets(size=100_000, p50=150, p95=2683)),
    Operation("month sheet as XLSX", TEACHER, sheet_xlsx),
)
