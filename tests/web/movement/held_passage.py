"""A consumer of the product whose passage writes everything and then waits to be killed.

``python -m tests.web.movement.held_passage DATABASE_URL INSTANCE_DIR BACKUPS PG_DUMP [hold]``
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from app import create_app
from app.core import clock
from app.core.jobs.consumer import run_consumer
from app.movement.transition import jobs
from tests.factories.garden import app_settings
from tests.web.movement.passage import JULY

_carry_out = jobs.carry_out_passage


def carry_out_and_hold(*given: Any) -> Any:
    """As the product does; when all is written and nothing is kept yet, it says so and waits."""
    _carry_out(*given)
    given[0].flush()
    print("held", flush=True)  # noqa: T201 - the test listens
    time.sleep(600)


if __name__ == "__main__":
    clock.now = lambda: JULY
    if len(sys.argv) > 5:
        jobs.carry_out_passage = carry_out_and_hold
    changes = {
        "SQLALCHEMY_DATABASE_URI": sys.argv[1],
        "BACKUP_DIR": sys.argv[3],
        "PG_DUMP": sys.argv[4],
    }
    run_consumer(create_app(app_settings(Path(sys.argv[2]), **changes)))
