"""Marks that no longer hold are cleared: the row stays, and its history says why."""

from __future__ import annotations

from collections.abc import Iterable

from app.attendance.actions import Author
from app.attendance.history_models import MarkRevision
from app.attendance.models import AttendanceMark
from app.core.i18n import translate
from app.core.messages import Message
from app.core.scoping.plain_writes import insert_many
from app.core.scoping.session import ScopedSession


def clear_marks(
    session: ScopedSession, marks: Iterable[AttendanceMark], author: Author, note: Message
) -> None:
    """Take code and paper off marks of open sheets. The marks come with sheet and code."""
    touched: set[int] = set()
    history = []
    for mark in marks:
        sheet = mark.sheet
        if sheet.id not in touched:
            sheet.revision += 1
            touched.add(sheet.id)
        if mark.code is not None:
            history.append(
                {
                    "organization_id": mark.organization_id,
                    "sheet_id": sheet.id,
                    "group_id": mark.group_id,
                    "child_id": mark.child_id,
                    "day": mark.day,
                    "old_letter": mark.code.letter,
                    "new_letter": None,
                    "changed_at": author.moment,
                    "changed_by_name": author.name,
                    "note": translate(note)[:200],
                }
            )
        mark.code = None
        mark.document = None
        mark.version += 1
        mark.revision = sheet.revision
        mark.changed_at, mark.changed_by_name = author.moment, author.name
    session.flush()
    insert_many(session, MarkRevision, history)
