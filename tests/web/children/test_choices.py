"""Where somebody is chosen, namesakes are told apart, as far as the reader may know."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from app.children.models import ChildGuardian, Guardian
from app.groups.models import ChildGroup
from app.organizations.models import Organization, UserAccount
from app.staff.models import Employee, Position
from tests.factories.house import make_house
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder
from tests.web.movement.orders import begin

IVAN = {"last_name": "Иванов", "first_name": "Иван", "middle_name": "Иванович"}
ROMASHKA = "Иванов Иван Иванович, 12.03.2021, «Ромашка»"
VASILYOK = "Иванов Иван Иванович, 05.08.2022, «Василёк»"


@pytest.fixture
def house(garden):
    return make_house(garden)


@pytest.fixture
def namesakes(house):
    """Two children of one name in two groups, and a third in another kindergarten."""
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=5000)
        groups = [session.get_one(ChildGroup, key) for key in (house.group, house.other_group)]
        born = (date(2021, 3, 12), date(2022, 8, 5))
        here = [
            rows.placed_child(group, birth_date=day, **IVAN)
            for group, day in zip(groups, born, strict=True)
        ]
        away = session.get_one(Organization, house.garden.cast.organizations["A"])
        other = Rows(session, away, first=6000)
        other.placed_child(other.make(ChildGroup), birth_date=date(2020, 1, 1), **IVAN)
        session.flush()
        return [one.id for one in here]


def offered(client, path):
    """Choices of a search: the name and what was said of it."""
    items = client.get(path).get_json()["items"]
    return [", ".join(filter(None, (one["label"], one["note"]))) for one in items]


def options(client, path, name):
    """Choices of a select in a form, by the text between the tags."""
    text = html.unescape(client.get(path).get_data(as_text=True))
    field = re.search(rf'<select[^>]* name="{name}".*?</select>', text, re.DOTALL)
    return re.findall(r"<option[^>]*>([^<]+)</option>", field[0])


def test_two_children_of_one_name_are_told_apart_in_a_generated_form(house, namesakes):
    client = house.visit("coordinator")
    for path in ("/child-guardians", "/consents", "/absence-documents"):
        assert offered(client, f"{path}/related/child?q=иванов+иван") == [ROMASHKA, VASILYOK], path
        named = [one for one in options(client, f"{path}/add", "child") if "Иванов" in one]
        assert named == [ROMASHKA, VASILYOK], path


def test_two_children_of_one_name_are_told_apart_in_an_order(house, namesakes):
    client, page = begin(house, "departure")
    text = html.unescape(client.get(f"{page}?q=иванов").get_data(as_text=True))
    found = re.findall(r"Иванов Иван Иванович\s*<small[^>]*>([^<]*)</small>", text)
    assert found == ["12.03.2021 · Ромашка", "05.08.2022 · Василёк"]


def test_the_chosen_one_is_named_whole_in_the_filter_and_on_its_chip(house, namesakes):
    client = house.visit("coordinator")
    text = client.get(f"/consents/?f.child={namesakes[1]}").get_data(as_text=True)
    assert html.unescape(text).count(VASILYOK) == 2
    assert ROMASHKA not in html.unescape(text)


def test_two_editors_who_chose_namesakes_see_that_they_differ(house, namesakes):
    guardian = house.make(Guardian, last_name="Иванова", first_name="Ольга")
    link = house.make(ChildGuardian, child_id=namesakes[0], guardian_id=guardian)
    client = house.visit("coordinator")
    answer = client.send(
        f"/child-guardians/{link}/edit",
        {"version": "0", "child": str(namesakes[1]), "guardian": str(guardian)},
    )
    assert answer.status_code == 409
    text = html.unescape(answer.get_data(as_text=True))
    assert ROMASHKA in text
    assert VASILYOK in text


def test_employees_are_told_apart_by_position_and_those_who_left_are_named(house):
    cook, nurse = (house.make(Position, name=name) for name in ("Повар", "Няня"))
    anna = {"last_name": "Петрова", "first_name": "Анна"}
    house.make(Employee, position_id=cook, **anna)
    house.make(Employee, position_id=nurse, dismissed_on=date(2026, 6, 30), **anna)
    found = offered(house.visit("coordinator"), "/training-courses/related/employee?q=петрова")
    assert found == [
        "Петрова Анна, Повар",
        "Петрова Анна, Няня, последний день работы 30.06.2026",
    ]
    house.make(Employee, position_id=cook, hired_on=date(2024, 9, 2), **anna)
    found = offered(house.visit("coordinator"), "/training-courses/related/employee?q=петрова")
    assert "Петрова Анна, Повар, работает с 02.09.2024" in found


def test_representatives_are_told_apart_by_phone_and_child_and_accounts_by_login(house):
    olga = {"last_name": "Жукова", "first_name": "Ольга"}
    mother = house.make(Guardian, phone="+79165550152", **olga)
    house.make(Guardian, phone="+79165557788", **olga)
    house.make(ChildGuardian, child_id=house.children[0], guardian_id=mother)
    client = house.visit("coordinator")
    assert offered(client, "/child-guardians/related/guardian?q=жукова") == [
        "Жукова Ольга, …01-52, Абрамов Тимофей",
        "Жукова Ольга, …77-88",
    ]
    assert offered(client, "/appointments/related/user?q=титова") == ["Титова Ольга, coordinator"]


def test_a_parent_is_told_of_no_other_child(garden):
    child = garden.cast.row("A1", "child")
    found = garden.client_of("parent_a").get("/consents/related/child").get_json()["items"]
    assert [one["id"] for one in found] == [child]
    assert "10.05.2022" in found[0]["note"]


def test_where_employees_may_not_be_read_only_their_names_are_told(garden):
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, garden.cast.organizations["B"]))
        rows.appoint(session.get_one(UserAccount, garden.cast.users["nurse_a"]), "senior_teacher")
        for one in session.query(Employee):
            one.position = rows.make(Position, name=f"Повар {one.id}")
    items = garden.client_of("nurse_a").get("/lessons/related/employee").get_json()["items"]
    told = {one["id"]: one["note"] for one in items}
    assert told[garden.cast.row("A1", "employee")] == "", "a nurse here: of lessons the names"
    assert told[garden.cast.row("B1", "employee")].startswith("Повар"), "she reads them there"


PATHS = (
    "/consents/related/child",
    "/child-guardians/related/guardian",
    "/training-courses/related/employee",
    "/appointments/related/user",
    "/child-guardians/add",
)


def test_choices_ask_as_often_for_many_rows_as_for_one(house):
    client = house.visit("administrator")

    def counted():
        found = {}
        for path in PATHS:
            client.get(path)
            with QueryRecorder(house.garden.engine) as queries:
                assert client.get(path).status_code == 200
            found[path] = queries
        return found

    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=7000)
        group = session.get_one(ChildGroup, house.group)
        _family(rows, group, 0)
    few = counted()
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=8000)
        group = session.get_one(ChildGroup, house.group)
        for number in range(1, 30):
            _family(rows, group, number)
    for path, queries in counted().items():
        assert queries.count <= few[path].count, f"{path}: {few[path].count} → {queries!r}"


def _family(rows, group, number):
    rows.guardian_of(rows.placed_child(group), rows.user(f"mother{number}"))
    rows.make(Employee, position_id=rows.make(Position).id)
