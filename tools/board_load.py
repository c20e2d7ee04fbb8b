"""``python -m tools.board_load``: what the board and its open pages cost, alone and in a district.

Fills a new SQLite file with kindergartens, parents and announcements and asks the pages of one
parent in this process: time of this process' CPU a request, statements, and what 500 open pages
cost that ask for their counts as ``static/js/counts.js`` does (every 60 s, then more rarely).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import event, insert
from werkzeug.security import generate_password_hash

from app.children.models import Child, ChildGuardian, Enrollment, Guardian, Placement
from app.children.rules import Relation, Sex
from app.cli import MIGRATIONS
from app.communication.board.models import Announcement, AnnouncementRecipient
from app.communication.board.rules import State
from app.core import clock
from app.core.db import db
from app.core.scoping.scope import unscoped
from app.groups.models import ChildGroup
from app.organizations import actions
from app.organizations.models import Appointment, Organization, UserAccount
from app.organizations.rules import OrganizationKind
from tests.factories.client import Guest
from tools.bench.databases import Database, opened

PASSWORD = "a password of the benchmark"
PAGES = 500
PAUSE = 60.0
ASKED = 60


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.board_load", description=__doc__)
    parser.add_argument("--houses", type=int, default=30)
    parser.add_argument("--parents", type=int, default=10_000)
    parser.add_argument("--announcements", type=int, default=500, help="of the asked parent")
    parser.add_argument("--others", type=int, default=30, help="of every other parent")
    given = parser.parse_args()
    for houses, parents in ((1, given.parents // given.houses), (given.houses, given.parents)):
        with tempfile.TemporaryDirectory() as folder, _database(Path(folder)) as database:
            rows = fill(database, houses, parents, given.announcements, given.others)
            report(database, f"{houses} kindergartens, {parents} parents, {rows} receipts")


def _database(folder: Path) -> Any:
    return opened(f"sqlite:///{folder / 'board.db'}", folder)


def fill(database: Database, houses: int, parents: int, most: int, others: int) -> int:
    """Rows of families and announcements; «parent0» has ``most`` of them. Returns the receipts."""
    with database.app.app_context(), unscoped("filling the benchmark"):
        upgrade(directory=str(MIGRATIONS))
        session = db.session()
        actions.sync_roles(session)
        kind = OrganizationKind.KINDERGARTEN
        made = [
            actions.add_organization(
                session, None, kind=kind, code=f"h{n}", name=f"Сад {n}", short_name=f"Сад {n}"
            )
            for n in range(houses)
        ]
        first = _families(session, made, parents)
        session.commit()
        rows = _announcements(session, made, parents, first, most, others)
        session.commit()
    return rows


def _families(session: Any, houses: list[Organization], parents: int) -> dict[str, int]:
    today = clock.today()
    since = today - timedelta(days=200)
    hashed = generate_password_hash(PASSWORD, "pbkdf2:sha256:1")
    for house in houses:
        session.add(ChildGroup(organization_id=house.id, name="Группа"))
    session.flush()
    groups = {row.organization_id: row.id for row in session.query(ChildGroup)}
    one = UserAccount(
        username="parent0",
        email="parent0@localhost",
        password=hashed,
        active=True,
        last_name="Первая",
        first_name="Анна",
        organization_id=houses[0].id,
    )
    session.add(one)
    session.flush()
    actions.appoint(session, one, "parent", houses[0], since)
    session.flush()
    given = session.query(Appointment).one()
    numbers = range(1, parents + 1)
    house_of = {n: houses[n % len(houses)].id for n in numbers} | {1: houses[0].id}
    connection = session.connection()
    for model, values in (
        (
            UserAccount,
            lambda n: {
                "id": one.id + n - 1,
                "username": f"parent{n - 1}",
                "email": f"p{n}@localhost",
                "password": "!",
                "active": True,
                "last_name": f"Иванова{n}",
                "first_name": "Анна",
                "organization_id": house_of[n],
                "created_on": None,
                "changed_on": None,
            },
        ),
        (
            Child,
            lambda n: {
                "id": n,
                "last_name": f"Иванов{n}",
                "first_name": "Лев",
                "sex": Sex.MALE,
                "birth_date": date(2021, 5, 5),
                "organization_id": house_of[n],
            },
        ),
        (
            Guardian,
            lambda n: {
                "id": n,
                "last_name": f"Иванова{n}",
                "first_name": "Анна",
                "user_id": one.id + n - 1,
                "organization_id": house_of[n],
            },
        ),
        (
            ChildGuardian,
            lambda n: {
                "child_id": n,
                "guardian_id": n,
                "relation": Relation.MOTHER,
                "organization_id": house_of[n],
            },
        ),
        (
            Enrollment,
            lambda n: {
                "id": n,
                "child_id": n,
                "starts_on": since,
                "organization_id": house_of[n],
            },
        ),
        (
            Placement,
            lambda n: {
                "child_id": n,
                "enrollment_id": n,
                "starts_on": since,
                "group_id": groups[house_of[n]],
                "organization_id": house_of[n],
            },
        ),
        (
            Appointment,
            lambda n: {
                "user_id": one.id + n - 1,
                "role_id": given.role_id,
                "valid_from": since,
                "organization_id": house_of[n],
            },
        ),
    ):
        skipped = 2 if model in (UserAccount, Appointment) else 1
        rows = [values(n) for n in numbers if n >= skipped]
        connection.execute(insert(model.__table__), rows)
    return {"user": one.id}


def _announcements(
    session: Any,
    houses: list[Organization],
    parents: int,
    first: dict[str, int],
    most: int,
    others: int,
) -> int:
    now = clock.now()
    author = first["user"]
    connection = session.connection()
    connection.execute(
        insert(Announcement.__table__),
        [
            {
                "id": place * most + n + 1,
                "organization_id": house.id,
                "title": f"Новость {n}",
                "text": "Текст объявления " * 20,
                "state": State.PUBLISHED,
                "author_id": author,
                "author_name": "Соколова Е. В.",
                "published_at": now - timedelta(hours=n),
            }
            for place, house in enumerate(houses)
            for n in range(most)
        ],
    )
    rows = 0
    for number in range(parents):
        place = (number + 1) % len(houses) if number else 0
        count = most if number == 0 else others
        batch = [
            {
                "organization_id": houses[place].id,
                "announcement_id": place * most + n + 1,
                "user_id": author + number,
                "child_id": number + 1,
                "child_key": number + 1,
                "opened_at": None if n < 3 else now,
            }
            for n in range(count)
        ]
        connection.execute(insert(AnnouncementRecipient.__table__), batch)
        rows += len(batch)
    return rows


def report(database: Database, title: str) -> None:
    database.app.test_client_class = Guest
    client = database.app.test_client()  # type: ignore[assignment]
    assert client.sign_in("parent0", PASSWORD).status_code == 302
    print(f"\n{title}")
    tag = client.get("/notifications/count.json").headers["ETag"]
    for path, headers in (
        ("/board/", {}),
        ("/board/?tab=unread", {}),
        ("/board/?q=новость 17", {}),
        ("/board/1", {}),
        ("/notifications/count.json", {"If-None-Match": tag}),
    ):
        cpu, wall, statements = _measured(database, client, path, headers)
        print(f"  {path:30} {statements:2} statements  {cpu:6.2f} ms CPU  {wall:6.2f} ms")
    share = PAGES / PAUSE * cpu / 1000
    print(f"  {PAGES} open pages, each asking every {PAUSE:.0f} s: {share:.1%} of one core")


def _measured(
    database: Database, client: Any, path: str, headers: dict[str, str]
) -> tuple[float, float, int]:
    texts: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        texts.append(statement)

    client.get(path, headers=headers)
    event.listen(database.engine, "before_cursor_execute", note)
    client.get(path, headers=headers)
    event.remove(database.engine, "before_cursor_execute", note)
    cpus, walls = [], []
    for _time in range(ASKED):
        cpu, wall = time.process_time(), time.perf_counter()
        answer = client.get(path, headers=headers)
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
        assert answer.status_code in (200, 304), answer.status_code
    return median(cpus) * 1000, median(walls) * 1000, len(texts)


if __name__ == "__main__":
    main()
