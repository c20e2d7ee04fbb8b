"""Accounts whose password everybody knows."""

from __future__ import annotations

import pytest

from app.organizations.models import UserAccount
from tests.factories.client import TOKEN
from tests.factories.garden import Garden
from tests.factories.rows import PASSWORD


@pytest.fixture
def demonstration_account(sqlite_garden: Garden) -> Garden:
    with sqlite_garden.system() as session:
        session.query(UserAccount).filter_by(username="head_a").one().loopback_only = True
    return sqlite_garden


def sign_in_from(garden: Garden, address: str) -> int:
    client = garden.app.test_client()
    token = TOKEN.search(client.get("/sign-in").get_data(as_text=True))
    assert token
    form = {"username": "head_a", "password": PASSWORD, "csrf_token": token[1]}
    answer = client.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": address})
    return answer.status_code


def test_an_account_of_the_demonstration_signs_in_from_this_computer(
    demonstration_account: Garden,
) -> None:
    assert sign_in_from(demonstration_account, "127.0.0.1") == 302
    assert sign_in_from(demonstration_account, "::1") == 302


def test_an_account_of_the_demonstration_is_refused_from_elsewhere_however_it_was_started(
    demonstration_account: Garden,
) -> None:
    assert sign_in_from(demonstration_account, "192.0.2.7") == 401


def test_other_accounts_sign_in_from_anywhere(sqlite_garden: Garden) -> None:
    assert sign_in_from(sqlite_garden, "192.0.2.7") == 302
