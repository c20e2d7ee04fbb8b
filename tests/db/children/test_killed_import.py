"""The consumer is killed while it writes children: nothing of the list stays, and it is said."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from app.core.i18n import translate
from app.core.jobs.work import INTERRUPTED
from tests.children_lists import Importer, add_groups, clean_list
from tests.harness.dump import dump

ROOT = Path(__file__).parents[3]
PATIENCE = 60
ROWS = 60
# What the job itself leaves beside the children.
BESIDE = frozenset({"job", "child_import"})


@contextmanager
def consumer(garden, *options):
    url = garden.database.url.render_as_string(hide_password=False)
    place = garden.app.config["INSTANCE_DIR"]
    command = [sys.executable, "-m", "tests.db.children.held_consumer", url, place, *options]
    garden.watch.changed = True  # another process writes
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(garden, job_id, state):
    """Read past the app, whose own connections would wait to write on SQLite."""
    deadline = time.monotonic() + PATIENCE
    found = None
    while found != state:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
        raw = garden.engine.raw_connection()
        cursor = raw.cursor()
        cursor.execute(f"SELECT state FROM job WHERE id = {int(job_id)}")
        found = cursor.fetchone()[0]
        raw.rollback()
        raw.close()


def test_a_killed_import_leaves_nothing_and_is_started_again(garden):
    add_groups(garden)
    importer = Importer(garden)
    importer.check(clean_list(ROWS))
    before = dump(garden.engine, without=BESIDE)
    assert importer.press("commit").status_code == 303
    job_id = importer.row().job_id

    with consumer(garden, "2") as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"held\n"
        wait_for(garden, job_id, "running")
        assert dump(garden.engine, without=BESIDE) == before, "nobody sees half a list"
        killed.kill()
        killed.wait()
    assert dump(garden.engine, without=BESIDE) == before

    with consumer(garden):
        wait_for(garden, job_id, "failed")
        page = importer.text("check")
        with garden.app.test_request_context():
            assert translate(INTERRUPTED) in page
        assert f"Загрузить {ROWS} строк" in page
        assert dump(garden.engine, without=BESIDE) == before
        assert importer.press("commit").status_code == 303
        wait_for(garden, importer.row().job_id, "done")
    row = importer.row()
    assert (row.state, row.committed_rows) == ("loaded", ROWS)
    importer.check(clean_list(ROWS))
    assert importer.press("commit").status_code == 409, "nothing is left to load"
