"""A consumer of the product, in a process of its own, whose clock stands as the tests' does.

``python -m tests.db.children.held_consumer DATABASE_URL INSTANCE_DIR [PORTIONS]``: when it has
written so many portions of a list into its open transaction, it says so and waits to be killed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app import create_app
from app.children.intake import actions
from app.children.intake.rules.verdicts import Verdict
from app.children.intake.stay_writer import StayWriter
from app.core import clock
from app.core.jobs.consumer import run_consumer
from tests.factories.garden import NOW, app_settings

Write = Callable[[StayWriter, Sequence[Verdict], dict[int, int]], None]


def held(write: Write, portions: int) -> Write:
    """Writes as the product does, and after so many portions nothing more."""
    left = [portions]

    def write_and_hold(
        writer: StayWriter, verdicts: Sequence[Verdict], children: dict[int, int]
    ) -> None:
        write(writer, verdicts, children)
        writer.tables.session.flush()
        left[0] -= 1
        if not left[0]:
            print("held", flush=True)  # noqa: T201 - the test listens
            time.sleep(600)

    return write_and_hold


if __name__ == "__main__":
    clock.now = lambda: NOW
    actions.PORTION = 20
    if len(sys.argv) > 3:
        StayWriter.write = held(StayWriter.write, int(sys.argv[3]))  # type: ignore[method-assign]
    changes = {"SQLALCHEMY_DATABASE_URI": sys.argv[1]}
    run_consumer(create_app(app_settings(Path(sys.argv[2]), **changes)))
