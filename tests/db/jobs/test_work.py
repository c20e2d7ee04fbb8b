"""A job is one transaction for the person who started it, and always tells how it ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.children.models import Child
from app.core.db import db
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.jobs import board
from app.core.jobs.models import Job, JobState
from app.core.jobs.shown import shown_job
from app.core.jobs.work import (
    INTERRUPTED,
    enqueue,
    fail_interrupted,
    perform,
    perform_waiting,
    push,
    queue_waiting,
)
from app.core.messages import message
from app.core.scoping.scope import ScopeRefused
from app.organizations.models import Appointment, UserAccount
from app.staff.models import Position


def add_position(context, organization_id=None, name="Логопед"):
    place = organization_id or context.organization_id
    db.session.add(Position(organization_id=place, name=name))
    db.session.flush()


def start(garden, kind, person="administrator_a", argument=None, **options):
    with garden.acting_as(person, "import", "ChildImport"):
        return enqueue(kind, argument or {}, garden.cast.organizations["A"], **options).id


def run(garden):
    with garden.app.app_context():
        perform_waiting()


def look(garden, job_id):
    with garden.system() as session:
        job = session.get_one(Job, job_id)
        session.expunge(job)
    return job


def russian(garden, text):
    with garden.app.app_context():
        return translate(text)


def positions(garden, name="Логопед"):
    with garden.system() as session:
        return session.scalars(select(Position.organization_id).where(Position.name == name)).all()


def test_a_job_is_committed_before_it_is_queued_and_belongs_to_its_starter(garden, offer):
    job = look(garden, start(garden, offer(lambda context: None)))
    assert job.state is JobState.WAITING
    assert job.created_by_id == garden.cast.users["administrator_a"]
    assert job.organization_id == garden.cast.organizations["A"]


def test_what_the_work_writes_and_that_it_is_done_come_together(garden, offer):
    def work(context):
        add_position(context, name=context.argument["name"])
        context.progress(1, 2)
        context.progress(2, 2, message("Import of children"))
        context.result_href = "/positions/"

    job_id = start(garden, offer(work), argument={"name": "Дефектолог"})
    run(garden)
    job = look(garden, job_id)
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    assert job.result_href == "/positions/"
    assert job.finished_at is not None
    assert positions(garden, "Дефектолог") == [garden.cast.organizations["A"]]


def test_a_refused_work_says_why_and_leaves_nothing(garden, offer):
    def work(context):
        add_position(context)
        raise RuleViolation(message("There is no such group."))

    job_id = start(garden, offer(work), result_href="/children/import")
    run(garden)
    job = look(garden, job_id)
    assert job.state is JobState.FAILED
    assert job.text == russian(garden, message("There is no such group."))
    assert job.result_href == "/children/import"
    assert not positions(garden)


def test_a_bug_is_logged_and_its_text_reaches_nobody(garden, offer, caplog):
    def work(context):
        add_position(context)
        raise ZeroDivisionError("a secret of the program")

    job_id = start(garden, offer(work))
    run(garden)
    job = look(garden, job_id)
    assert job.state is JobState.FAILED
    assert "secret" not in job.text
    assert str(job_id) in job.text
    assert "a secret of the program" in caplog.text
    assert not positions(garden)


def test_the_work_sees_what_its_starter_may_see(garden, offer):
    seen = []
    kind = offer(
        lambda context: seen.extend(db.session.scalars(select(Child.organization_id)).all())
    )
    start(garden, kind)
    run(garden)
    assert set(seen) == {garden.cast.organizations["A"]}


def test_the_work_cannot_write_for_others(garden, offer):
    foreign = garden.cast.organizations["B"]
    job_id = start(garden, offer(lambda context: add_position(context, foreign)))
    run(garden)
    assert look(garden, job_id).state is JobState.FAILED
    assert not positions(garden)


def test_nobody_starts_work_for_another_kindergarten(garden, offer):
    kind = offer(lambda context: None)
    with (
        garden.acting_as("administrator_a", "import", "ChildImport"),
        pytest.raises(ScopeRefused),
    ):
        enqueue(kind, {}, garden.cast.organizations["B"])


def test_a_right_that_was_taken_away_meanwhile_is_gone(garden, offer):
    job_id = start(garden, offer(add_position))
    with garden.system() as session:
        user_id = garden.cast.users["administrator_a"]
        for given in session.scalars(select(Appointment).where(Appointment.user_id == user_id)):
            given.valid_to = given.valid_from = date(2020, 1, 1)
    run(garden)
    job = look(garden, job_id)
    assert job.state is JobState.FAILED
    assert job.text == russian(
        garden, message("The person who started this work has no right to it any more.")
    )
    assert not positions(garden)


def test_a_shut_account_does_no_work(garden, offer):
    job_id = start(garden, offer(add_position))
    with garden.system() as session:
        user = session.get_one(UserAccount, garden.cast.users["administrator_a"])
        user.active = False
    run(garden)
    assert look(garden, job_id).state is JobState.FAILED
    assert not positions(garden)


def test_a_job_that_stands_twice_in_the_queue_is_done_once(garden, offer):
    job_id = start(garden, offer(add_position))
    with garden.app.app_context():
        push(job_id)
        queue_waiting()
    run(garden)
    assert look(garden, job_id).state is JobState.DONE
    assert len(positions(garden)) == 1


def test_a_job_of_nobody_is_no_job(garden, offer):
    kind = offer(lambda context: None)
    with garden.system(), pytest.raises(TypeError):
        enqueue(kind, {}, garden.cast.organizations["A"])


def test_a_waiting_job_lost_from_the_queue_is_queued_again(garden, offer):
    job_id = start(garden, offer(add_position))
    with garden.app.app_context():
        board.job_queue().storage.flush_queue()
    run(garden)
    assert look(garden, job_id).state is JobState.WAITING
    with garden.app.app_context():
        queue_waiting()
    run(garden)
    assert look(garden, job_id).state is JobState.DONE


def test_an_interrupted_job_is_failed_and_never_done_again(garden, offer):
    job_id = start(garden, offer(add_position))
    with garden.system() as session:
        session.get_one(Job, job_id).state = JobState.RUNNING
    with garden.app.app_context():
        board.beat(job_id)
        assert fail_interrupted(alone=False) == []
        assert fail_interrupted(alone=True) == [job_id]
        queue_waiting()
        perform(job_id)
    run(garden)
    job = look(garden, job_id)
    assert job.state is JobState.FAILED
    assert job.text == russian(garden, INTERRUPTED)
    assert not positions(garden)


def test_a_stuck_or_absent_consumer_is_told(sqlite_garden, offer):
    job = look(sqlite_garden, start(sqlite_garden, offer(add_position)))
    soon, late = (job.created_at + timedelta(seconds=seconds) for seconds in (5, 40))
    with sqlite_garden.app.app_context():
        board.job_queue().storage.delete_data(f"beat-{board.CONSUMER}")
        waiting, absent = (shown_job(job, moment).message for moment in (soon, late))
        board.beat(board.CONSUMER)
        busy = shown_job(job, late).message
    assert len({waiting, absent, busy}) == 3
    assert "администратор" in absent
    assert "администратор" not in waiting + busy


def test_progress_notes_are_not_written_for_every_row(sqlite_garden, offer, monkeypatch):
    written = []
    monkeypatch.setattr("app.core.jobs.kinds.write_note", lambda *note: written.append(note))

    def work(context):
        for row in range(1, 5001):
            context.progress(row, 5000)

    start(sqlite_garden, offer(work))
    run(sqlite_garden)
    assert written[-1][1].done == 5000
    assert len(written) < 50


def test_databases_that_share_a_folder_do_not_share_a_queue():
    names = {
        board.queue_name({"SQLALCHEMY_DATABASE_URI": url})
        for url in (
            "sqlite:////srv/instance/sad.db",
            "sqlite:////srv/instance/demo.db",
            "postgresql+psycopg://garden:one@host/garden",
        )
    }
    assert len(names) == 3
    changed = {"SQLALCHEMY_DATABASE_URI": "postgresql+psycopg://garden:two@host/garden"}
    assert board.queue_name(changed) in names


def test_redis_without_its_package_says_what_to_install(sqlite_garden, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    app = sqlite_garden.app
    monkeypatch.setitem(app.config, "HUEY_URL", "redis://127.0.0.1/0")
    kept = app.extensions.pop("job_queue", None)
    try:
        with app.app_context(), pytest.raises(RuleViolation, match="redis is not installed"):
            board.job_queue()
    finally:
        if kept is not None:
            app.extensions["job_queue"] = kept
