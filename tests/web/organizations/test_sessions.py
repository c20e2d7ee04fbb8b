"""Sessions: listed, ended one by one or all at once, asked with no statement more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.organizations.session_models import UserSession
from tests.factories.garden import NOW
from tests.factories.rows import PASSWORD
from tests.harness.queries import QueryRecorder

LOGIN = "nurse_a"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def signed_in(garden, login=LOGIN, agent=CHROME):
    client = garden.app.test_client()
    client.token_of_door()
    form = {"username": login, "password": PASSWORD, "csrf_token": client.token}
    answer = client.post("/sign-in", data=form, headers={"User-Agent": agent})
    assert answer.status_code == 302
    client.learn_token()
    return client


def is_out(client):
    return "/sign-in" in client.get("/account/sessions").headers.get("Location", "")


def sessions_of(garden, login=LOGIN):
    with garden.system() as session:
        query = session.query(UserSession).filter_by(user_id=garden.cast.users[login])
        found = query.order_by(UserSession.id).all()
        session.expunge_all()
    return found


def test_a_sign_in_is_kept_with_device_address_and_moment(garden):
    signed_in(garden)
    kept = sessions_of(garden)[-1]
    assert (kept.device, kept.address) == ("Chrome, Windows", "127.0.0.1")
    assert (kept.created_at, kept.last_seen_at, kept.ended_at) == (NOW, NOW, None)


def test_one_of_several_sessions_is_ended_and_the_others_go_on(garden):
    here, there = signed_in(garden), signed_in(garden, agent="Mozilla/5.0 (iPhone) Safari")
    assert "iPhone" in here.get("/account/sessions").get_data(as_text=True)
    key = sessions_of(garden)[-1].id
    assert here.send("/account/sessions", {"which": str(key)}).status_code == 302
    assert is_out(there)
    assert not is_out(here)


def test_all_others_are_ended_and_everywhere_means_here_too(garden):
    here, there = signed_in(garden), signed_in(garden)
    here.send("/account/sessions", {"which": "others"})
    assert is_out(there)
    assert not is_out(here)
    assert "/sign-in" in here.send("/account/sessions", {"which": "all"}).headers["Location"]
    assert is_out(here)


@pytest.mark.parametrize("which", ["-1", "9" * 12, "x"])
def test_what_is_no_session_is_not_found(garden, which):
    assert signed_in(garden).send("/account/sessions", {"which": which}).status_code == 404


def test_nobody_ends_the_session_of_another_from_the_own_page(garden):
    other = signed_in(garden, "administrator_a")
    key = sessions_of(garden, "administrator_a")[-1].id
    assert signed_in(garden).send("/account/sessions", {"which": str(key)}).status_code == 404
    assert not is_out(other)


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(garden):
    client = signed_in(garden)
    cookie = client.get_cookie("sad_session").value
    client.send("/sign-out")
    thief = garden.app.test_client()
    thief.set_cookie("sad_session", cookie)
    assert is_out(thief)


def test_a_new_password_of_ones_own_asks_the_old_one_and_ends_the_other_sessions(garden):
    here, there = signed_in(garden), signed_in(garden)
    form = {"old_password": "wrong", "new_password": "новый пароль 1", "confirm": "новый пароль 1"}
    assert here.send("/account/password", form).status_code == 422
    assert not is_out(there)
    assert here.send("/account/password", {**form, "old_password": PASSWORD}).status_code == 302
    assert is_out(there)
    assert not is_out(here)
    assert [one.ended_at is None for one in sessions_of(garden)][-2:] == [True, False]


def test_an_administrator_ends_sessions_of_the_own_kindergarten_only(garden):
    nurse, stranger = signed_in(garden), signed_in(garden, "teacher_b")
    office = garden.client_of("administrator_a")
    own, foreign = sessions_of(garden)[-1].id, sessions_of(garden, "teacher_b")[-1].id
    step = {"action": "end"}
    assert office.send("/sessions/step", {**step, "rowid": str(foreign)}).status_code == 404
    assert office.send("/sessions/step", {**step, "rowid": str(own)}).status_code == 302
    assert is_out(nurse)
    assert not is_out(stranger)
    assert garden.client_of("head_a").send("/sessions/step", step).status_code == 403


def test_no_page_shows_the_token_of_a_session(garden):
    signed_in(garden)
    token = sessions_of(garden)[-1].token
    office = garden.client_of("administrator_a")
    key = sessions_of(garden)[-1].id
    for path in ("/sessions/", f"/sessions/{key}", f"/api/v1/user_session/{key}"):
        assert token not in office.get(path).get_data(as_text=True)


def test_the_session_is_asked_within_the_statement_of_the_person(garden):
    """Person and, unless they are kept, rights: no statement more than before there were any."""
    client = signed_in(garden)
    with QueryRecorder(garden.engine) as queries:
        assert client.get("/account/password").status_code == 200
    assert queries.count <= 2, queries
    asked = queries.naming("user_session")
    assert len(asked) == 1, queries
    assert "FROM ab_user" in asked[0]


def test_a_session_is_noted_as_seen_every_five_minutes_at_most(garden, monkeypatch):
    client = signed_in(garden)
    for minutes, written in ((4, 0), (5, 1), (9, 0), (10, 1)):
        monkeypatch.setattr(clock, "now", lambda later=minutes: NOW + timedelta(minutes=later))
        with QueryRecorder(garden.engine) as queries:
            client.get("/account/password")
        assert len(queries.starting_with("UPDATE")) == written, (minutes, queries)
    assert sessions_of(garden)[-1].last_seen_at == NOW + timedelta(minutes=10)
