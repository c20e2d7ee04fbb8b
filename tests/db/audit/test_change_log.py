"""The log of changes: every entity, old and new, who, by which document, never changed again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from app.children.models import Child, ChildGuardian, Guardian
from app.core.audit.basis import by_document
from app.core.audit.exceptions import NOT_LOGGED, is_logged
from app.core.audit.models import ChangeRecord, Operation
from app.core.audit.writing import plan_of
from app.core.db import Base, db
from app.core.scoping.plain_writes import insert_many
from app.core.scoping.scope import unscoped
from app.features import MODELS
from app.organizations.models import Organization, UserAccount
from tests.factories.garden import NOW
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder

ADMIN = ("administrator_a", "edit", "Child")


def records(garden, **conditions) -> list[Any]:
    with garden.system() as session:
        found = session.query(ChangeRecord).filter_by(**conditions).order_by(ChangeRecord.id).all()
        session.expunge_all()
    return found


def mapped() -> list[Any]:
    assert MODELS
    return sorted({one.class_ for one in Base.registry.mappers}, key=lambda one: one.__name__)


def test_every_entity_is_logged_or_left_out_with_a_reason():
    for model in mapped():
        assert is_logged(model) or any(one in NOT_LOGGED for one in model.__mro__), model
    assert all(len(reason) > 20 for reason in NOT_LOGGED.values())


def test_who_is_left_out_is_written_down():
    """A new name here is a decision: its changes will leave no trace in the log."""
    assert {model.__name__ for model in NOT_LOGGED} == LEFT_OUT


LEFT_OUT = {
    *("AnnouncementRecipient", "AnnouncementRevision"),
    *("ApiKey", "Group", "RegisterUser"),
    *("OfferedRight", "Permission", "PermissionView", "ViewMenu"),
    *("AttendanceMark", "AttendanceSheet", "MarkRevision", "MarkClash", "SheetEvent"),
    *("ChangeRecord", "ViewRecord", "SignInFailure", "UserSession"),
    *("ChildImport", "Job", "KeptStamp"),
    *("DocumentCounter", "DocumentEvent", "KeptFilter"),
    *("CalendarFeed", "MailCopy", "MailFile", "MailLetter"),
    *("ForumFile", "ForumPost", "ForumSeen", "ForumSubscription", "ForumTopic"),
    *("Notification", "NotificationChoice", "OutgoingLetter"),
}


def test_an_entity_of_the_log_has_columns_to_tell_of():
    for model in mapped():
        if is_logged(model):
            assert plan_of(model), f"{model.__name__}: label its columns, or leave it out"


def test_every_row_of_every_logged_entity_has_left_a_record(garden):
    """Generated: the cast has rows of all entities, made by the session like any others."""
    checked = set()
    with garden.system() as session:
        for model in mapped():
            if not is_logged(model) or not issubclass(model, Base):
                continue
            keys = set(session.scalars(select(model.id)))
            query = select(ChangeRecord.row_id).where(
                ChangeRecord.entity == model.__tablename__,
                ChangeRecord.operation == Operation.CREATED,
            )
            assert keys <= set(session.scalars(query)), model.__name__
            checked |= {model.__name__} if keys else set()
    assert {"Child", "Guardian", "Placement", "Employee", "Appointment", "Organization"} <= checked


def test_a_change_is_told_as_old_and_new_with_who_when_and_by_which_document(garden, acting_as):
    key = garden.cast.row("A1", "child")
    before = len(records(garden, entity="child", row_id=key))
    with acting_as(*ADMIN) as session:
        child = session.get_one(Child, key)
        old = child.last_name
        with by_document("Приказ № 12 от 03.11.2026", 5):
            child.last_name, child.birth_date = "Орлова", date(2021, 3, 8)
            session.commit()
    told = records(garden, entity="child", row_id=key)[before:]
    assert len(told) == 1
    assert json.loads(told[0].changes) == [
        ["last_name", old, "Орлова"],
        ["birth_date", "2022-05-10", "2021-03-08"],
    ]
    assert told[0].operation is Operation.CHANGED
    assert (told[0].user_id, told[0].happened_at) == (garden.cast.users["administrator_a"], NOW)
    assert (told[0].basis, told[0].document_id) == ("Приказ № 12 от 03.11.2026", 5)
    assert (told[0].child_id, told[0].title.split()[0]) == (key, "Орлова")


def test_the_old_value_is_known_after_a_commit_and_through_a_link(garden, acting_as):
    """After a commit the row is read anew; a link is changed by its row, not by its key."""
    key = garden.cast.row("A1", "child_guardian")
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, garden.cast.organizations["A"]))
        other = rows.make(Guardian).id
    with acting_as("administrator_a", "edit", "ChildGuardian") as session:
        link = session.get_one(ChildGuardian, key)
        old = link.guardian_id
        session.commit()
        link.guardian = session.get_one(Guardian, other)
        session.commit()
    assert json.loads(records(garden, entity="child_guardian", row_id=key)[-1].changes) == [
        ["guardian_id", old, other]
    ]


def test_a_deleted_row_stays_in_the_log_with_all_that_it_held(garden, acting_as):
    with garden.system() as session:
        rows = Rows(session, session.get_one(Organization, garden.cast.organizations["A"]))
        key = rows.make(Guardian, last_name="Лишняя", first_name="Анна").id
    with acting_as("administrator_a", "delete", "Guardian") as session:
        session.delete(session.get_one(Guardian, key))
        session.commit()
    told = records(garden, entity="guardian", row_id=key)[-1]
    assert told.operation is Operation.DELETED
    assert ["last_name", "Лишняя", None] in json.loads(told.changes)


def test_what_is_undone_leaves_no_record(garden, acting_as):
    before = len(records(garden))
    with acting_as(*ADMIN) as session:
        session.get_one(Child, garden.cast.row("A1", "child")).last_name = "Никогда"
        session.flush()
        session.rollback()
    assert len(records(garden)) == before


def test_saving_without_a_change_leaves_no_record(garden, acting_as):
    before = len(records(garden))
    with acting_as(*ADMIN) as session:
        child = session.get_one(Child, garden.cast.row("A1", "child"))
        child.last_name = str(child.last_name)
        session.commit()
    assert len(records(garden)) == before


@pytest.mark.parametrize("number", [1, 30])
def test_many_rows_cost_one_statement_more(garden, number):
    """Bulk writes are logged by row, in one statement whatever their number."""
    with garden.system() as session:
        values = {"organization_id": garden.cast.organizations["A"], "search_key": ""}
        rows = [
            {"last_name": f"Новая{n}", "first_name": "Анна", "middle_name": None, **values}
            for n in range(number)
        ]
        with QueryRecorder(garden.engine) as queries:
            insert_many(db.session(), Guardian, rows)
    assert len(queries.starting_with("INSERT")) == 2, queries
    told = records(garden, entity="guardian")[-number:]
    with garden.system() as session:
        names = dict(session.query(Guardian.id, Guardian.last_name).all())
    assert [names[one.row_id] for one in told] == [f"Новая{n}" for n in range(number)]
    assert [one.title for one in told] == [f"Новая{n} Анна" for n in range(number)]


def test_special_data_is_told_in_no_searched_text(garden, acting_as):
    key = garden.cast.row("A1", "child")
    with acting_as(*ADMIN) as session:
        session.get_one(Child, key).special_needs = "секретный диагноз"
        session.commit()
    told = records(garden, entity="child", row_id=key)[-1]
    assert "диагноз" in told.changes
    assert "диагноз" not in told.search_key


def test_passwords_and_keys_of_the_program_are_told_nowhere(garden):
    plan = plan_of(UserAccount)
    assert plan is not None
    assert not {"password", "session_epoch", "must_change_password"} & set(plan.columns)


@pytest.mark.parametrize(
    "statement",
    [
        update(ChangeRecord).values(title="иначе"),
        delete(ChangeRecord),
    ],
    ids=["update", "delete"],
)
def test_the_database_itself_refuses_to_change_the_log(garden, statement):
    """Append-only also for the administrator, and for a program that goes past ours."""
    refused = pytest.raises(DBAPIError, match="append-only")
    past = unscoped("a test goes past the program")
    with garden.app.app_context(), past, garden.engine.connect() as connection, refused:
        connection.execute(statement)
    with garden.system() as session:
        assert session.scalar(select(func.count(ChangeRecord.id))) > 0
