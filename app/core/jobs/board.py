"""The queue and what is told about running work, both beside the database (ADR 0006).

While a job writes, its one transaction holds SQLite's only write lock; so progress goes to
the store of the queue, which is a file (or a Redis) of its own.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from huey import RedisHuey, SqliteHuey
from huey.constants import EmptyData
from huey.serializer import SignedSerializer
from sqlalchemy import make_url

from app.core.errors import RuleViolation
from app.core.messages import message

BEAT_SECONDS = 3
# A sign of life older than this means: nobody works on it any more.
STALE_SECONDS = 30
CONSUMER = "consumer"


@dataclass(frozen=True)
class Note:
    """How far a job is."""

    done: int = 0
    total: int = 0
    text: str = ""


def queue_name(config: Mapping[str, Any]) -> str:
    """One queue for one database: several databases may share a folder or a Redis."""
    url = make_url(config["SQLALCHEMY_DATABASE_URI"])
    place = f"{url.host or ''}:{url.port or ''}/{url.database or ''}"
    return "garden-" + hashlib.sha256(place.encode()).hexdigest()[:12]


def job_queue() -> Any:
    """The Huey of this application, made at the first question.

    Raises RuleViolation when Redis is configured but its package is not installed.
    """
    kept = current_app.extensions.get("job_queue")
    if kept is None:
        kept = current_app.extensions.setdefault("job_queue", _connect(current_app.config))
    return kept


def _connect(config: Mapping[str, Any]) -> Any:
    name = queue_name(config)
    # The queue holds pickles: what was not signed with our key is not opened.
    serializer = SignedSerializer(secret=config["SECRET_KEY"], salt="jobs")
    if config.get("HUEY_URL"):
        if importlib.util.find_spec("redis") is None:
            raise RuleViolation(
                message(
                    "HUEY_URL names a Redis, but the package redis is not installed. "
                    "Install it with pip, or leave HUEY_URL empty."
                )
            )
        return RedisHuey(name, url=config["HUEY_URL"], results=False, serializer=serializer)
    folder = Path(config["INSTANCE_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(name, filename=str(folder / "jobs.db"), results=False, serializer=serializer)


def is_local() -> bool:
    """Whether the queue is a file of this machine, so that a lock proves who is alive."""
    return not current_app.config.get("HUEY_URL")


def _put(key: str, value: Any) -> None:
    job_queue().storage.put_data(key, json.dumps(value, ensure_ascii=False).encode())


def _get(key: str) -> Any:
    found = job_queue().storage.peek_data(key)
    return None if found is EmptyData else json.loads(bytes(found))


def write_note(job_id: int, note: Note) -> None:
    """Tell how far a job is; seen at once, whatever the work's transaction is doing."""
    _put(f"note-{job_id}", asdict(note))


def read_note(job_id: int) -> Note | None:
    """The last note of a job that has not ended."""
    found = _get(f"note-{job_id}")
    return Note(**found) if found else None


def beat(who: str | int) -> None:
    """Leave a sign of life of a job (its id) or of the consumer."""
    _put(f"beat-{who}", time.time())


def alive(who: str | int) -> bool:
    """Whether the last sign of life is fresh."""
    found = _get(f"beat-{who}")
    return found is not None and time.time() - float(found) < STALE_SECONDS


def forget(job_id: int) -> None:
    """Remove note and signs of a job that has ended: its row tells the rest."""
    for key in (f"note-{job_id}", f"beat-{job_id}"):
        job_queue().storage.delete_data(key)
