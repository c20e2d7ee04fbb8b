"""A kindergarten at work beside the cast: its codes, two groups, children, and who works there.

    house = make_house(garden)              # «Ромашка» with three children, «Василёк» with two
    first = house.visit("first")            # one of the two teachers of «Ромашка», signed in
    house.marks(first, house.cell(0, 23, "Б"))

Made by each test that asks: the garden is put back afterwards. It stands under the same
authority as the kindergartens of the cast, so that every person of the cast is a stranger here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from unittest.mock import patch

from flask_babel import gettext
from sqlalchemy.orm import Session, undefer
from werkzeug.test import TestResponse

from app.attendance.models import AttendanceCode
from app.attendance.reference import seed_codes
from app.children.models import Child, Enrollment, Placement
from app.documents.reference import seed_kinds
from app.groups.models import ChildGroup
from app.organizations import actions
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind
from app.organizations.session_models import UserSession
from tests.factories.client import Guest
from tests.factories.garden import NOW, Garden
from tests.factories.rows import Rows

NAMES = (
    ("Абрамов", "Тимофей"),
    ("Белова", "Арина"),
    ("Воронцов", "Лев"),
    ("Гусева", "Мила"),
    ("Дёмин", "Пётр"),
)
NEIGHBOURS = (("Ёлкина", "Ася"), ("Жуков", "Яков"))

# login: role, surname, first name. The first two lead «Ромашка», the third leads «Василёк».
STAFF = {
    "first": ("teacher", "Кузнецова", "Мария"),
    "second": ("teacher", "Орлова", "Нина"),
    "other": ("teacher", "Панова", "Вера"),
    "head": ("head", "Смирнова", "Елена"),
    "coordinator": ("coordinator", "Титова", "Ольга"),
    "administrator": ("administrator", "Ушаков", "Илья"),
    "parent": ("parent", "Абрамова", "Анна"),
}

# The ticket of a person who was signed in before, by app and account: rows are made in the
# same order after each restore, so an account keeps its number.
_TICKETS: dict[tuple[int, str, int], tuple[str, str, str]] = {}


@dataclass
class House:
    """Plain keys: good in any session."""

    garden: Garden
    organization: int = 0
    group: int = 0
    other_group: int = 0
    children: list[int] = field(default_factory=list)
    neighbours: list[int] = field(default_factory=list)
    users: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    def visit(self, login: str) -> Guest:
        """A signed-in browser of a person of this house."""
        client: Guest = self.garden.app.test_client()  # type: ignore[assignment]
        key = (id(self.garden), login, self.users[login])
        if key not in _TICKETS:
            value, token = self.garden.ticket(client, login)
            with client.session_transaction() as cookie:
                _TICKETS[key] = (value, token, cookie["visit"])
        value, client.token, visit = _TICKETS[key]
        self._go_on(self.users[login], visit)
        client.set_cookie("sad_session", value)
        return client

    def _go_on(self, user: int, visit: str) -> None:
        """The session of a ticket of an earlier test: its row went when the garden was put back."""
        with self.garden.system() as session:
            if session.query(UserSession).filter_by(token=visit).first() is None:
                moment = {"created_at": NOW, "last_seen_at": NOW}
                house = {"user_id": user, "organization_id": self.organization}
                session.add(UserSession(token=visit, **house, **moment))

    def said(self, text: str, **values: object) -> str:
        """A text of the product as a person reads it. Fails when it has no Russian."""
        with self.garden.app.test_request_context("/"):
            russian = gettext(text)
        assert russian != text, f"not in Russian: {text}"
        return russian % values

    def month_address(self, month: str = "2026-11", group: int | None = None) -> str:
        return f"/attendance/month/{group or self.group}/{month}"

    def day_address(self, day: str = "2026-11-24", group: int | None = None) -> str:
        return f"/attendance/today/{group or self.group}/{day}"

    def cell(
        self, child: int, day: int | str, code: str | None, seen: int = 0, month: str = "2026-11"
    ) -> dict[str, Any]:
        """A wished cell: the child by its place in «Ромашка», the day of November or a date."""
        shown = day if isinstance(day, str) else f"{month}-{day:02}"
        return {"child": self.children[child], "day": shown, "code": code, "seen": seen}

    def marks(
        self,
        client: Guest,
        *cells: dict[str, Any],
        present: tuple[str, ...] = (),
        month: str = "2026-11",
        group: int | None = None,
    ) -> TestResponse:
        """Sends marks as the page does."""
        body = {"cells": list(cells), "present": list(present)}
        return client.send_json("POST", f"{self.month_address(month, group)}/marks", body)

    def add(
        self,
        *,
        children: int = 0,
        group: int | None = None,
        since: date = date(2026, 9, 1),
        until: date | None = None,
    ) -> list[int]:
        """More children of a group, without names of their own."""
        with self.garden.system() as session:
            rows = Rows(session, session.get_one(Organization, self.organization))
            row = session.get_one(ChildGroup, group or self.group)
            with written_together(session):
                made = [
                    _placed(rows, row, f"Яковлев{number:02}", "Ян", since, until)
                    for number in range(children)
                ]
            return [child.id for child in made]

    def transfer(self, child: int, day: str) -> None:
        """Moves a child of «Ромашка» to «Василёк» from a day on, as an order does."""
        moved = date.fromisoformat(day)
        with self.garden.system() as session:
            left = session.query(Placement).filter_by(child_id=self.children[child]).one()
            left.ends_on = moved
            rows = Rows(session, session.get_one(Organization, self.organization))
            rows.make(
                Placement,
                child_id=left.child_id,
                enrollment_id=left.enrollment_id,
                group_id=self.other_group,
                starts_on=moved,
            )

    def look(self, model: type, **conditions: Any) -> list[Any]:
        """Rows as they stand in the database, detached, in the order of their making."""
        with self.garden.system() as session:
            query = session.query(model).filter_by(**conditions).options(undefer("*"))
            found = query.order_by(model.id).all()  # type: ignore[attr-defined]
            session.expunge_all()
        return found

    def change(self, model: Any, key: int, **values: Any) -> None:
        """Sets columns of a row past the app."""
        with self.garden.system() as session:
            row = session.get_one(model, key)
            for name, value in values.items():
                setattr(row, name, value)

    def make(self, model: Any, **values: Any) -> int:
        """One more row of this house."""
        with self.garden.system() as session:
            rows = Rows(session, session.get_one(Organization, self.organization))
            return int(rows.make(model, **values).id)


def make_house(garden: Garden, children: int = 3) -> House:
    """The house with the first ``children`` of NAMES in «Ромашка» since 1 September 2026."""
    house = House(garden)
    with garden.system() as session:
        above = session.get_one(Organization, garden.cast.organizations["D"])
        organization = actions.add_organization(
            session,
            above,
            kind=OrganizationKind.KINDERGARTEN,
            code="5",
            name="МБДОУ «Детский сад № 5 „Звёздочка“»",
            short_name="Детский сад № 5",
            head_name="Смирнова Елена Павловна",
        )
        house.organization = organization.id
        rows = Rows(session, organization)
        seed_codes(session, organization.id)
        seed_kinds(session, organization.id)
        query = session.query(AttendanceCode).filter_by(organization_id=organization.id)
        house.codes = {row.letter: row.id for row in query}
        since = date(2026, 9, 1)
        with written_together(session):
            group, other = (rows.make(ChildGroup, name=name) for name in ("Ромашка", "Василёк"))
            own = [_placed(rows, group, *name, since) for name in NAMES[:children]]
            neighbours = [_placed(rows, other, *name, since) for name in NEIGHBOURS]
            users = {
                login: rows.user(
                    login, last_name=last, first_name=first, organization_id=organization.id
                )
                for login, (_role, last, first) in STAFF.items()
            }
        house.group, house.other_group = group.id, other.id
        house.children = [child.id for child in own]
        house.neighbours = [child.id for child in neighbours]
        house.users = {login: user.id for login, user in users.items()}
        with written_together(session):
            _appoint(rows, users, group, other, own[0])
    return house


@contextmanager
def written_together(session: Session) -> Iterator[None]:
    """One flush for all rows of the block, which are linked by relationships, not by keys."""
    with patch.object(session, "flush"):
        yield
    session.flush()


def _placed(
    rows: Rows, group: Any, last: str, first: str, since: date, until: date | None = None
) -> Child:
    child = rows.make(Child, last_name=last, first_name=first)
    enrollment = rows.make(Enrollment, child=child, starts_on=since)
    rows.make(
        Placement, child=child, enrollment=enrollment, group=group, starts_on=since, ends_on=until
    )
    return child


def _appoint(rows: Rows, users: dict[str, Any], group: Any, other: Any, child: Any) -> None:
    for login, (role, last, first) in STAFF.items():
        rows.appoint(users[login], role)
        if role == "teacher":
            leads = other if login == "other" else group
            rows.teacher_of(leads, users[login], last_name=last, first_name=first)
        if role == "parent":
            rows.guardian_of(child, users[login], last_name=last, first_name=first)
