"""An empty kindergarten: first steps in order, the done ticked, gone once all can begin."""

from __future__ import annotations

import re

import pytest

from app.groups.models import ChildGroup
from app.organizations import actions
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind
from app.staff.models import Employee
from tests.factories.rows import PASSWORD, Rows
from tests.web.onboarding.conftest import HomePage, words

TITLE = "Первые шаги"


@pytest.fixture
def empty(garden):
    """A kindergarten of its own tree with an administrator and a head, and nothing else."""
    with garden.system() as session:
        house = actions.add_organization(
            session,
            None,
            kind=OrganizationKind.KINDERGARTEN,
            code="new",
            name="Новый детский сад",
            short_name="Новый сад",
        )
        rows = Rows(session, house)
        for role in ("administrator", "head"):
            user = rows.user(f"new_{role}", organization_id=house.id)
            rows.appoint(user, role)
        return house.id


def visit(garden, login):
    client = garden.app.test_client()
    assert client.sign_in(login, PASSWORD).status_code == 302
    return client


def steps(page):
    found = re.findall(r"<li.*?</li>", page.block(TITLE), re.DOTALL)
    return [
        (re.search(r'<a class="what" href="([^"]+)"', one)[1], 'class="done"' in one)
        for one in found
    ]


def test_the_steps_stand_in_order_and_none_is_done(garden, empty):
    found = steps(HomePage(visit(garden, "new_administrator")))
    # The card that is there already, not a list with a button for a second one.
    assert [href for href, _done in found] == [
        *(f"/organizations/{empty}/edit", "/academic-years/", "/employees/", "/groups/"),
        *("/group-teachers/", "/children/import", "/employees/"),
    ]
    assert not any(done for _href, done in found)


def test_what_is_done_is_ticked(garden, empty):
    with garden.system() as session:
        house = session.get_one(Organization, empty)
        house.address, house.inn, house.head_name = "ул. Новая, 1", "9903015519", "Новая Н. Н."
        rows = Rows(session, house)
        rows.make(Employee)
        rows.make(ChildGroup)
    found = steps(HomePage(visit(garden, "new_administrator")))
    assert [href for href, done in found if done] == [
        *(f"/organizations/{empty}/edit", "/employees/", "/groups/"),
    ]
    assert "сделано 3 из 7" in words(HomePage(visit(garden, "new_administrator")).main)


def test_the_steps_go_when_children_are_in_and_staff_can_sign_in(garden, empty):
    """With children on the lists and nobody to mark them the next step is still to be shown."""
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, empty))
        rows.placed_child(rows.make(ChildGroup))
        teacher = rows.make(Employee).id
    found = steps(HomePage(visit(garden, "new_administrator")))
    assert ("/children/import", True) in found
    assert found[-1] == ("/employees/", False)
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, empty))
        account = rows.user("new_teacher", organization_id=empty)
        session.get_one(Employee, teacher).user_id = account.id
    assert not HomePage(visit(garden, "new_administrator")).has(TITLE)


def test_the_empty_lists_of_the_steps_say_what_they_are_for(garden, empty):
    client = visit(garden, "new_administrator")
    for path, told in (
        ("/employees/", "Тех, кто уже работает, добавьте вручную"),
        ("/groups/", "список детей загружается по их названиям"),
        ("/group-teachers/", "воспитатель видит и отмечает только эти группы"),
    ):
        page = client.get(path).text
        assert told in page, path
        assert "Добавьте первую запись" not in page, path


def test_children_of_another_kindergarten_end_no_step(garden, empty):
    """The garden is full of children; this house has none."""
    assert HomePage(visit(garden, "new_administrator")).has(TITLE)


def test_an_empty_kindergarten_shows_the_head_no_figures_of_nothing(garden, empty):
    page = HomePage(visit(garden, "new_head"))
    text = words(page.main)
    assert "Группы ещё не внесены" in text
    assert 'class="card figure' not in page.main
    assert not page.has(TITLE)
