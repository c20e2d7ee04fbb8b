"""Writes of marks: a batch of cells, and clashes with what others wrote. The caller commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from app.attendance.history_models import MarkClash, MarkRevision
from app.attendance.models import AttendanceMark, AttendanceSheet
from app.attendance.rules import marking
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Clash, Recorded, Wish, Write
from app.attendance.rules.totals import Cell
from app.attendance.sheet_queries import Sheet, open_clashes
from app.core.db import acting_user_id
from app.core.scoping.plain_writes import Change, insert_together, update_many
from app.core.scoping.session import ScopedSession


@dataclass(frozen=True)
class Author:
    """Who writes and when: kept beside every mark and step."""

    name: str
    moment: datetime
    id: int | None = field(default_factory=acting_user_id)


@dataclass(frozen=True)
class Saved:
    """What a request came to: rows written or already so, clashes, the sheet's revision."""

    marks: tuple[Recorded, ...]
    clashes: tuple[Clash, ...]
    revision: int


def save_marks(
    session: ScopedSession,
    sheet: Sheet,
    wishes: Sequence[Wish],
    present_days: Iterable[date],
    author: Author,
    today: date,
) -> Saved:
    """Write a batch of marks. ``sheet`` must have been loaded with ``lock=True``.

    Different cells merge; a cell that somebody else wrote meanwhile is a clash and stays.
    Raises RuleViolation when one cell may not hold what is wished: then nothing is written.
    """
    merge = marking.record(sheet.for_marking(), sheet.marks, wishes, present_days, today)
    written = write_marks(session, sheet, merge.write, author)
    if merge.clashes:
        _record_clashes(session, sheet, merge.clashes, author)
    touched = {(write.child, write.day) for write in merge.write if write.version > 1}
    settle(session, sheet, touched | set(merge.unchanged), author.moment)
    session.flush()
    same = tuple(sheet.marks[cell] for cell in merge.unchanged if cell in sheet.marks)
    return Saved(written + same, merge.clashes, sheet.revision)


def sheet_row(session: ScopedSession, sheet: Sheet) -> AttendanceSheet:
    if sheet.row is None:
        sheet.row = AttendanceSheet(
            organization_id=sheet.group.organization_id,
            group_id=sheet.group.id,
            month=sheet.month,
            state=SheetState.OPEN,
            revision=0,
        )
        session.add(sheet.row)
    return sheet.row


def write_marks(
    session: ScopedSession, sheet: Sheet, writes: Sequence[Write], author: Author
) -> tuple[Recorded, ...]:
    """New marks, their history and the sheet's revision go together; known marks are updated."""
    if not writes:
        return ()
    row = sheet_row(session, sheet)
    revised = _next_revision(session, row, author)
    new, stored, changed, written = [], [], [], []
    for write in writes:
        cell = (write.child, write.day)
        key, values = _key(sheet, row, write), _values(sheet, row, write, author)
        known = sheet.marks.get(cell)
        if known is None:
            new.append({**key, **values})
        else:
            stored.append({"id": known.key, "version": known.version, **key})
            changed.append(values)
        sheet.marks[cell] = _written(row, write, author, known)
        written.append(sheet.marks[cell])
    update_many(session, AttendanceMark, stored, changed)
    history = [_history(sheet, row, write, author) for write in writes]
    insert_together(session, (AttendanceMark, new), (MarkRevision, history), along=revised)
    return tuple(written)


def _next_revision(session: ScopedSession, row: AttendanceSheet, author: Author) -> Change | None:
    """One more save of the sheet. As a plain row that the caller writes, except the first time:
    every save does it."""
    if row in session.new:
        row.revision += 1
        session.flush()
        return None
    known = {name: getattr(row, name) for name in ("id", "organization_id", "group_id", "revision")}
    following = row.revision + 1
    set_committed_value(row, "revision", following)
    stamp = {"changed_at": author.moment, "changed_by_id": author.id}
    return Change(AttendanceSheet, known, {"revision": following, **stamp})


def _written(
    row: AttendanceSheet, write: Write, author: Author, known: Recorded | None
) -> Recorded:
    return Recorded(
        write.child,
        write.day,
        write.new,
        write.version,
        author.name,
        author.moment,
        write.cover is not None,
        row.revision,
        author.id,
        known.key if known else 0,
    )


def _key(sheet: Sheet, row: AttendanceSheet, write: Write) -> dict[str, Any]:
    return {
        "organization_id": sheet.group.organization_id,
        "sheet_id": row.id,
        "group_id": sheet.group.id,
        "child_id": write.child,
        "day": write.day,
    }


def _values(sheet: Sheet, row: AttendanceSheet, write: Write, author: Author) -> dict[str, Any]:
    return {
        "code_id": sheet.book.ids[write.new] if write.new else None,
        "document_id": write.cover.id if write.cover else None,
        "version": write.version,
        "revision": row.revision,
        "changed_at": author.moment,
        "changed_by_id": author.id,
        "changed_by_name": author.name,
    }


def _history(sheet: Sheet, row: AttendanceSheet, write: Write, author: Author) -> dict[str, Any]:
    return {
        **_key(sheet, row, write),
        "old_letter": write.old.letter if write.old else None,
        "new_letter": write.new.letter if write.new else None,
        "changed_at": author.moment,
        "changed_by_name": author.name,
    }


def _record_clashes(
    session: ScopedSession, sheet: Sheet, clashes: Sequence[Clash], author: Author
) -> None:
    """So that both are told: who stands, who was refused, until one of them settles it."""
    row = sheet_row(session, sheet)
    me = author.id
    known = {
        (one.child_id, one.day, one.kept_letter, one.refused_letter, one.refused_by_id)
        for one in open_clashes(session, row.id)
    }
    for clash in clashes:
        if (clash.child, clash.day, clash.theirs, clash.yours, me) in known:
            continue
        standing = sheet.marks.get((clash.child, clash.day))
        session.add(
            MarkClash(
                organization_id=sheet.group.organization_id,
                sheet_id=row.id,
                group_id=sheet.group.id,
                child_id=clash.child,
                day=clash.day,
                kept_letter=clash.theirs,
                kept_by_id=standing.by_id if standing else None,
                kept_by_name=clash.by,
                kept_at=clash.at or author.moment,
                refused_letter=clash.yours,
                refused_by_id=me,
                refused_by_name=author.name,
                refused_at=author.moment,
            )
        )


def settle(session: ScopedSession, sheet: Sheet, cells: set[Cell], moment: datetime) -> None:
    """A cell that was chosen anew has no clash any more."""
    if not cells or sheet.row is None or not sheet.has_clashes:
        return
    for clash in open_clashes(session, sheet.row.id):
        if (clash.child_id, clash.day) in cells:
            clash.settled_at = moment
