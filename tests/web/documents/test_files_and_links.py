"""Files of documents: versions, one copy of the same bytes, no lies; and links between papers."""

from __future__ import annotations

import io

import pytest

from app.core.files.models import StoredFile
from app.core.pdf import table_pdf
from app.core.tabular import Column, Kind
from app.documents import actions
from app.documents.attached_models import DocumentFile
from app.documents.models import Document, DocumentAccess
from app.documents.rules.lifecycle import DocumentState

PDF = table_pdf("Положение", "о прогулках", [Column("Слово", Kind.TEXT)], [("Ёлочка",)])


def send_file(client, key: int, name: str = "положение.pdf", content: bytes = PDF):
    data = {"csrf_token": client.token, "file": (io.BytesIO(content), name)}
    return client.post(f"/documents/{key}/files", data=data)


def test_a_file_that_lies_about_its_type_is_refused_and_nothing_is_kept(house, papers):
    key, head = papers.draft(), house.visit("head")
    answer = send_file(head, key, "приказ.pdf", b"MZ\x90 a program")
    assert answer.status_code == 422
    said = house.said(
        "The file “%(name)s” is not what its name says: inside it is no %(said)s. Open it and "
        "save it again in the right format.",
        name="приказ.pdf",
        said="PDF",
    )
    assert said in answer.get_data(as_text=True)
    assert house.look(DocumentFile, document_id=key) == []
    assert send_file(head, key, "x.exe").status_code == 422
    assert head.send(f"/documents/{key}/files").status_code == 422


def test_versions_stay_and_the_same_bytes_are_kept_once(house, papers):
    key, other, head = papers.draft(), papers.draft(title="Другой"), house.visit("head")
    before = len(house.look(StoredFile))
    assert send_file(head, key).status_code == 303
    assert send_file(head, key, "вторая.pdf").status_code == 303
    assert send_file(head, other, "та же.pdf").status_code == 303
    assert send_file(head, key, "иная.txt", "Текст".encode()).status_code == 303
    versions = house.look(DocumentFile, document_id=key)
    assert [one.number for one in versions] == [1, 2, 3]
    assert len(house.look(StoredFile)) == before + 2
    answer = head.get(f"/documents/{key}/files/1")
    assert answer.get_data() == PDF
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_document_is_found_by_the_words_of_its_file(house, papers):
    key, head = papers.draft(title="О саде", text="x"), house.visit("head")
    assert "О саде" not in head.get("/documents/?q=елочка").get_data(as_text=True)
    send_file(head, key)
    assert "О саде" in head.get("/documents/?q=елочка").get_data(as_text=True)


def test_a_file_is_served_to_who_reaches_its_document_only(house, papers):
    key = papers.draft()
    send_file(house.visit("head"), key)
    address = f"/documents/{key}/files/1"
    first = house.visit("first")
    assert first.get(address).status_code == 404
    house.visit("head").send(f"/documents/{key}/access", {"reader": f"u{house.users['first']}"})
    assert first.get(address).status_code == 200
    assert house.garden.client_of("administrator_a").get(address).status_code == 404
    assert house.visit("head").get(f"/documents/{key}/files/9").status_code == 404


def test_access_is_given_to_people_of_the_house_and_taken_back(house, papers):
    key, head, first = papers.draft(), house.visit("head"), house.visit("first")
    stranger = house.garden.cast.users["teacher_a"]
    answer = head.send(f"/documents/{key}/access", {"reader": f"u{stranger}"})
    assert answer.status_code == 400
    head.send(f"/documents/{key}/access", {"reader": f"u{house.users['first']}"})
    assert first.get(f"/documents/{key}").status_code == 200
    page = head.get(f"/documents/{key}").get_data(as_text=True)
    access = page.split('name="access" value="')[1].split('"')[0]
    head.send(f"/documents/{key}/access/drop", {"access": access})
    assert first.get(f"/documents/{key}").status_code == 404


def test_a_confidential_document_never_loses_those_who_answer_for_papers(house, papers):
    key, head = papers.draft(), house.visit("head")
    with house.garden.system() as session:
        document = session.get_one(Document, key)
        document.confidential = True
        actions.name_keepers(session, document, house.users["head"])
    for kept in house.look(DocumentAccess, document_id=key):
        answer = head.send(f"/documents/{key}/access/drop", {"access": kept.id})
        assert answer.status_code == (422 if kept.role_id else 303)
    assert head.get(f"/documents/{key}").status_code == 200
    assert all(one.role_id for one in house.look(DocumentAccess, document_id=key))


def test_a_linked_document_is_shown_on_both_cards(house, papers):
    basis, head = papers.signed(title="О режиме"), house.visit("head")
    key = papers.draft(title="О сне")
    answer = head.send(f"/documents/{key}/links", {"kind": "basis", "target": "№ 1 от 24.11.2026"})
    assert answer.status_code == 303
    assert "О режиме" in head.get(f"/documents/{key}").get_data(as_text=True)
    assert "О сне" in head.get(f"/documents/{basis}").get_data(as_text=True)
    for target in ("77", "", "№ 1 от 99.99.2026"):
        answer = head.send(f"/documents/{key}/links", {"kind": "basis", "target": target})
        assert answer.status_code == 422, target


def test_an_order_that_a_signed_one_rests_on_is_not_cancelled(house, papers):
    basis, head = papers.signed(title="О режиме"), house.visit("head")
    key = papers.draft(title="О сне")
    head.send(f"/documents/{key}/links", {"kind": "amends", "target": "1"})
    head.send(f"/orders/{key}/sign")
    cancelling = head.send(f"/orders/{basis}/cancel").headers["Location"]
    head.send(f"{cancelling}/sign")
    said = house.said(
        "The document № %(number)s “%(title)s” rests on it: cancel that one first.",
        number="2",
        title="О сне",
    )
    assert said in head.get(cancelling).get_data(as_text=True)
    assert papers.look(basis).state is DocumentState.SIGNED


def test_a_cancelled_document_takes_no_file(house, papers):
    key, head = papers.signed(), house.visit("head")
    cancelling = head.send(f"/orders/{key}/cancel").headers["Location"]
    head.send(f"{cancelling}/sign")
    assert send_file(head, key).status_code == 409


@pytest.mark.parametrize("key", ["minutes", "incoming"])
def test_a_paper_that_is_no_order_is_registered_without_the_head(house, papers, key):
    number = papers.draft(key, title="Письмо", text="")
    coordinator = house.visit("coordinator")
    assert coordinator.send(f"/documents/{number}/register").status_code == 303
    found = house.look(Document, id=number)[0]
    assert found.number == {"minutes": "1-П", "incoming": "1-вх"}[key]
    order = papers.draft()
    assert coordinator.send(f"/documents/{order}/register").status_code == 409
