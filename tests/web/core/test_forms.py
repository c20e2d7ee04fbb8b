"""The generated forms and REST: ticks, versions, deletions, tabs, values of every kind."""

from __future__ import annotations

import re
import threading

import pytest

from app.children.models import Child
from app.groups.models import AgeLevel, ChildGroup, Room
from app.organizations.models import Organization
from app.staff.models import Position
from tests.factories.rows import Rows

ADMIN = "administrator_a"


@pytest.fixture
def house(garden):
    """Rows of kindergarten A, committed."""

    def make(model, **values):
        with garden.system() as session:
            organization = session.get_one(Organization, garden.cast.organizations["A"])
            return Rows(session, organization).make(model, **values).id

    return make


def stored(garden, model, key):
    with garden.system() as session:
        row = session.get(model, key)
        assert row is not None
        session.refresh(row)
        session.expunge(row)
        return row


def test_a_box_that_is_unticked_is_no(garden, house):
    """NOT NULL: stock FAB refuses the form, as a field that is missing."""
    key = house(Position, name="Воспитатель", teaching=True)
    client = garden.client_of(ADMIN)
    form = {"name": "Воспитатель", "version": "1"}
    assert client.send(f"/positions/{key}/edit", form).status_code == 302
    assert stored(garden, Position, key).teaching is False
    form |= {"teaching": "y", "version": "2"}
    assert client.send(f"/positions/{key}/edit", form).status_code == 302
    assert stored(garden, Position, key).teaching is True


def test_a_row_is_added_with_and_without_its_tick(garden):
    client = garden.client_of(ADMIN)
    for name, ticked in (("Один", {}), ("Два", {"teaching": "y"})):
        answer = client.send("/positions/add", {"name": name, **ticked})
        assert answer.status_code == 302
        key = int(answer.headers["Location"].rpartition("/")[2])
        assert stored(garden, Position, key).teaching is bool(ticked)


# -- two editors ---------------------------------------------------------------------------


def test_the_second_editor_sees_the_first_ones_change_and_overwrites_nothing(garden, house):
    key = house(Room, name="Зал")
    first, second = garden.client_of(ADMIN), garden.client_of("mixed")
    seen = {"name": "Зал малый", "version": "1"}
    assert first.send(f"/rooms/{key}/edit", seen).status_code == 302
    answer = second.send(f"/rooms/{key}/edit", {"name": "Зал большой", "version": "1"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Зал малый" in page
    assert "Зал большой" in page
    assert stored(garden, Room, key).name == "Зал малый"
    again = {"name": "Зал большой", "version": "2"}
    assert second.send(f"/rooms/{key}/edit", again).status_code == 302
    assert stored(garden, Room, key).name == "Зал большой"


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "2", "99999999999999"])
def test_a_form_without_the_seen_version_saves_nothing(garden, house, version):
    key = house(Room, name="Зал")
    form = {"name": "Другой", "version": version}
    assert garden.client_of(ADMIN).send(f"/rooms/{key}/edit", form).status_code == 409
    assert stored(garden, Room, key).name == "Зал"


@pytest.mark.parametrize("version", [None, 0, 2, "1", "x"])
def test_rest_wants_the_version_that_was_seen(garden, house, version):
    key = house(Room, name="Зал")
    body = {"name": "Другой"} | ({} if version is None else {"version": version})
    answer = garden.client_of(ADMIN).send_json("PUT", f"/api/v1/room/{key}", body)
    assert answer.status_code == 409
    assert stored(garden, Room, key).name == "Зал"


