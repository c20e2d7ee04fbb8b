"""What is noted of a request once its answer is made: in one short transaction of its own.

Pages read; to write beside the reading would make every reader wait for the one writer. So notes
(who looked at what, when a session was last seen) are gathered and written when nothing is read
any more, before the answer leaves.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.core.scoping.scope import unscoped

log = logging.getLogger(__name__)
MOST_PENDING = 1000
_pending: list[tuple[Any, dict[str, Any]]] = []
"""Notes that could not be written because the database was busy: they go with the next ones."""


def after_answer(statement: Any, values: Mapping[str, Any]) -> None:
    """Run a statement when the answer is made; statements that are one object go together."""
    if "afterwards" not in g:
        g.afterwards = []
    g.afterwards.append((statement, dict(values)))


def write_afterwards(*, answered: bool) -> None:
    """Write what was gathered; of a request that was refused or failed nothing is noted."""
    gathered: list[tuple[Any, dict[str, Any]]] = g.pop("afterwards", [])
    if not gathered or not answered:
        return
    _pending.extend(gathered)
    notes, _pending[:] = list(_pending), []
    by_statement: dict[int, tuple[Any, list[dict[str, Any]]]] = {}
    for statement, values in notes:
        by_statement.setdefault(id(statement), (statement, []))[1].append(values)
    try:
        db.session.rollback()
        with unscoped("notes of a request after its answer"):
            connection = db.session.connection()
            for statement, rows in by_statement.values():
                connection.execute(statement, rows)
            db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        # Keys and moments only: no name stands in them.
        log.exception("notes of request %s wait for the next one", g.get("request_id"))
        _pending[:] = notes[-MOST_PENDING:]
