"""The consumer: one process that does the queued jobs, one after another."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from huey.consumer import Consumer

from app.core.db import db
from app.core.errors import RuleViolation
from app.core.jobs.board import BEAT_SECONDS, CONSUMER, beat, is_local, job_queue, queue_name
from app.core.jobs.work import fail_interrupted, queue_waiting, task
from app.core.locks import LockTaken, process_lock
from app.core.messages import message

log = logging.getLogger(__name__)
# How long a consumer waits for one that is just ending.
PATIENCE_SECONDS = 15
SWEEP_BEATS = 10
CHORE_SECONDS = 3600
CHORES: dict[str, Callable[[], object]] = {}
"""What is done by itself once an hour, by name; filled by the features. Each commits itself."""
TICK_SECONDS = 15
TICKS: dict[str, Callable[[], object]] = {}
"""What is looked at every quarter of a minute: letters, planned announcements. Each looks first
(``engine.reading``), writes only when something is due, in short transactions, and commits."""


def run_consumer(app: Flask, *, parent: int | None = None) -> None:
    """Do jobs until SIGINT (the running one is finished) or SIGTERM (it is broken off).

    ``parent``: end when this process is no longer the one that started us. Raises
    RuleViolation when another consumer of this installation is running.
    """
    lock = Path(app.config["INSTANCE_DIR"]) / f"{queue_name(app.config)}.consumer.lock"
    try:
        with process_lock(lock, PATIENCE_SECONDS), app.app_context():
            _run(app, parent)
    except LockTaken as taken:
        raise RuleViolation(
            message("The consumer of jobs is running already. One is enough.")
        ) from taken


def _run(app: Flask, parent: int | None) -> None:
    task()
    queue = job_queue()
    fail_interrupted(alone=is_local())
    queue_waiting()
    ended = threading.Event()
    pulse = threading.Thread(target=_pulse, args=(app, ended, parent), name="pulse", daemon=True)
    pulse.start()
    ticking = threading.Thread(target=_tick, args=(app, ended), name="ticks", daemon=True)
    ticking.start()
    # One worker: jobs write long transactions, and SQLite has one writer at a time.
    consumer = Consumer(queue, workers=1, periodic=False, initial_delay=0.1, max_delay=1.0)
    consumer.run()
    ended.set()
    pulse.join(BEAT_SECONDS)
    ticking.join(BEAT_SECONDS)


def _pulse(app: Flask, ended: threading.Event, parent: int | None) -> None:
    """Signs of life of the consumer; looks after orphaned jobs, chores and its own parent."""
    beats = 0
    next_chores = 0.0
    with app.app_context():
        while True:
            try:
                beat(CONSUMER)
                if beats % SWEEP_BEATS == SWEEP_BEATS - 1 and not is_local():
                    fail_interrupted(alone=False)
            except Exception:
                log.exception("the consumer could not leave a sign of life")
            beats += 1
            if time.monotonic() >= next_chores:
                next_chores = time.monotonic() + CHORE_SECONDS
                do_chores()
            if parent is not None and os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGINT)
                parent = None
            if ended.wait(BEAT_SECONDS if parent is None else 1):
                break
        job_queue().storage.close()


def _tick(app: Flask, ended: threading.Event) -> None:
    """What is due within a minute: apart from the pulse, which never waits for a mail server."""
    with app.app_context():
        while not ended.wait(TICK_SECONDS):
            _do_all(TICKS)


def do_chores() -> None:
    """Do what is due once an hour."""
    _do_all(CHORES)


def do_ticks() -> None:
    """Do at once what is looked at every quarter of a minute: for commands and tests."""
    _do_all(TICKS)


def _do_all(works: dict[str, Callable[[], object]]) -> None:
    """One that fails is told in the log and does not stop the others."""
    for name, work in works.items():
        try:
            work()
        except Exception:
            log.exception("the chore «%s» failed", name)
            db.session.rollback()
        finally:
            db.session.remove()
