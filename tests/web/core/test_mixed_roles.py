"""A right counts where its role was given: what one role may see opens nothing of another one."""

from __future__ import annotations

import pytest

from app.children.models import Child
from app.organizations.models import Organization, UserAccount
from tests.factories.rows import Rows

SECRET = "wollastonite"


@pytest.fixture
def also(garden):
    """``also("teacher_a", "parent", "B")``: one more role of a person of the cast."""

    def appoint(login, role, house):
        with garden.system() as session:
            rows = Rows(session, session.get_one(Organization, garden.cast.organizations[house]))
            rows.appoint(session.get_one(UserAccount, garden.cast.users[login]), role)
            for child in session.query(Child):
                child.special_needs = f"{SECRET}{child.id}"
        return garden.client_of(login)

    return appoint


PATHS = (
    "/children/?cols=full_name,special_needs,health_group",
    "/children/export/csv?cols=full_name,special_needs",
    "/children/?order=special_needs",
    "/children/{child}",
    "/children/{child}/edit",
    "/api/v1/child/{child}",
    "/api/v1/child/",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_parent_who_is_a_teacher_sees_no_health_data_of_the_group(garden, also, path):
    client = also("teacher_a", "parent", "B")
    child = garden.cast.row("A1", "child")
    answer = client.get(path.format(child=child))
    assert SECRET not in answer.get_data(as_text=True)


def test_an_accountant_who_leads_a_group_elsewhere_sees_no_phones_of_the_house(garden, also):
    client = also("accountant_a", "teacher", "B")
    for path in ("/children/", "/children/export/csv"):
        text = client.get(path).get_data(as_text=True)
        assert "feldsparalpha" in text
        assert "555-01" not in text, path
        assert "quartzitealpha@" not in text


def test_who_works_at_the_root_in_another_role_changes_no_roles(garden, also):
    client = also("administrator_a", "accountant", "D")
    assert client.get("/roles/1/edit").status_code == 403
    assert client.send("/roles/1/rights", {"right": "1"}).status_code == 403


def test_a_parent_who_is_a_teacher_sees_the_health_of_the_own_child_on_its_card(garden, also):
    client = also("parent_ab", "teacher", "A")
    own = garden.cast.row("A2", "child")
    for path in (f"/children/{own}", f"/api/v1/child/{own}"):
        assert f"{SECRET}{own}" in client.get(path).get_data(as_text=True), path
    assert SECRET not in client.get("/children/?cols=full_name").get_data(as_text=True)


def test_an_administrator_who_is_a_parent_elsewhere_sees_the_health_in_the_list(garden, also):
    client = also("mixed", "teacher", "A")
    own, other = (garden.cast.row(place, "child") for place in ("A1", "B1b"))
    text = client.get("/children/?cols=special_needs").get_data(as_text=True)
    assert f"{SECRET}{own}" in text
    assert f"{SECRET}{other}<" not in text


def test_who_reads_attendance_but_no_representatives_gets_no_phones(garden):
    group = garden.cast.row("A1", "child_group")
    page = f"/attendance/today/{group}/2026-11-24"
    assert "+7916" in garden.client_of("head_a").get(page).get_data(as_text=True)
    for person in ("accountant_a", "nurse_a"):
        answer = garden.client_of(person).get(page).get_data(as_text=True)
        assert "+7916" not in answer, person


def test_a_parent_elsewhere_is_told_of_no_representative_in_the_list(garden):
    text = garden.client_of("mixed").get("/children/").get_data(as_text=True)
    assert "molybdenbravo" in text
    assert "9165550107" not in text


def test_links_of_a_form_are_looked_up_by_who_may_fill_it_in(garden):
    """Who only reads representatives and employees is told of no accounts."""
    senior, admin = garden.client_of("senior_a"), garden.client_of("administrator_a")
    for path in ("/guardians/related/user", "/employees/related/user"):
        assert senior.get(path).status_code == 404, path
        assert admin.get(path).status_code == 200, path
    assert senior.get("/absence-documents/related/child").status_code == 200, "a filter"


def test_a_link_leads_to_no_card_that_the_right_to_read_it_does_not_open(garden, also):
    """A nurse reads consents here and representatives only where she teaches."""
    client = also("nurse_a", "teacher", "B")
    consent = garden.cast.row("A1", "consent")
    guardian = garden.cast.row("A1", "guardian")
    assert client.get(f"/guardians/{guardian}").status_code == 404
    text = client.get(f"/consents/{consent}").get_data(as_text=True)
    assert f'href="/guardians/{guardian}"' not in text
    assert f'href="/children/{garden.cast.row("A1", "child")}"' in text
    text = garden.client_of("head_a").get(f"/consents/{consent}").get_data(as_text=True)
    assert f'href="/guardians/{guardian}"' in text


def test_who_may_edit_elsewhere_is_not_told_that_the_row_is_of_an_organisation_above(garden, also):
    child = garden.cast.row("A1", "child")
    text = also("nurse_a", "teacher", "B").get(f"/children/{child}").get_data(as_text=True)
    assert "По вашей роли эту запись можно только читать." in text
    assert "вышестоящей" not in text
    kind = garden.cast.row("D", "document_kind")
    text = garden.client_of("administrator_a").get(f"/document-kinds/{kind}")
    assert "принадлежит вышестоящей организации" in text.get_data(as_text=True)


def test_what_has_no_pages_of_its_own_is_counted_in_one_line_where_it_keeps_a_row(garden):
    for path in ("/groups/{child_group}/delete", "/forum-sections/{forum_section}/delete"):
        keys = {**garden.cast.rows["A"], **garden.cast.rows["A1"]}
        page = garden.client_of("administrator_a").get(path.format(**keys))
        assert page.status_code == 200
        assert page.get_data(as_text=True).count("Части других записей") <= 1
