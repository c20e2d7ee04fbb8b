"""What the day page and the month page show of a sheet: plain values for the templates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from app.attendance.rules.codes import Code
from app.attendance.rules.frozen import Signed, signed_totals
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Recorded
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


def saved_at(sheet: Sheet, day: date | None = None) -> str | None:
    """The hour of the last saved mark, of a day or of the month."""
    moments = [mark.at for mark in sheet.marks.values() if mark.at and day in (None, mark.day)]
    if not moments:
        return None
    return f"{clock.local(max(moments), sheet.group.timezone):%H:%M}"


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


def signed(sheet: Sheet) -> Signed:
    """The totals to be shown: as they were signed, else as the marks say."""
    live = sheet.totals()
    kept = sheet.row.totals if sheet.row is not None else None
    return signed_totals(live, kept) if kept else Signed(live)
