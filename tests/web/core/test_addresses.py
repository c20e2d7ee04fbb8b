"""Wrong arguments in any list's address are 400 in Russian, never 500 and never a guess."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.access.entities import entities
from tests.web.access.routes import filters

PERSON = "administrator_a"
BAD_VALUES = {
    "related": ["x", "-1", "99999999999"],
    "select": ["nothing"],
    "choice": ["nothing"],
    "bool": ["perhaps", "2"],
    "date": ["2026-02-30", "x"],
    "number": ["x", "1e999"],
    "text": [],
}
GOOD_VALUES = {
    "related": "1",
    "bool": "1",
    "date": "2026-11-02",
    "number": "1",
    "text": "слово",
}


def bad_arguments(view: Any) -> list[str]:
    found = ["page=x", "page=0", "page=-1", "size=7", "size=-5", "order=nothing", "f.nothing=1"]
    for name, one in filters(view).items():
        found += [f"f.{name}={value}" for value in BAD_VALUES[one.kind]]
        found.append(f"f.{name}.like=1")
    return found


def test_a_wrong_argument_is_400(garden):
    wrong = []
    client = garden.client_of(PERSON)
    for entity in entities(garden.app):
        for number, argument in enumerate(bad_arguments(entity.view)):
            # Page and REST read the address by one function: the page is asked once.
            paths = [entity.rest, *([f"{entity.view.route_base}/"] if not number else [])]
            for path in paths:
                answer = client.get(f"{path}?{argument}")
                if answer.status_code != 400:
                    wrong.append(f"{path}?{argument} {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_right_argument_is_answered(garden):
    """Every condition and every order of every list, on both databases."""
    wrong = []
    client = garden.client_of(PERSON)
    for entity in entities(garden.app):
        exact, bounds = [], []
        for name, one in filters(entity.view).items():
            value = GOOD_VALUES.get(one.kind) or first_choice(one)
            exact.append(f"f.{name}={value}")
            if one.kind in ("date", "number"):
                bounds += [f"f.{name}.from={value}", f"f.{name}.to={value}"]
        arguments = ["&".join(exact), "&".join(bounds), "q=слово&page=2&size=100", "page=99999"]
        arguments += [f"order={name}" for name in columns(entity)]
        arguments += [f"order=-{name}" for name in columns(entity)[:1]]
        for argument in arguments:
            answer = client.get(f"{entity.rest}?{argument}")
            if answer.status_code != 200:
                wrong.append(f"{entity.rest}?{argument} {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def columns(entity: Any) -> list[str]:
    view = entity.view
    found = [name for name in view.list_columns if name not in view.computed]
    return [name for name in found if name != "full_name"]


def first_choice(one: Any) -> str:
    if one.kind == "choice":
        return str(next(iter(one.choices)))
    return str(next(iter(one.column.type.enum_class)).value)


@pytest.mark.parametrize("key", ["0", "-1", "x", "99999999999999999999", "1.5", "²", "１", "%00"])
def test_a_key_that_is_none_is_no_page(sqlite_garden, key):
    client = sqlite_garden.client_of(PERSON)
    for entity in entities(sqlite_garden.app):
        for path in (f"{entity.view.route_base}/{key}", f"{entity.rest}{key}"):
            assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("body", ["", "[]", "1", "null", '"x"', "{", "\x00"])
def test_json_that_is_no_object_is_400(sqlite_garden, body):
    client = sqlite_garden.client_of(PERSON)
    answer = client.post(
        "/api/v1/room/",
        data=body,
        headers={"X-CSRFToken": client.token, "Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert answer.get_json()["error"]
