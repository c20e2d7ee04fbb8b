"""A consumer in a process of its own, with work that writes and then takes its time.

``python -m tests.db.jobs.slow_consumer DATABASE_URL INSTANCE_DIR``: killed by the tests.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from app import create_app
from app.core.db import db
from app.core.jobs.consumer import run_consumer
from app.core.jobs.kinds import JobContext, job_kind
from app.core.messages import message
from app.staff.models import Position
from tests.factories.garden import app_settings

SLOW = "test-slow"
TITLE = message("Import of children")


@job_kind(SLOW, title=TITLE, right="import", subject="ChildImport")
def write_and_wait(context: JobContext) -> None:
    db.session.add(Position(organization_id=context.organization_id, name="Недописанный"))
    db.session.flush()
    context.progress(1, 2, TITLE)
    time.sleep(context.argument["seconds"])
    context.progress(2, 2, TITLE)


if __name__ == "__main__":
    changes = {"SQLALCHEMY_DATABASE_URI": sys.argv[1]}
    run_consumer(create_app(app_settings(Path(sys.argv[2]), **changes)))
