"""Blocks of a teacher: each own group today, what to do next, birthdays of the week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance import queries as attendance
from app.attendance.listed_queries import short_full_name
from app.attendance.models import AttendanceCode
from app.attendance.rules.codes import Code
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.summary import GroupPeriod
from app.attendance.sheet_pages import month_label, weekday
from app.core.db import db
from app.core.scoping.scope import acting
from app.core.workdays import next_month
from app.onboarding import queries
from app.onboarding.desk import OFFICE, OWN_GROUPS, Desk, Home
from app.onboarding.rules.days import gaps, is_unfilled, last_marked_day, tally
from app.onboarding.rules.week import Birthday, birthdays, may_be_closed
from app.schedule.pages import address

Block = dict[str, Any]

_DAYS_SHOWN = 6
_PAPERS_SHOWN = 8


def own_groups(home: Home) -> list[Block]:
    """The groups that the person leads: filled or not, who is absent and why."""
    desk = home.desk("mark", "Attendance", OWN_GROUPS)
    if desk is None:
        return []
    if not desk.groups:
        return [_no_group()]
    shown = [_group(desk, one) for one in desk.groups]
    if home.may("read", "Lesson"):
        for one, block in zip(desk.groups, shown, strict=True):
            block["schedule_href"] = address(one.id)
    # One button calls louder than the others: the first group that waits.
    for block in shown:
        if block["waits"]:
            block["primary"] = True
            break
    return shown


def _no_group() -> Block:
    return {
        "kind": "say",
        "column": "top",
        "title": _("No group is yours yet"),
        "text": _("The coordinator names you a teacher of your group, then it stands here."),
    }


def _group(desk: Desk, period: GroupPeriod) -> Block:
    today = desk.today
    day = tally([period]).get(today)
    waits = is_unfilled(period, today)
    block: Block = {
        "kind": "group",
        "column": "do",
        "title": period.name,
        "href": f"/attendance/today/{period.id}",
        "waits": waits,
        "label": _("Mark today") if waits else _("Open the day"),
        "badge": _state(day is not None and period.works_on(today), period.listed(today), waits),
        "absent": [],
    }
    if day is None or not day.listed:
        return block
    block |= {"present": day.present, "listed": day.listed, "marked": day.marked}
    block["absent"] = [
        {
            "name": one.name,
            "mark": mark_of(one.code, one.documented),
            "reason": one.code.name,
            "href": f"/children/{one.child}",
        }
        for one in desk.absent
        if one.group_id == period.id
    ]
    return block


def _state(works: bool, listed: int, waits: bool) -> dict[str, str]:
    if not works:
        return {"label": _("day off"), "tone": "grey"}
    if not listed:
        return {"label": _("no children"), "tone": "grey"}
    if waits:
        return {"label": _("not filled"), "tone": "amber", "icon": "warning"}
    return {"label": _("filled"), "tone": "green"}


def to_do(home: Home) -> list[Block]:
    """What waits besides today: earlier days, sheets that can be closed, papers that are due."""
    desk = home.desk("mark", "Attendance", OWN_GROUPS)
    if desk is None or not desk.groups:
        return []
    items = _earlier_days(desk)
    if home.may("close", "Attendance"):
        items += _closable(desk)
    items += _papers(desk, home)
    return [
        {
            "kind": "lines",
            "column": "do",
            "title": _("What else to do"),
            "count": len(items),
            "items": items,
            "empty": _("Nothing else waits for you."),
            "done": True,
        }
    ]


def _open_months(desk: Desk, group: int) -> list[date]:
    states = {(one.group_id, one.month): one.state for one in desk.sheets}
    months = (desk.last_month, desk.month)
    return [one for one in months if states.get((group, one), SheetState.OPEN) is SheetState.OPEN]


def _earlier_days(desk: Desk) -> list[Block]:
    items = []
    for period in desk.groups:
        for month in _open_months(desk, period.id):
            last = min(next_month(month), desk.today) - timedelta(days=1)
            days = gaps(period, month, last)
            if not days:
                continue
            items.append(
                {
                    "label": _("%(group)s: days without marks", group=period.name),
                    "note": ngettext(
                        "%(num)d day of %(month)s",
                        "%(num)d days of %(month)s",
                        len(days),
                        month=month_label(month).lower(),
                    ),
                    "href": f"/attendance/month/{period.id}/{month:%Y-%m}",
                    "actions": [
                        {
                            "label": f"{day:%d.%m}",
                            "href": f"/attendance/today/{period.id}/{day}",
                        }
                        for day in days[:_DAYS_SHOWN]
                    ],
                }
            )
    return items


def _closable(desk: Desk) -> list[Block]:
    items = []
    for period in desk.groups:
        for month in _open_months(desk, period.id):
            days = [one for one in period.days if month <= one.date < next_month(month)]
            if may_be_closed(period, month, SheetState.OPEN, desk.today, days):
                href = f"/attendance/month/{period.id}/{month:%Y-%m}"
                items.append(
                    {
                        "label": _("%(group)s: the sheet can be closed", group=period.name),
                        "note": _(
                            "%(month)s, all days are filled", month=month_label(month).lower()
                        ),
                        "actions": [{"label": _("Open the sheet"), "href": href}],
                    }
                )
    return items


def _papers(desk: Desk, home: Home) -> list[Block]:
    """Absences of this month whose paper is due and has not come.

    Who is still ill brings the note with the return: nothing is due before.
    """
    last = {one.id: last_marked_day(one, desk.today) for one in desk.groups}
    with acting(desk.scope):
        rows = [
            (child.id, short_full_name(child), group, code.id, mark_of(code), *days)
            for child, group, code, *days in attendance.missing_documents(
                db.session(), desk.month, desk.today
            )
            if not (code.illness and days[1] == last.get(group))
        ]
    may = home.may("add", "AbsenceDocument")
    items = []
    for child, name, group, code, mark, start, end, number in rows[:_PAPERS_SHOWN]:
        href = (
            f"/absence-documents/add?group={group}&child={child}&code={code}"
            f"&starts_on={start}&ends_on={end}"
        )
        period = f"{start:%d.%m}–{end:%d.%m}" if start != end else f"{start:%d.%m}"
        said = ngettext("%(num)d day", "%(num)d days", number)
        items.append(
            {
                "mark": mark,
                "label": name,
                "note": _("no document for %(days)s", days=period) + f", {said}",
                "actions": [{"label": _("Enter the document"), "href": href}] if may else [],
            }
        )
    if len(rows) > _PAPERS_SHOWN:
        more = len(rows) - _PAPERS_SHOWN
        items.append(
            {
                "label": ngettext(
                    "and %(num)d more child without a document",
                    "and %(num)d more children without a document",
                    more,
                ),
                "href": f"/attendance/month/{desk.groups[0].id}/{desk.month:%Y-%m}",
            }
        )
    return items


def mark_of(code: Code | AttendanceCode, documented: bool = False) -> Block:
    """A letter as the sheet shows it; a dashed one waits for its paper."""
    nodoc = code.needs_document and not documented
    return {"letter": code.letter, "tint": code.tint.value, "nodoc": nodoc}


def week_birthdays(home: Home) -> list[Block]:
    """Birthdays of this week in the groups that the person leads."""
    desk = home.desk("mark", "Attendance", OWN_GROUPS)
    if desk is None or not desk.groups or not home.may("read", "Child"):
        return []
    with acting(desk.scope):
        people = queries.birth_dates(db.session(), desk.today)
    items = [_birthday(one, desk.today) for one in birthdays(people, desk.today)]
    return [
        {
            "kind": "lines",
            "column": "know",
            "title": _("Birthdays this week"),
            "count": len(items),
            "items": items,
            "empty": _("No birthday this week."),
        }
    ]


def _birthday(one: Birthday, today: date) -> Block:
    turns = ngettext("turns %(num)d", "turns %(num)d", one.years)
    when = _("today") if one.day == today else f"{weekday(one.day)}, {one.day:%d.%m}"
    return {
        "label": one.name,
        "note": turns,
        "figure": when,
        "href": f"/children/{one.child}",
        "tone": "green" if one.day == today else None,
    }


def ill_today(home: Home) -> list[Block]:
    """Children who are absent by illness today: for the nurse, whose role marks nobody."""
    desk = home.desk("add", "AbsenceDocument", OFFICE, without=("read", "Attendance"))
    if desk is None or not home.may("read", "AttendanceMark"):
        return []
    ill = [one for one in desk.absent if one.code.illness]
    codes = sorted({one.code_id for one in ill})
    listed = f"/attendance-marks/?f.day={desk.today}" + "".join(f"&f.code={key}" for key in codes)
    may = home.may("read", "Child")
    return [
        {
            "kind": "lines",
            "column": "do",
            "title": _("Absent by illness today"),
            "count": len(ill),
            "more_href": listed if ill else None,
            "items": [
                {
                    "mark": mark_of(one.code, one.documented),
                    "label": one.name,
                    "note": one.group if one.documented else f"{one.group} · " + _("no document"),
                    "href": f"/children/{one.child}" if may else None,
                }
                for one in ill
            ],
            "empty": _("Nobody is marked ill today."),
        }
    ]
