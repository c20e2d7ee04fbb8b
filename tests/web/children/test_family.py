"""Families: whose child it is, who is called first, who sees nothing, who sees for how long."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.family_models import GuardianPhone
from app.children.models import ChildGuardian, Enrollment, Guardian, Placement
from app.children.rules import GuardianRights, Relation
from app.organizations.access import load_person
from app.organizations.models import OrganizationSettings
from tests.factories.house import make_house
from tests.harness.queries import QueryRecorder

PARENT = "/attendance/child/{}/2026-11"


@pytest.fixture
def house(garden):
    return make_house(garden)


def own_child(house):
    return house.children[0]


def link_of(house):
    """The link of the parent who signs in."""
    return house.look(ChildGuardian, child_id=own_child(house))[0]


def limit(house, rights, **values):
    house.change(ChildGuardian, link_of(house).id, rights=rights, **values)


def seen(house):
    """What the parent opens of the own child: pages, lists, REST, home."""
    client, key = house.visit("parent"), own_child(house)
    paths = (f"/children/{key}", PARENT.format(key), f"/api/v1/child/{key}")
    listed = "Тимофей" in client.get("/children/").get_data(as_text=True)
    home = "Тимофей" in client.get("/").get_data(as_text=True)
    return {client.get(path).status_code for path in paths}, {listed, home}


@pytest.mark.parametrize("rights", [GuardianRights.FULL, GuardianRights.INFORMATION])
def test_who_has_the_right_to_know_sees_the_child(house, rights):
    limit(house, rights)
    assert seen(house) == ({200}, {True})


@pytest.mark.parametrize("rights", [GuardianRights.HANDOVER, GuardianRights.NONE])
def test_who_has_no_right_to_know_sees_nothing(house, rights):
    limit(house, rights)
    assert seen(house) == ({404}, {False})


def test_rights_begin_and_end_on_their_days(house):
    limit(house, GuardianRights.FULL, valid_from=date(2026, 11, 25))
    assert seen(house) == ({404}, {False})
    limit(house, GuardianRights.FULL, valid_from=date(2026, 11, 24), valid_to=date(2026, 11, 24))
    assert seen(house) == ({200}, {True})


def test_a_right_to_know_is_no_right_to_write(house):
    """Whatever a page asks for but reading opens no row of the child to a limited parent."""
    limit(house, GuardianRights.INFORMATION)
    login = house.users["parent"]
    with house.garden.app.app_context():
        person = load_person(login, date(2026, 11, 24))
        everyone = {role: frozenset({grant.role_id for grant in person.grants}) for role in RIGHTS}
        person._rights = everyone
        assert own_child(house) in person.scope("can_read", "Child").children
        assert own_child(house) not in person.scope("can_add", "Child").children


RIGHTS = (("can_read", "Child"), ("can_add", "Child"))


@pytest.mark.parametrize(("days", "answer"), [(9, {404}), (10, {200})])
def test_a_family_reads_after_leaving_as_long_as_the_kindergarten_has_settled(house, days, answer):
    stay = house.look(Enrollment, child_id=own_child(house))[0]
    placed = house.look(Placement, child_id=own_child(house))[0]
    house.change(Placement, placed.id, ends_on=date(2026, 11, 14))
    house.change(Enrollment, stay.id, ends_on=date(2026, 11, 14))
    house.make(OrganizationSettings, valid_from=date(2026, 1, 1), reading_after_leaving_days=days)
    assert seen(house)[0] == answer


def card(house, login="coordinator", child=None):
    return house.visit(login).get(f"/children/{child or own_child(house)}").get_data(as_text=True)


def test_a_card_says_whom_to_call_in_order_and_whom_not_to_give_the_child(house):
    link = link_of(house)
    house.change(Guardian, link.guardian_id, phone="+79165550301")
    house.make(GuardianPhone, guardian_id=link.guardian_id, number="+79165550302", note="работа")
    for name, phone, values in (
        ("Аксёнова", "+79165550303", {"relation": Relation.MOTHER, "call_order": 1}),
        ("Безправов", "+79165550304", {"rights": GuardianRights.NONE, "call_order": 1}),
    ):
        guardian = house.make(Guardian, last_name=name, first_name="А", phone=phone)
        house.make(ChildGuardian, child_id=own_child(house), guardian_id=guardian, **values)
    for login in ("coordinator", "first"):
        text = card(house, login)
        order = [text.index(name) for name in ("Аксёнова", "Абрамова", "Безправов")]
        assert order == sorted(order)
        assert "tel:+79165550302" in text
        assert "Работа" in text
        assert house.said("no rights") in text
        assert "+79165550304" not in text, "who has no rights is not called"
    listed = house.visit("first").get("/children/?q=Абрамов").get_data(as_text=True)
    assert "Аксёнова" in listed
    assert "Безправов" not in listed


def test_brothers_and_sisters_are_derived_and_stay_within_the_scope(house):
    """The teacher of another group learns nothing of the sister here."""
    guardian = link_of(house).guardian_id
    house.make(ChildGuardian, child_id=house.neighbours[0], guardian_id=guardian)
    assert "Ёлкина Ася" in card(house)
    assert "Абрамов Тимофей" in card(house, child=house.neighbours[0])
    assert "Ёлкина" not in card(house, "first")
    assert "Тимофей" not in card(house, "other", house.neighbours[0])


def test_who_fetches_two_children_makes_them_no_brothers(house):
    for child in (own_child(house), house.neighbours[0]):
        nanny = house.look(Guardian, last_name="Нянина")
        key = nanny[0].id if nanny else house.make(Guardian, last_name="Нянина", first_name="О")
        house.make(ChildGuardian, child_id=child, guardian_id=key, relation=Relation.OTHER)
    assert "Ёлкина" not in card(house)


def test_a_limit_without_a_ground_is_refused_in_plain_words(house):
    link = link_of(house)
    form = {
        "version": link.version,
        "child": link.child_id,
        "guardian": link.guardian_id,
        "relation": "father",
        "rights": "none",
    }
    admin = house.visit("administrator")
    answer = admin.send(f"/child-guardians/{link.id}/edit", form)
    assert answer.status_code == 422
    assert "на чём основано ограничение" in answer.get_data(as_text=True)
    answer = admin.send(
        f"/child-guardians/{link.id}/edit", form | {"ground": "решение суда от 02.02.2026"}
    )
    assert answer.status_code == 302
    assert seen(house)[0] == {404}


def test_a_card_of_many_relatives_costs_no_more_statements(house):
    client = house.visit("coordinator")
    path = f"/children/{own_child(house)}"
    client.get(path)
    with QueryRecorder(house.garden.engine) as few:
        client.get(path)
    for number in range(6):
        guardian = house.make(Guardian, last_name=f"Тётина{number}", first_name="А")
        house.make(ChildGuardian, child_id=own_child(house), guardian_id=guardian)
        house.make(GuardianPhone, guardian_id=guardian, number=f"+7916555040{number}")
        house.make(ChildGuardian, child_id=house.neighbours[0], guardian_id=guardian)
    with QueryRecorder(house.garden.engine) as many:
        client.get(path)
    assert many.count == few.count, many


def test_children_of_another_kindergarten_are_nobodys_family_here(house):
    stranger, link = house.garden.client_of("administrator_b"), link_of(house)
    phone = house.make(GuardianPhone, guardian_id=link.guardian_id, number="+79165550302")
    for path in (f"/child-guardians/{link.id}", f"/guardian-phones/{phone}"):
        assert stranger.get(path).status_code == 404, path
        assert house.visit("administrator").get(path).status_code == 200, path
