"""Page: what is not filled, with the way straight to that day and group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import abort, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.attendance import month_queries, queries, said_pages
from app.attendance import sheet_pages as pages
from app.attendance.listed_queries import short_full_name
from app.attendance.queries import GroupName
from app.attendance.rules.backlog import (
    UnsignedMonth,
    earliest_month,
    months_to_sign,
    unsigned_months,
)
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.summary import list_sizes
from app.attendance.rules.totals import Stay
from app.attendance.sheet_door import BASE, asked_day, month_base, parse_day
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.workdays import first_of_month
from app.groups.queries import teachers_by_group
from app.organizations.access import signed_in
from app.organizations.models import Organization
from app.organizations.rules import Settings


class AttendanceControlView(BaseView):
    """Which groups are not marked, with a link straight to the day and the group."""

    route_base = f"{BASE}/control"
    class_permission_name = "AttendanceControl"
    default_view = "control"

    @expose("")
    @expose("/<day>")
    @requires("read")
    def control(self, day: str | None = None) -> Any:
        today = signed_in().today
        if request.args.get("day"):
            return redirect(f"{BASE}/control/{asked_day(request.args['day']).isoformat()}")
        shown = parse_day(day) if day else today
        if shown > today:
            abort(404)
        return render_template("attendance/control.html", page=_control_page(shown, today))


def _control_page(day: date, today: date) -> Any:
    session = db.session()
    first = first_of_month(day)
    # Also groups that were closed since: their last sheets may still wait.
    known = queries.groups_in_scope(session, earliest_month(day))
    groups = [one for one in known if one.closed_on is None or one.closed_on > day]
    organizations = _organizations(groups)
    monthly = month_queries.monthly_settings(session)
    days = month_queries.calendars(session, organizations, monthly, first, day)
    stays = queries.stays_by_group(session, earliest_month(day), day)
    unsigned = _unsigned(known, stays, day)
    marked = queries.marked_by_day(session, first, day)
    teachers = teachers_by_group(session, day)
    lines, backlog, waiting = [], [], 0
    for group in groups:
        month = days[group.organization_id][first]
        sizes = list_sizes(stays.get(group.id, []), [one.date for one in month])
        gaps = [
            one.date
            for one in month
            if one.works and sizes.get(one.date, 0) > marked.get((group.id, one.date), 0)
        ]
        listed, done = sizes.get(day, 0), marked.get((group.id, day), 0)
        works = month[-1].works
        waiting += 1 if day in gaps else 0
        lines.append(_control_line(group, day, listed, done, works, teachers.get(group.id, "")))
        older = [gap for gap in gaps if gap < day]
        if older:
            backlog.append(
                {
                    "label": group.name,
                    "href": month_base(group.id, first),
                    "days": [
                        {
                            "label": f"{gap:%d.%m}",
                            "href": f"{BASE}/today/{group.id}/{gap.isoformat()}",
                        }
                        for gap in older
                    ],
                }
            )
    deadlines = [monthly.on(key, day).marking_deadline for key in organizations]
    deadline = min(deadlines, default=Settings().marking_deadline)
    return page(
        title=_("What is not filled"),
        crumb=pages.day_label(day),
        day=day.isoformat(),
        day_label=pages.day_label(day),
        prev_href=f"{BASE}/control/{day - timedelta(days=1)}",
        next_href=f"{BASE}/control/{day + timedelta(days=1)}" if day < today else None,
        goto_href=f"{BASE}/control",
        empty=None if known else _("There is no group yet"),
        deadline=f"{deadline:%H:%M}",
        figures=[
            {
                "title": _("Groups not filled on this day"),
                "figure": str(waiting),
                "note": ngettext("of %(num)d group", "of %(num)d groups", len(groups)),
                "state": "warn" if waiting else "ok",
            }
        ],
        groups=lines,
        backlog=backlog,
        undocumented=_undocumented(first, day),
        sheets=unsigned.last,
        earlier=unsigned.earlier,
    )


def _organizations(groups: Any) -> dict[int, Organization]:
    keys = {group.organization_id for group in groups}
    query = select(Organization).where(Organization.id.in_(keys))
    return {one.id: one for one in db.session.scalars(query)}


def _control_line(
    group: GroupName, day: date, listed: int, done: int, works: bool, teachers: str
) -> dict[str, Any]:
    if not works:
        state = {"label": _("day off")}
    elif not listed:
        state = {"label": _("no children")}
    elif done >= listed:
        state = {"label": _("filled")}
    elif done:
        state = {"label": _("in part"), "tone": "amber", "icon": "clock"}
    else:
        state = {"label": _("not filled"), "tone": "red", "icon": "warning"}
    return {
        "label": group.name,
        "teachers": teachers,
        "listed": listed,
        "marked": done,
        "state": state,
        "href": f"{BASE}/today/{group.id}/{day.isoformat()}",
        "action": _("Open the day") if "tone" in state else None,
    }


def _undocumented(first: date, last: date) -> list[dict[str, Any]]:
    lines = []
    may_add = signed_in().has_right("can_add", "AbsenceDocument")
    for child, group, code, start, end, number in queries.missing_documents(
        db.session(), first, last
    ):
        lines.append(
            {
                "child": short_full_name(child),
                "href": f"{month_base(group, first)}",
                "letter": code.letter,
                "tint": code.tint.value,
                "period": f"{start:%d.%m}{'' if end == start else f'–{end:%d.%m}'}, "
                + ngettext("%(num)d day", "%(num)d days", number),
                "action_href": f"/absence-documents/add?group={group}&child={child.id}"
                f"&code={code.id}&starts_on={start}&ends_on={end}"
                if may_add
                else None,
            }
        )
    return lines


@dataclass
class _Unsigned:
    """Sheets of the months before that nobody signed: the last month, and earlier ones by group."""

    last: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[dict[str, Any]] = field(default_factory=list)


def _unsigned(groups: Sequence[GroupName], stays: Mapping[int, list[Stay]], day: date) -> _Unsigned:
    states = queries.states_of_sheets(db.session(), earliest_month(day), first_of_month(day))
    begun: dict[int, date] = {}
    for group in groups:
        for month in states.get(group.id, {}):
            known = begun.get(group.organization_id, month)
            begun[group.organization_id] = min(known, month)
    found = _Unsigned()
    for group in groups:
        months = months_to_sign(day, begun.get(group.organization_id))
        waiting = unsigned_months(
            months, states.get(group.id, {}), stays.get(group.id, []), group.closed_on
        )
        found.last += [_unsigned_line(group, one) for one in waiting if one.month == months[-1]]
        earlier = [
            {"label": pages.month_label(one.month), "href": month_base(group.id, one.month)}
            for one in waiting
            if one.month != months[-1]
        ]
        if earlier:
            found.earlier.append({"label": group.name, "href": earlier[0]["href"], "days": earlier})
    return found


def _unsigned_line(group: GroupName, one: UnsignedMonth) -> dict[str, Any]:
    waits = one.state is SheetState.CLOSED
    return {
        "label": f"{group.name}, {pages.month_label(one.month).lower()}",
        "href": month_base(group.id, one.month),
        "state": {
            "label": said_pages.state_label(one.state) if one.state else _("not begun"),
            "tone": "amber" if waits else "red",
            "icon": "clock" if waits else "warning",
        },
        "action": _("Open the sheet"),
    }
