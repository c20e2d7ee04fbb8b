"""The card of a row: tabs by address and right, history, what stands in the way of a deletion."""

from __future__ import annotations

import re

import pytest

from app.attendance.models import AbsenceDocument, DocumentKind
from app.children.family_queries import SHOWN_CONTACTS
from app.children.models import Child, ChildGuardian, Guardian
from app.core.choices import VIEWS
from app.core.people import NAME_FORMS
from app.groups.models import ChildGroup, Room
from app.organizations.models import Organization
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder

ADMIN = "administrator_a"
MOST = 17  # with the note of who looked
# The card of a child also tells of its family, consents and benefits, each by its own right.
MOST_OF_A_CHILD = 24


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def rows_of(page):
    return page.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr")


@pytest.fixture
def child(garden):
    return garden.cast.row("A1", "child")


def guardians(garden, key, number):
    """So many more representatives of a child of A."""
    with garden.system() as session:
        house = Rows(session, session.get_one(Organization, garden.cast.organizations["A"]), "ivan")
        for _ in range(number):
            guardian = house.make(Guardian)
            house.make(ChildGuardian, child_id=key, guardian=guardian)


# -- tabs ----------------------------------------------------------------------------------


def test_every_tab_opens_by_its_address_without_a_script(garden, child):
    client = garden.client_of(ADMIN)
    for path in (f"/children/{child}", f"/groups/{garden.cast.row('A1', 'child_group')}"):
        links = re.findall(r'class="tab" href="([^"]+)"', text(client, path))
        assert len(links) >= 4, path
        for link in links:
            page = text(client, link)
            assert f'href="{link}" aria-current="page"' in page, link


def test_a_tab_that_is_none_is_no_page(garden, child):
    client = garden.client_of(ADMIN)
    for tab in ("nothing", "child", "History", "employee"):
        assert client.get(f"/children/{child}?tab={tab}").status_code == 404, tab


def test_a_tab_of_many_rows_has_pages_and_costs_the_same(garden, child):
    client = garden.client_of(ADMIN)
    path = f"/children/{child}?tab=child_guardian"
    counts = []
    for more in (0, 30):
        guardians(garden, child, more)
        with QueryRecorder(garden.engine) as queries:
            page = text(client, path)
        counts.append(queries.count)
    assert counts[0] == counts[1] <= MOST_OF_A_CHILD
    assert rows_of(page) == 25
    assert f"{path}&amp;page=2" in page
    assert rows_of(text(client, f"{path}&page=2")) == 7, "the divorced parent too"
    assert rows_of(text(client, f"{path}&page=99")) == 7
    assert rows_of(text(client, f"{path}&page=x")) == 25


def test_the_rows_of_a_tab_are_those_of_the_right_to_them(garden):
    """Administrator of A and parent in B: in B a parent reads no representatives."""
    mixed = garden.client_of("mixed")
    own, foreign = garden.cast.row("A1", "child"), garden.cast.row("B1", "child")
    assert rows_of(text(mixed, f"/children/{own}?tab=child_guardian")) == 2
    assert rows_of(text(mixed, f"/children/{foreign}?tab=child_guardian")) == 0


def test_the_children_of_a_group_are_those_of_today(garden):
    group = garden.cast.row("A1", "child_group")
    page = text(garden.client_of(ADMIN), f"/groups/{group}?tab=child")
    assert rows_of(page) == 2
    assert f"/children/{garden.cast.row('A1', 'child')}" in page
    assert f"/children/{garden.cast.row('A2', 'child')}" not in page


def test_a_name_in_a_tab_leads_to_the_person_and_the_phone_can_be_called(garden, child):
    page = text(garden.client_of(ADMIN), f"/children/{child}?tab=child_guardian")
    assert f'href="/guardians/{garden.cast.row("A1", "guardian")}"' in page
    assert 'class="phone" href="tel:+7916555' in page


