"""kill -9 in the middle of a save: nothing is half-written and the next save works."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager

from app.attendance.history_models import MarkRevision
from app.attendance.models import AttendanceMark, AttendanceSheet
from tests.harness.dump import dump
from tests.harness.postgres import ROOT


@contextmanager
def server_that_is_killed(house, instance):
    """Starts the save of another process; at the end of the block it is killed with SIGKILL."""
    garden = house.garden
    # The other process has the database to itself, as one of several servers would.
    garden.engine.dispose()
    command = [
        *(sys.executable, "-m", "tests.db.attendance.killed_save"),
        garden.database.url.render_as_string(hide_password=False),
        *(str(instance), str(house.users["second"]), str(house.group)),
        *map(str, house.children),
    ]
    garden.watch.changed = True  # another process writes
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "written\n"
        yield
    finally:
        server.kill()
        server.communicate()
        assert server.returncode == -9


def test_a_killed_save_leaves_nothing_and_the_next_one_works(house, tmp_path):
    """The save made the first marks of the month: sheet, marks and history at once."""
    first = house.visit("first")
    before = dump(house.garden.engine)
    with server_that_is_killed(house, tmp_path):
        # Whoever looks meanwhile sees the whole of what was there, and does not wait.
        assert first.get(house.month_address()).status_code == 200
    assert dump(house.garden.engine) == before

    cells = [house.cell(0, 23, "Б"), house.cell(1, 23, "О")]
    answer = house.marks(first, *cells, present=("2026-11-24",))
    assert answer.status_code == 200
    marks = house.look(AttendanceMark, group_id=house.group)
    assert len(marks) == 5
    assert {mark.changed_by_name for mark in marks} == {"Кузнецова М."}
    assert len(house.look(MarkRevision, group_id=house.group)) == 5
    assert [one.revision for one in house.look(AttendanceSheet, group_id=house.group)] == [1]
