"""What the day page and the month page show of a sheet: plain values for the templates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance.models import SHEET_STATES
from app.attendance.rules.codes import Code, codes_on
from app.attendance.rules.documents import DocumentPlan
from app.attendance.rules.frozen import Signed, signed_totals
from app.attendance.rules.lifecycle import SheetState, closes_from
from app.attendance.rules.marking import Clash, Recorded
from app.attendance.rules.totals import SheetChild, SheetTotals
from app.attendance.sheet_queries import Sheet
from app.core import clock
from app.core.formats import MONTHS, show_month
from app.core.i18n import translate
from app.core.messages import message
from app.core.workdays import Day, DayKind

SHORT_WEEKDAYS = (
    message("Mo"),
    message("Tu"),
    message("We"),
    message("Th"),
    message("Fr"),
    message("Sa"),
    message("Su"),
)
LONG_WEEKDAYS = (
    message("Monday"),
    message("Tuesday"),
    message("Wednesday"),
    message("Thursday"),
    message("Friday"),
    message("Saturday"),
    message("Sunday"),
)


def shown_kind(day: Day) -> str:
    """working, off or holiday: how a day is coloured."""
    if day.works:
        return "working"
    return "off" if day.kind is DayKind.WEEKEND else "holiday"


def weekday(day: date, *, short: bool = True) -> str:
    names = SHORT_WEEKDAYS if short else LONG_WEEKDAYS
    return translate(names[day.weekday()])


def day_label(day: date) -> str:
    return f"{weekday(day, short=False).lower()}, {day:%d.%m.%Y}"


def month_label(month: date) -> str:
    return show_month(month)


def month_name(month: date) -> str:
    return translate(MONTHS[month.month - 1])


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


def clash_said(sheet: Sheet, clash: Clash) -> str:
    """A clash in one sentence, for a page without scripts."""
    child = next(one for one in sheet.children if one.id == clash.child)
    at = clock.local(clash.at, sheet.group.timezone) if clash.at else None
    text = _(
        "{name}, {day}: you have {yours}, {by} at {time} has {theirs}. Your mark is not lost, "
        "choose the right one."
    )
    return str(text).format(
        name=child.name,
        day=f"{clash.day:%d.%m}",
        yours=clash.yours or _("no mark"),
        theirs=clash.theirs or _("no mark"),
        by=clash.by,
        time=f"{at:%H:%M}" if at else "",
    )


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


def saved_at(sheet: Sheet, day: date | None = None) -> str | None:
    """The hour of the last saved mark, of a day or of the month."""
    moments = [mark.at for mark in sheet.marks.values() if mark.at and day in (None, mark.day)]
    if not moments:
        return None
    return f"{clock.local(max(moments), sheet.group.timezone):%H:%M}"


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


def brief(sheet: Sheet, child_id: int) -> str:
    """«Абрамов Т.» for a narrow column."""
    child = sheet.people[child_id]
    return f"{child.last_name} {child.first_name[:1]}."


def stay_note(sheet: Sheet, child: SheetChild) -> str:
    """«с 16.11» or «до 12.11» when the stay does not cover the month."""
    parts = []
    if child.stays[0].starts_on > sheet.month:
        parts.append(_("from %(day)s", day=f"{child.stays[0].starts_on:%d.%m}"))
    ends_on = child.stays[-1].ends_on
    if ends_on is not None and ends_on <= sheet.last:
        parts.append(_("until %(day)s", day=f"{ends_on - timedelta(days=1):%d.%m}"))
    return " ".join(parts)


def zero(number: int) -> str:
    return str(number) if number else "–"


def month_rows(sheet: Sheet, totals: SheetTotals, today: date) -> list[dict[str, Any]]:
    """Lines of the grid: one per child, cells as (css, letter, css of the mark)."""
    rows = []
    days = [day.date for day in sheet.days]
    working = [day.works for day in sheet.days]
    proposed = sheet.proposals if sheet.state is SheetState.OPEN else {}
    for number, (child, line) in enumerate(
        zip(sheet.children, totals.children, strict=True), start=1
    ):
        counts = line.counts
        cells = [
            _cell(sheet.marks.get((child.id, day)), day, today, proposed.get((child.id, day)))
            if works and listed
            else ("x" if works else "", "", "")
            for day, works, listed in zip(days, working, child.listed_on(days), strict=True)
        ]
        rows.append(
            {
                "id": child.id,
                "number": number,
                "name": child.name,
                "short": brief(sheet, child.id),
                "note": stay_note(sheet, child),
                "cells": cells,
                "totals": (
                    counts.present,
                    zero(counts.missed),
                    zero(counts.excused),
                    counts.payable,
                ),
            }
        )
    return rows


def _cell(
    mark: Recorded | None, day: date, today: date, proposed: Code | None
) -> tuple[str, str, str]:
    code = mark.code if mark else None
    if code is None and proposed is not None:
        return ("u" if day <= today else "", proposed.letter, f"{proposed.tint.value} planned")
    if code is None:
        return ("u" if day <= today else "", "", "")
    if code.present:
        return ("", "", "")
    missing = code.needs_document and mark is not None and not mark.documented
    return ("", code.letter, f"{code.tint.value} nodoc" if missing else code.tint.value)


def close_block(sheet: Sheet, totals: SheetTotals, today: date) -> str | None:
    """Why the sheet cannot be closed yet, in words; None when it can."""
    earliest = closes_from(sheet.days)
    if today < earliest:
        return str(_("The sheet can be closed from %(day)s on.", day=f"{earliest:%d.%m.%Y}"))
    unfilled = totals.unfilled_days
    if unfilled:
        shown = ", ".join(f"{day:%d.%m}" for day in unfilled[:8])
        return str(_("These days are not filled: %(days)s.", days=shown))
    return None


def state_note(sheet: Sheet) -> str:
    """Who closed and approved the sheet, and when."""
    row = sheet.row
    if row is None or row.state is SheetState.OPEN:
        return ""
    zone = sheet.group.timezone
    parts = []
    if row.closed_at:
        at = f"{clock.local(row.closed_at, zone):%d.%m.%Y %H:%M}"
        parts.append(_("closed by %(name)s, %(at)s", name=row.closed_by, at=at))
    if row.approved_at:
        at = f"{clock.local(row.approved_at, zone):%d.%m.%Y %H:%M}"
        parts.append(_("approved by %(name)s, %(at)s", name=row.approved_by, at=at))
    return "; ".join(parts)


def signed(sheet: Sheet) -> Signed:
    """The totals to be shown: as they were signed, else as the marks say."""
    live = sheet.totals()
    kept = sheet.row.totals if sheet.row is not None else None
    return signed_totals(live, kept) if kept else Signed(live)


def drift_said(sheet: Sheet, shown: Signed) -> dict[str, Any] | None:
    """What the records say now, when it is not what was signed."""
    if not shown.differs:
        return None
    live, kept = sheet.totals().whole, shown.totals.whole
    return {
        "figures": _(
            "plan %(plan)s (signed %(signed)s), fact %(fact)s (signed %(signed_fact)s)",
            plan=live.plan,
            signed=kept.plan,
            fact=live.present,
            signed_fact=kept.present,
        ),
        "children": [
            sheet.people[child].full_name for child in shown.drifted if child in sheet.people
        ],
    }


def state_label(state: SheetState) -> str:
    return translate(SHEET_STATES[state]).capitalize()


def plan_said(plan: DocumentPlan) -> str:
    """What a document did, in one sentence."""
    said = [
        ngettext("%(num)d day is filled.", "%(num)d days are filled.", len(plan.write)),
        ngettext(
            "%(num)d mark got its document.", "%(num)d marks got their document.", len(plan.attach)
        )
        if plan.attach
        else "",
        ngettext(
            "%(num)d day is marked otherwise and stays.",
            "%(num)d days are marked otherwise and stay.",
            len(plan.clashes),
        )
        if plan.clashes
        else "",
        ngettext(
            "%(num)d day lies in a closed sheet and stays.",
            "%(num)d days lie in closed sheets and stay.",
            len(plan.in_closed),
        )
        if plan.in_closed
        else "",
    ]
    return " ".join(part for part in said if part)


def others_said(plan: DocumentPlan) -> str:
    """Which other papers give another reason for the same days: a person decides."""
    named = ", ".join(
        f"{other.code.letter} {other.starts_on:%d.%m.%Y}–{other.ends_on:%d.%m.%Y}"
        for other in sorted(plan.others, key=lambda one: (one.starts_on, one.id))
    )
    return str(
        _(
            "Other documents give another reason for the same days: %(papers)s. The marks of those "
            "days stay as they are. Check which document is right.",
            papers=named,
        )
    )
