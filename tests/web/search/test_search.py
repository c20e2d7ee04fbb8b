"""Search finds by words what the person may open, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from app.documents.actions import draft
from app.documents.queries import kind_of
from app.search.queries import MOST, asked_words, holds
from tests.factories.cast import STEMS
from tests.factories.house import make_house
from tests.harness.queries import QueryRecorder
from tests.web.attendance.test_statements import counted


@pytest.fixture
def house(garden):
    return make_house(garden, children=5)


def search(client, text):
    """Kind → labels of what is found."""
    answer = client.get("/search.json", query_string={"q": text})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {
        group["kind"]: [item["label"] for item in group["items"]]
        for group in answer.get_json()["groups"]
    }


def test_a_child_is_found_by_words_in_any_order_without_regard_to_case_and_yo(house):
    head = house.visit("head")
    for text in ("дёмин", "ДЕМИН", "дем", "Абрам тим", "тимофей абрамов", "  ёлк   ася "):
        assert len(search(head, text).get("child", [])) == 1, text
    assert search(head, "тимофей белова") == {}


def test_each_kind_comes_with_its_card(house):
    head = house.visit("head")
    groups = head.get_json("/search.json?q=абрам")["groups"]
    cards = {item["href"] for group in groups for item in group["items"]}
    assert [group["kind"] for group in groups] == ["child", "guardian"]
    for card in cards:
        assert head.get(card).status_code == 200, card
    assert search(head, "ромаш") == {"group": ["Ромашка"]}
    assert search(head, "орлова нина") == {"employee": ["Орлова Нина"]}


def test_who_begins_with_the_word_comes_first(house):
    found = search(house.visit("head"), "ле")
    assert found["child"][0].startswith("Воронцов Лев")


def test_a_phone_is_found_however_it_is_typed(garden):
    head = garden.client_of("head_a")
    for text in ("+7 (916) 555-01-02", "8 916 555 01 02", "79165550102", "555-01-02", "5550102"):
        assert asked_words(text).endswith("5550102"), text
    number = garden.cast.row("A1", "guardian")
    shown = head.get(f"/guardians/{number}").get_data(as_text=True)
    digits = "".join(one for one in shown.split("+7")[1][:20] if one.isdigit())[:10]
    items = head.get_json(f"/search.json?q=8{digits}")["groups"][0]["items"]
    assert [item["href"] for item in items] == [f"/guardians/{number}"]


def test_a_page_of_the_menu_is_found_by_its_name_also_in_the_singular(house):
    assert search(house.visit("first"), "табель")["page"][0].startswith("Табели")
    assert "page" not in search(house.visit("parent"), "табель")
    assert holds("табель", "Табели за месяц")
    assert not holds("мель", "Табели за месяц")


@pytest.mark.parametrize("text", ["", "д", " ", "%", "__", "'", "\x00", "-"])
def test_less_than_two_letters_find_nothing(house, text):
    assert search(house.visit("head"), text) == {}


def test_signs_of_a_pattern_are_plain_signs(house):
    assert search(house.visit("head"), "аб%в") == {}
    assert search(house.visit("head"), "д_мин") == {}
    assert search(house.visit("head"), "я" * 3000) == {}


def test_a_parent_finds_the_own_child_only(house):
    parent = house.visit("parent")
    assert search(parent, "абрамов") == {"child": [_full(house, "Абрамов")]}
    for text in ("белова", "орлова", "ромашка", "ёлкина"):
        assert search(parent, text) == {}, text


def test_a_teacher_finds_the_children_of_the_own_groups_only(house):
    first, other = house.visit("first"), house.visit("other")
    assert "child" in search(first, "белова")
    assert "child" not in search(first, "ёлкина")
    assert "child" in search(other, "ёлкина")
    assert "child" not in search(other, "белова")
    assert "employee" not in search(first, "орлова")


def test_nobody_finds_anything_of_another_kindergarten(garden):
    for person in ("head_a", "teacher_a", "parent_a", "nurse_a", "accountant_a", "mixed"):
        answer = garden.client_of(person).get("/search.json?q=bravo").get_data(as_text=True)
        assert STEMS["B"] not in answer, person
    answer = garden.client_of("administrator_b").get("/search.json?q=alpha").get_json()
    assert answer == {"groups": []}


def test_a_right_opens_only_the_rows_of_its_own_role(garden):
    """The administrator of A who is a parent in B finds the child there, but nobody's phone."""
    mixed = garden.client_of("mixed")
    assert set(search(mixed, STEMS["B1"])) == {"child"}
    assert {"child", "guardian", "group"} <= set(search(mixed, STEMS["A1"]))


def test_the_authority_finds_the_groups_of_all_its_kindergartens_with_their_names(garden):
    groups = garden.client_of("authority").get_json("/search.json?q=alpha")["groups"]
    assert [group["kind"] for group in groups] == ["group", "organization"]
    assert [item["label"] for item in groups[1]["items"]] == [f"{STEMS['A']} short"]
    assert all(f"{STEMS['A']} short" in item["note"] for item in groups[0]["items"])


def test_who_has_no_role_and_who_is_not_signed_in_find_nothing(garden):
    assert search(garden.client_of("nobody"), "alpha") == {}
    assert garden.client_of("anonymous").get("/search.json?q=alpha").status_code == 401


def test_of_many_only_the_first_are_shown_with_the_way_to_the_others(house):
    house.add(children=30)
    head = house.visit("head")
    group = head.get_json("/search.json?q=яковлев")["groups"][0]
    assert len(group["items"]) == MOST
    rest = head.get(group["more"])
    assert rest.status_code == 200
    assert "30" in rest.get_data(as_text=True)


def test_search_asks_as_often_for_thirty_rows_as_for_one(house):
    head = house.visit("head")
    house.add(children=1)
    one, _queries = counted(house, lambda: head.get("/search.json?q=яковлев"))
    house.add(children=30)
    many, queries = counted(house, lambda: head.get("/search.json?q=яковлев"))
    assert many == one, queries
    assert many <= 7, queries


def test_a_teacher_costs_no_more_than_the_way_to_the_own_groups(house):
    first = house.visit("first")
    with QueryRecorder(house.garden.engine) as queries:
        assert first.get("/search.json?q=абрамов").status_code == 200
    assert queries.count - len(queries.starting_with("BEGIN")) <= 8, queries


def test_the_same_is_found_without_scripts(house):
    page = house.visit("head").get("/search?q=абрамов").get_data(as_text=True)
    assert f"/children/{house.children[0]}" in page


def _full(house, last):
    head = house.visit("head")
    (label,) = search(head, last)["child"]
    return label


def test_a_document_is_found_by_its_number_and_title_by_who_may_read_it(house):
    with house.garden.system() as session:
        day = date(2026, 11, 24)
        for key, title in (("general", "О питании воспитанников"), ("agreement", "О прачечной")):
            kind = kind_of(session, house.organization, key, day)
            draft(session, house.organization, kind, day, title=title).number = "41-ж"
    assert search(house.visit("head"), "питании воспитанников") == {
        "document": ["О питании воспитанников"]
    }
    assert len(search(house.visit("head"), "41-ж")["document"]) == 2
    # The contract is for named readers, and the nurse is none of them.
    assert search(house.visit("first"), "41-ж") == {}
    assert search(house.garden.client_of("head_a"), "41-ж") == {}
    card = house.visit("head").get_json("/search.json?q=прачечн")["groups"][0]["items"][0]
    assert house.visit("head").get(card["href"]).status_code == 200