def test_of_two_who_save_at_once_one_is_told(garden, house):
    """Both passed the check of the version; the database lets one through."""
    key = house(Room, name="Зал")
    clients = [garden.client_of(ADMIN), garden.client_of("mixed")]
    start = threading.Barrier(len(clients))
    answers: list[int] = []

    def save(client, number):
        start.wait()
        form = {"name": f"Зал {number}", "version": "1"}
        answers.append(client.send(f"/rooms/{key}/edit", form).status_code)

    threads = [threading.Thread(target=save, args=(c, n)) for n, c in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    assert stored(garden, Room, key).version == 2


# -- deletion --------------------------------------------------------------------------------


def test_a_row_in_use_stays_and_says_where(garden):
    key = garden.cast.row("A", "age_level")
    client = garden.client_of(ADMIN)
    assert "Группы" in client.get(f"/age-levels/{key}/delete").get_data(as_text=True)
    answer = client.send(f"/age-levels/{key}/delete")
    assert answer.status_code in (302, 409)
    answer = client.send_json("DELETE", f"/api/v1/age_level/{key}")
    assert answer.status_code == 409
    assert "Группы" in answer.get_json()["error"]
    assert stored(garden, AgeLevel, key).id == key


def test_a_row_that_nobody_needs_goes(garden, house):
    first, second = house(Room, name="Зал"), house(Room, name="Спальня")
    client = garden.client_of(ADMIN)
    assert client.send(f"/rooms/{first}/delete").status_code == 302
    assert client.send_json("DELETE", f"/api/v1/room/{second}").status_code == 200
    with garden.system() as session:
        assert session.get(Room, first) is None
        assert session.get(Room, second) is None


def test_a_row_in_use_by_invisible_rows_stays(garden, house):
    """A group of B in a room of A cannot be; a level of the district in a group of B is."""
    with garden.system() as session:
        group = session.get_one(ChildGroup, garden.cast.row("B1", "child_group"))
        group.age_level_id = garden.cast.row("D", "age_level")
    with garden.acting_as("administrator_a", "delete", "AgeLevel") as session:
        assert session.get(AgeLevel, garden.cast.row("D", "age_level")) is not None
    answer = garden.client_of("authority").send_json(
        "DELETE", f"/api/v1/age_level/{garden.cast.row('D', 'age_level')}"
    )
    assert answer.status_code == 409


def test_nothing_is_deleted_by_looking(garden, house):
    key = house(Room, name="Зал")
    client = garden.client_of(ADMIN)
    assert client.get(f"/rooms/{key}/delete").status_code == 200
    assert stored(garden, Room, key).id == key


# -- the card --------------------------------------------------------------------------------


def test_a_tab_is_shown_only_to_who_may_open_its_list(garden):
    """Nurse: the child's card, not the representatives and their phones."""
    key = garden.cast.row("A1", "child")
    nurse = garden.client_of("nurse_a").get(f"/children/{key}").get_data(as_text=True)
    head = garden.client_of("head_a").get(f"/children/{key}").get_data(as_text=True)
    with garden.system() as session:
        child = session.get_one(Child, key)
        assert child.last_name in nurse
    tab = f"/children/{key}?tab=child_guardian"
    assert tab in head
    assert tab not in nurse
    assert garden.client_of("head_a").get(tab).status_code == 200
    assert garden.client_of("nurse_a").get(tab).status_code == 404


def test_special_data_is_shown_to_who_may_see_it(garden):
    """Health group: the accountant sees the child and not its health (152-ФЗ, art. 10)."""
    key = garden.cast.row("A1", "child")
    with garden.system() as session:
        session.get_one(Child, key).health_group = "третья с пометкой"
    for person, sees in (("accountant_a", False), ("nurse_a", True), ("administrator_a", True)):
        client = garden.client_of(person)
        for path in (f"/children/{key}", f"/api/v1/child/{key}"):
            text = client.get(path).get_data(as_text=True)
            if path.startswith("/api"):
                text = str(client.get_json(path))
            assert ("третья с пометкой" in text) is sees, (person, path)


def test_special_data_that_is_not_shown_survives_a_save(garden):
    key = garden.cast.row("A1", "child")
    with garden.system() as session:
        session.get_one(Child, key).health_group = "третья"
    client = garden.client_of("teacher_a")
    values = client.get_json(f"/api/v1/child/{key}")["result"]
    assert "health_group" not in values
    body = {name: values[name] for name in ("last_name", "first_name", "sex", "birth_date")} | {
        "version": values["version"],
        "citizenship": "Россия",
    }
    assert client.send_json("PUT", f"/api/v1/child/{key}", body).status_code == 200
    assert stored(garden, Child, key).health_group == "третья"
    answer = client.send_json("PUT", f"/api/v1/child/{key}", body | {"health_group": "x"})
    assert answer.status_code in (409, 422)
    assert stored(garden, Child, key).health_group == "третья"


# -- values of every kind ------------------------------------------------------------------


BAD = {
    "birth_date": ["x", "2026-02-30", "31.02.2020", "0001-01-01", "9999-12-31", "20200101x"],
    "sex": ["x", "None", "MALE"],
    "last_name": ["", " ", "я" * 61],
    "snils": ["123", "112-233-445 96", "x" * 40],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in BAD.items() for v in values])
def test_a_wrong_value_is_told_at_its_field(garden, name, value):
    good = {
        "last_name": "Ёлкин",
        "first_name": "Иван",
        "sex": "male",
        "birth_date": "2022-01-31",
    }
    client = garden.client_of(ADMIN)
    garden.restore()
    answer = client.send("/children/add", good | {name: value})
    assert answer.status_code == 422
    assert f'id="{name}-wrong"' in answer.get_data(as_text=True)
    answer = client.send_json("POST", "/api/v1/child/", good | {name: value})
    assert answer.status_code == 422
    assert name in answer.get_json()["fields"]
    assert not garden.watch.changed


@pytest.mark.parametrize("value", ["2022-01-31", "31.01.2022"])
def test_dates_are_read_in_both_spellings(garden, value):
    form = {"last_name": "Ёлкин", "first_name": "Иван", "sex": "male", "birth_date": value}
    answer = garden.client_of(ADMIN).send("/children/add", form)
    assert answer.status_code == 302
    key = int(answer.headers["Location"].rpartition("/")[2])
    assert stored(garden, Child, key).birth_date.isoformat() == "2022-01-31"


@pytest.mark.parametrize(("value", "kept"), [("12,50", "12.50"), ("1 250", "1250.00")])
def test_numbers_are_read_with_comma_and_spaces(garden, value, kept):
    answer = garden.client_of(ADMIN).send("/rooms/add", {"name": "Зал", "area": value})
    assert answer.status_code == 302
    key = int(answer.headers["Location"].rpartition("/")[2])
    assert str(stored(garden, Room, key).area) == kept


