"""Table: jobs. Their state is what the page shows, also after a reload or a crash."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped

from app.core.audit.exceptions import not_logged
from app.core.db import Base, Tenant, UtcDateTime, acting_user_id, column, enum_type, utc_now
from app.core.messages import message
from app.core.scoping.reach import TENANT, reach


class JobState(enum.StrEnum):
    """Life of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


JOB_STATES = {
    JobState.WAITING: message("waiting"),
    JobState.RUNNING: message("running"),
    JobState.DONE: message("done"),
    JobState.FAILED: message("failed"),
}


class Job(Tenant, Base):
    """A piece of long work, with its progress and an error that a person can read."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state", "state"),)

    kind: Mapped[str] = column(String(60), label=message("Kind"))
    state: Mapped[JobState] = column(
        enum_type(JobState), default=JobState.WAITING, label=message("State"), labels=JOB_STATES
    )
    argument: Mapped[str] = column(String, default="{}", label=message("Argument"))
    done: Mapped[int] = column(Integer, default=0, label=message("Done"))
    total: Mapped[int] = column(Integer, default=0, label=message("Total"))
    text: Mapped[str | None] = column(String(500), label=message("Message"))
    result_href: Mapped[str | None] = column(String(300), label=message("Result"))
    created_at: Mapped[datetime] = column(UtcDateTime, default=utc_now, label=message("Created at"))
    beat_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Last sign of life"))
    finished_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Finished at"))
    created_by_id: Mapped[int | None] = column(
        Integer, default=acting_user_id, label=message("Started by")
    )

    def __repr__(self) -> str:
        return f"№ {self.id}"


reach(Job, TENANT)
not_logged(Job, "changes with every step of its progress and tells of itself")