def test_the_representatives_of_children_are_no_columns_for_who_may_not_read_them(garden):
    for person, sees in (("head_a", True), ("nurse_a", False), ("accountant_a", False)):
        client = garden.client_of(person)
        assert ("tel:+7916" in text(client, "/children/")) is sees, person
        file = client.get("/children/export/csv").get_data().decode("utf-8-sig")
        assert ("+7 (916)" in file) is sees, person


def test_the_card_of_a_child_says_first_whom_to_call(garden, child):
    """The mother's phone is on the card itself, for who may open representatives."""
    call = re.compile(
        r'<dd><a href="/guardians/\d+">[^<]+</a><br><a class="phone" href="tel:\+7916'
    )
    for person in (ADMIN, "head_a", "teacher_a"):
        assert call.search(text(garden.client_of(person), f"/children/{child}")), person
    for person in ("nurse_a", "accountant_a"):
        page = text(garden.client_of(person), f"/children/{child}")
        assert "tel:+7916" not in page, person
        assert 'href="/guardians/' not in page, person


def test_a_name_in_a_case_stands_on_the_card_once_it_was_entered(garden, child):
    client = garden.client_of(ADMIN)
    with garden.system() as session:
        for name in NAME_FORMS:
            setattr(session.get_one(Child, child), name, None)
    assert "Имя в документах" not in text(client, f"/children/{child}")
    assert "Имя в документах" in text(client, f"/children/{child}/edit")
    with garden.system() as session:
        session.get_one(Child, child).name_dative = "Ким Ие"
    shown = text(client, f"/children/{child}")
    assert "Ким Ие" in shown
    assert "в родительном" not in shown


def test_the_head_of_a_card_has_one_line_of_actions_on_a_phone(garden, child):
    """Search and help stand in the menu of more actions, also for who may only read."""
    for person in (ADMIN, "nurse_a"):
        page = text(garden.client_of(person), f"/children/{child}")
        assert "head-tools" not in page, person
        menu = page.partition('aria-label="Другие действия"')[2].partition("</details>")[0]
        for found in ("data-finder", "data-help-link"):
            assert found in menu, person


def test_the_card_of_a_child_with_many_representatives_costs_the_same(garden, child):
    client = garden.client_of(ADMIN)
    counts = []
    for more in (0, 30):
        guardians(garden, child, more)
        with QueryRecorder(garden.engine) as queries:
            page = text(client, f"/children/{child}")
        counts.append(queries.count)
    assert counts[0] == counts[1] <= MOST_OF_A_CHILD
    assert page.count('<dd><a href="/guardians/') == SHOWN_CONTACTS


def test_a_parent_elsewhere_finds_no_representatives_on_the_card(garden):
    page = text(garden.client_of("mixed"), f"/children/{garden.cast.row('B1', 'child')}")
    assert 'class="phone"' not in page


def test_the_history_says_who_changed_the_record(garden):
    with garden.system() as session:
        house = Rows(session, session.get_one(Organization, garden.cast.organizations["A"]))
        key = house.make(Room, name="Зал").id
    client = garden.client_of(ADMIN)
    client.send(f"/rooms/{key}/edit", {"name": "Зал большой", "version": "1"})
    page = text(client, f"/rooms/{key}?tab=history")
    assert "Кто изменил" in page
    assert re.search(r"Сохранений</dt><dd>\s*2", page)


# -- how a card is headed ------------------------------------------------------------------


def test_the_card_of_a_document_says_its_kind(garden):
    key = garden.cast.row("A1", "absence_document")
    with garden.system() as session:
        session.get_one(AbsenceDocument, key).kind = DocumentKind.NOTE
    head = re.search(r"<h1>(.*?)</h1>", text(garden.client_of(ADMIN), f"/absence-documents/{key}"))
    assert head is not None
    assert head[1].startswith("Справка")


