"""Filters of lists under names of one's own: on every computer, and for nobody else."""

from __future__ import annotations

import pytest

from app.organizations.filter_models import KeptFilter

PLACE = "/children/"


def kept(client, place=PLACE):
    return client.get(f"/account/filters?place={place}").get_json()


def keep(client, name, query="f.sex=male", place=PLACE):
    form = {"place": place, "name": name, "query": query}
    return client.send("/account/filters", form)


def test_a_filter_is_kept_for_its_person_and_its_list(garden):
    head = garden.client_of("head_a")
    keep(head, "Мальчики")
    assert [(one["name"], one["query"]) for one in kept(head)] == [("Мальчики", "f.sex=male")]
    assert kept(head, "/groups/") == []
    assert kept(garden.client_of("coordinator_a")) == []


def test_the_same_name_is_written_over_and_the_oldest_gives_way(garden):
    head = garden.client_of("head_a")
    for number in range(52):
        keep(head, f"Отбор {number}")
    keep(head, "Отбор 51", "q=ёлкин")
    names = [one["name"] for one in kept(head)]
    assert len(names) == len(set(names)) == 50
    assert "Отбор 1" not in names
    assert kept(head)[-1]["query"] == "q=ёлкин"


def test_nobody_removes_the_filter_of_another(garden):
    head, coordinator = garden.client_of("head_a"), garden.client_of("coordinator_a")
    keep(head, "Мальчики")
    key = kept(head)[0]["id"]
    coordinator.send("/account/filters/remove", {"place": PLACE, "id": key})
    assert len(kept(head)) == 1
    assert head.send("/account/filters/remove", {"place": PLACE, "id": key}).get_json() == []


@pytest.mark.parametrize(
    ("name", "query", "place"),
    [
        ("", "q=a", PLACE),
        ("Имя", "", PLACE),
        ("Имя", "q" * 2001, PLACE),
        ("Имя", "q=a", "https://x/"),
    ],
)
def test_what_is_no_filter_is_refused_in_russian(garden, name, query, place):
    answer = keep(garden.client_of("head_a"), name, query, place)
    assert answer.status_code == 400
    with garden.system() as session:
        assert session.query(KeptFilter).count() == 0
