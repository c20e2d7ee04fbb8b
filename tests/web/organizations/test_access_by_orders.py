"""Hiring and enrolment make the accounts of their people in one action, with slips shown once."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from html import unescape

import pytest
from pypdf import PdfReader

from app.children.models import Child, ChildGuardian, Guardian
from app.children.rules import GuardianRights, Relation
from app.documents import actions, queries
from app.organizations.models import Appointment, Organization, UserAccount
from app.organizations.permissions import ROLES
from app.staff.models import Employee, Position
from app.staff.order_models import StaffOrderLine
from tests.factories.house import make_house
from tests.factories.orders import facts, signed

TODAY = date(2026, 11, 24)
FIRST_DAY = date(2026, 12, 1)
ONE_TIME = re.compile(r"\b[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\b")


@pytest.fixture
def house(garden):
    return make_house(garden)


def words(answer) -> str:
    assert answer.mimetype == "application/pdf", answer.get_data(as_text=True)[-900:]
    assert "no-store" in answer.headers["Cache-Control"]
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def shown(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))).split())


def role(house, name: str) -> str:
    found = house.garden.app.appbuilder.sm.role_model
    return str(house.look(found, name=name)[0].id)


def person(house, last: str, post: int, **values) -> int:
    names = {"last_name": last, "first_name": "Анна", "middle_name": "Ивановна"}
    return house.make(Employee, **names, position_id=post, user_id=None, **values)


@pytest.fixture
def hiring(house):
    """A draft that hires a teacher and an accountant on 1 December: (order, employees)."""
    posts = {name: house.make(Position, name=name) for name in ("Воспитатель", "Бухгалтер")}
    with house.garden.system() as session:
        kind = queries.kind_of(session, house.organization, "hiring", TODAY)
        order = actions.draft(session, house.organization, kind, TODAY).id
    people = []
    for last, post in zip(("Петрова", "Ёлкина"), posts.values(), strict=True):
        key = person(house, last, post)
        line = {"document_id": order, "employee_id": key, "position_id": post}
        house.make(StaffOrderLine, **line, rate=1, day=FIRST_DAY)
        people.append(key)
    return order, people


def test_a_signed_hiring_order_gives_all_its_people_access_with_its_number_and_day(house, hiring):
    order, people = hiring
    admin = house.visit("administrator")
    address = f"/employees/access/order/{order}"
    assert admin.get(address).headers["Location"] == f"/orders/{order}", "not signed yet"
    assert "employees/access" not in admin.get(f"/orders/{order}").get_data(as_text=True)
    assert house.visit("head").send(f"/orders/{order}/sign").status_code == 303
    card = admin.get(f"/orders/{order}").get_data(as_text=True)
    assert address in card
    page = admin.get(address).get_data(as_text=True)
    chosen = re.findall(r'<option value="\d+" selected>([^<]+)', page)
    assert chosen == ["Бухгалтер", "Сетевой воспитатель"], "the roles that go with the positions"
    form = {f"role-{people[0]}": role(house, "Сетевой воспитатель")}
    text = words(admin.send(address, {**form, f"role-{people[1]}": role(house, "Бухгалтер")}))
    assert len(ONE_TIME.findall(text)) == 2
    found = house.look(Appointment, order_number="1-к")
    assert [(one.valid_from, one.order_date) for one in found] == [(FIRST_DAY, TODAY)] * 2
    users = [house.look(Employee, id=key)[0].user_id for key in people]
    assert {one.user_id for one in found} == set(users)
    again = admin.get(address).get_data(as_text=True)
    assert "petrova.ai" in again
    assert "<select" not in again
    assert admin.send(address, form).status_code == 422


def test_who_is_left_without_a_role_gets_no_access_now(house, hiring):
    order, people = hiring
    house.visit("head").send(f"/orders/{order}/sign")
    admin, address = house.visit("administrator"), f"/employees/access/order/{order}"
    assert admin.send(address, {}).status_code == 422
    text = words(admin.send(address, {f"role-{people[0]}": role(house, "Сетевой воспитатель")}))
    assert len(ONE_TIME.findall(text)) == 1
    assert house.look(Employee, id=people[1])[0].user_id is None


def test_access_by_an_order_is_given_by_who_manages_accounts_and_in_the_own_house(house, hiring):
    order, people = hiring
    house.visit("head").send(f"/orders/{order}/sign")
    address = f"/employees/access/order/{order}"
    for login in ("head", "first", "parent"):
        assert house.visit(login).get(address).status_code == 403
    form = {f"role-{people[0]}": role(house, "Сетевой воспитатель")}
    stranger = house.garden.client_of("administrator_b")
    assert stranger.send(address, form).status_code == 404
    coordinator = house.visit("coordinator")
    above = coordinator.send(address, {f"role-{people[0]}": role(house, "Заведующий")})
    assert above.status_code == 422
    assert house.look(Employee, id=people[0])[0].user_id is None


def test_an_employee_is_offered_roles_of_a_kindergarten_only(house):
    key = person(house, "Жукова", house.make(Position, name="Воспитатель"))
    page = house.visit("administrator").get(f"/employees/access?employee={key}")
    offered = page.get_data(as_text=True)
    assert ">Сетевой воспитатель</option>" in offered
    assert ">Родитель</option>" not in offered
    assert ">Управление образования</option>" not in offered


def test_several_employees_of_the_list_get_access_at_once_by_one_order(house):
    post = house.make(Position, name="Воспитатель")
    keys = sorted(person(house, last, post) for last in ("Жукова", "Щукина", "Яшина"))
    admin = house.visit("administrator")
    chosen = {"action": "give-access", "rowid": [str(key) for key in keys]}
    asked = admin.send("/employees/step", chosen)
    assert (asked.status_code, admin.get(asked.headers["Location"]).status_code) == (303, 200)
    teacher = role(house, "Сетевой воспитатель")
    form = {
        "employee": [str(key) for key in keys],
        **{f"role-{key}": teacher for key in keys},
        "valid_from": "01.12.2026",
    }
    refused = admin.send("/employees/access", form)
    assert refused.status_code == 422, "a role is given by an order only"
    order = {"order_number": "15-л", "order_date": "20.11.2026"}
    text = words(admin.send("/employees/access", {**form, **order}))
    assert len(ONE_TIME.findall(text)) == 3
    assert len(house.look(Appointment, order_number="15-л")) == 3


def test_who_does_not_work_here_any_more_gets_no_access(house):
    post = house.make(Position, name="Воспитатель")
    key = person(house, "Бывшая", post, dismissed_on=date(2026, 10, 1))
    form = {
        "employee": str(key),
        f"role-{key}": role(house, "Сетевой воспитатель"),
        "valid_from": "2026-11-24",
        "order_number": "15-л",
        "order_date": "2026-11-20",
    }
    answer = house.visit("administrator").send("/employees/access", form)
    assert answer.status_code == 422
    assert "на 24.11.2026 здесь не работает" in shown(answer)


@pytest.mark.parametrize("asked", ["?employee=x", "?employee=987654321"])
def test_nonsense_in_the_address_finds_nobody(house, asked):
    assert house.visit("administrator").get(f"/employees/access{asked}").status_code == 404


def relative(house, child: int, last: str, **link) -> int:
    key = house.make(Guardian, last_name=last, first_name="Анна", user_id=None)
    house.make(ChildGuardian, child_id=child, guardian_id=key, **link)
    return key


def test_a_signed_enrolment_gives_the_parents_access_and_nobody_else(house):
    newcomer = house.make(Child, last_name="Новикова", first_name="Ия")
    mother = relative(house, newcomer, "Новикова")
    deprived = relative(house, newcomer, "Лишённый", rights=GuardianRights.NONE, ground="суд")
    fetching = relative(house, newcomer, "Соседкина", relation=Relation.OTHER)
    order = signed(house, "enrolment", TODAY, facts(newcomer, TODAY, house.group))
    address = f"/guardian-access/order/{order}"
    coordinator = house.visit("coordinator")
    assert address in coordinator.get(f"/orders/{order}").get_data(as_text=True)
    page = coordinator.get(address).get_data(as_text=True)
    assert "Новикова Анна" in page
    assert "Лишённый" not in page
    assert "Соседкина" not in page
    for stranger in (deprived, fetching):
        assert coordinator.send(address, {"guardian": str(stranger)}).status_code == 404
    assert coordinator.send(address, {}).status_code == 422
    text = words(coordinator.send(address, {"guardian": str(mother)}))
    assert len(ONE_TIME.findall(text)) == 1
    user = house.look(Guardian, id=mother)[0].user_id
    given = house.look(Appointment, user_id=user)[0]
    parent = next(one.name for one in ROLES if one.key == "parent")
    assert (str(given.role_id), given.valid_from) == (role(house, parent), TODAY)
    assert house.look(UserAccount, id=user)[0].must_change_password
    assert "checkbox" not in coordinator.get(address).get_data(as_text=True)


def test_the_parents_of_another_house_are_given_nothing(house):
    newcomer = house.make(Child, last_name="Новикова", first_name="Ия")
    mother = relative(house, newcomer, "Новикова")
    order = signed(house, "enrolment", TODAY, facts(newcomer, TODAY, house.group))
    address = f"/guardian-access/order/{order}"
    stranger = house.garden.client_of("administrator_b")
    assert stranger.get(address).status_code == 404
    assert stranger.send(address, {"guardian": str(mother)}).status_code == 404
    for login in ("head", "first", "parent"):
        assert house.visit(login).get(address).status_code == 403
    assert house.look(Organization, id=house.organization)


def test_the_list_of_employees_tells_who_has_no_access_and_who_never_came(house):
    post = house.make(Position, name="Воспитатель")
    person(house, "Безлогина", post)
    person(house, "Ушедшая", post, dismissed_on=date(2026, 10, 1))
    house.change(UserAccount, house.users["second"], last_login=datetime(2026, 11, 20, 6, 0))
    admin = house.visit("administrator")
    without = shown(admin.get("/employees/?f.access=none"))
    assert "Безлогина" in without
    assert "Ушедшая" not in without
    assert "Кузнецова" not in without
    never = shown(admin.get("/employees/?f.access=never"))
    assert "Кузнецова" in never
    assert "Орлова" not in never
    assert "Безлогина" not in never
