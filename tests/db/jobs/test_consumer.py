"""The consumer as a process: seen while it works, killed, started again."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.i18n import translate
from app.core.jobs import board
from app.core.jobs.models import Job, JobState
from app.core.jobs.work import INTERRUPTED, enqueue
from app.core.locks import LockTaken, process_lock
from app.staff.models import Position
from tests.db.jobs.slow_consumer import SLOW

ROOT = Path(__file__).parents[3]
PATIENCE = 60


def ask(garden, query):
    """Reads beside a job that writes: the app's own connections would wait to write on SQLite."""
    statement = query.compile(garden.engine, compile_kwargs={"literal_binds": True})
    raw = garden.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(str(statement))
        return cursor.fetchone()
    finally:
        raw.rollback()
        raw.close()


def state(garden, job_id):
    return ask(garden, select(Job.state, Job.text).where(Job.id == job_id))


def until(condition, process):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, "the consumer ended"
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@contextmanager
def consumer(garden):
    url = garden.database.url.render_as_string(hide_password=False)
    place = garden.app.config["INSTANCE_DIR"]
    command = [sys.executable, "-m", "tests.db.jobs.slow_consumer", url, place]
    garden.watch.changed = True  # another process writes
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def start(garden, seconds):
    with garden.acting_as("administrator_a", "import", "ChildImport"):
        return enqueue(SLOW, {"seconds": seconds}, garden.cast.organizations["A"]).id


def unwritten(garden):
    return ask(garden, select(Position.id).where(Position.name == "Недописанный")) is None


def note(garden, job_id):
    with garden.app.app_context():
        return board.read_note(job_id)


def test_a_killed_job_is_told_and_nothing_of_it_is_written(garden):
    client = garden.client_of("administrator_a")
    job_id = start(garden, seconds=300)
    with consumer(garden) as killed:
        # The first note is empty: the work has been taken, not begun.
        until(lambda: (told := note(garden, job_id)) and told.total, killed)
        assert state(garden, job_id)[0] == JobState.RUNNING
        page = client.get_json(f"/jobs/{job_id}.json")
        assert (page["state"], page["done"], page["total"]) == ("running", 1, 2)
        assert unwritten(garden)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    with consumer(garden) as fresh:
        until(lambda: state(garden, job_id)[0] != JobState.RUNNING, fresh)
        with garden.app.app_context():
            assert state(garden, job_id) == (JobState.FAILED, translate(INTERRUPTED))
        next_id = start(garden, seconds=0)
        until(lambda: state(garden, next_id)[0] == JobState.DONE, fresh)
        assert state(garden, job_id)[0] == JobState.FAILED
        assert not unwritten(garden)


def test_asked_to_end_the_consumer_finishes_its_job(sqlite_garden):
    job_id = start(sqlite_garden, seconds=1)
    with consumer(sqlite_garden) as process:
        until(lambda: note(sqlite_garden, job_id), process)
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
    assert state(sqlite_garden, job_id)[0] == JobState.DONE


def test_a_lock_is_held_by_one_and_goes_with_its_holder(tmp_path):
    path = tmp_path / "a.lock"
    holder = (
        "import sys, time, pathlib\n"
        "from app.core.locks import process_lock\n"
        "with process_lock(pathlib.Path(sys.argv[1]), 5):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", holder, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            with pytest.raises(LockTaken), process_lock(path, 0.1):
                raise AssertionError("two hold one lock")
        finally:
            process.kill()
    with process_lock(path, 5):
        assert path.exists()
