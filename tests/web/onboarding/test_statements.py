"""The home of each role asks the database as often for a few rows as for many."""

from __future__ import annotations

from datetime import date

import pytest

from app.groups.models import ChildGroup, GroupTeacher
from app.organizations import actions
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind
from app.staff.models import Employee
from tests.factories.house import written_together
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder
from tests.web.onboarding.conftest import HomePage, give_right

TODAY = "2026-11-24"


def counted(house, client):
    client.get("/")  # what a process keeps is read once
    with QueryRecorder(house.garden.engine) as queries:
        assert client.get("/").status_code == 200
    return len(queries.texts) - len(queries.starting_with("BEGIN")), queries


def grow(house):
    """Thirty groups led by the first teacher, one child in each, thirty children in «Ромашка»."""
    house.add(children=27)
    employee = house.look(Employee, user_id=house.users["first"])[0].id
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=500)
        with written_together(session):
            groups = [rows.make(ChildGroup, name=f"Группа {number:02}") for number in range(28)]
        for group in groups:
            rows.make(
                GroupTeacher,
                group_id=group.id,
                employee_id=employee,
                valid_from=date(2026, 9, 1),
            )
            rows.placed_child(group)


@pytest.mark.parametrize(
    ("login", "role", "most"),
    [
        ("head", None, 16),
        ("coordinator", None, 19),
        ("administrator", None, 19),
        ("first", None, 18),
        ("parent", "accountant", 30),
        ("parent", "nurse", 23),
    ],
)
def test_a_home_costs_the_same_for_two_groups_and_for_thirty(house, login, role, most):
    if role:
        give_right(house, login, role)
    house.marks(house.visit("first"), house.cell(0, 23, "Б"), house.cell(0, 24, "Б"))
    client = house.visit(login)
    few, _queries = counted(house, client)
    grow(house)
    house.marks(house.visit("first"), present=("2026-11-23", TODAY))
    many, queries = counted(house, client)
    assert many == few, queries
    assert many <= most, queries


def test_the_authority_asks_the_same_for_three_kindergartens_and_for_thirty(house):
    client = house.garden.client_of("authority")
    few, _queries = counted(house, client)
    with house.garden.system() as session:
        above = session.get_one(Organization, house.garden.cast.organizations["D"])
        for number in range(27):
            one = actions.add_organization(
                session,
                above,
                kind=OrganizationKind.KINDERGARTEN,
                code=f"k{number}",
                name=f"Детский сад № {number + 50}",
                short_name=f"Детский сад № {number + 50}",
            )
            rows = Rows(session, one, first=900 + number * 30)
            rows.placed_child(rows.make(ChildGroup))
    many, queries = counted(house, client)
    assert HomePage(client).main.count("<tbody><tr>") == 1
    assert HomePage(client).main.count("data-label") == 30 * 6
    assert many == few, queries
    assert many <= 14, queries
