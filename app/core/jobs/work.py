"""Queue a job, perform it in one transaction, and never lose how it ended."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_appbuilder.const import PERMISSION_PREFIX
from flask_babel import force_locale
from sqlalchemy import select, update

from app.core.db import db, utc_now
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.jobs.board import BEAT_SECONDS, Note, alive, beat, forget, job_queue, write_note
from app.core.jobs.kinds import KINDS, JobContext, JobKind, load_starter
from app.core.jobs.models import Job, JobState
from app.core.messages import Message, message
from app.core.scoping.scope import AccessScope, acting, current_scope, unscoped

log = logging.getLogger(__name__)
LONGEST_TEXT = 500
INTERRUPTED = message("The work was interrupted, nothing was written. Start it again.")
BROKEN = message(
    "The work failed because of an error in the program; nothing was written. "
    "The error is recorded: tell the administrator the number of the job, %(number)s."
)


def enqueue(
    kind: str, argument: dict[str, Any], organization_id: int, *, result_href: str | None = None
) -> Job:
    """Commit a job of a kind for the acting person and queue it. Commits the session.

    ``argument`` must fit JSON. ``result_href`` is where the page goes in the end, done or
    failed; the work may name another. Raises KeyError for an unknown kind, ScopeRefused
    when the person may not write in the organisation.
    """
    if not isinstance(current_scope(), AccessScope):
        raise TypeError("a job needs a person who starts it")
    job = Job(
        kind=KINDS[kind].name,
        argument=json.dumps(argument, ensure_ascii=False),
        organization_id=organization_id,
        result_href=result_href,
    )
    db.session.add(job)
    db.session.commit()
    job_id = job.id
    try:
        push(job_id)
    except Exception:
        log.exception("job %s could not be queued", job_id)
        _end(job_id, JobState.FAILED, message("The work could not be queued. Start it again."))
        db.session.commit()
        db.session.refresh(job)
    return job


def push(job_id: int) -> None:
    """Put the number of a job into the queue. A second time does no harm."""
    task()(job_id)


def task() -> Any:
    """The one huey task of the application; asked for before the consumer starts."""
    kept = current_app.extensions.get("job_task")
    if kept is None:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

        def perform_job(job_id: int) -> None:
            with app.app_context():
                perform(job_id)

        kept = job_queue().task(name="perform_job")(perform_job)
        current_app.extensions["job_task"] = kept
    return kept


def perform(job_id: int) -> None:
    """Do a waiting job. What it writes and that it is done are one transaction.

    A job that is not waiting any more is left alone: nothing is ever done twice.
    """
    claimed = _claim(job_id)
    if claimed is None:
        return
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]), _beating(job_id):
        try:
            _work(claimed)
            db.session.commit()
        except RuleViolation as refused:
            db.session.rollback()
            _fail(job_id, refused.text)
        except Exception:
            log.exception("job %s (%s) failed", job_id, claimed.kind)
            db.session.rollback()
            _fail(job_id, Message(BROKEN.msgid, {"number": job_id}))
    forget(job_id)


@dataclass(frozen=True)
class _Claimed:
    job_id: int
    kind: str
    organization_id: int
    created_by_id: int | None
    argument: dict[str, Any]


def _claim(job_id: int) -> _Claimed | None:
    with unscoped("taking a job from the queue"):
        connection = db.session.connection()
        taken = connection.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.WAITING)
            .values(state=JobState.RUNNING, beat_at=utc_now())
        )
        row = connection.execute(
            select(Job.kind, Job.organization_id, Job.created_by_id, Job.argument).where(
                Job.id == job_id
            )
        ).first()
        db.session.commit()
    if row is None or taken.rowcount != 1:
        return None
    return _Claimed(
        job_id, row.kind, row.organization_id, row.created_by_id, json.loads(row.argument)
    )


def _work(claimed: _Claimed) -> None:
    kind = KINDS[claimed.kind]
    context, scope = _prepare(claimed, kind)
    with acting(scope):
        kind.work(context)
        db.session.flush()
    _end(claimed.job_id, JobState.DONE, context=context)


def _prepare(claimed: _Claimed, kind: JobKind) -> tuple[JobContext, AccessScope]:
    """The starter and what he reaches now: a right taken away meanwhile is gone here too."""
    starter = load_starter(claimed.created_by_id or 0)
    permission = f"{PERMISSION_PREFIX}{kind.right}"
    scope = starter.scope(permission, kind.subject) if starter else None
    if starter is None or scope is None or claimed.organization_id not in scope.whole:
        raise RuleViolation(
            message("The person who started this work has no right to it any more.")
        )
    # Reading who it is must not hold the transaction in which the work then writes.
    db.session.commit()
    context = JobContext(claimed.job_id, claimed.organization_id, claimed.argument, starter)
    return context, scope


def _fail(job_id: int, text: Message) -> None:
    _end(job_id, JobState.FAILED, text)
    db.session.commit()


def _end(
    job_id: int, state: JobState, text: Message | None = None, context: JobContext | None = None
) -> None:
    """Write how a job ended into the open transaction."""
    moment = utc_now()
    values: dict[str, Any] = {"state": state, "finished_at": moment, "beat_at": moment}
    if text is not None:
        values["text"] = translate(text)[:LONGEST_TEXT]
    if context is not None:
        note = context.note
        values |= {"done": note.done, "total": note.total, "text": note.text[:LONGEST_TEXT]}
        if context.result_href:
            values["result_href"] = context.result_href
    with unscoped("writing how a job ended"):
        db.session.connection().execute(update(Job).where(Job.id == job_id).values(**values))


@contextmanager
def _beating(job_id: int) -> Iterator[None]:
    """Leave signs of life while the block runs, also when it computes for minutes."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    ended = threading.Event()

    def run() -> None:
        with app.app_context():
            while not ended.wait(BEAT_SECONDS):
                beat(job_id)
            job_queue().storage.close()

    beat(job_id)
    # A database that was put back from a copy gives out the same numbers again.
    write_note(job_id, Note())
    thread = threading.Thread(target=run, name=f"beat-{job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def fail_interrupted(*, alone: bool) -> list[int]:
    """Fail running jobs on which nobody works any more, and return their numbers.

    ``alone``: this process holds the consumer's lock, so nobody else can be working.
    Never queued again by itself: the person decides.
    """
    with unscoped("looking for interrupted jobs"):
        query = select(Job.id).where(Job.state == JobState.RUNNING)
        running = list(db.session.connection().execute(query).scalars())
        db.session.commit()
    dead = [job_id for job_id in running if alone or not alive(job_id)]
    for job_id in dead:
        log.warning("job %s was interrupted", job_id)
        _fail(job_id, INTERRUPTED)
        forget(job_id)
    return dead


def queue_waiting() -> None:
    """Queue what waits but may have been lost from the queue; nothing of it has begun."""
    with unscoped("looking for waiting jobs"):
        query = select(Job.id).where(Job.state == JobState.WAITING).order_by(Job.id)
        waiting = list(db.session.connection().execute(query).scalars())
        db.session.commit()
    for job_id in waiting:
        push(job_id)


def perform_waiting() -> None:
    """Perform what is queued, in this process: for commands and tests without a consumer."""
    task()
    queue = job_queue()
    while (queued := queue.dequeue()) is not None:
        queue.execute(queued)