@pytest.mark.parametrize(
    ("table", "route"),
    [
        ("enrollment", "enrollments"),
        ("placement", "placements"),
        ("child_guardian", "child-guardians"),
        ("group_teacher", "group-teachers"),
        ("attendance_sheet", "attendance-sheets"),
        ("attendance_mark", "attendance-marks"),
        ("mark_revision", "mark-revisions"),
        ("mark_clash", "mark-clashes"),
        ("sheet_event", "sheet-events"),
    ],
)
def test_a_card_is_headed_by_more_than_a_date(garden, table, route):
    key = garden.cast.row("A1", table)
    head = re.search(r"<h1>(.*?)</h1>", text(garden.client_of(ADMIN), f"/{route}/{key}"))
    assert head is not None
    assert "alpha" in head[1], head[1]


# -- rows of the organisation above -----------------------------------------------------------


def test_a_row_of_the_organization_above_offers_no_step_that_would_fail(garden):
    client = garden.client_of(ADMIN)
    key = garden.cast.row("D", "age_level")
    page = text(client, f"/age-levels/{key}")
    assert f"/age-levels/{key}/edit" not in page
    assert f"/age-levels/{key}/delete" not in page
    assert "вышестоящей организации" in page
    for step in ("edit", "delete"):
        assert client.get(f"/age-levels/{key}/{step}").status_code == 404
    own = garden.cast.row("A", "age_level")
    assert f"/age-levels/{own}/edit" in text(client, f"/age-levels/{own}")


# -- deletion ------------------------------------------------------------------------------


def test_a_deletion_says_what_rests_on_the_row_and_leads_there(garden, child):
    page = text(garden.client_of(ADMIN), f"/children/{child}/delete")
    assert f'href="/placements/?f.child={child}"' in page
    assert f'href="/child-guardians/?f.child={child}"' in page
    assert "btn-danger" not in page
    room = garden.cast.row("A", "room")
    with garden.system() as session:
        for group in session.query(ChildGroup):
            group.room_id = None
    assert "btn-danger" in text(garden.client_of(ADMIN), f"/rooms/{room}/delete")


def test_a_row_that_cannot_go_names_the_date_that_ends_it(garden):
    key = garden.cast.row("A1", "child_group")
    page = text(garden.client_of(ADMIN), f"/groups/{key}/delete")
    assert f"/groups/{key}/edit#closed_on" in page


# -- forms from a card ------------------------------------------------------------------------


def test_a_form_opened_from_a_tab_leads_back_to_it(garden, child):
    client = garden.client_of(ADMIN)
    link = garden.cast.row("A1", "child_guardian")
    tab = f"/children/{child}?tab=child_guardian"
    page = text(client, tab)
    found = re.search(rf'href="(/child-guardians/{link}/edit\?back=[^"]+)"', page)
    assert found is not None
    values = client.get_json(f"/api/v1/child_guardian/{link}")["result"]
    form = {name: str(values[name]["id"]) for name in ("child", "guardian")}
    form |= {"relation": "father", "rights": "full", "version": str(values["version"])}
    answer = client.send(found[1], form)
    assert answer.status_code == 302
    assert answer.headers["Location"] == tab


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site(garden, back):
    with garden.system() as session:
        house = Rows(session, session.get_one(Organization, garden.cast.organizations["A"]))
        key = house.make(Room, name="Зал").id
    client = garden.client_of(ADMIN)
    assert back not in text(client, f"/rooms/{key}/edit?back={back}").replace("&amp;", "&")
    answer = client.send(f"/rooms/{key}/edit?back={back}", {"name": "Зал", "version": "1"})
    assert answer.headers["Location"] == f"/rooms/{key}"


def test_no_card_breaks_by_its_history(garden):
    """Marks, jobs and accounts keep it otherwise: who wrote them stands in lists of their own."""
    client = garden.client_of(ADMIN)
    kept = {**garden.cast.rows["A"], **garden.cast.rows["A1"], "ab_role": 1, "role_reach": 1}
    for model, view in VIEWS.items():
        card = f"{view.route_base}/{kept.get(model.__tablename__)}"
        if client.get(card).status_code != 200:
            continue
        offered = f"{card}?tab=history" in text(client, card)
        answer = client.get(f"{card}?tab=history")
        assert answer.status_code == (200 if offered else 404), card