@pytest.mark.parametrize("value", ["1,2,3", "x", "1e5", "NaN", "Infinity", "12,505", "9" * 12])
def test_a_number_that_does_not_fit_is_told(garden, value):
    answer = garden.client_of(ADMIN).send("/rooms/add", {"name": "Зал", "area": value})
    assert answer.status_code == 422


def test_a_text_with_a_nul_is_kept_without_it(garden):
    """PostgreSQL has no such sign; SQLite would keep it."""
    client = garden.client_of(ADMIN)
    answer = client.send("/rooms/add", {"name": "За\x00л"})
    key = int(answer.headers["Location"].rpartition("/")[2])
    assert stored(garden, Room, key).name == "Зал"
    answer = client.send_json("POST", "/api/v1/room/", {"name": "Спаль\x00ня"})
    assert answer.get_json()["result"]["name"] == "Спальня"


def test_a_duplicate_is_told_in_plain_words(garden, house):
    house(Room, name="Зал")
    client = garden.client_of(ADMIN)
    assert client.send("/rooms/add", {"name": "Зал"}).status_code == 422
    answer = client.send_json("POST", "/api/v1/room/", {"name": "Зал"})
    assert answer.status_code == 422
    assert "есть" in answer.get_json()["error"]


def test_rows_of_two_houses_are_not_mixed_in_one_row(garden):
    body = {
        "child": garden.cast.row("A1", "child"),
        "code": garden.cast.row("A", "attendance_code"),
        "group": garden.cast.row("B1", "child_group"),
        "kind": "note",
        "starts_on": "2026-11-09",
        "ends_on": "2026-11-10",
    }
    answer = garden.client_of(ADMIN).send_json("POST", "/api/v1/absence_document/", body)
    assert answer.status_code == 422


# -- how values are written ---------------------------------------------------------------------


def test_numbers_stand_in_a_form_as_people_write_them(garden):
    with garden.system() as session:
        child = session.get_one(Child, garden.cast.row("A1", "child"))
        child.snils = "11223344595"
    client = garden.client_of(ADMIN)
    form = client.get(f"/children/{garden.cast.row('A1', 'child')}/edit").get_data(as_text=True)
    assert 'value="112-233-445 95"' in form
    key = garden.cast.row("A1", "guardian")
    form = client.get(f"/guardians/{key}/edit").get_data(as_text=True)
    assert 'type="tel"' in form
    assert 'value="+7 (916) 555-01-' in form


def test_a_wrong_number_stays_as_it_was_typed(garden):
    client = garden.client_of(ADMIN)
    answer = client.send("/guardians/add", {"last_name": "Ёлкина", "phone": "555"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="555"' in page
    assert 'href="#phone"' in page


def test_an_e_mail_address_has_the_form_of_one(garden):
    client = garden.client_of(ADMIN)
    names = {"last_name": "Ёлкина", "first_name": "Ирина"}
    assert client.send("/guardians/add", {**names, "email": "ирина"}).status_code == 422
    answer = client.send("/guardians/add", {**names, "email": " Irina@Example.RU "})
    assert answer.status_code == 302
    card = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'href="mailto:irina@example.ru"' in card


def test_a_time_zone_is_chosen_by_its_city(garden):
    client = garden.client_of(ADMIN)
    key = garden.cast.organizations["A"]
    form = client.get(f"/organizations/{key}/edit").get_data(as_text=True)
    assert '<option value="Europe/Moscow" selected>Москва (МСК)</option>' in form
    assert '<option value="Asia/Kamchatka">Петропавловск-Камчатский (МСК+9)</option>' in form
    assert "Москва (МСК)" in client.get(f"/organizations/{key}").get_data(as_text=True)
    with garden.system() as session:
        session.get_one(Organization, key).timezone = "Europe/Minsk"
    values = client.get_json(f"/api/v1/organization/{key}")["result"]
    names = ("name", "short_name", "code", "kind")
    body = {name: values[name] for name in names}
    body |= {"parent": values["parent"]["id"], "version": values["version"]}
    kept = body | {"timezone": "Europe/Minsk"}
    path = f"/api/v1/organization/{key}"
    assert client.send_json("PUT", path, kept | {"timezone": "Mars/Olympus"}).status_code == 422
    assert client.send_json("PUT", path, kept).status_code == 200


def test_a_choice_that_must_be_made_is_not_made_by_the_form(garden):
    """A new child has no sex until somebody says so."""
    client = garden.client_of(ADMIN)
    form = client.get("/children/add").get_data(as_text=True)
    sex = form.partition('id="sex"')[2].partition("</select>")[0]
    assert re.findall(r'<option value="([^"]*)" selected>', sex) == [""]
    names = {"last_name": "Ёлкин", "first_name": "Пётр", "birth_date": "2022-05-10"}
    answer = client.send("/children/add", {**names, "sex": ""})
    assert answer.status_code == 422
    assert 'href="#sex"' in answer.get_data(as_text=True)
