"""Kinds of long work: what a feature offers to the consumer, and for whom it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from app.core import engine
from app.core.db import db
from app.core.i18n import translate
from app.core.jobs.board import Note, write_note
from app.core.messages import Message
from app.core.scoping.scope import AccessScope

# The page asks every 0.7 s: more notes than that would only wear out the disk.
NOTE_SECONDS = 0.3


class Starter(Protocol):
    """The person who started a job, with the rights that hold while it runs."""

    id: int
    active: bool

    @property
    def signature(self) -> str: ...

    @property
    def today(self) -> date: ...

    def has_right(self, permission: str, subject: str) -> bool: ...

    def scope(self, permission: str | None = None, subject: str | None = None) -> AccessScope: ...


@dataclass
class JobContext:
    """What the work is given. It writes through ``db.session`` and never commits.

    ``result_href`` may be set by the work: where the page goes when the job is done.
    """

    job_id: int
    organization_id: int
    argument: dict[str, Any]
    starter: Starter
    result_href: str | None = None
    note: Note = field(default_factory=Note)
    _noted_at: float = field(default=0.0, repr=False)

    def release(self) -> None:
        """End the reading before a long computation, so that others may write meanwhile.

        On SQLite a job holds the one write lock from its first statement on. What was read
        must be plain values by now; what was written is lost, so nothing may be written yet.
        """
        if db.session.new or db.session.dirty or db.session.deleted:
            raise ValueError("something is written already")
        db.session.rollback()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read, and let others write meanwhile: the block is a transaction of its own.

        What was read may have changed when the block has ended.
        """
        self.release()
        with engine.reading():
            yield
            self.release()

    def progress(self, done: int, total: int, text: Message | None = None) -> None:
        """Show the person how far the work is. Cheap: may be called for every row."""
        moment = time.monotonic()
        last = done >= total
        self.note = Note(done, total, translate(text) if text else self.note.text)
        if last or moment - self._noted_at >= NOTE_SECONDS:
            self._noted_at = moment
            write_note(self.job_id, self.note)


Work = Callable[[JobContext], None]


@dataclass(frozen=True)
class JobKind:
    """A kind of work and the right that it needs, also at the moment when it runs."""

    name: str
    title: Message
    right: str
    subject: str
    work: Work


KINDS: dict[str, JobKind] = {}
_load_starter: list[Callable[[int], Starter | None]] = []


def job_kind(name: str, *, title: Message, right: str, subject: str) -> Callable[[Work], Work]:
    """Offer a function as work: ``@job_kind("import-children", title=…, right="import", …)``."""

    def keep(work: Work) -> Work:
        known = KINDS.get(name)
        if known is not None and known.work.__qualname__ != work.__qualname__:
            raise ValueError(f"two kinds of work are called {name}")
        KINDS[name] = JobKind(name, title, right, subject, work)
        return work

    return keep


def provide_starter(load: Callable[[int], Starter | None]) -> None:
    """Register the one function that finds a person by the user's id."""
    _load_starter[:] = [load]


def load_starter(user_id: int) -> Starter | None:
    """The person as of now. None when the account is gone or shut."""
    starter = _load_starter[0](user_id) if _load_starter else None
    return starter if starter is not None and starter.active else None
