"""Blocks of sheets: what the head signs, what is not closed, days to pay for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from app.attendance.report_queries import summary
from app.attendance.rules.lifecycle import SheetState
from app.attendance.said_pages import state_label
from app.attendance.sheet_pages import month_label
from app.core.db import db
from app.core.scoping.scope import acting
from app.onboarding.desk import OFFICE, Home
from app.onboarding.rules.houses import had_children_before
from app.onboarding.wording import number

Block = dict[str, Any]


def signature(home: Home) -> list[Block]:
    """Closed sheets that wait for the head, of any month."""
    desk = home.desk("approve", "Attendance", OFFICE)
    if desk is None:
        return []
    waiting = [one for one in desk.sheets if one.state is SheetState.CLOSED]
    items = [
        {
            "label": _("Sheet of %(month)s, %(group)s", month=_month(one.month), group=one.group),
            "note": " · ".join(filter(None, (one.organization if desk.several else "", _by(one)))),
            "actions": [
                {
                    "label": _("Look and approve"),
                    "href": f"/attendance/month/{one.group_id}/{one.month:%Y-%m}",
                }
            ],
        }
        for one in waiting
    ]
    return [
        {
            "kind": "lines",
            "column": "do",
            "title": _("Waits for your signature"),
            "count": len(items),
            "more_href": "/attendance-sheets/?f.state=closed" if items else None,
            "items": items,
            "empty": _("All closed sheets are approved."),
            "done": True,
        }
    ]


def _by(one: Any) -> str:
    return str(_("closed by %(name)s", name=one.closed_by)) if one.closed_by else ""


def _month(month: Any) -> str:
    return month_label(month).lower()


def not_closed(home: Home) -> list[Block]:
    """Sheets of the last month that nobody has closed yet."""
    desk = home.desk("read", "AttendanceControl", OFFICE)
    if desk is None or not desk.groups or not desk.knows_last_month:
        return []
    closed = {
        one.group_id
        for one in desk.sheets
        if one.month == desk.last_month and one.state is not SheetState.OPEN
    }
    items = [
        {
            "label": one.name,
            "note": one.organization_name if desk.several else "",
            "actions": [
                {
                    "label": _("Open the sheet"),
                    "href": f"/attendance/month/{one.id}/{desk.last_month:%Y-%m}",
                }
            ],
        }
        for one in desk.periods
        if one.id not in closed and had_children_before(one, desk.today)
    ]
    return [
        {
            "kind": "lines",
            "column": "do",
            "title": _("Not closed, %(month)s", month=_month(desk.last_month)),
            "count": len(items),
            "tone": "warn" if items else None,
            "items": items,
            "empty": _("All sheets of the month are closed."),
            "done": True,
        }
    ]


def payable(home: Home) -> list[Block]:
    """Days to pay for by group: for the accountant, whose role keeps no watch over marks."""
    desk = home.desk("export", "AttendanceSheet", OFFICE, without=("read", "AttendanceControl"))
    if desk is None:
        return []
    month, end = desk.last_month, desk.month - timedelta(days=1)
    states = {one.group_id: one.state for one in desk.sheets if one.month == month}
    houses = {one.id: one.organization_name for one in desk.periods} if desk.several else {}
    with acting(desk.scope):
        # A signed month counts as it was signed, as in the summary behind the figure.
        lines = summary(db.session(), month, end, "group")
    rows = [
        {
            "label": one.label,
            "note": houses.get(one.key, ""),
            "href": f"/attendance/month/{one.key}/{month:%Y-%m}",
            "days": number(one.totals.counts.payable),
            "badge": _badge(states.get(one.key, SheetState.OPEN)),
        }
        for one in lines
    ]
    approved = sum(states.get(one.key) is SheetState.APPROVED for one in lines)
    days = sum(one.totals.counts.payable for one in lines)
    if not rows:
        return []
    return [
        {
            "kind": "payable",
            "column": "do",
            "title": _("Sheets of %(month)s", month=_month(month)),
            "rows": rows,
            "total": number(days),
            "said": _(
                "Approved: %(approved)s of %(all)s. Days of the others may still change.",
                approved=approved,
                all=len(rows),
            )
            if approved < len(rows)
            else _("All sheets are approved."),
            "href": f"/attendance/summary?from={month}&to={end}&by=group",
        }
    ]


def _badge(state: SheetState) -> Block:
    tones = {SheetState.OPEN: "amber", SheetState.CLOSED: "blue", SheetState.APPROVED: "green"}
    icons = {SheetState.OPEN: "warning", SheetState.CLOSED: "clock", SheetState.APPROVED: "check"}
    return {"label": state_label(state), "tone": tones[state], "icon": icons[state]}
