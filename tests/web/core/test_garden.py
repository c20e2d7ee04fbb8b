"""The tests' own garden: isolated, quick, signed in by the real form."""

from __future__ import annotations

from app.attendance.models import AttendanceCode
from app.children.models import Child
from app.organizations.models import Appointment
from tests.factories.rows import Rows
from tests.harness.dump import dump


def test_each_person_is_who_they_say(garden):
    for person in garden.cast.users:
        answer = garden.client_of(person).get("/")
        assert answer.status_code == 200, person


def test_what_one_test_writes_the_next_does_not_see(garden):
    with garden.system() as session:
        before = session.query(Child).count()
    for _again in range(2):
        garden.restore()
        with garden.system() as session:
            assert session.query(Child).count() == before
            group = session.get(Child, garden.cast.row("A1", "child")).organization
            Rows(session, group).make(Child, last_name="Новенький")
        with garden.system() as session:
            assert session.query(Child).count() == before + 1


def test_what_the_database_writes_itself_is_put_back_as_well(garden):
    """The stamp of reference rows is changed by a trigger."""
    before = dump(garden.engine)
    with garden.system() as session:
        for row in session.query(Appointment):
            session.delete(row)
        session.get_one(AttendanceCode, garden.cast.row("A", "attendance_code")).name = "Другое"
    assert dump(garden.engine)["kept_stamp"] != before["kept_stamp"]
    garden.restore()
    assert dump(garden.engine) == before
