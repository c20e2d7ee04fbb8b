"""Whoever reaches several organisations may look at one of them; nobody ever sees more by that."""

from __future__ import annotations

import io
import re

import pytest

from app.core.choices import VIEWS
from app.organizations.access import load_person
from app.organizations.models import Organization, UserAccount
from tests.factories.cast import APPOINTED, STEMS
from tests.factories.garden import NOW
from tests.factories.rows import Rows
from tests.harness.dump import dump

CHOICE = "/account/organization"


@pytest.fixture
def authority(garden):
    """The authority in a window of its own: a choice stays in its session."""
    client = garden.app.test_client()
    known = garden.client_of("authority").get_cookie("sad_session")
    client.set_cookie("sad_session", known.value)
    client.learn_token()
    return client


def choose(client, organization):
    return client.send(CHOICE, {"organization": organization})


def test_the_authority_looks_at_one_kindergarten_and_at_all_again(garden, authority):
    house = garden.cast.organizations
    both = authority.get("/groups/").text
    assert STEMS["A1"] in both
    assert STEMS["B1"] in both
    assert choose(authority, house["A"]).location == "/"
    one = authority.get("/groups/").text
    assert STEMS["A1"] in one
    assert STEMS["B1"] not in one
    assert f"{STEMS['A']} short" in one.split("house-choice narrowed")[1].split("</a>")[0]
    for path in (f"/groups/{garden.cast.row('B1', 'child_group')}", f"/organizations/{house['B']}"):
        assert authority.get(path).status_code == 404
    assert STEMS["B"] not in authority.get("/search.json?q=bravo").text
    assert STEMS["B"] not in authority.get("/attendance/summary?by=organization").text
    assert STEMS["B"] not in authority.get("/api/v1/child_group/").text
    choose(authority, "")
    assert STEMS["B1"] in authority.get("/groups/").text


def test_the_page_of_the_choice_shows_all_whatever_is_chosen(garden, authority):
    choose(authority, garden.cast.organizations["A"])
    page = authority.get(CHOICE).text
    assert all(f"{STEMS[key]} short" in page for key in ("D", "A", "B"))
    found = authority.get(f"{CHOICE}?q={STEMS['B']}").text
    assert f"{STEMS['A']} short</" not in found.split("<main")[1]


def test_what_the_authority_says_for_all_holds_for_the_chosen_one(garden, authority):
    choose(authority, garden.cast.organizations["A"])
    for table in ("age_level", "attendance_code", "calendar_day"):
        rows = authority.get(f"/api/v1/{table}/").text
        assert STEMS["D"] in rows or table == "attendance_code"
        assert STEMS["B"] not in rows
    for path in ("/", "/attendance/summary", "/attendance/summary?by=group", "/age-levels/"):
        assert authority.get(path).status_code == 200, path


@pytest.mark.parametrize("wish", ["0", "999999", "-1", "x", "²", "1 or 1=1", "9" * 30])
def test_what_is_not_reached_cannot_be_chosen(authority, wish):
    assert choose(authority, wish).status_code == 404
    assert STEMS["B1"] in authority.get("/groups/").text


def test_who_has_one_organization_has_nothing_to_choose(garden):
    for person in ("head_a", "teacher_a", "parent_ab", "nobody"):
        client = garden.client_of(person)
        assert client.get(CHOICE).location == "/", person
        before = client.get("/search").text.count("<a ")
        assert choose(client, garden.cast.organizations["B"]).location == "/", person
        assert client.get("/search").text.count("<a ") == before
        assert f'href="{CHOICE}"' not in client.get("/search").text


@pytest.mark.parametrize("person", APPOINTED)
def test_no_choice_ever_widens_a_scope(garden, person):
    """Also one that was forged, or was made before an appointment ended."""
    for chosen in (*garden.cast.organizations.values(), 999999):
        with garden.app.app_context():
            found = load_person(garden.cast.users[person], NOW.date())
            wide = {right: found.scope(*right) for right in [*found.rights(), (None, None)]}
            found = load_person(garden.cast.users[person], NOW.date())
            found.chosen = chosen
            for right, before in wide.items():
                after = found.scope(*right)
                for part in ("whole", "groups", "children", "guardians", "orgs"):
                    assert set(getattr(after, part)) <= set(getattr(before, part)), (right, part)
                assert after.writable == before.writable


