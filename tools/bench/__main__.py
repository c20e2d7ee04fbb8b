"""``python -m tools.bench``: fill, count, ask, print."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean

from sqlalchemy import func, select

from app.attendance.models import AttendanceMark
from app.children.models import Child
from app.core import clock
from app.core.db import db
from app.core.scoping.scope import unscoped
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind
from tools.bench import report
from tools.bench.databases import Database, Place, fill, opened, place
from tools.bench.facts import house_facts
from tools.bench.load import Load, measure, speed, visitors
from tools.bench.operations import GRID, OPERATIONS
from tools.bench.plan import Plan
from tools.bench.server import serving
from tools.bench.statements import count_all

ROUNDS = 5


@dataclass(frozen=True)
class Busy:
    """How busy the machine was: cores that others used, speed of a plain loop. Means."""

    others: float
    loop: float


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--organizations", type=int, default=1, help="kindergartens (1)")
    parser.add_argument("--groups", type=int, default=12, help="of the measured one (12)")
    parser.add_argument("--other-groups", type=int, default=5, help="of each other one (5)")
    parser.add_argument("--children", type=int, default=25, help="in a group (25)")
    parser.add_argument("--days", type=int, default=60, help="marked working days (60)")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measurement (5)")
    parser.add_argument("--clients", type=int, default=8, help="of the second measurement (8)")
    parser.add_argument("--workers", type=int, default=2, help="of the server (2)")
    parser.add_argument(
        "--postgres", action="store_true", help="start a PostgreSQL server of its own"
    )
    parser.add_argument(
        "--database-url",
        help="an empty database, or one that this program filled; "
        "by default a new SQLite file in a temporary folder",
    )
    parser.add_argument(
        "--single-url", help="with --database-url: a database for the one kindergarten to compare"
    )
    return parser.parse_args(given)


def say(text: str) -> None:
    """Progress, beside the table that goes to the standard output."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def main(given: Sequence[str]) -> None:
    asked = arguments(given)
    today = clock.today()
    load_before = os.getloadavg()[0]
    with ExitStack() as stack:
        ground = stack.enter_context(place(postgres=asked.postgres))
        database = _filled(stack, ground, asked, asked.database_url, "bench", today)
        print(f"# Benchmark of {today:%d.%m.%Y}\n\n{report.machine()}")
        print(f"Database: {database.title}, {_contents(database)}.")
        print(f"Server: {asked.workers} workers of one thread; {asked.seconds:g} s a measurement.")
        lines, busy = _measured(database, asked, today)
        print(
            f"Load of the machine before: {load_before:.1f}; while it was measured, other programs "
            f"used {busy.others:.1f} of its cores, and a million steps of a plain loop took "
            f"{busy.loop:.0f} ms of CPU."
        )
        for part in (report.figures, report.targets, report.growth):
            print(f"\n{part(lines)}")
        if asked.organizations > 1 or asked.single_url:
            single = _filled(stack, ground, asked, asked.single_url, "single", today)
            print(f"\n{_compared(database, single, asked, today)}")


def _filled(
    stack: ExitStack,
    ground: Place,
    asked: argparse.Namespace,
    url: str | None,
    name: str,
    today: date,
) -> Database:
    number = asked.organizations if name == "bench" else 1
    plan = Plan(number, asked.groups, asked.other_groups, asked.children, asked.days, today)
    folder = Path(ground.folder) / f"{name}-files"
    database = stack.enter_context(opened(url or ground.url(name), folder))
    begun = time.monotonic()
    made = fill(database, plan)
    say(f"{name}: {made} marks made in {time.monotonic() - begun:.0f} s")
    return database


def _contents(database: Database) -> str:
    houses = select(func.count(Organization.id)).where(
        Organization.kind == OrganizationKind.KINDERGARTEN
    )
    with database.app.app_context(), unscoped("counting what was filled"):
        session = db.session()
        numbers = [
            session.scalar(query)
            for query in (
                houses,
                select(func.count(Child.id)),
                select(func.count(AttendanceMark.id)),
            )
        ]
    return "{} kindergartens, {} children, {} marks".format(*numbers)


def _measured(
    database: Database, asked: argparse.Namespace, today: date
) -> tuple[list[report.Line], Busy]:
    houses = [house_facts(database, code, today) for code in ("bench", "bench-one", "bench-thirty")]
    counted = [count_all(database, house) for house in houses]
    database.engine.dispose()
    lines, others, loops = [], [], []
    with (
        serving(database, asked.workers) as server,
        visitors(server, houses[0], asked.clients) as people,
    ):
        for operation in OPERATIONS:
            say(operation.title)
            own_people = people[operation.person]
            runs = [
                measure(server, operation, houses[0], some, asked.seconds)
                for some in (own_people[:1], own_people)
            ]
            others += [run.others for run in runs]
            loops.append(speed())
            own, *small = (found[operation.title] for found in counted)
            numbers = tuple(one.statements for one in small)
            lines.append(report.Line(operation, own, numbers, *runs, asked.clients))
    return lines, Busy(mean(others), mean(loops))


def _compared(many: Database, single: Database, asked: argparse.Namespace, today: date) -> str:
    """Turn by turn, so that whatever else the machine does strikes both alike."""
    with ExitStack() as stack:
        sides = []
        for database in (single, many):
            house = house_facts(database, "bench", today)
            server = stack.enter_context(serving(database, asked.workers))
            people = stack.enter_context(visitors(server, house, 1))[GRID.person]
            sides.append((server, house, people, Load()))
        for turn in range(ROUNDS):
            say(f"{GRID.title}, round {turn + 1} of {ROUNDS}")
            for server, house, people, load in sides:
                load.add(measure(server, GRID, house, people, asked.seconds / 2))
    return report.likeness(*(side[-1] for side in sides), asked.organizations)


if __name__ == "__main__":
    main(sys.argv[1:])
