"""Orders on their pages: who prepares, who signs, who sees, and what a refusal says."""

from __future__ import annotations

from datetime import date

import pytest
from flask_appbuilder.security.sqla.models import Role

from app.documents import actions, queries
from app.documents.models import Document, DocumentAccess
from app.documents.rules.lifecycle import DocumentState
from app.organizations.models import Organization, UserAccount
from tests.factories.garden import NOW
from tests.factories.house import House, make_house
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder
from tests.rules.core.pdf_reading import plain_text, read

TODAY = NOW.date()


@pytest.fixture
def house(garden) -> House:
    return make_house(garden)


def kind(house: House, key: str = "general") -> int:
    with house.garden.system() as session:
        return queries.kind_of(session, house.organization, key, TODAY).id


def draft(house: House, key: str = "general", day: date = TODAY, **more) -> int:
    with house.garden.system() as session:
        found = queries.kind_of(session, house.organization, key, day)
        return actions.draft(session, house.organization, found, day, **more).id


def state(house: House, key: int) -> DocumentState:
    return house.look(Document, id=key)[0].state


def test_the_coordinator_prepares_and_only_the_head_signs(house):
    coordinator, head = house.visit("coordinator"), house.visit("head")
    form = {
        "kind": str(kind(house)),
        "title": "О питании",
        "issued_on": "2026-11-24",
        "text": "ПРИКАЗЫВАЮ: кормить.",
        "basis": "",
    }
    answer = coordinator.send("/orders/add", form)
    assert answer.status_code == 302
    card = answer.headers["Location"]
    assert "кормить" in coordinator.get(card).get_data(as_text=True)
    assert coordinator.send(f"{card}/sign").status_code == 403
    assert head.send(f"{card}/sign").status_code == 303
    page = head.get(card).get_data(as_text=True)
    assert house.said("The order is signed: № %(number)s.", number="1") in page
    answer = coordinator.get(f"{card}.pdf")
    assert "№ 1" in plain_text(read(answer.get_data()))
    assert "Смирнова" in plain_text(read(answer.get_data()))


def test_a_signed_order_is_neither_edited_nor_deleted(house):
    key = draft(house)
    head = house.visit("head")
    head.send(f"/orders/{key}/sign")
    for page in ("edit", "delete"):
        assert head.get(f"/orders/{key}/{page}").status_code == 404
        assert head.send(f"/orders/{key}/{page}", {"title": "x"}).status_code == 404
        assert head.send(f"/documents/{key}/{page}", {"title": "x"}).status_code == 404
    body = {"title": "x", "version": house.look(Document, id=key)[0].version}
    assert head.send_json("PUT", f"/api/v1/document/{key}", body).status_code in (404, 409)
    assert head.send_json("DELETE", f"/api/v1/document/{key}").status_code in (404, 409)
    assert state(house, key) is DocumentState.SIGNED


def test_an_order_of_tomorrow_is_refused_with_words(house):
    key = draft(house, day=date(2026, 11, 25))
    head = house.visit("head")
    head.send(f"/orders/{key}/sign")
    said = house.said(
        "The date of the document lies in the future. Sign it on its day, or correct the date."
    )
    assert said in head.get(f"/orders/{key}").get_data(as_text=True)
    assert state(house, key) is DocumentState.DRAFT


def test_a_strange_date_and_a_strange_word_are_told_at_their_fields(house):
    head = house.visit("head")
    form = {"kind": str(kind(house)), "title": "О дате", "issued_on": "1926-11-24", "text": "т"}
    answer = head.send("/orders/add", form)
    assert answer.status_code == 422
    assert house.said("The date of the document is out of reach. Correct it.") in answer.get_data(
        as_text=True
    )
    answer = head.send("/orders/add", form | {"issued_on": "2026-11-24", "text": "{ребенок}"})
    assert answer.status_code == 422
    assert "{ребенок}" in answer.get_data(as_text=True)


def test_a_draft_of_a_cancellation_is_made_by_one_press(house):
    key = draft(house)
    head = house.visit("head")
    head.send(f"/orders/{key}/sign")
    answer = head.send(f"/orders/{key}/cancel")
    assert answer.status_code == 303
    cancelling = answer.headers["Location"]
    assert "от 24.11.2026 №\N{NO-BREAK SPACE}1" in head.get(cancelling).get_data(as_text=True)
    head.send(f"{cancelling}/sign")
    assert state(house, key) is DocumentState.CANCELLED
    assert house.said("cancelled") in head.get(f"/orders/{key}").get_data(as_text=True)


def test_a_confidential_order_is_seen_by_those_who_answer_for_papers(house):
    key = draft(house, "general", title="О взыскании")
    with house.garden.system() as session:
        order = session.get_one(Document, key)
        order.confidential = True
        actions.name_keepers(session, order, None)
    for login in ("head", "coordinator", "administrator"):
        assert house.visit(login).get(f"/documents/{key}").status_code == 200, login
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization))
        rows.appoint(session.get_one(UserAccount, house.users["other"]), "senior_teacher")
    open_one = draft(house, title="О прогулках")
    assert house.visit("other").get(f"/documents/{open_one}").status_code == 200
    assert house.visit("other").get(f"/documents/{key}").status_code == 404


def test_a_named_person_and_a_named_role_see_a_document(house):
    key = draft(house, title="О сне")
    first, second = house.visit("first"), house.visit("second")
    assert first.get(f"/documents/{key}").status_code == 404
    with house.garden.system() as session:
        session.add(
            DocumentAccess(
                organization_id=house.organization, document_id=key, user_id=house.users["first"]
            )
        )
    assert first.get(f"/documents/{key}").status_code == 200
    assert "О сне" in first.get("/documents/").get_data(as_text=True)
    assert second.get(f"/documents/{key}").status_code == 404
    with house.garden.system() as session:
        role = session.query(Role).filter_by(name="Сетевой воспитатель").one()
        session.add(
            DocumentAccess(organization_id=house.organization, document_id=key, role_id=role.id)
        )
    assert second.get(f"/documents/{key}").status_code == 200
    assert house.garden.client_of("teacher_a").get(f"/documents/{key}").status_code == 404
    assert house.visit("parent").get(f"/documents/{key}").status_code == 403


def test_words_are_found_in_the_text_and_ё_is_е(house):
    draft(house, title="О прогулках", text="Надевать тёплую одежду")
    page = house.visit("head").get("/documents/?q=теплую").get_data(as_text=True)
    assert "О прогулках" in page
    page = house.visit("head").get("/documents/?q=холодную").get_data(as_text=True)
    assert "О прогулках" not in page


def test_a_list_asks_the_same_number_of_statements_for_1_and_30_orders(house):
    head = house.visit("head")
    draft(house)
    head.get("/orders/")
    with QueryRecorder(house.garden.engine) as one:
        head.get("/orders/")
    for number in range(29):
        draft(house, title=f"Приказ {number}")
    with QueryRecorder(house.garden.engine) as thirty:
        head.get("/orders/")
    assert thirty.count == one.count <= 10, thirty
