"""``python -m tools.passage_load [--postgres]``: what the passage of 400 children costs.

Fills a new database with one kindergarten whose whole year is marked and signed, goes through the
passage by its pages as coordinator, head and administrator, and prints how long each step takes.
Every child has an order: the oldest quarter leaves for school, each other group goes to the next
older one, so that nothing is saved by children who stay where they are.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, update

from app.attendance.models import AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.children.models import Enrollment, Placement
from app.core import clock
from app.core.db import db
from app.core.jobs.work import perform_waiting
from app.core.scoping.scope import unscoped
from app.documents.models import Document
from app.groups.models import AgeLevel, ChildGroup
from app.movement.initial_actions import adopt
from app.movement.transition.models import YearTransition
from app.organizations import actions
from app.organizations.models import Organization
from tests.factories.client import Guest
from tests.harness.postgres import PROGRAMS
from tests.harness.queries import QueryRecorder
from tools.bench.databases import Database, fill, opened, place
from tools.bench.plan import PASSWORD, Plan, administrator_login

TODAY = date(2027, 8, 30)
GROUPS, CHILDREN, DAYS = 16, 25, 247
STAFF = {"passage-head": "head", "passage-coordinator": "coordinator"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.passage_load", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="a PostgreSQL server of its own")
    given = parser.parse_args()
    moment = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
    clock.now = lambda: moment
    with (
        place(postgres=given.postgres) as ground,
        opened(ground.url("passage"), ground.folder / "files") as database,
    ):
        database.app.test_client_class = Guest
        database.app.config["PG_DUMP"] = str(PROGRAMS / "pg_dump")
        fill(database, Plan(1, GROUPS, 0, CHILDREN, DAYS, TODAY))
        house = prepare(database)
        print(f"{database.title}, {counted(database)}", flush=True)
        for name, seconds, statements in Passage(database, house).walk():
            print(f"| {name} | {statements} | {seconds:.2f} |", flush=True)


def prepare(database: Database) -> int:
    """Sign the sheets of the year, give the groups their ages, appoint who turns the keys."""
    with database.app.app_context(), unscoped("preparing the passage of the benchmark"):
        session = db.session()
        house = session.scalars(select(Organization).where(Organization.code == "bench")).one()
        session.connection().execute(update(AttendanceSheet).values(state=SheetState.APPROVED))
        levels = session.scalars(select(AgeLevel).order_by(AgeLevel.from_years)).all()[-4:]
        for place_of, group in enumerate(groups_of(session, house.id)):
            group.age_level_id = levels[place_of * len(levels) // GROUPS].id
        session.flush()
        for login, role in STAFF.items():
            user = actions.add_user(
                session, house, login, "Соколова", "Анна", PASSWORD, temporary=False
            )
            actions.appoint(session, user, role, house, date(2026, 9, 1))
        query = select(Enrollment.child_id).where(Enrollment.organization_id == house.id)
        adopt(session, list(session.scalars(query)), date(2026, 9, 1))
        session.commit()
        return house.id


def groups_of(session: Any, house: int) -> list[ChildGroup]:
    query = select(ChildGroup).where(ChildGroup.organization_id == house).order_by(ChildGroup.name)
    return list(session.scalars(query))


def counted(database: Database) -> str:
    with database.app.app_context(), unscoped("counting the benchmark"):
        marks = db.session.query(AttendanceMark).count()
        children = db.session.query(Placement).count()
    return f"{children} children with the two small kindergartens, {marks} marks"


class Passage:
    """The way through the pages; each step with its time and statements."""

    def __init__(self, database: Database, house: int) -> None:
        self.database = database
        self.house = house
        self.page = ""
        self.visitors = {login: self._signed_in(login) for login in (*STAFF, self.administrator)}

    administrator = administrator_login("bench")

    def _signed_in(self, login: str) -> Guest:
        client: Guest = self.database.app.test_client()  # type: ignore[assignment]
        assert client.sign_in(login, PASSWORD).status_code == 302
        client.learn_token()
        return client

    def walk(self) -> Iterator[tuple[str, float, int]]:
        head, coordinator = self.visitors["passage-head"], self.visitors["passage-coordinator"]
        administrator = self.visitors[self.administrator]
        answer = coordinator.send("/movement/year/begin", {"organization": self.house})
        self.page = answer.headers["Location"]
        yield self.step("plan of the groups", lambda: self.plan(coordinator))
        yield self.step(
            "check list and who goes where", lambda: coordinator.get(f"{self.page}/check")
        )
        yield self.step("drafts of the orders", lambda: coordinator.send(f"{self.page}/orders"))
        for order in self.orders():
            yield self.step(
                "signature of an order", lambda key=order: head.send(f"/orders/{key}/sign")
            )
        yield self.step("confirmation", lambda: self.confirm(coordinator))
        yield self.step("passage: the job with its backup", lambda: self.carry_out(administrator))
        self.shows("done")
        yield self.step(
            "undoing it", lambda: administrator.send(f"{self.page}/undo", {"reason": "проверка"})
        )
        self.shows("planned")
        self.confirm(coordinator)
        yield self.step("passage again", lambda: self.carry_out(administrator))
        self.shows("done")

    def step(self, name: str, act: Callable[[], Any]) -> tuple[str, float, int]:
        with QueryRecorder(self.database.engine) as queries, clocked() as spent:
            answer = act()
        assert answer.status_code in (200, 303), (name, answer.get_data(as_text=True)[:400])
        return name, spent[0], len(queries.texts)

    def plan(self, client: Guest) -> Any:
        """The oldest quarter leaves, each other group goes to the next older one."""
        with self.database.app.app_context(), unscoped("groups of the benchmark"):
            keys = [one.id for one in groups_of(db.session(), self.house)]
        older = GROUPS // 4
        fields = {f"course-{key}": "leaves" for key in keys[-older:]}
        for key, target in zip(keys, keys[older:], strict=False):
            fields |= {f"course-{key}": "goes", f"target-{key}": str(target)}
        return client.send(self.page, fields)

    def orders(self) -> list[int]:
        with self.database.app.app_context(), unscoped("orders of the benchmark"):
            query = select(Document.id).where(Document.organization_id == self.house)
            return list(db.session.scalars(query.order_by(Document.id)))

    def confirm(self, client: Guest) -> Any:
        text = client.get(f"{self.page}/pass").get_data(as_text=True)
        seen = re.search(r'name="seen" value="(\w+)"', text)
        assert seen, "something is in the way of the confirmation"
        return client.send(f"{self.page}/confirm", {"seen": seen[1]})

    def carry_out(self, client: Guest) -> Any:
        answer = client.send(f"{self.page}/execute")
        with self.database.app.app_context():
            perform_waiting()
        return answer

    def shows(self, state: str) -> None:
        with self.database.app.app_context(), unscoped("the passage of the benchmark"):
            found = db.session.scalars(select(YearTransition)).one()
            job = found.job.text if found.job else ""
        assert found.state.value == state, (found.state, job)


@contextmanager
def clocked() -> Iterator[list[float]]:
    spent: list[float] = []
    begun = time.monotonic()
    yield spent
    spent.append(time.monotonic() - begun)


if __name__ == "__main__":
    main()
