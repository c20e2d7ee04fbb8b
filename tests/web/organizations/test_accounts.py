"""Accounts: access in one action, slips shown once, and nobody gives more than he has."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from app.children.models import Guardian
from app.core.audit.models import ChangeRecord
from app.organizations.account_actions import Slip
from app.organizations.models import Appointment, Organization, UserAccount
from app.organizations.rules import free_login, login_of
from app.organizations.slips import slips_pdf
from app.staff.models import Employee
from tests.factories.rows import PASSWORD, Rows
from tests.harness.dump import dump

ONE_TIME = re.compile(r"\b[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\b")


def words(answer) -> str:
    assert answer.mimetype == "application/pdf", answer.get_data(as_text=True)[-900:]
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def told(client) -> str:
    """What the next page says on top."""
    return client.get("/users/").get_data(as_text=True)


def issue(client, *keys):
    return client.post(
        "/users/step",
        data={
            "csrf_token": client.token,
            "action": "issue-password",
            "rowid": list(map(str, keys)),
        },
    )


def guardian_without_access(garden, **values) -> int:
    with garden.system() as session:
        house = session.get_one(Organization, garden.cast.organizations["A"])
        return int(Rows(session, house).make(Guardian, user_id=None, **values).id)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        (("Ёлкина", "Мария", "Викторовна"), "elkina.mv"),
        (("Щукин", "Юрий", None), "schukin.y"),
        (("Иванова-Петрова", "Яна", "Жановна"), "ivanova-petrova.yz"),
        (("Подъячев", "Илья", ""), "podyachev.i"),
        (("李", "", None), "user"),
    ],
)
def test_a_login_is_made_of_the_name(name, login):
    assert login_of(*name) == login


def test_a_taken_login_gets_the_first_free_number():
    assert free_login("elkina.mv", {"elkina.mv", "elkina.mv2"}) == "elkina.mv3"


def latest(session, entity, key):
    """The last record of the log about a row."""
    told = session.query(ChangeRecord).filter_by(entity=entity, row_id=key)
    return told.order_by(ChangeRecord.id.desc()).first()


def test_a_one_time_password_stands_on_the_slip_and_nowhere_else(garden):
    """Not in the log, the session, a file or the page after it; in the database its hash only."""
    client, key = garden.client_of("administrator_a"), garden.cast.users["nurse_a"]
    answer = issue(client, key)
    text = words(answer)
    assert "quartzitealpha short" in text
    assert "nurse_a" in text
    assert "/sign-in" in text
    assert "no-store" in answer.headers["Cache-Control"]
    password = ONE_TIME.search(text)[0]
    assert password not in repr(dump(garden.engine))
    assert password not in told(client)
    with client.session_transaction() as cookie:
        assert password not in repr(dict(cookie))
    with garden.system() as session:
        stored = session.get_one(UserAccount, key).password
        record = latest(session, "ab_user", key)
        assert stored.startswith("scrypt:")
        assert "password_issued" in record.changes
        assert record.user_id == garden.cast.users["administrator_a"]


def test_the_old_password_and_sessions_die_and_the_new_one_is_changed_at_once(garden):
    nurse = garden.client_of("nurse_a")
    text = words(issue(garden.client_of("administrator_a"), garden.cast.users["nurse_a"]))
    assert "/sign-in" in nurse.get("/").headers["Location"]
    assert garden.app.test_client().sign_in("nurse_a", PASSWORD).status_code == 401
    fresh = garden.app.test_client()
    assert fresh.sign_in("nurse_a", ONE_TIME.search(text)[0]).status_code == 302
    assert fresh.get("/").headers["Location"] == "/account/password"


def test_eight_slips_stand_on_a_page(garden):
    with garden.app.test_request_context("/"):
        slips = [Slip(1, f"Иванова Мария {n}", f"ivanova{n}", "abcd-efgh-2345") for n in range(9)]
        content = slips_pdf(slips, {1: "Детский сад № 5"}, "https://sad.example.org/sign-in")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert [len(ONE_TIME.findall(text)) for text in pages] == [8, 1]


def test_a_password_is_not_issued_past_ones_reach(garden):
    """The account of «mixed» is a parent in B: an administrator of A would get in there."""
    client = garden.client_of("administrator_a")
    issue(client, garden.cast.users["nurse_a"], garden.cast.users["mixed"])
    said = told(client)
    assert "zirconiumbravo short" in said
    assert "выдаст администратор всех этих организаций" in said
    assert garden.app.test_client().sign_in("mixed", PASSWORD).status_code == 302
    assert garden.app.test_client().sign_in("nurse_a", PASSWORD).status_code == 302


def test_a_coordinator_issues_no_password_for_the_head(garden):
    client = garden.client_of("coordinator_a")
    issue(client, garden.cast.users["head_a"])
    assert "больше прав" in told(client)
    assert garden.app.test_client().sign_in("head_a", PASSWORD).status_code == 302
    assert words(issue(client, garden.cast.users["teacher_a"]))


def test_a_password_of_a_stranger_is_not_issued(garden):
    client = garden.client_of("administrator_a")
    assert issue(client, garden.cast.users["teacher_b"]).status_code == 404
    for person in ("head_a", "teacher_a", "parent_a"):
        assert issue(garden.client_of(person), garden.cast.users["nurse_a"]).status_code == 403


def role_id(garden, name: str) -> int:
    with garden.system() as session:
        found = session.query(garden.app.appbuilder.sm.role_model).filter_by(name=name).one()
        return int(found.id)


def appoint(garden, person, user, role):
    client = garden.client_of(person)
    form = {"user": str(garden.cast.users[user]), "role": str(role_id(garden, role))}
    return client.send("/appointments/add", {**ORDER, **form, "valid_from": "2026-11-24"})


@pytest.mark.parametrize("user", ["coordinator_a", "senior_a"])
@pytest.mark.parametrize("role", ["Заведующий", "Системный администратор"])
def test_a_coordinator_gives_nobody_more_rights_than_he_has(garden, user, role):
    answer = appoint(garden, "coordinator_a", user, role)
    assert answer.status_code == 422
    assert "которых нет у вас" in answer.get_data(as_text=True)


def test_who_may_appoints_above_himself_and_the_coordinator_appoints_teachers(garden):
    assert appoint(garden, "coordinator_a", "senior_a", "Сетевой воспитатель").status_code == 302
    assert appoint(garden, "administrator_a", "senior_a", "Заведующий").status_code == 302
    assert appoint(garden, "head_a", "senior_a", "Координатор").status_code == 302


def test_parents_without_access_get_accounts_roles_and_slips_in_one_action(garden):
    first = guardian_without_access(garden, last_name="Ёлкина", first_name="Мария")
    second = guardian_without_access(garden, last_name="Елкина", first_name="Марта")
    held = garden.cast.row("A1", "guardian")
    client = garden.client_of("coordinator_a")
    listed = client.get("/guardians/?f.access=none").get_data(as_text=True)
    assert "Марта" in listed
    answer = client.post(
        "/guardians/step",
        data={
            "csrf_token": client.token,
            "action": "give-access",
            "rowid": list(map(str, (first, second, held))),
        },
    )
    text = words(answer)
    passwords = ONE_TIME.findall(text)
    assert len(passwords) == 2
    with garden.system() as session:
        users = [session.get_one(Guardian, key).user for key in (first, second)]
        assert sorted(user.username for user in users) == ["elkina.m", "elkina.m2"]
        for user in users:
            given = session.query(Appointment).filter_by(user_id=user.id).one()
            assert (given.role.name, given.valid_from.isoformat()) == ("Родитель", "2026-11-24")
            assert user.must_change_password
            told_of = session.query(ChangeRecord).filter_by(entity="ab_user", row_id=user.id)
            assert told_of.one().user_id == garden.cast.users["coordinator_a"]
    assert garden.app.test_client().sign_in("elkina.m", passwords[0]).status_code in (302, 401)


def test_access_is_given_by_who_manages_accounts_only(garden):
    key = guardian_without_access(garden)
    for person in ("teacher_a", "head_a", "nurse_a"):
        client = garden.client_of(person)
        answer = client.send("/guardians/step", {"action": "give-access", "rowid": str(key)})
        assert answer.status_code == 403
    other = garden.client_of("administrator_b")
    answer = other.send("/guardians/step", {"action": "give-access", "rowid": str(key)})
    assert answer.status_code == 404


def test_an_employee_gets_an_account_with_a_role_by_an_order(garden):
    with garden.system() as session:
        house = session.get_one(Organization, garden.cast.organizations["A"])
        key = (
            Rows(session, house)
            .make(
                Employee,
                last_name="Панова",
                first_name="Вера",
                middle_name="Ильинична",
                user_id=None,
            )
            .id
        )
    client = garden.client_of("administrator_a")
    form = {
        "employee": str(key),
        f"role-{key}": str(role_id(garden, "Старший воспитатель")),
        "valid_from": "2026-12-01",
        "order_number": "15-л",
        "order_date": "2026-11-20",
    }
    wrong = client.send("/employees/access", {**form, f"role-{key}": "0"})
    assert (wrong.status_code, "Выберите роль" in wrong.get_data(as_text=True)) == (422, True)
    assert "panova.vi" in words(client.send("/employees/access", form))
    with garden.system() as session:
        given = session.query(Appointment).filter_by(order_number="15-л").one()
        assert given.user.username == "panova.vi"
        assert given.valid_from.isoformat() == "2026-12-01"
    again = client.send("/employees/access", form)
    assert again.status_code == 422
    assert (
        garden.client_of("administrator_b").get(f"/employees/access?employee={key}").status_code
        == 404
    )


def test_failed_sign_ins_are_counted_for_good(garden):
    for password in ("wrong", "wrong", PASSWORD):
        garden.app.test_client().sign_in("nurse_a", password)
    with garden.system() as session:
        assert session.get_one(UserAccount, garden.cast.users["nurse_a"]).fail_login_count == 2


def rights_form(client, key):
    page = client.get(f"/roles/{key}/rights").get_data(as_text=True)
    return {
        "version": re.search(r'name="version" value="(\w+)"', page)[1],
        "right": re.findall(r'name="right" value="(\d+)" checked', page),
    }


@pytest.fixture
def root(garden):
    """An administrator and a coordinator of the root organisation."""
    with garden.system() as session:
        house = session.get_one(Organization, garden.cast.organizations["D"])
        rows = Rows(session, house)
        for role in ("administrator", "coordinator"):
            rows.appoint(rows.user(f"root_{role}", organization_id=house.id), role)

    def visit(role):
        client = garden.app.test_client()
        assert client.sign_in(f"root_{role}", PASSWORD).status_code == 302
        client.learn_token()
        return client

    return visit


def save_rights(client, key, form):
    return client.post(f"/roles/{key}/rights", data={"csrf_token": client.token, **form})


def test_two_administrators_who_save_rights_at_once_do_not_undo_each_other(garden, root):
    key = role_id(garden, "Медработник")
    first, second = root("administrator"), root("administrator")
    one, two = rights_form(first, key), rights_form(second, key)
    assert save_rights(first, key, {**one, "right": one["right"][1:]}).status_code == 302
    late = save_rights(second, key, two)
    assert late.status_code == 409
    assert "уже изменил" in late.get_data(as_text=True)
    assert rights_form(first, key)["right"] == one["right"][1:]
    with garden.system() as session:
        record = latest(session, "ab_role", key)
        assert "rights_taken" in record.changes


def test_a_coordinator_ticks_no_right_that_he_has_not(garden, root):
    head = role_id(garden, "Заведующий")
    own = role_id(garden, "Координатор")
    client = root("coordinator")
    every = rights_form(root("administrator"), head)["right"]
    form = rights_form(client, own)
    answer = save_rights(client, own, {**form, "right": sorted({*form["right"], *every})})
    assert answer.status_code == 422
    assert rights_form(client, own)["right"] == form["right"]


# A role entered by hand needs the order that gave it.
ORDER = {"order_number": "12", "order_date": "2026-11-24"}
