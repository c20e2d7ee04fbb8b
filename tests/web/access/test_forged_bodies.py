"""Foreign keys in forms, JSON and conditions: refused as absent ones are, nothing is written.

For each entity an own row is sent back as it is (the positive control), then once more for each
link with a foreign row in its place.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.dump import dump
from tests.web.access.answers import text_of
from tests.web.access.entities import (
    ADMIN,
    Entity,
    as_form,
    edited,
    entities,
    foreign_rows,
    own_row,
)
from tests.web.access.reached import forbidden_stems
from tests.web.access.routes import filters, linked_names


def fresh(garden: Any, entity: Entity) -> dict[str, Any]:
    garden.restore()
    client = garden.client_of(ADMIN)
    answer = client.get(f"{entity.rest}{own_row(garden, entity.table)}")
    assert answer.status_code == 200, entity.table
    return dict(answer.get_json()["result"])


def test_an_own_row_sent_back_as_it_is_is_saved(garden):
    """The positive control of what follows: only the changed link is to blame."""
    wrong = []
    for entity in edited(garden.app):
        values = fresh(garden, entity)
        client = garden.client_of(ADMIN)
        key = values["id"]
        answer = client.send(f"{entity.view.route_base}/{key}/edit", as_form(values, entity.names))
        if answer.status_code != 302:
            wrong.append((entity.table, "form", answer.status_code, errors_of(answer)))
        garden.restore()
        body = {name: values.get(name) for name in entity.names}
        body |= {"version": values["version"]} if "version" in values else {}
        answer = client.send_json("PUT", f"{entity.rest}{key}", body)
        if answer.status_code != 200:
            wrong.append((entity.table, "rest", answer.status_code, answer.get_json()))
    assert not wrong, "\n".join(map(str, wrong))


def errors_of(answer: Any) -> str:
    text = text_of(answer)
    start = text.find('class="wrong"')
    return text[start : start + 300]


def test_a_foreign_row_in_a_form_is_no_choice(garden):
    wrong = []
    for entity in edited(garden.app):
        values = fresh(garden, entity)
        form = as_form(values, entity.names)
        client = garden.client_of(ADMIN)
        for name, table in entity.links().items():
            for key in foreign_rows(garden, table):
                for page in (f"{values['id']}/edit", "add"):
                    path = f"{entity.view.route_base}/{page}"
                    answer = client.send(path, form | {name: str(key)})
                    judge(garden, wrong, answer, f"{path} {name}={key}", {422})
    assert not wrong, "\n".join(wrong)


def test_a_foreign_row_in_json_is_no_value(garden):
    """As a number, as an object, with names for a new row beside it, and in a list."""
    wrong = []
    for entity in edited(garden.app):
        values = fresh(garden, entity)
        body = {name: values.get(name) for name in entity.names}
        version = {"version": values["version"]} if "version" in values else {}
        client = garden.client_of(ADMIN)
        for name, table in entity.links().items():
            for key in foreign_rows(garden, table):
                for value in (key, {"id": key}, {"id": key, "name": "nested"}, [key]):
                    sent = body | {name: value}
                    path = f"{entity.rest}{values['id']}"
                    answer = client.send_json("PUT", path, sent | version)
                    judge(garden, wrong, answer, f"PUT {path} {name}={value}", {422})
                    answer = client.send_json("POST", entity.rest, sent)
                    judge(garden, wrong, answer, f"POST {entity.rest} {name}={value}", {422})
    assert not wrong, "\n".join(wrong)


def judge(garden: Any, wrong: list[str], answer: Any, said: str, good: set[int]) -> None:
    text = text_of(answer)
    if answer.status_code not in good:
        wrong.append(f"{said}: {answer.status_code}")
    wrong.extend(f"{said} shows {stem}" for stem in forbidden_stems(ADMIN) if stem in text)
    if garden.watch.changed:
        wrong.append(f"{said} wrote to the database")
        garden.restore()


@pytest.mark.parametrize(
    "extra",
    [
        {"organization_id": 3},
        {"organization": 3},
        {"organization": {"id": 3}},
        {"id": 1},
        {"changed_by_id": 1},
        {"created_at": "2020-01-01"},
        {"search_key": "x"},
        {"organization": {"id": 777, "name": "made along the way"}},
    ],
    ids=str,
)
def test_json_sets_nothing_that_the_form_does_not_offer(garden, extra):
    before = dump(garden.engine)
    for entity in edited(garden.app):
        values = fresh(garden, entity)
        body = {name: values.get(name) for name in entity.names} | extra
        client = garden.client_of(ADMIN)
        version = {"version": values["version"]} if "version" in values else {}
        path = f"{entity.rest}{values['id']}"
        assert client.send_json("PUT", path, body | version).status_code == 422, path
        assert client.send_json("POST", entity.rest, body).status_code == 422, path
        assert not garden.watch.changed, path
    garden.watch.changed = True
    garden.restore()
    after = dump(garden.engine)
    assert without_users(after) == without_users(before)


def without_users(tables: dict[str, Any]) -> dict[str, Any]:
    """Signing in writes when it was."""
    return {name: rows for name, rows in tables.items() if name != "ab_user"}


def test_a_form_sets_nothing_that_it_does_not_offer(garden):
    """Names of columns in the body are not fields of the form."""
    wrong = []
    owner = str(garden.cast.organizations["B"])
    for entity in edited(garden.app):
        values = fresh(garden, entity)
        if "organization" in entity.names or entity.table in ("organization", "ab_user"):
            continue
        form = as_form(values, entity.names)
        extra = {"organization_id": owner, "organization": owner, "id": "987654"}
        path = f"{entity.view.route_base}/{values['id']}/edit"
        answer = garden.client_of(ADMIN).send(path, form | extra)
        after = owner_after(garden, entity, values["id"])
        if answer.status_code != 302 or after != garden.cast.organizations["A"]:
            wrong.append(f"{path}: {answer.status_code}, belongs to {after}")
    assert not wrong, "\n".join(wrong)


def owner_after(garden: Any, entity: Entity, key: int) -> int | None:
    with garden.system() as session:
        row = session.get(entity.view.model, key)
        return row.organization_id if row is not None else None


def test_a_condition_by_a_foreign_row_finds_nothing(garden):
    """In the address of a list, of REST, of an export; and a form is not filled with it."""
    wrong: list[str] = []
    client = garden.client_of(ADMIN)
    garden.restore()
    for entity in entities(garden.app):
        for name, one in filters(entity.view).items():
            if one.kind != "related":
                continue
            for key in foreign_rows(garden, str(one.target.__tablename__)):
                for path in (f"{entity.view.route_base}/", entity.rest):
                    answer = client.get(f"{path}?f.{name}={key}")
                    judge(garden, wrong, answer, f"{path}?f.{name}={key}", {200})
                found = client.get_json(f"{entity.rest}?f.{name}={key}")
                if found["count"]:
                    wrong.append(f"{entity.rest}?f.{name}={key} finds {found['count']}")
        if entity in edited(garden.app):
            for name, table in entity.links().items():
                for key in foreign_rows(garden, table):
                    path = f"{entity.view.route_base}/add?{name}={key}"
                    judge(garden, wrong, client.get(path), path, {404})
    assert not wrong, "\n".join(wrong)


def test_a_drop_down_offers_own_rows_only(garden):
    wrong: list[str] = []
    for person in (ADMIN, "teacher_a", "mixed"):
        client = garden.client_of(person)
        garden.restore()
        for entity in entities(garden.app):
            for name in linked_names(entity.view):
                for words in ("", "bravo"):
                    answer = client.get(f"{entity.view.route_base}/related/{name}?q={words}")
                    text = text_of(answer)
                    wrong += [
                        f"{person} {entity.table}.{name} {stem}"
                        for stem in forbidden_stems(person)
                        if stem in text
                    ]
    assert not wrong, "\n".join(wrong)


# -- steps over chosen rows --------------------------------------------------------------


def test_a_step_over_a_foreign_row_is_not_taken_for_any(garden):
    """One foreign row among own ones: 404, and none of them is touched."""
    checked = 0
    for entity in entities(garden.app):
        for step in entity.view.steps:
            own = own_row(garden, entity.table)
            for key in foreign_rows(garden, entity.table):
                client = garden.client_of(ADMIN)
                garden.restore()
                answer = client.post(
                    f"{entity.view.route_base}/step",
                    data={
                        "csrf_token": client.token,
                        "action": step.name,
                        "rowid": [str(own), str(key)],
                    },
                )
                assert answer.status_code == 404
                assert not garden.watch.changed
                checked += 1
    assert checked


def test_an_unknown_step_is_no_page(garden):
    client = garden.client_of(ADMIN)
    garden.restore()
    for entity in edited(garden.app):
        own = own_row(garden, entity.table)
        form = {"action": "no_such_step", "rowid": str(own)}
        assert client.send(f"{entity.view.route_base}/step", form).status_code == 404
    assert not garden.watch.changed


def test_what_stands_above_is_read_and_not_written(garden):
    """Reference rows of the district: an administrator of A sees them and saves nothing."""
    for table in (
        *("age_level", "position", "calendar_day", "attendance_code", "academic_year"),
        "academic_period",
    ):
        entity = next(one for one in edited(garden.app) if one.table == table)
        client = garden.client_of(ADMIN)
        garden.restore()
        key = garden.cast.row("D", table)
        values = client.get(f"{entity.rest}{key}").get_json()["result"]
        path = f"{entity.view.route_base}/{key}/edit"
        changed = as_form(values, entity.names)
        changed[entity.names[0]] = changed[entity.names[0]].replace("tungsten", "wolfram")
        changed |= {"day": "2026-12-01"} if table == "calendar_day" else {}
        changed |= {"letter": "Х"} if table == "attendance_code" else {}
        before = dump(garden.engine)
        assert client.get(path).status_code == 404, table
        assert client.send(path, changed).status_code == 404, table
        body = {name: values.get(name) for name in entity.names} | {"version": values["version"]}
        body[entity.names[0]] = changed[entity.names[0]]
        assert client.send_json("PUT", f"{entity.rest}{key}", body).status_code == 404, table
        assert client.send_json("DELETE", f"{entity.rest}{key}").status_code == 404, table
        assert dump(garden.engine) == before, table
