"""Rights and reference rows that a process keeps are never older than the request."""

from __future__ import annotations

from datetime import date

import pytest
from flask import g
from sqlalchemy import inspect, text

from app.academic_year.models import CalendarDay, CalendarDayKind
from app.core.kept import TABLES, Kept, KeptStamp, Topic
from app.core.scoping.scope import AccessScope, acting, unscoped
from tests.factories.house import make_house
from tests.harness.queries import QueryRecorder

TRIGGERS = {
    "sqlite": "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY 1",
    "postgresql": "SELECT event_object_table, count(*) FROM information_schema.triggers GROUP BY 1",
}


@pytest.fixture
def house(garden):
    return make_house(garden)


def written_elsewhere(garden, statement, **values):
    """A change by another process: past the application and its session."""
    with garden.system() as session:
        session.connection().execute(text(statement), values)


def stamp(garden, topic):
    with garden.system() as session:
        return session.query(KeptStamp).filter_by(topic=topic.value).one().stamp


def test_every_kept_table_tells_each_change(garden):
    """Also one that a migration made anew: triggers are attached after every upgrade."""
    assert TABLES.keys() >= {"attendance_code", "calendar_day", "ab_permission_view_role"}
    with garden.system() as session:
        found = dict(session.execute(text(TRIGGERS[garden.dialect])).all())
        columns = {
            table: inspect(session.connection()).get_columns(table)[1]["name"] for table in TABLES
        }
    for table, topic in TABLES.items():
        assert found[table] == 3, f"{table} needs its triggers: app/core/kept.py"
        before = stamp(garden, topic)
        name = columns[table]
        written_elsewhere(garden, f"UPDATE {table} SET {name} = {name}")
        assert stamp(garden, topic) != before, table


def test_a_code_that_another_process_changed_is_read_anew(house):
    teacher = house.visit("first")
    assert "Грипп и ОРВИ" not in teacher.get(house.day_address()).get_data(as_text=True)
    written_elsewhere(
        house.garden,
        "UPDATE attendance_code SET name = 'Грипп и ОРВИ' WHERE id = :id",
        id=house.codes["Б"],
    )
    assert "Грипп и ОРВИ" in teacher.get(house.day_address()).get_data(as_text=True)


def test_a_right_that_another_process_took_away_is_gone_at_the_next_request(house):
    teacher = house.visit("first")
    assert teacher.get(house.month_address()).status_code == 200
    written_elsewhere(
        house.garden,
        "DELETE FROM ab_permission_view_role WHERE permission_view_id IN (SELECT pv.id FROM "
        "ab_permission_view pv JOIN ab_permission p ON p.id = pv.permission_id "
        "JOIN ab_view_menu v ON v.id = pv.view_menu_id "
        "WHERE p.name = 'can_mark' AND v.name = 'Attendance')",
    )
    assert house.marks(teacher, house.cell(0, 23, "Б")).status_code == 403


def test_the_second_request_reads_neither_rights_nor_codes_nor_calendar_nor_settings(house):
    teacher = house.visit("first")
    teacher.get(house.month_address())
    with QueryRecorder(house.garden.engine) as queries:
        assert teacher.get(house.month_address()).status_code == 200
    for table in TABLES:
        assert not queries.naming(table), queries


def test_a_calendar_of_one_kindergarten_is_not_shown_to_another(house):
    """What is kept goes by the organisations of the scope."""
    house.make(CalendarDay, day=date(2026, 11, 18), kind=CalendarDayKind.OFF, title="День сада")
    teacher = house.visit("first")
    stranger = house.garden.client_of("teacher_a")
    assert "День сада" in teacher.get(house.month_address()).get_data(as_text=True)
    page = stranger.get("/attendance/month", follow_redirects=True).get_data(as_text=True)
    assert "День сада" not in page


def test_who_changes_rows_reads_them_anew_and_keeps_nothing_of_a_change_undone(garden):
    kept: Kept[str] = Kept(Topic.REFERENCE)
    scope = AccessScope(user_id=1, orgs=(1,))
    read = iter(["as it was", "changed", "as it was"])
    with garden.app.test_request_context("/"):
        with garden.engine.begin() as connection:
            row = connection.execute(text("SELECT stamp FROM kept_stamp WHERE topic='reference'"))
            known = {Topic.REFERENCE: row.scalar_one()}
        with acting(scope):
            g.kept_stamps = known
            assert kept.reached("k", lambda: next(read)) == "as it was"
            assert kept.reached("k", lambda: next(read)) == "as it was", "kept"
            with garden.engine.connect() as connection:
                with unscoped("a request changes a day of the calendar"):
                    connection.execute(text("UPDATE calendar_day SET title = title"))
                assert kept.reached("k", lambda: next(read)) == "changed"
                connection.rollback()
            g.kept_stamps = known
            assert kept.reached("k", lambda: next(read)) == "as it was", "the change was undone"
