"""The history of one row on its card, for who may read the log of changes."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from sqlalchemy import select

from app.core.audit.models import OPERATIONS, ChangeRecord
from app.core.audit.shown import Hidden, Shown
from app.core.db import db
from app.core.formats import show
from app.core.i18n import translate
from app.core.scoping.scope import acting

PAGE = 20
RIGHT = ("can_read", "ChangeRecord")


def reads_log() -> bool:
    """Whether the person may read the log of changes anywhere."""
    return bool(current_user.has_right(*RIGHT))


def history_of(model: Any, key: int, page: int, hidden: Hidden) -> dict[str, Any]:
    """What the log tells of a row, the latest first: one page of it, and the way to more."""
    table = model.__tablename__
    query = (
        select(ChangeRecord)
        .where(ChangeRecord.entity == table, ChangeRecord.row_id == key)
        .order_by(ChangeRecord.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    with acting(current_user.scope(*RIGHT)):
        found = list(db.session.scalars(query))
        records = found[:PAGE]
        shown = Shown(records, hidden)
        lines = [_line(shown, one) for one in records]
    older = f"?tab=history&page={page + 1}" if len(found) > PAGE else None
    newer = f"?tab=history&page={page - 1}" if page > 1 else None
    return {"rows": lines, "older_href": older, "newer_href": newer}


def _line(shown: Shown, record: ChangeRecord) -> dict[str, Any]:
    return {
        "when": show(record.happened_at),
        "who": shown.author(record),
        "what": translate(OPERATIONS[record.operation]),
        "basis": record.basis or "",
        "request": record.request_id or "",
        "changes": shown.changes(record),
    }
