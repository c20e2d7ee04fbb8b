"""The sheet as the scripts of the pages know it. See docs/ui.md."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from app.attendance.rules.codes import Code, codes_on
from app.attendance.rules.marking import Recorded
from app.attendance.sheet_pages import brief, month_label, saved_at, shown_kind
from app.attendance.sheet_queries import Sheet
from app.core import clock


@lru_cache(maxsize=1024)
def _minute(moment: datetime, zone: str) -> str:
    """A moment on the clock of the kindergarten; the marks of a day mostly share one."""
    return clock.local(moment, zone).isoformat(timespec="minutes")


def mark_json(mark: Recorded, zone: str) -> dict[str, Any]:
    """A mark as pages know it."""
    return {
        "child": mark.child,
        "day": mark.day.isoformat(),
        "code": mark.code.letter if mark.code else None,
        "version": mark.version,
        "document": mark.documented,
        "by": mark.by,
        "at": _minute(mark.at, zone) if mark.at else None,
    }


def _brief_marks(sheet: Sheet) -> dict[int, dict[int, list[Any]]]:
    """Marks of a month by child and number of the day: letter and version, of others than
    present ones also document, author and minute. See docs/ui.md."""
    zone = sheet.group.timezone
    shown: dict[int, dict[int, list[Any]]] = {}
    for mark in sheet.marks.values():
        code = mark.code
        # Most marks of a month: who made them is told when it matters, in a clash.
        if code is not None and code.present:
            value = [code.letter, mark.version]
        else:
            at = _minute(mark.at, zone) if mark.at else None
            letter = code.letter if code else None
            value = [letter, mark.version, mark.documented, mark.by, at]
        shown.setdefault(mark.child, {})[mark.day.day] = value
    return shown


def version_seen(mark: Recorded | None, revision: int) -> int:
    """The version of a cell that a page of this revision showed; -1 when it is newer."""
    if mark is None:
        return 0
    return mark.version if mark.revision <= revision else -1


def sheet_json(
    sheet: Sheet, today: date, base: str, *, editable: bool, may_document: bool
) -> dict[str, Any]:
    """The sheet for the page's scripts."""
    valid = codes_on(sheet.book.codes, min(max(today, sheet.month), sheet.last))
    return {
        "group": {"id": sheet.group.id, "name": sheet.group.name},
        "month": f"{sheet.month:%Y-%m}",
        "monthTitle": month_label(sheet.month),
        "today": today.isoformat(),
        "state": sheet.state.value,
        "editable": editable,
        "revision": sheet.revision,
        "savedAt": saved_at(sheet),
        "sickNoteRequired": sheet.settings.sick_note_required,
        "days": [
            {"date": day.date.isoformat(), "kind": shown_kind(day), "title": day.title}
            for day in sheet.days
        ],
        "codes": [code_json(code) for code in valid.values()],
        "children": [
            {
                "id": child.id,
                "name": child.name,
                "short": brief(sheet, child.id),
                "from": child.stays[0].starts_on.isoformat(),
                "to": child.stays[-1].ends_on.isoformat() if child.stays[-1].ends_on else None,
                "stays": [
                    [stay.starts_on.isoformat(), stay.ends_on.isoformat() if stay.ends_on else None]
                    for stay in child.stays
                ],
            }
            for child in sheet.children
        ],
        "marks": _brief_marks(sheet),
        "proposals": proposals_json(sheet),
        "urls": {
            "marks": f"{base}/marks",
            "changes": f"{base}/changes",
            "documentForm": f"{base}/document" if may_document else None,
        },
    }


def proposals_json(sheet: Sheet) -> dict[int, dict[int, str]]:
    """Letters that notices of parents propose, by child and number of the day."""
    found: dict[int, dict[int, str]] = {}
    for (child, day), code in sheet.proposals.items():
        found.setdefault(child, {})[day.day] = code.letter
    return found


def code_json(code: Code) -> dict[str, Any]:
    return {
        "letter": code.letter,
        "name": code.name,
        "short": code.short_name,
        "tint": code.tint.value,
        "present": code.present,
        "excused": code.excused,
        "illness": code.illness,
        "counts": code.counts_as_day,
        "needsDocument": code.needs_document,
        "typable": code.typable,
    }