def test_a_choice_that_is_not_reached_any_more_shows_what_is_reached(garden):
    with garden.app.app_context():
        found = load_person(garden.cast.users["head_a"], NOW.date())
        plain = found.scope("can_read", "Child")
        found.chosen = garden.cast.organizations["B"]
        assert found.scope("can_read", "Child") == plain
        assert found.narrowing() is None


def test_a_write_stays_within_the_choice(garden, authority):
    """The authority edits the cards of its kindergartens: not of one that it does not look at."""
    house = garden.cast.organizations
    choose(authority, house["A"])
    assert authority.get(f"/organizations/{house['B']}/edit").status_code == 404
    assert authority.get(f"/organizations/{house['A']}/edit").status_code == 200


@pytest.fixture
def keeper(garden, authority):
    """Who may do everything in both kindergartens, and looks at A."""
    with garden.system() as session:
        user = session.get_one(UserAccount, garden.cast.users["authority"])
        for house in ("A", "B"):
            where = session.get_one(Organization, garden.cast.organizations[house])
            for role in ("administrator", "head", "coordinator"):
                Rows(session, where).appoint(user, role)
    choose(authority, garden.cast.organizations["A"])
    return authority


def test_every_list_file_and_rest_answer_stays_within_the_choice(garden, keeper):
    other = [STEMS[place] for place in ("B", "B1", "B1b")]
    for model, view in VIEWS.items():
        rest = f"/api/v1/{model.__tablename__}/"
        for path in (f"{view.route_base}/", f"{view.route_base}/export/csv", rest):
            answer = keeper.get(path)
            assert answer.status_code in (200, 403), path
            assert not [one for one in other if one in answer.get_data(as_text=True)], path


def test_no_row_outside_of_the_choice_is_opened_or_written(garden, keeper):
    before = dump(garden.engine)
    kept = {**garden.cast.rows["B"], **garden.cast.rows["B1"]}
    for model, view in VIEWS.items():
        key = kept.get(model.__tablename__)
        if key is None:
            continue
        card, rest = f"{view.route_base}/{key}", f"/api/v1/{model.__tablename__}/{key}"
        answers = [keeper.get(path) for path in (card, f"{card}/edit", f"{card}/delete", rest)]
        answers += [keeper.send_json(method, rest, {"version": 1}) for method in ("PUT", "DELETE")]
        assert {answer.status_code for answer in answers} <= {403, 404, 405}, model
    group, child = garden.cast.row("B1", "child_group"), garden.cast.row("B1", "child")
    month = f"/attendance/month/{group}/2026-11"
    cell = {"child": child, "day": "2026-11-23", "code": "Б", "seen": 0}
    body = {"cells": [cell], "present": ["2026-11-23"]}
    assert keeper.send_json("POST", f"{month}/marks", body).status_code == 404
    assert keeper.get(f"{month}.pdf").status_code == 404
    assert dump(garden.engine) == before


def sent_along(page):
    """The organization that a form names: of its hidden field or its list."""
    found = re.search(r'name="organization" value="(\d+)"', page)
    listed = page.partition('name="organization"')[2].partition("</select>")[0]
    return int((found or re.search(r'value="(\d+)" selected', listed))[1])


def test_a_form_opened_for_one_organization_writes_nothing_into_another(garden, keeper):
    """The choice changes in another window, then the form is sent."""
    house = garden.cast.organizations
    child = {"last_name": "Яковлев", "first_name": "Ян", "sex": "male", "birth_date": "2022-05-01"}
    form = sent_along(keeper.get("/children/add").text)
    upload = sent_along(keeper.get("/children/import").text)
    assert form == upload == house["A"]
    choose(keeper, house["B"])
    before = dump(garden.engine)
    assert keeper.send("/children/add", {**child, "organization": form}).status_code == 422
    assert keeper.send("/children/add", child).status_code == 422
    table = (io.BytesIO("Фамилия;Имя\nЯковлев;Ян".encode()), "list.csv")
    answer = keeper.send("/children/import", {"organization": upload, "file": table})
    assert answer.status_code == 400
    assert dump(garden.engine) == before
    choose(keeper, house["A"])
    assert keeper.send("/children/add", {**child, "organization": form}).status_code == 302
