"""A copy of the whole database in one file: made before something that touches all of it.

The copy is whole or absent: it is written under another name first. It holds personal data
(152-ФЗ), so nobody but the program's own account may read it.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url

from app.core.errors import RuleViolation
from app.core.messages import message

log = logging.getLogger(__name__)
_LONGEST_SECONDS = 3600
UNFINISHED = ".part"
_FAILED = message(
    "The backup could not be made, so nothing was changed. Tell the administrator of the server: "
    "the reason stands in the log of the program."
)


def backup_folder(config: Mapping[str, Any]) -> Path:
    """Where backups are kept: ``BACKUP_DIR``, or a folder beside the database."""
    return Path(config["BACKUP_DIR"] or Path(config["INSTANCE_DIR"]) / "backups")


def back_up(config: Mapping[str, Any], label: str, moment: datetime) -> Path:
    """Copy the database, as it is committed now, into a new file of the backup folder.

    Others may write meanwhile. Raises RuleViolation when it did not succeed; no file is left then.
    """
    url = make_url(config["SQLALCHEMY_DATABASE_URI"])
    sqlite = url.get_backend_name() == "sqlite"
    folder = backup_folder(config)
    target = folder / f"{moment:%Y-%m-%d-%H%M%S}-{label}.{'db' if sqlite else 'dump'}"
    part = target.with_name(target.name + UNFINISHED)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        if sqlite:
            _copy_sqlite(url, part)
        else:
            _dump_postgres(url, part, config["PG_DUMP"])
        part.replace(target)
    except (OSError, sqlite3.Error, subprocess.SubprocessError) as error:
        log.exception("the backup failed: %s", _words_of(error))
        part.unlink(missing_ok=True)
        raise RuleViolation(_FAILED) from error
    return target


def _copy_sqlite(url: URL, part: Path) -> None:
    assert url.database is not None, "a database in memory has no file to copy"
    source = Path(url.database).resolve().as_uri() + "?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")


def _dump_postgres(url: URL, part: Path, program: str) -> None:
    """``pg_dump`` of the server's own version: its own format, restored by ``pg_restore``."""
    with tempfile.TemporaryDirectory() as own:
        # The password goes by a file: arguments are seen by everybody on the machine.
        secret = Path(own) / "pgpass"
        secret.touch(0o600)
        secret.write_text(f"*:*:*:*:{_escaped(url.password)}\n", encoding="utf-8")
        plain = url.set(drivername="postgresql", password=None)
        plain = plain.update_query_dict({"passfile": str(secret)})
        subprocess.run(  # noqa: S603 - the program is named by the settings of the server
            [
                *(program, "--format=custom", "--no-password", f"--file={part}"),
                plain.render_as_string(hide_password=False),
            ],
            check=True,
            capture_output=True,
            timeout=_LONGEST_SECONDS,
        )


def _escaped(password: str | None) -> str:
    return str(password or "").replace("\\", "\\\\").replace(":", "\\:")


def _words_of(error: Exception) -> str:
    told = getattr(error, "stderr", None)
    return told.decode("utf-8", "replace").strip() if isinstance(told, bytes) else str(error)
