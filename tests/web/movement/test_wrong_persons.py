"""Who has no business with the movement of a kindergarten, at each of its pages."""

from __future__ import annotations

from datetime import date

import pytest

from app.movement.case_models import TransferCase
from app.movement.initial_actions import adopt
from app.organizations import actions
from app.organizations.models import Organization, UserAccount
from app.organizations.rules import OrganizationKind
from tests.factories.orders import facts, signed
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder
from tests.web.movement.orders import begin as begin_order
from tests.web.movement.passage import begin as begin_passage

DAY = date(2026, 11, 24)
NAMES = ("Абрамов", "Ёлкина")


@pytest.fixture
def pages(house):
    """Addresses that tell of the children of the house by name or number."""
    with house.garden.system() as session:
        adopt(session, [*house.children, *house.neighbours], DAY)
    signed(house, "group_transfer", DAY, facts(house.children[0], DAY, house.other_group))
    _client, order = begin_order(house, "departure")
    case = house.make(TransferCase, last_name="Абрамов", first_name="Тимофей")
    passage = begin_passage(house)
    own = f"organization={house.organization}"
    return {
        "desk": f"/movement?{own}",
        "order": order,
        "book": f"/movement/book?year=all&{own}",
        "book on paper": f"/movement/book/export/pdf?{own}",
        "recap": f"/movement/recap?{own}&open=all.end",
        "recap in Excel": f"/movement/recap/export/xlsx?{own}",
        "period": f"/movement/period?from=2026-09-01&{own}",
        "period as CSV": f"/movement/period/export/csv?{own}",
        "entry": f"/movements/?f.child={house.children[0]}",
        "case": f"/transfer-cases/{case}",
        "plan": passage,
        "children of a group": f"{passage}/children?group={house.group}",
        "check": f"{passage}/check",
        "who goes where": f"{passage}/list.csv",
        "orders of the passage": f"{passage}/orders",
        "keys": f"{passage}/pass",
    }


def leaks(client, address):
    """Whether an answer names a child of the house."""
    answer = client.get(address)
    text = answer.get_data(as_text=True) if "pdf" not in answer.mimetype else ""
    return answer.status_code == 200 and any(name in text for name in NAMES)


@pytest.fixture
def mixed(house, garden):
    """Runs kindergarten A, and in the house is a parent, or leads a group of nobody."""

    def appoint(login, role):
        with garden.system() as session:
            rows = Rows(session, session.get_one(Organization, house.organization), first=700)
            rows.appoint(session.get_one(UserAccount, garden.cast.users[login]), role)
        return garden.client_of(login)

    return appoint


def test_teachers_and_parents_open_none_of_the_pages(house, pages):
    for login in ("first", "parent"):
        client = house.visit(login)
        for name, address in pages.items():
            if login == "first" and name == "entry":
                continue  # a teacher reads what happened to the children of the own group
            assert client.get(address).status_code in (403, 404), (login, name)


def test_strangers_find_none_of_them(house, garden, pages):
    for login in ("head_a", "administrator_b", "coordinator_a"):
        client = garden.client_of(login)
        for name, address in pages.items():
            assert not leaks(client, address), (login, name)
            if name != "entry":
                assert client.get(address).status_code in (403, 404), (login, name)


@pytest.mark.parametrize(
    ("login", "role"),
    [("head_a", "parent"), ("coordinator_a", "teacher"), ("administrator_a", "nurse")],
)
def test_who_runs_another_kindergarten_runs_this_one_no_more_for_a_small_role_here(
    house, pages, mixed, login, role
):
    client = mixed(login, role)
    for name, address in pages.items():
        if name == "entry" and role == "nurse":
            continue  # the medical worker reads entries: why a place is kept
        assert not leaks(client, address), name
    order = pages["order"].rpartition("/")[2]
    assert client.send(f"/orders/{order}/sign").status_code in (403, 404)
    assert client.send(f"{pages['plan']}/execute").status_code in (403, 404)
    assert client.send(f"{pages['plan']}/confirm", {"seen": ""}).status_code in (403, 404)


def counted(house, client, address):
    client.get(address)
    with QueryRecorder(house.garden.engine) as queries:
        assert client.get(address).status_code == 200
    return len(queries.texts)


def test_the_overview_of_passages_asks_as_often_for_thirty_kindergartens(house, garden):
    """Somebody coordinates all of them."""
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=800)
        user = rows.user("overseer")
        rows.appoint(user, "coordinator")
        house.users["overseer"] = user.id
    client = house.visit("overseer")
    few = counted(house, client, "/movement/year")
    with garden.system() as session:
        above = session.get_one(Organization, garden.cast.organizations["D"])
        for number in range(29):
            one = actions.add_organization(
                session,
                above,
                kind=OrganizationKind.KINDERGARTEN,
                code=f"m{number}",
                name=f"Детский сад № {number + 50}",
                short_name=f"Детский сад № {number + 50}",
            )
            user = session.get_one(UserAccount, house.users["overseer"])
            Rows(session, one).appoint(user, "coordinator")
    page = client.get("/movement/year").get_data(as_text=True)
    assert page.count('name="organization"') == 30
    assert counted(house, client, "/movement/year") == few <= 8
