"""The log of looks: who saw whose personal data, printed it or took it out; and at what price."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from app.core.audit.view_models import Look, ViewRecord
from app.core.db import db
from app.core.scoping.scope import unscoped
from tests.factories.garden import NOW
from tests.harness.queries import QueryRecorder


def shown(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))).split())


@pytest.fixture
def looks(garden):
    """What was noted since the test began."""

    def records():
        with garden.system() as session:
            found = session.query(ViewRecord).order_by(ViewRecord.id).all()
            session.expunge_all()
        return found

    before = len(records())
    return lambda: records()[before:]


def told(records):
    return [(one.look, one.entity, one.row_id, one.child_id, one.number) for one in records]


def test_a_card_its_form_and_its_rest_are_noted_with_who_when_whose_and_where(garden, looks):
    child = garden.cast.row("A1", "child")
    client = garden.client_of("teacher_a")
    for path in (f"/children/{child}", f"/children/{child}/edit", f"/api/v1/child/{child}"):
        assert client.get(path).status_code == 200
    found = looks()
    assert told(found) == [(Look.VIEWED, "child", child, child, 1)] * 3
    assert {(one.user_id, one.happened_at, one.address) for one in found} == {
        (garden.cast.users["teacher_a"], NOW, "127.0.0.1")
    }
    assert found[0].path == f"/children/{child}"
    assert {one.organization_id for one in found} == {garden.cast.organizations["A"]}


def test_the_month_of_a_child_and_the_sheet_of_a_group_are_noted(garden, looks):
    child, group = garden.cast.row("A1", "child"), garden.cast.row("A1", "child_group")
    client = garden.client_of("teacher_a")
    assert client.get(f"/attendance/child/{child}/2026-11").status_code == 200
    assert client.get(f"/attendance/month/{group}/2026-11.pdf").status_code == 200
    assert client.get(f"/attendance/month/{group}/2026-11.xlsx").status_code == 200
    assert told(looks()) == [
        (Look.VIEWED, "child", child, child, 1),
        (Look.PRINTED, "child_group", group, None, 2),
        (Look.EXPORTED, "child_group", group, None, 2),
    ]


def test_an_exported_list_is_noted_with_its_count_and_conditions(garden, looks):
    client = garden.client_of("head_a")
    group = garden.cast.row("A1", "child_group")
    assert client.get(f"/children/export/csv?f.group={group}").status_code == 200
    found = looks()
    assert told(found) == [(Look.EXPORTED, "child", None, None, 2)]
    assert found[0].path == f"/children/export/csv?f.group={group}"


def test_what_was_refused_or_holds_nothing_personal_is_not_noted(garden, looks):
    client = garden.client_of("teacher_a")
    assert client.get(f"/children/{garden.cast.row('B1', 'child')}").status_code == 404
    assert client.get(f"/employees/{garden.cast.row('A', 'employee')}").status_code == 403
    assert client.get(f"/groups/{garden.cast.row('A1', 'child_group')}").status_code == 200
    assert client.get("/children/").status_code == 200
    assert looks() == []


def test_the_card_of_a_child_tells_who_looked_to_who_may_read_the_log(garden):
    child = garden.cast.row("A1", "child")
    garden.client_of("teacher_a").get(f"/children/{child}")
    text = shown(garden.client_of("head_a").get(f"/children/{child}?tab=view_record"))
    assert "просмотр" in text
    assert f"/children/{child}" in text
    for person in ("teacher_a", "parent_a"):
        answer = garden.client_of(person).get(f"/children/{child}?tab=view_record")
        assert answer.status_code == 404
        assert "Кто смотрел" not in shown(garden.client_of(person).get(f"/children/{child}"))


def test_the_log_is_filtered_by_person_and_by_child(garden):
    child, other = garden.cast.row("A1", "child"), garden.cast.row("A2", "child")
    garden.client_of("teacher_a").get(f"/children/{child}")
    client, teacher = garden.client_of("head_a"), garden.cast.users["teacher_a"]
    for query, found in (
        (f"f.user={teacher}&f.child={child}", True),
        (f"f.user={teacher}&f.child={other}", False),
        (f"f.user={garden.cast.users['nurse_a']}&f.child={child}", False),
        ("f.look=viewed&f.happened_at.from=2026-11-24", True),
    ):
        assert (f"/children/{child}" in shown(client.get(f"/view-log/?{query}"))) is found, query


def test_another_kindergarten_reads_no_look_of_ours(garden):
    child = garden.cast.row("A1", "child")
    garden.client_of("teacher_a").get(f"/children/{child}")
    with garden.system() as session:
        key = session.query(ViewRecord).order_by(ViewRecord.id.desc()).first().id
    other = garden.client_of("administrator_b")
    assert other.get(f"/view-log/{key}").status_code == 404
    assert f"/children/{child} " not in shown(other.get("/view-log/"))
    for person in ("teacher_a", "parent_a", "nobody", "authority"):
        assert garden.client_of(person).get("/view-log/").status_code == 403


def test_a_card_pays_one_statement_for_its_note_after_all_its_reading(garden):
    client = garden.client_of("teacher_a")
    path = f"/children/{garden.cast.row('A1', 'child')}"
    client.get(path)
    with QueryRecorder(garden.engine) as queries:
        assert client.get(path).status_code == 200
    notes = queries.naming("view_record")
    assert len(notes) == 1, queries
    assert queries.texts[-1] == notes[0]


def test_a_note_that_cannot_be_written_now_is_written_with_the_next_one(garden, looks, monkeypatch):
    """The database is busy: the page is answered, and the note is not lost."""
    child = garden.cast.row("A1", "child")
    client = garden.client_of("teacher_a")

    real = db.session.commit

    def busy():
        monkeypatch.setattr(db.session, "commit", real)
        raise DBAPIError("insert", {}, Exception("database is locked"))

    monkeypatch.setattr(db.session, "commit", busy, raising=False)
    assert client.get(f"/children/{child}").status_code == 200
    assert looks() == []
    assert client.get(f"/children/{child}").status_code == 200
    assert len(looks()) == 2


@pytest.mark.parametrize("statement", [update(ViewRecord).values(path=""), delete(ViewRecord)])
def test_the_database_itself_refuses_to_change_the_log(garden, statement):
    refused = pytest.raises(DBAPIError, match="append-only")
    past = unscoped("a test goes past the program")
    with garden.app.app_context(), past, garden.engine.connect() as connection, refused:
        connection.execute(statement)
