"""Every unsafe method wants the token of its session: forms, JSON, sign-in and sign-out alike."""

from __future__ import annotations

import pytest

from tests.factories.cast import ANONYMOUS
from tests.web.access.routes import SAFE, routes
from tests.web.access.test_routes import own_key


@pytest.mark.parametrize(
    ("person", "token"),
    [("administrator_a", None), ("administrator_a", "of another session"), (ANONYMOUS, None)],
)
def test_an_unsafe_request_without_its_token_is_400(sqlite_garden, person, token):
    garden = sqlite_garden
    client = garden.client_of(person)
    other = garden.client_of("administrator_b")
    garden.restore()
    if token == "of another session":
        token = other.token
    unsafe = [route for route in routes(garden.app) if route.method not in SAFE]
    assert len(unsafe) > 80
    for route in unsafe:
        key = own_key(garden, route, "A1", "A") if route.row_parameter else None
        path = route.path(garden.app, key)
        form = {} if token is None else {"csrf_token": token}
        headers = {} if token is None else {"X-CSRFToken": token}
        for sent in ({"data": form}, {"json": {}, "headers": headers}):
            answer = client.open(path, method=route.method, **sent)
            assert answer.status_code == 400, f"{route} {sent}"
    assert not garden.watch.changed


def test_a_stale_token_is_told_in_plain_words(sqlite_garden):
    client = sqlite_garden.client_of("administrator_a")
    answer = client.post("/api/v1/room/", json={"name": "x"}, headers={"X-CSRFToken": "forged"})
    assert answer.get_json()["csrf"] is True
    assert "странице" in answer.get_json()["error"] or "Страница" in answer.get_json()["error"]


def test_no_page_changes_by_another_method_of_the_same_address(sqlite_garden):
    """HEAD and OPTIONS answer, and write nothing."""
    client = sqlite_garden.client_of("administrator_a")
    sqlite_garden.restore()
    for route in routes(sqlite_garden.app):
        if route.method != "GET" or dict(route.values).get("kind", "csv") != "csv":
            continue
        key = own_key(sqlite_garden, route, "A1", "A") if route.row_parameter else None
        path = route.path(sqlite_garden.app, key)
        assert client.options(path).status_code < 500
    assert not sqlite_garden.watch.changed
