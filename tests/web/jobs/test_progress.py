"""The page sees how far a job is while the job's only transaction is still open."""

from __future__ import annotations

import threading

import pytest

from app.core.db import db
from app.core.jobs.kinds import KINDS, job_kind
from app.core.jobs.work import enqueue, perform_waiting
from app.core.messages import message
from app.staff.models import Position

KIND = "test-progress"
PATIENCE = 20


@pytest.fixture
def paused(garden):
    """A job that stands in the middle of its work until ``go_on`` is set.

    Everybody signs in before: on SQLite nobody else writes while the job does.
    """
    for person in ("administrator_a", "administrator_b", "teacher_a"):
        garden.client_of(person)
    begun, go_on = threading.Event(), threading.Event()

    def work(context):
        db.session.add(Position(organization_id=context.organization_id, name="Посередине"))
        db.session.flush()
        context.progress(3, 3, message("Import of children"))
        begun.set()
        assert go_on.wait(PATIENCE)

    job_kind(KIND, title=message("Import of children"), right="import", subject="ChildImport")(work)
    with garden.acting_as("administrator_a", "import", "ChildImport"):
        job_id = enqueue(KIND, {}, garden.cast.organizations["A"], result_href="/positions/").id

    def run():
        with garden.app.app_context():
            perform_waiting()

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(PATIENCE)
    yield job_id, go_on, thread
    go_on.set()
    thread.join(PATIENCE)
    del KINDS[KIND]


def test_progress_is_seen_while_the_transaction_is_open(garden, paused):
    job_id, go_on, thread = paused
    client = garden.client_of("administrator_a")
    shown = client.get_json(f"/jobs/{job_id}.json")
    assert (shown["state"], shown["done"], shown["total"]) == ("running", 3, 3)
    assert shown["message"]
    assert "Посередине" not in client.get("/positions/").get_data(as_text=True)
    go_on.set()
    thread.join(PATIENCE)
    shown = client.get_json(f"/jobs/{job_id}.json")
    assert (shown["state"], shown["done"], shown["result_href"]) == ("done", 3, "/positions/")


def test_a_job_is_a_stranger_to_others(garden, paused):
    job_id, _go_on, _thread = paused
    for person, status in (("administrator_b", 404), ("teacher_a", 403), ("anonymous", 401)):
        answer = garden.client_of(person).get(
            f"/jobs/{job_id}.json", headers={"Accept": "application/json"}
        )
        assert answer.status_code == status, person
