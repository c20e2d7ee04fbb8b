"""Two people write one sheet in the same moment: real connections, really raced."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import select, text

from app.attendance import actions
from app.attendance.actions import Author
from app.attendance.history_models import MarkRevision
from app.attendance.models import AttendanceMark, AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Wish
from app.attendance.sheet_queries import load_sheet
from app.attendance.stay_actions import MarksFollow
from app.children.models import Placement
from app.children.rules import GroupStay, Interval
from app.core.db import db
from app.core.scoping.scope import acting, unscoped
from app.organizations.access import load_person
from tests.factories.garden import NOW

NOVEMBER = date(2026, 11, 1)
NOVEMBER_ON = Interval(NOVEMBER, None)


@contextmanager
def at_work(house, login, right="can_mark"):
    """A session of a person of the house, in a transaction that is still open."""
    with house.garden.app.app_context():
        person = load_person(house.users[login], NOW.date())
        db.session.rollback()
        with acting(person.scope(right, "Attendance")):
            yield db.session()


def write(session, house, wishes, name):
    sheet = load_sheet(session, house.group, NOVEMBER, lock=True, with_covers=True)
    return actions.save_marks(session, sheet, wishes, [], Author(name, NOW), NOW.date())


def race(*tasks):
    """Runs the tasks from one starting shot; returns what they return."""
    start = threading.Barrier(len(tasks))

    def run(task):
        start.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def wait_until_blocked(house):
    """Until somebody waits for a lock. SQLite tells nobody: there a moment must do."""
    if house.garden.dialect == "sqlite":
        time.sleep(0.2)
        return
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    )
    deadline = time.monotonic() + 20
    with house.garden.engine.connect() as connection:
        while not connection.scalar(query):
            assert time.monotonic() < deadline, "nobody waits"
            connection.rollback()
            time.sleep(0.02)


def test_first_writers_of_a_month_lose_no_mark_and_make_one_sheet(house):
    guests = [house.visit(login) for login in ("first", "second", "first", "second")]
    for month in ("2026-09", "2026-10", "2026-11"):
        days = (f"{month}-02", f"{month}-09")
        tasks = [
            lambda guest=guest, child=number % 3, day=days[number // 3], month=month: house.marks(
                guest, house.cell(child, day, "Б"), month=month
            )
            for number, guest in enumerate(guests)
        ]
        answers = race(*tasks)
        assert [answer.status_code for answer in answers] == [200] * len(guests), month
        first = date.fromisoformat(f"{month}-01")
        sheets = house.look(AttendanceSheet, group_id=house.group, month=first)
        assert len(sheets) == 1
        marks = house.look(AttendanceMark, sheet_id=sheets[0].id)
        assert len(marks) == len(guests)
        # Each writer has a revision of its own: an open page learns of all of them.
        assert sorted(mark.revision for mark in marks) == [1, 2, 3, 4]
        assert sheets[0].revision == len(guests)
        assert len(house.look(MarkRevision, sheet_id=sheets[0].id)) == len(guests)


def test_of_two_who_write_one_cell_at_once_one_is_refused_and_told(house):
    first, second = house.visit("first"), house.visit("second")
    for day in (16, 17, 18, 19):
        one, two = race(
            lambda day=day: house.marks(first, house.cell(0, day, "Б"), house.cell(1, day, "Я")),
            lambda day=day: house.marks(second, house.cell(0, day, "О"), house.cell(2, day, "Я")),
        )
        assert sorted((one.status_code, two.status_code)) == [200, 409]
        marks = house.look(AttendanceMark, group_id=house.group, day=date(2026, 11, day))
        assert len(marks) == 3


@pytest.mark.parametrize("known", [False, True], ids=["first mark of the month", "later mark"])
def test_who_waited_for_another_writer_sees_what_that_one_wrote(house, known):
    """The lock is taken before anything is read: on PostgreSQL a statement that waited would

    go on with what it saw before.
    """
    first, second = house.visit("first"), house.visit("second")
    if known:
        assert house.marks(first, house.cell(2, 20, "Я")).status_code == 200
    with at_work(house, "first") as session, ThreadPoolExecutor(1) as pool:
        write(session, house, [Wish(house.children[0], date(2026, 11, 23), "Б")], "Кузнецова М.")
        waiting = pool.submit(house.marks, second, house.cell(1, 23, "О"))
        wait_until_blocked(house)
        assert not waiting.done()
        session.commit()
        assert waiting.result().status_code == 200
    revisions = [mark.revision for mark in house.look(AttendanceMark, group_id=house.group)]
    assert len(set(revisions)) == len(revisions), revisions
    sheet = house.look(AttendanceSheet, group_id=house.group)[0]
    assert sheet.revision == max(revisions)


def test_a_mark_that_waited_while_the_sheet_was_closed_is_refused(house):
    first, second = house.visit("first"), house.visit("second")
    assert house.marks(first, house.cell(2, 20, "Я")).status_code == 200
    with at_work(house, "coordinator") as session, ThreadPoolExecutor(1) as pool:
        sheet = load_sheet(session, house.group, NOVEMBER, lock=True)
        sheet.row.state = SheetState.CLOSED
        session.flush()
        waiting = pool.submit(house.marks, second, house.cell(1, 23, "О"))
        wait_until_blocked(house)
        session.commit()
        assert waiting.result().status_code == 409
    assert len(house.look(AttendanceMark, group_id=house.group)) == 1


def test_who_waited_for_a_transfer_marks_the_list_as_it_is_now(house):
    """A child that left for another group meanwhile is on the list of this one no more."""
    first, second = house.visit("first"), house.visit("second")
    assert house.marks(first, house.cell(2, 20, "Я")).status_code == 200
    moved = house.children[0]
    with house.garden.app.app_context(), unscoped("an order moves a child"):
        session = db.session()
        stay = session.scalars(select(Placement).where(Placement.child_id == moved)).one()
        stays = [GroupStay(moved, group, NOVEMBER_ON) for group in (house.group, house.other_group)]
        with ThreadPoolExecutor(1) as pool:
            MarksFollow().judge(session, stays)
            stay.group_id = house.other_group
            session.flush()
            waiting = pool.submit(house.marks, second, present=("2026-11-23",))
            wait_until_blocked(house)
            assert not waiting.done()
            session.commit()
            assert waiting.result().status_code == 200
    marked = {mark.child_id for mark in house.look(AttendanceMark, day=date(2026, 11, 23))}
    assert marked == set(house.children[1:])


def test_readers_do_not_wait_for_a_writer(house):
    second = house.visit("second")
    with at_work(house, "first") as session:
        write(session, house, [Wish(house.children[0], date(2026, 11, 23), "Б")], "Кузнецова М.")
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(second.get, house.month_address()).result(timeout=10)
        assert answer.status_code == 200
        session.rollback()
