"""The consumer is killed while it carries a passage out: nothing of it stays, it is done again."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from app.core.i18n import translate
from app.core.jobs.work import INTERRUPTED
from app.movement.transition.models import YearTransition
from tests.harness.dump import NOTES, dump
from tests.web.movement.passage import confirm, execute, lists, planned, state, text_of

ROOT = Path(__file__).parents[3]
PATIENCE = 60
# What the job itself leaves, beside the book and the lists.
BESIDE = NOTES | {"job", "year_transition"}


@contextmanager
def consumer(house, *options):
    app = house.garden.app
    url = house.garden.database.url.render_as_string(hide_password=False)
    places = [url, *(app.config[name] for name in ("INSTANCE_DIR", "BACKUP_DIR", "PG_DUMP"))]
    command = [sys.executable, "-m", "tests.web.movement.held_passage", *places, *options]
    house.garden.watch.changed = True  # another process writes
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def told(client, page, *, until):
    """What the page of the keys says once the job has come so far."""
    deadline = time.monotonic() + PATIENCE
    while until not in (text := text_of(client, f"{page}/pass")):
        assert time.monotonic() < deadline, text
        time.sleep(0.1)
    return text


def test_a_killed_passage_leaves_nothing_and_is_carried_out_again(summer):
    house = summer
    page = planned(house)
    confirm(house, page)
    administrator = house.visit("administrator")
    before, listed = dump(house.garden.engine, without=BESIDE), lists(house)
    assert administrator.send(f"{page}/execute").status_code == 303

    with consumer(house, "hold") as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"held\n"
        shown = told(administrator, page, until="Выполняются приказы…")
        address = re.search(r'data-job="(/jobs/\d+\.json)"', shown)
        assert address, "the page asks for the progress by itself"
        note = administrator.get_json(address[1])
        assert (note["state"], note["total"]) == ("running", 3)
        assert dump(house.garden.engine, without=BESIDE) == before, "nobody sees half a passage"
        killed.kill()
        killed.wait()
    assert dump(house.garden.engine, without=BESIDE) == before

    with consumer(house):
        with house.garden.app.test_request_context():
            interrupted = translate(INTERRUPTED)
        told(administrator, page, until=interrupted)
        assert dump(house.garden.engine, without=BESIDE) == before
        assert lists(house) == listed
        assert administrator.send(f"{page}/execute").status_code == 303
        told(administrator, page, until="Переход выполнен.")
    assert lists(house) == {house.group: set(), house.other_group: set(house.neighbours)}
    assert state(house) == "done"
    [passage] = house.look(YearTransition, organization_id=house.organization)
    backups = sorted(Path(house.garden.app.config["BACKUP_DIR"]).iterdir())
    assert passage.backup_name in {one.name for one in backups}
    assert all(one.stat().st_size for one in backups)
    after = dump(house.garden.engine)
    execute(house, page)
    assert dump(house.garden.engine) == after
