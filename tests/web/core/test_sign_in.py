"""The door: failures are counted, sessions end, temporary passwords are changed, tokens asked."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest

from app.core import clock
from app.demo.logins import DEMO_LOGINS, DEMO_PASSWORD
from app.organizations import actions
from app.organizations.models import SignInFailure, UserAccount
from tests.factories.garden import NOW
from tests.factories.rows import PASSWORD

LOGIN = "nurse_a"
NEW = "совсем другой пароль"


@pytest.fixture
def stranger(garden):
    garden.restore()
    return garden.app.test_client()


def later(monkeypatch, **time):
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(**time))


def test_sign_in_leads_home_and_the_session_has_its_flags(stranger):
    answer = stranger.sign_in(LOGIN, PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if "sad_session" in one)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie
    assert stranger.get("/").status_code == 200


def test_the_login_is_known_in_any_case_and_with_spaces(stranger):
    assert stranger.sign_in(f" {LOGIN.upper()} ", PASSWORD).status_code == 302


def test_after_five_failures_even_the_right_password_waits(stranger, monkeypatch):
    statuses = [stranger.sign_in(LOGIN, "wrong").status_code for _try in range(6)]
    assert statuses == [401, 401, 401, 401, 429, 429]
    answer = stranger.sign_in(LOGIN, PASSWORD)
    assert answer.status_code == 429
    assert "минут" in answer.get_data(as_text=True)
    later(monkeypatch, seconds=299)
    assert stranger.sign_in(LOGIN, PASSWORD).status_code == 429
    later(monkeypatch, seconds=301)
    assert stranger.sign_in(LOGIN, PASSWORD).status_code == 302


def test_guesses_sent_all_at_once_are_counted_as_well(garden):
    """A dozen requests together get no more tries than one after the other."""
    garden.restore()
    clients = [garden.app.test_client() for _n in range(12)]
    start = threading.Barrier(len(clients))
    statuses: list[int] = []

    def guess(client, number):
        start.wait()
        form = {"username": LOGIN, "password": f"wrong{number}", "csrf_token": client.token}
        statuses.append(client.post("/sign-in", data=form).status_code)

    for client in clients:
        client.token_of_door()
    threads = [threading.Thread(target=guess, args=pair[::-1]) for pair in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [401] * 4 + [429] * 8
    with garden.system() as session:
        assert session.query(SignInFailure).filter_by(login_key=LOGIN).count() == 5


def test_one_locked_login_locks_no_other(stranger):
    for _try in range(5):
        stranger.sign_in(LOGIN, "wrong")
    assert stranger.sign_in("head_a", PASSWORD).status_code == 302


def test_a_success_forgets_the_failures_before_it(stranger, garden):
    for _try in range(4):
        stranger.sign_in(LOGIN, "wrong")
    assert stranger.sign_in(LOGIN, PASSWORD).status_code == 302
    other = garden.app.test_client()
    assert [other.sign_in(LOGIN, "wrong").status_code for _try in range(4)] == [401] * 4


def test_an_unknown_login_is_told_nothing_and_counted_too(stranger, garden):
    """The same words, the same work: neither text nor time tell whether a login exists."""
    known = stranger.sign_in(LOGIN, "wrong")
    unknown = stranger.sign_in("no_such_login", "wrong")
    assert known.status_code == unknown.status_code == 401
    same = [
        # A token says when it was made; the second may turn between the two.
        re.sub(r'(csrf-token" content=)"[^"]+"', r"\1", text.get_data(as_text=True))
        for text in (known, unknown)
    ]
    same = [text.split("<form")[0] for text in same]
    assert same[0] == same[1]
    statuses = [stranger.sign_in("no_such_login", "wrong").status_code for _try in range(4)]
    assert statuses == [401, 401, 401, 429]
    with garden.system() as session:
        assert session.query(SignInFailure).filter_by(login_key="no_such_login").count() == 5


def test_a_password_is_checked_also_when_nobody_has_the_login(stranger, monkeypatch):
    checked = []
    real = actions.check_password_hash
    monkeypatch.setattr(
        actions, "check_password_hash", lambda *args: checked.append(args[0]) or real(*args)
    )
    stranger.sign_in("no_such_login", "wrong")
    assert len(checked) == 1
    assert checked[0].startswith("scrypt:")


def test_one_address_cannot_try_all_logins(stranger, garden, monkeypatch):
    monkeypatch.setitem(garden.app.config, "SIGN_IN_ATTEMPTS_PER_ADDRESS", 8)
    statuses = [stranger.sign_in(f"login{n}", "wrong").status_code for n in range(10)]
    assert statuses == [401] * 8 + [429] * 2


def test_a_user_who_may_not_sign_in_is_refused_like_a_stranger(stranger, garden):
    with garden.system() as session:
        session.get_one(UserAccount, garden.cast.users[LOGIN]).active = False
    assert stranger.sign_in(LOGIN, PASSWORD).status_code == 401


def test_a_switched_off_user_is_out_at_the_next_page(garden):
    client = garden.client_of(LOGIN)
    with garden.system() as session:
        session.get_one(UserAccount, garden.cast.users[LOGIN]).active = False
    assert "/sign-in" in client.get("/").headers["Location"]


FOREIGN = [
    "https://example.org/",
    "//example.org/",
    "///example.org",
    "/\\example.org",
    "\\\\example.org",
    "javascript:alert(1)",
    "http:example.org",
    "/\t/example.org",
    "/%0d%0aX: y\r\nX: y",
    " //example.org",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_after_sign_in_nobody_is_sent_away(stranger, target):
    answer = stranger.sign_in(LOGIN, PASSWORD, next=target)
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert "example.org" not in where or where.startswith("/%")


def test_who_asked_for_a_page_is_led_there(stranger):
    answer = stranger.get("/children/?q=ёлкин")
    assert answer.headers["Location"].startswith("/sign-in?next=")
    assert stranger.sign_in(LOGIN, PASSWORD, next="/children/?q=x").headers["Location"] == (
        "/children/?q=x"
    )


def test_signing_out_is_a_post_and_ends_the_session(stranger):
    stranger.sign_in(LOGIN, PASSWORD)
    assert stranger.get("/sign-out").status_code == 405
    assert stranger.get("/").status_code == 200
    stranger.learn_token()
    assert stranger.post("/sign-out").status_code == 400
    assert stranger.send("/sign-out").status_code == 302
    assert stranger.get("/").status_code == 302


def test_a_late_answer_of_a_script_leaves_the_session_alone(garden, monkeypatch):
    """Its cookie would bring a session back that ended meanwhile, or lose a word for the page."""
    person = garden.client_of("administrator_a")
    late = person.get("/placements/related/group?q=", headers={"Accept": "application/json"})
    assert late.status_code == 200
    assert "Set-Cookie" not in late.headers

    shared = garden.app.test_client()
    shared.sign_in(LOGIN, PASSWORD, shared_computer="1")
    shared.learn_token()
    later(monkeypatch, minutes=5)
    late = shared.get("/csrf-token", headers={"Accept": "application/json"})
    assert late.status_code == 200
    assert "Set-Cookie" not in late.headers
    assert "Set-Cookie" in shared.get("/").headers


def test_a_session_is_made_anew_at_the_door(stranger):
    """What a stranger put into the session before is not carried over (fixation)."""
    with stranger.session_transaction() as session:
        session["planted"] = "x"
    stranger.sign_in(LOGIN, PASSWORD)
    with stranger.session_transaction() as session:
        assert "planted" not in session


# -- passwords --------------------------------------------------------------------------------


def change(client, old, new, repeat=None):
    client.learn_token()
    names = password_fields(client)
    values = dict(zip(names, (old, new, new if repeat is None else repeat), strict=True))
    return client.send("/account/password", values)


def password_fields(client):
    """The names of the three fields, in the order of the page."""
    page = client.get("/account/password").get_data(as_text=True)
    return [
        piece.split('"')[0]
        for piece in page.split('name="')[1:]
        if 'type="password"' in piece.split(">")[0]
    ]


def test_a_temporary_password_is_changed_before_anything_else(stranger, garden):
    with garden.system() as session:
        session.get_one(UserAccount, garden.cast.users[LOGIN]).must_change_password = True
    stranger.sign_in(LOGIN, PASSWORD)
    for path in ("/", "/children/", "/api/v1/child/", "/no-such-page"):
        assert stranger.get(path).status_code in (302, 403, 404), path
        assert "quartzite" not in stranger.get("/children/").get_data(as_text=True)
    assert stranger.get("/children/").headers["Location"].endswith("/account/password")
    assert change(stranger, PASSWORD, NEW).status_code == 302
    assert stranger.get("/children/").status_code == 200


def test_the_old_password_is_asked_and_a_weak_new_one_refused(stranger):
    stranger.sign_in(LOGIN, PASSWORD)
    for old, new, repeat in (
        ("wrong", NEW, NEW),
        (PASSWORD, NEW, "a different one"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "aaaaaaaaaaaa", "aaaaaaaaaaaa"),
        (PASSWORD, PASSWORD, PASSWORD),
        (PASSWORD, "", ""),
    ):
        assert change(stranger, old, new, repeat).status_code == 422, (old, new)
    assert change(stranger, PASSWORD, NEW).status_code == 302
    assert stranger.get("/").status_code == 200


def test_a_changed_password_ends_the_other_sessions(stranger, garden):
    other = garden.app.test_client()
    other.sign_in(LOGIN, PASSWORD)
    stranger.sign_in(LOGIN, PASSWORD)
    assert change(stranger, PASSWORD, NEW).status_code == 302
    assert other.get("/").status_code == 302
    assert stranger.get("/").status_code == 200
    assert garden.app.test_client().sign_in(LOGIN, PASSWORD).status_code == 401
    assert garden.app.test_client().sign_in(LOGIN, NEW).status_code == 302


def test_guessing_the_old_password_on_the_page_is_limited_to_a_signed_in_person(garden):
    answer = garden.client_of("anonymous").get("/account/password")
    assert "/sign-in" in answer.headers["Location"]


def test_a_shared_computer_signs_out_by_itself(stranger, monkeypatch):
    stranger.sign_in(LOGIN, PASSWORD, shared_computer="1")
    later(monkeypatch, minutes=14)
    assert stranger.get("/").status_code == 200
    later(monkeypatch, minutes=28)
    assert stranger.get("/").status_code == 200
    later(monkeypatch, minutes=44)
    assert stranger.get("/").status_code == 302


# -- the demonstration, and what is not offered ---------------------------------------------


def test_a_demonstration_says_how_to_get_in_and_nobody_else_does(sqlite_garden, monkeypatch):
    """The password is public: it opens the demonstration on this machine only."""
    client, config = sqlite_garden.app.test_client(), sqlite_garden.app.config
    monkeypatch.setitem(config, "DEMO_LOGINS", DEMO_LOGINS)
    monkeypatch.setitem(config, "DEMO_PASSWORD", DEMO_PASSWORD)
    assert DEMO_PASSWORD not in client.get("/sign-in").text
    monkeypatch.setitem(config, "DEMO", True)
    page = client.get("/sign-in").text
    assert DEMO_PASSWORD in page
    assert "teacher1" in page


@pytest.mark.parametrize(
    ("address", "status"), [("127.0.0.1", 302), ("::1", 302), ("192.0.2.7", 401), ("", 401)]
)
def test_a_known_password_opens_from_this_machine_only(garden, address, status):
    with garden.system() as session:
        session.get_one(UserAccount, garden.cast.users[LOGIN]).loopback_only = True
    client = garden.app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    assert client.sign_in(LOGIN, PASSWORD).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        *("/login/", "/logout/", "/register/form", "/resetpassword/form", "/userinfoeditview/form"),
        *("/swagger/v1", "/api/v1/_openapi", "/api/v1/security/login", "/api/v1/menu/"),
        *("/users/list/", "/roles/list/", "/lang/en", "/static/appbuilder/js/ab.js", "/back"),
        *("/api/v1/security/refresh", "/users/api/read", "/permissions/list/"),
    ],
)
def test_the_frameworks_own_pages_are_not_served(sqlite_garden, path):
    for person in ("anonymous", "administrator_a"):
        assert sqlite_garden.client_of(person).get(path).status_code in (404, 405)


def test_every_answer_has_its_headers(sqlite_garden):
    client = sqlite_garden.client_of("administrator_a")
    for path in ("/", "/children/", "/api/v1/child/", "/no-such-page", "/sign-in"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in headers["Cache-Control"]
        assert "Server" not in headers or "Python" not in headers["Server"]
