"""Pages of the log of changes: on the card and searched, without what the reader may not see."""

from __future__ import annotations

import re
from html import unescape

import pytest

from app.children.models import Child
from app.core.audit.models import ChangeRecord
from app.core.db import db
from tests.harness.queries import QueryRecorder
from tests.web.access.answers import text_of


def shown(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(unescape(text).split())


def edit(garden, person, key, **changes):
    """A person changes a child through the form of the card."""
    client = garden.client_of(person)
    page = client.get(f"/children/{key}/edit").get_data(as_text=True)
    with garden.system() as session:
        child = session.get_one(Child, key)
        form = {
            "version": str(child.version),
            "last_name": child.last_name,
            "first_name": child.first_name,
            "middle_name": child.middle_name or "",
            "sex": child.sex.value,
            "birth_date": child.birth_date.isoformat(),
        }
    assert "change_basis" in page
    answer = client.send(f"/children/{key}/edit", {**form, **changes})
    assert answer.status_code == 302, shown(answer)


@pytest.fixture
def child(garden) -> int:
    return garden.cast.row("A1", "child")


def test_the_card_tells_old_new_who_and_by_which_document(garden, child):
    edit(garden, "administrator_a", child, last_name="Ёлкина", change_basis=" Письмо  № 7 ")
    text = shown(garden.client_of("head_a").get(f"/children/{child}?tab=history"))
    assert "Фамилия feldsparalpha" in text
    assert "→ Ёлкина" in text
    assert "Документ-основание: Письмо № 7" in text


def test_who_may_not_read_the_log_sees_the_last_author_only(garden, child):
    edit(garden, "administrator_a", child, last_name="Ёлкина", change_basis="Письмо № 7")
    text = shown(garden.client_of("teacher_a").get(f"/children/{child}?tab=history"))
    assert "Кто изменил" in text
    assert "Письмо № 7" not in text
    assert garden.client_of("teacher_a").get("/change-log/").status_code == 403


def test_the_log_is_searched_by_entity_person_period_and_words(garden, child):
    edit(garden, "administrator_a", child, last_name="Ёлкина")
    client, me = garden.client_of("head_a"), garden.cast.users["administrator_a"]
    for query in (
        "q=елкина",
        "q=ЁЛКИНА&f.entity=child",
        f"f.user={me}",
        "f.happened_at.from=2026-11-24&f.operation=changed",
        f"f.entity=child&f.row_id.from={child}&f.row_id.to={child}",
    ):
        assert "→ Ёлкина" in shown(client.get(f"/change-log/?{query}")), query
    for query in ("q=нетакого", "q=елкина&f.entity=guardian", "f.happened_at.from=2027-01-01"):
        assert "Ёлкина" not in shown(client.get(f"/change-log/?{query}")), query
    assert client.get("/change-log/?f.entity=nothing").status_code == 400


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_the_log_is_exported_with_what_changed(garden, child, kind):
    edit(garden, "administrator_a", child, last_name="Ёлкина")
    answer = garden.client_of("head_a").get(f"/change-log/export/{kind}?f.entity=child")
    assert answer.status_code == 200
    assert "Ёлкина" in text_of(answer)


def test_another_kindergarten_and_a_stranger_find_nothing(garden, child):
    edit(garden, "administrator_a", child, last_name="Ёлкина")
    with garden.system() as session:
        key = session.query(ChangeRecord.id).filter_by(entity="child", row_id=child).first()[0]
    other = garden.client_of("administrator_b")
    assert "Ёлкина" not in shown(other.get("/change-log/?q=елкина"))
    assert other.get(f"/change-log/{key}").status_code == 404
    assert other.get(f"/api/v1/change_record/{key}").status_code == 404
    for person in ("parent_a", "nobody"):
        assert garden.client_of(person).get(f"/change-log/{key}").status_code == 403


def take_right(garden, role, subject, right):
    with garden.system() as session:
        for one in session.query(garden.app.appbuilder.sm.role_model).filter_by(name=role):
            one.permissions = [
                held
                for held in one.permissions
                if (held.permission.name, held.view_menu.name) != (f"can_{right}", subject)
            ]


def test_special_data_is_kept_from_who_may_not_see_the_column(garden, child):
    """Health (152-ФЗ, art. 10): not on the card, the page, in the file, REST or by search."""
    edit(garden, "administrator_a", child, special_needs="тайный диагноз")
    head = garden.client_of("head_a")
    assert "тайный диагноз" in shown(head.get("/change-log/?f.entity=child"))
    take_right(garden, "Заведующий", "Child", "special")
    with garden.system() as session:
        query = session.query(ChangeRecord).filter_by(entity="child", row_id=child)
        key = query.order_by(ChangeRecord.id.desc()).first().id
    for path in (
        f"/children/{child}?tab=history",
        "/change-log/?f.entity=child",
        f"/change-log/{key}",
        "/change-log/export/csv?f.entity=child",
        f"/api/v1/change_record/{key}",
    ):
        answer = head.get(path)
        assert answer.status_code == 200, path
        assert "диагноз" not in text_of(answer), path
    assert "Данные, которые вам не показаны" in shown(head.get(f"/change-log/{key}"))
    assert "Ничего не найдено" in shown(head.get("/change-log/?q=диагноз"))


def test_records_of_a_section_that_the_person_may_not_read_are_left_out(garden, child):
    edit(garden, "administrator_a", child, last_name="Ёлкина")
    take_right(garden, "Заведующий", "Child", "read")
    head = garden.client_of("head_a")
    # The name stands as that of a linked row, as on the pages of links; the change does not.
    assert "→ Ёлкина" not in shown(head.get("/change-log/"))
    assert head.get("/change-log/?f.entity=child").status_code == 400
    with garden.system() as session:
        key = session.query(ChangeRecord.id).filter_by(entity="child", row_id=child).first()[0]
    assert head.get(f"/change-log/{key}").status_code == 404


def test_mixed_roles_read_the_log_where_they_administer(garden):
    """Administrator of A and parent in B: nothing of B, the own child's records neither."""
    edit(garden, "administrator_b", garden.cast.row("B1", "child"), last_name="Чужакова")
    text = shown(garden.client_of("mixed").get("/change-log/?q=чужакова"))
    assert "→ Чужакова" not in text


def statements(garden, path):
    client = garden.client_of("head_a")
    client.get(path)
    with QueryRecorder(garden.engine) as queries:
        assert client.get(path).status_code == 200
    return queries


def test_pages_of_the_log_ask_the_same_whatever_its_length(garden, child):
    edit(garden, "administrator_a", child, last_name="Первая")
    one = statements(garden, f"/children/{child}?tab=history").count
    few = statements(garden, "/change-log/?f.entity=child").count
    for number in range(12):
        edit(garden, "administrator_a", child, last_name=f"Другая{number}")
    assert statements(garden, f"/children/{child}?tab=history").count == one
    assert statements(garden, "/change-log/?f.entity=child").count == few
    assert few <= 10


def test_saving_a_form_costs_one_statement_more(garden, child):
    """The record of the log: nothing is read for it."""
    with garden.acting_as("administrator_a", "edit", "Child"):
        item = db.session.get_one(Child, child)
        item.last_name = "Ёлкина"
        with QueryRecorder(garden.engine) as queries:
            db.session.commit()
    assert len(queries.naming("change_record")) == 1
    assert len(queries.starting_with("SELECT")) == 0, queries


def test_nothing_writes_to_the_log_by_hand(garden):
    client = garden.client_of("administrator_a")
    for path in ("/change-log/add", "/change-log/1/edit", "/change-log/1/delete"):
        assert client.send(path).status_code in (404, 405)
    assert client.send_json("POST", "/api/v1/change_record/", {}).status_code == 405


def test_rest_names_the_document_of_a_change_as_the_form_does(garden):
    key = garden.cast.row("A1", "child")
    client = garden.client_of("administrator_a")
    path = f"/api/v1/child/{key}"
    version = client.get_json(path)["result"]["version"]
    body = {"last_name": "Орлова", "version": version}
    basis = "Заявление  родителя от 24.11.2026"
    wrong = client.send_json("PUT", path, {**body, "change_basis": {"id": 1}})
    assert wrong.status_code == 422
    assert client.send_json("PUT", path, {**body, "change_basis": basis}).status_code == 200
    with garden.system() as session:
        found = session.query(ChangeRecord).filter_by(entity="child", row_id=key)
        record = found.order_by(ChangeRecord.id.desc()).first()
        assert record.basis == "Заявление родителя от 24.11.2026"
    again = client.send_json("PUT", path, {"first_name": "Ия", "version": version + 1})
    assert again.status_code == 200
    with garden.system() as session:
        found = session.query(ChangeRecord).filter_by(entity="child", row_id=key)
        assert found.order_by(ChangeRecord.id.desc()).first().basis is None
