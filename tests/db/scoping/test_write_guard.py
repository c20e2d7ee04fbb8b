"""No flush writes a row that the person may not write, nor a key to a row he may not see."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from app.attendance.history_models import MarkRevision
from app.attendance.models import AttendanceMark, AttendanceSheet
from app.children.models import Child
from app.core.db import db
from app.core.scoping.plain_writes import Change, insert_many, insert_together, update_many
from app.core.scoping.reach import SCOPED_TABLES
from app.core.scoping.scope import AccessScope, ScopeRefused, acting
from app.groups.models import AgeLevel
from tests.db.scoping.writes import (
    FORBIDDEN,
    PERMITTED,
    REGISTER,
    TEACHER,
    commit,
    foreign,
    mark_row,
    own,
    taken_in,
)
from tests.factories.garden import NOW
from tests.factories.rows import YEAR_START
from tests.harness.dump import dump
from tests.harness.queries import QueryRecorder


@pytest.mark.parametrize("step", FORBIDDEN)
def test_a_forbidden_write_is_refused_and_nothing_changes(garden, step):
    before = dump(garden.engine)
    with garden.acting_as("administrator_a", "edit", "Child") as session:
        with pytest.raises(ScopeRefused):
            commit(FORBIDDEN[step], session, garden.cast)
        session.rollback()
    assert dump(garden.engine) == before


@pytest.mark.parametrize("step", TEACHER)
def test_a_teacher_writes_rows_of_the_own_group_only(garden, step):
    before = dump(garden.engine)
    with garden.acting_as("teacher_a", "edit", "Child") as session:
        with pytest.raises(ScopeRefused):
            commit(TEACHER[step], session, garden.cast)
        session.rollback()
    assert dump(garden.engine) == before


@pytest.mark.parametrize("step", PERMITTED)
def test_a_permitted_write_is_written(garden, step):
    before = dump(garden.engine)
    with garden.acting_as("administrator_a", "edit", "Child") as session:
        PERMITTED[step](session, garden.cast)
        session.commit()
    assert dump(garden.engine) != before


@pytest.mark.parametrize("what", REGISTER)
def test_many_rows_in_one_statement_are_judged_one_by_one(garden, what):
    before = dump(garden.engine)
    good = mark_row(garden.cast, child_id=garden.cast.row("A1b", "child"))
    with garden.acting_as("teacher_a", "mark", "Attendance") as session:
        with pytest.raises(ScopeRefused):
            insert_many(session, AttendanceMark, [good, REGISTER[what](garden.cast)])
        session.rollback()
    assert dump(garden.engine) == before


def test_many_own_rows_are_written_in_one_statement(garden):
    rows = [
        mark_row(garden.cast, child_id=garden.cast.row(place, "child")) for place in ("A1", "A1b")
    ]
    with garden.acting_as("teacher_a", "mark", "Attendance") as session:
        with QueryRecorder(garden.engine) as queries:
            insert_many(session, AttendanceMark, rows)
        session.commit()
        found = session.scalars(
            select(AttendanceMark.child_id).where(AttendanceMark.day == YEAR_START)
        ).all()
    assert len(queries.starting_with("INSERT")) == 1
    assert sorted(found) == sorted(row["child_id"] for row in rows)


@pytest.mark.parametrize("what", sorted(REGISTER.keys() - {"a foreign document", "a foreign code"}))
def test_rows_of_two_tables_in_one_statement_are_all_judged_before_it(garden, what):
    before = dump(garden.engine)
    good, bad = mark_row(garden.cast), REGISTER[what](garden.cast)
    with garden.acting_as("teacher_a", "mark", "Attendance") as session:
        for tables in (
            ((AttendanceMark, [good]), (MarkRevision, [bad])),
            ((MarkRevision, [bad]), (AttendanceMark, [good])),
        ):
            with pytest.raises(ScopeRefused):
                insert_together(session, *tables)
        session.rollback()
    assert dump(garden.engine) == before


def test_rows_of_two_tables_are_written_together(garden):
    children = [garden.cast.row(place, "child") for place in ("A1", "A1b")]
    made = [{"child_id": child, "changed_at": NOW} for child in children]
    marks = [mark_row(garden.cast, **values) for values in made]
    changes = [mark_row(garden.cast, **values, old_letter="О") for values in made]
    with garden.acting_as("teacher_a", "mark", "Attendance") as session:
        with QueryRecorder(garden.engine) as queries:
            insert_together(session, (AttendanceMark, marks), (MarkRevision, changes))
        session.commit()
        for model in (AttendanceMark, MarkRevision):
            query = select(model.child_id).where(model.day == YEAR_START)
            assert sorted(session.scalars(query)) == sorted(children)
        assert set(session.scalars(select(MarkRevision.old_letter))) >= {"О"}
    writes = [text for text in queries.texts if "INSERT" in text]
    assert len(writes) == (1 if garden.engine.dialect.name == "postgresql" else 2)


def test_a_row_changed_along_is_judged_and_found_as_it_was_read(garden):
    child = garden.cast.row("A1", "child")
    stamp = {"changed_at": NOW, "changed_by_id": None}
    row = mark_row(garden.cast, child_id=child, version=1, revision=1, **stamp)
    names = ("id", "organization_id", "group_id", "revision")
    with garden.acting_as("teacher_a", "mark", "Attendance") as session:
        sheet = session.get_one(AttendanceSheet, row["sheet_id"])
        known = {name: getattr(sheet, name) for name in names}
        foreign = known | {"organization_id": garden.cast.organizations["B"]}
        stale = known | {"revision": known["revision"] + 5}
        session.rollback()
        before = dump(garden.engine)
        for stored, error in ((foreign, ScopeRefused), (stale, StaleDataError)):
            change = Change(AttendanceSheet, stored, {"revision": 7, **stamp})
            with pytest.raises(error):
                insert_together(session, (AttendanceMark, [row]), along=change)
            session.rollback()
            assert dump(garden.engine) == before
        change = Change(AttendanceSheet, known, {"revision": 7, **stamp})
        with QueryRecorder(garden.engine) as queries:
            insert_together(session, (AttendanceMark, [row]), along=change)
        session.commit()
        assert session.get_one(AttendanceSheet, row["sheet_id"]).revision == 7
        assert session.scalar(
            select(AttendanceMark.child_id).where(AttendanceMark.day == YEAR_START)
        )
    writes = [text for text in queries.texts if "INSERT" in text or "UPDATE" in text]
    assert len(writes) == (1 if garden.engine.dialect.name == "postgresql" else 2)


@contextmanager
def stored_mark(garden):
    """A mark that a teacher of A1 may change: what is stored of it, with her session."""
    with garden.acting_as("teacher_a", "mark", "Attendance") as session:
        row = mark_row(garden.cast, version=1)
        insert_many(session, AttendanceMark, [row])
        asked = select(AttendanceMark.id).where(AttendanceMark.day == row["day"])
        names = ("organization_id", "sheet_id", "group_id", "child_id", "version")
        yield session, {"id": session.scalar(asked), **{name: row[name] for name in names}}
        session.rollback()


def test_many_own_rows_are_changed_in_one_statement(garden):
    with stored_mark(garden) as (session, stored):
        with QueryRecorder(garden.engine) as queries:
            update_many(session, AttendanceMark, [stored], [{"version": 7}])
        assert len(queries.starting_with("UPDATE")) == 1
        asked = select(AttendanceMark.version).where(AttendanceMark.id == stored["id"])
        assert session.scalar(asked) == 7


def test_a_row_that_is_not_as_said_is_not_changed(garden):
    """So nobody changes a row of others by telling that it is an own one."""
    with stored_mark(garden) as (session, stored):
        foreign_id = garden.cast.row("B1", "attendance_mark")
        for lie in ({"id": foreign_id}, {"version": stored["version"] + 1}):
            with pytest.raises(StaleDataError):
                update_many(session, AttendanceMark, [{**stored, **lie}], [{"version": 7}])


@pytest.mark.parametrize(
    ("stored_as", "changed"),
    [
        ("B1", {"version": 7}),
        ("A2", {"version": 7}),
        ("A1", {"code_id": "B1"}),
        ("A1", {"group_id": "A2"}),
        ("A1", {"organization_id": "B1"}),
        ("short", {"version": 7}),
    ],
)
def test_a_plain_change_is_refused_as_a_flush_would_be(garden, stored_as, changed):
    cast = garden.cast
    tables = {"code_id": "attendance_code", "group_id": "child_group"}
    with stored_mark(garden) as (session, stored):
        if stored_as == "short":
            del stored["group_id"]
        elif stored_as != "A1":
            stored["organization_id"] = cast.organizations[stored_as[0]]
            stored["group_id"] = cast.row(stored_as, "child_group")
            stored["child_id"] = cast.row(stored_as, "child")
        for name, place in changed.items():
            if name in tables:
                changed = {name: cast.row(place[0] if name == "code_id" else place, tables[name])}
            elif name == "organization_id":
                changed = {name: cast.organizations["B"]}
        with pytest.raises(ScopeRefused):
            update_many(session, AttendanceMark, [stored], [changed])


CHILDREN = select(Child.id, Child.last_name).order_by(Child.id)
OF_OTHERS = (
    select(AttendanceMark.child_id, func.max(Child.id))
    .join(Child, Child.id == AttendanceMark.child_id)
    .group_by(AttendanceMark.child_id)
)


def test_a_key_that_plain_rows_showed_is_not_asked_for_again(garden):
    with garden.acting_as("administrator_a", "edit", "Child") as session:
        row = mark_row(garden.cast, child_id=garden.cast.row("A1", "child"))
        with QueryRecorder(garden.engine) as unread:
            insert_many(session, AttendanceMark, [row])
        session.rollback()
        session.plain(CHILDREN, {})
        with QueryRecorder(garden.engine) as read:
            insert_many(session, AttendanceMark, [row])
        session.rollback()
    asked = "SELECT CHILD.ID"
    assert len(unread.starting_with(asked)) == 1
    assert len(read.starting_with(asked)) == 0


def test_what_plain_rows_showed_holds_for_their_scope_only(garden):
    child = garden.cast.row("B1", "child")
    with garden.app.app_context():
        with garden.acting_as("administrator_b", "edit", "Child") as session:
            assert child in [row.id for row in session.plain(CHILDREN, {})]
        with garden.acting_as("administrator_a", "edit", "Child") as session:
            with pytest.raises(ScopeRefused):
                insert_many(session, AttendanceMark, [mark_row(garden.cast, child_id=child)])
            session.rollback()


def test_only_the_key_of_a_row_itself_vouches_for_it(garden):
    """Not a key that another row holds, nor a value made of keys."""
    with garden.acting_as("administrator_a", "edit", "Child") as session:
        session.plain(OF_OTHERS, {})
        assert session.seen == set()
        session.plain(CHILDREN, {})
        assert {model for model, _key in session.seen} == {Child}


def test_a_row_whose_key_was_changed_is_judged_by_its_stored_key(garden):
    """A teacher reaches children by key: a foreign row may not take the key of an own one."""
    with garden.acting_as("teacher_a", "edit", "Child") as session:
        row = taken_in(session, foreign(session, garden.cast, Child, "A2"))
        row.id = garden.cast.row("A1", "child")
        with pytest.raises(ScopeRefused):
            session.commit()
        session.rollback()


def test_a_scope_for_reading_writes_nothing(garden):
    with garden.acting_as("administrator_a") as session:
        own(session, garden.cast, Child).citizenship = "x"
        with pytest.raises(ScopeRefused):
            session.commit()
        session.rollback()


def test_the_database_never_deletes_along_a_key_between_scoped_rows(garden):
    """A cascade would delete rows that the writer cannot see."""
    loose = [
        f"{table.name}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if table.name in SCOPED_TABLES and key.column.table.name in SCOPED_TABLES
        if (key.ondelete or "").upper() == "CASCADE"
    ]
    assert loose == []


def test_an_error_of_the_database_stays_what_it_is(garden):
    """The guard cleans up after a failed flush without hiding why it failed."""
    scope = AccessScope(
        user_id=1,
        whole=(garden.cast.organizations["A"],),
        orgs=(garden.cast.organizations["A"],),
    )
    with garden.app.app_context(), acting(scope):
        row = db.session.get_one(AgeLevel, garden.cast.row("A", "age_level"))
        db.session.add(
            AgeLevel(organization_id=row.organization_id, name=row.name, from_years=1, to_years=2)
        )
        with pytest.raises(Exception, match="(?i)unique") as caught:
            db.session.flush()
        db.session.rollback()
    assert type(caught.value).__name__ == "IntegrityError"
