"""Reads of the installation itself: its disk, its consumer of jobs, its last backup."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core.backup import UNFINISHED
from app.core.errors import RuleViolation
from app.core.jobs.board import CONSUMER, alive

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backup:
    """The newest file of the folder of backups."""

    name: str
    size: int
    at: datetime


@dataclass(frozen=True)
class Server:
    """State of the installation. ``consumer`` None: its queue does not answer.

    ``backup_dir`` empty: nobody told where backups are kept.
    """

    consumer: bool | None
    free: int
    total: int
    backup_dir: str
    backup: Backup | None


def server_state(config: Mapping[str, Any]) -> Server:
    """Asks the queue and the file system; what does not answer is told, never raised."""
    usage = _usage(Path(config["INSTANCE_DIR"]))
    folder = config["BACKUP_DIR"]
    return Server(
        _consumer(),
        usage[0],
        usage[1],
        folder,
        newest_backup(Path(folder)) if folder else None,
    )


def _consumer() -> bool | None:
    try:
        return alive(CONSUMER)
    except RuleViolation:
        return None
    except Exception:
        # A Redis that is away, a queue file that is locked: the page of the day still opens.
        log.exception("the queue does not answer")
        return None


def _usage(folder: Path) -> tuple[int, int]:
    try:
        found = shutil.disk_usage(folder)
    except OSError:
        return 0, 0
    return found.free, found.total


def newest_backup(folder: Path) -> Backup | None:
    """The newest file of a folder; None when there is none or it cannot be read."""
    try:
        stats = [
            (path, path.stat())
            for path in folder.iterdir()
            if path.is_file() and path.suffix != UNFINISHED
        ]
    except OSError:
        return None
    if not stats:
        return None
    path, stat = max(stats, key=lambda pair: pair[1].st_mtime)
    return Backup(path.name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))
