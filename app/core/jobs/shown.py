"""What the page shows of a job: the row, and while it runs the note beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.i18n import translate
from app.core.jobs.board import CONSUMER, STALE_SECONDS, Note, alive, read_note
from app.core.jobs.models import Job, JobState
from app.core.messages import message


@dataclass(frozen=True)
class ShownJob:
    """State of a job for the progress bar."""

    state: str
    done: int
    total: int
    message: str
    result_href: str | None


def shown_job(job: Job, moment: datetime) -> ShownJob:
    """What a person sees of a job now. A consumer that is away or stuck is told, not hidden."""
    note = Note(job.done, job.total, job.text or "")
    if job.state is JobState.WAITING:
        note = Note(text=_waiting(job, moment))
    elif job.state is JobState.RUNNING:
        note = _running(job)
    return ShownJob(job.state.value, note.done, note.total, note.text, job.result_href)


def _waiting(job: Job, moment: datetime) -> str:
    if (moment - job.created_at).total_seconds() <= STALE_SECONDS:
        return translate(message("Waiting for its turn…"))
    if alive(CONSUMER):
        return translate(message("Waiting for its turn: other work is done first."))
    return translate(
        message(
            "The work does not start: the program for long work is not running. "
            "Tell the administrator."
        )
    )


def _running(job: Job) -> Note:
    note = read_note(job.id) or Note(text=translate(message("The work has begun.")))
    if alive(job.id):
        return note
    text = message("The work does not answer. If this stays so, tell the administrator.")
    return Note(note.done, note.total, translate(text))
