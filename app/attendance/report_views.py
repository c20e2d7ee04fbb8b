"""Pages: what is not filled, the period summary, a child's month."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import abort, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from app.academic_year.queries import calendar, entered_days, lineage_of
from app.attendance import queries, report_queries
from app.attendance import sheet_pages as pages
from app.attendance.models import AbsenceDocument, AttendanceMark
from app.attendance.report.summary import (
    FIGURES,
    Summary,
    SummaryLine,
    summary_csv,
    summary_pdf,
    summary_xlsx,
    total_of,
)
from app.attendance.rules.codes import Code
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.summary import list_sizes
from app.attendance.rules.totals import Mark, SheetChild, Stay, sheet_totals
from app.attendance.sheet_views import BASE, month_base, parse_day, parse_month, row_key
from app.children.models import Child, Placement
from app.children.queries import current_facts
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import FORMATS, LABELS, download
from app.core.formats import show
from app.core.i18n import translate
from app.core.tabular import number_text
from app.core.workdays import Day, first_of_month, next_month
from app.groups.models import ChildGroup, GroupTeacher
from app.organizations.access import signed_in
from app.organizations.models import Organization
from app.organizations.rules import Settings

LONGEST_PERIOD = timedelta(days=400)


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
            return redirect(f"{BASE}/control/{parse_day(request.args['day']).isoformat()}")
        shown = parse_day(day) if day else today
        if shown > today:
            abort(404)
        return render_template("attendance/control.html", page=_control_page(shown, today))


def _control_page(day: date, today: date) -> Any:
    session = db.session()
    first = first_of_month(day)
    groups = queries.groups_in_scope(session, day)
    organizations = _organizations(groups)
    settings = queries.settings_by_organization(session, day)
    days = _calendars(organizations, settings, first, day)
    stays = queries.stays_by_group(session, first, day)
    marked = queries.marked_by_day(session, first, day)
    teachers = _teachers(day)
    lines, backlog, waiting = [], [], 0
    for group in groups:
        month = days[group.organization_id]
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
    deadlines = [settings.get(key, Settings()).marking_deadline for key in organizations]
    deadline = min(deadlines, default=Settings().marking_deadline)
    return page(
        title=_("What is not filled"),
        day=day.isoformat(),
        day_label=pages.day_label(day),
        prev_href=f"{BASE}/control/{day - timedelta(days=1)}",
        next_href=f"{BASE}/control/{day + timedelta(days=1)}" if day < today else None,
        goto_href=f"{BASE}/control",
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
        sheets=_unsigned_sheets(groups, first),
    )


def _organizations(groups: Any) -> dict[int, Organization]:
    keys = {group.organization_id for group in groups}
    query = select(Organization).where(Organization.id.in_(keys))
    return {one.id: one for one in db.session.scalars(query)}


def _calendars(
    organizations: dict[int, Organization], settings: dict[int, Settings], first: date, last: date
) -> dict[int, tuple[Day, ...]]:
    lineages = {one for org in organizations.values() for one in lineage_of(org.path)}
    entered = entered_days(db.session(), lineages, first, last)
    return {
        key: calendar(
            entered,
            org.path,
            first,
            last,
            works_on_moved_saturdays=settings.get(key, Settings()).works_on_moved_saturdays,
        )
        for key, org in organizations.items()
    }


def _teachers(day: date) -> dict[int, str]:
    query = (
        select(GroupTeacher)
        .join(GroupTeacher.employee)
        .options(contains_eager(GroupTeacher.employee))
        .where(
            GroupTeacher.valid_from <= day,
            or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to >= day),
        )
    )
    found: dict[int, list[str]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.group_id, []).append(one.employee.short_name)
    return {group: ", ".join(sorted(names)) for group, names in found.items()}


def _control_line(
    group: ChildGroup, day: date, listed: int, done: int, works: bool, teachers: str
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
    for child, group, code, start, end, number in queries.missing_documents(
        db.session(), first, last
    ):
        lines.append(
            {
                "child": queries.short_full_name(child),
                "href": f"{month_base(group, first)}",
                "letter": code.letter,
                "tint": code.tint.value,
                "period": f"{start:%d.%m}–{end:%d.%m}, "
                + ngettext("%(num)d day", "%(num)d days", number),
                "action_href": f"/absence-documents/add?group={group}&child={child.id}"
                f"&code={code.id}&starts_on={start}&ends_on={end}",
            }
        )
    return lines


def _unsigned_sheets(groups: Any, month: date) -> list[dict[str, Any]]:
    """Sheets of the month before that wait for closing or approval."""
    previous = first_of_month(month - timedelta(days=1))
    sheets = queries.sheets_of_month(db.session(), previous)
    lines = []
    for group in groups:
        row = sheets.get(group.id)
        if row is None or row.state is SheetState.APPROVED:
            continue
        waits = row.state is SheetState.CLOSED
        lines.append(
            {
                "label": f"{group.name}, {pages.month_label(previous)}",
                "href": month_base(group.id, previous),
                "state": {
                    "label": pages.state_label(row.state),
                    "tone": "amber" if waits else "red",
                    "icon": "clock" if waits else "warning",
                },
                "action": _("Open the sheet"),
            }
        )
    return lines


class AttendanceSummaryView(BaseView):
    """Plan, fact, percent and missed days of a period by child, group or organisation."""

    route_base = f"{BASE}/summary"
    class_permission_name = "AttendanceSummary"
    default_view = "summary"

    @expose("")
    @requires("read")
    def summary(self) -> Any:
        first, last, by, group, errors = self._asked()
        rows = [] if errors else report_queries.summary(db.session(), first, last, by, group)
        shown = _summary_page(first, last, by, group, rows)
        shown.values["errors"] = errors
        return render_template("attendance/summary.html", page=shown), 400 if errors else 200

    @expose("/export/<kind>")
    @requires("export")
    def export(self, kind: str) -> Any:
        if kind not in FORMATS:
            abort(404)
        first, last, by, group, errors = self._asked()
        if errors:
            abort(400)
        rows = report_queries.summary(db.session(), first, last, by, group)
        made = Summary(
            title=str(_("Attendance summary")),
            subtitle=_period(first, last),
            of=_of(by),
            total_label=str(_("Total")),
            lines=[SummaryLine(row.label, row.totals) for row in rows],
            translate=translate,
        )
        writers = {"pdf": summary_pdf, "xlsx": summary_xlsx, "csv": summary_csv}
        return download(writers[kind](made), FORMATS[kind], f"attendance-{first}-{last}.{kind}")

    def _asked(self) -> tuple[date, date, str, int | None, list[tuple[str, str, str]]]:
        today = signed_in().today
        errors: list[tuple[str, str, str]] = []
        first = self._day("from", first_of_month(today), errors)
        # A month under way is compared with its plan up to today.
        last = self._day("to", today, errors)
        if last < first:
            errors.append(("to", _("To, inclusive"), _("The end is before the start.")))
        elif last - first > LONGEST_PERIOD:
            errors.append(("to", _("To, inclusive"), _("Choose at most thirteen months.")))
        by = request.args.get("by", "group")
        if by not in ("child", "group", "organization"):
            abort(400)
        raw = request.args.get("group", "")
        if raw and not (raw.isascii() and raw.isdigit()):
            abort(400)
        return first, last, by, row_key(int(raw)) if raw else None, errors

    def _day(self, name: str, default: date, errors: list[tuple[str, str, str]]) -> date:
        raw = request.args.get(name, "")
        if not raw:
            return default
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            day = None
        if day is None or not 2000 <= day.year < 2100:
            errors.append((name, _("Period"), _("There is no such date.")))
            return default
        return day


def _period(first: date, last: date) -> str:
    return f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"


def _of(by: str) -> str:
    words = {"child": _("Child"), "group": _("Group"), "organization": _("Organization")}
    return str(words[by])


def _summary_page(
    first: date, last: date, by: str, group: int | None, rows: list[report_queries.SummaryRow]
) -> Any:
    whole = total_of(row.totals for row in rows)
    counts = whole.counts
    groups = queries.groups_in_scope(db.session(), last)
    reasons: dict[Code, int] = {}
    for row in rows:
        for code, number in row.reasons.items():
            reasons[code] = reasons.get(code, 0) + number
    args = f"from={first}&to={last}&by={by}" + (f"&group={group}" if group else "")
    return page(
        title=_("Attendance summary"),
        period_label=_period(first, last),
        form={
            "starts_on": first.isoformat(),
            "ends_on": last.isoformat(),
            "by": by,
            "by_options": [(value, _of(value)) for value in ("child", "group", "organization")],
            "group": group,
            "group_options": [(one.id, one.name) for one in groups],
        },
        columns=[{"label": _of(by), "numeric": False}]
        + [{"label": translate(one.title), "numeric": True} for one in FIGURES],
        rows=[{"cells": _cells(row.label, row.totals), "href": None} for row in rows],
        totals=_cells(str(_("Total")), whole) if rows else None,
        figures=[
            {"title": _("Attendance"), "figure": _percent(whole.attendance_percent), "note": ""},
            {
                "title": _("Child-days, fact of plan"),
                "figure": number_text(counts.present),
                "note": _("of %(plan)s", plan=number_text(counts.plan)),
            },
            {"title": _("Missed by illness"), "figure": number_text(counts.missed_ill), "note": ""},
            {"title": _("Not filled"), "figure": number_text(counts.unfilled), "note": ""},
        ],
        reasons=[
            {"letter": code.letter, "tint": code.tint.value, "name": code.name, "days": number}
            for code, number in sorted(reasons.items(), key=lambda item: -item[1])
        ],
        invariants=_invariants(rows, whole),
        exports=[
            {"label": label, "href": f"{BASE}/summary/export/{kind}?{args}"}
            for kind, label in LABELS.items()
        ],
    )


def _cells(label: str, totals: Any) -> list[str]:
    cells = [label]
    for one in FIGURES:
        value = one.value(totals)
        number = value if isinstance(value, int | Decimal) else None
        cells.append("" if number is None else number_text(number, one.decimals))
    return cells


def _percent(value: Any) -> str:
    return "–" if value is None else f"{show(value)} %"


def _invariants(rows: list[report_queries.SummaryRow], whole: Any) -> list[dict[str, Any]]:
    """The sums that must agree (domain 2.5), computed anew from the lines."""
    counts = whole.counts
    planned = counts.present + counts.missed + counts.unfilled
    broken = [
        row.label
        for row in rows
        if row.totals.counts.present + row.totals.counts.missed + row.totals.counts.unfilled
        != row.totals.counts.plan
    ]
    return [
        {
            "text": _("fact + missed + not filled = plan"),
            "holds": planned == counts.plan and not broken,
            "detail": ", ".join(broken)
            or f"{counts.present} + {counts.missed} + {counts.unfilled} = {counts.plan}",
        },
        {
            "text": _("missed = by illness + for other reasons"),
            "holds": counts.missed == sum(sum(row.reasons.values()) for row in rows),
            "detail": f"{counts.missed} = {counts.missed_ill} + {counts.missed_other}",
        },
    ]


class ChildAttendanceView(BaseView):
    """A child's month: a calendar and totals, for the teacher, the office and the parents."""

    route_base = f"{BASE}/child"
    class_permission_name = "ChildAttendance"
    default_view = "month"

    @expose("/<int:child_id>")
    @expose("/<int:child_id>/<month>")
    @requires("read")
    def month(self, child_id: int, month: str | None = None) -> Any:
        today = signed_in().today
        first = parse_month(month) if month else first_of_month(today)
        child = db.session.scalars(select(Child).where(Child.id == row_key(child_id))).first()
        if child is None:
            abort(404)
        return render_template("attendance/child_month.html", page=_child_page(child, first, today))


def _child_page(child: Child, first: date, today: date) -> Any:
    session = db.session()
    last = queries.month_end(first)
    organization = session.scalars(
        select(Organization).where(Organization.id == child.organization_id)
    ).one()
    settings = queries.settings_by_organization(session, last).get(organization.id, Settings())
    days = _calendars({organization.id: organization}, {organization.id: settings}, first, last)[
        organization.id
    ]
    book = queries.code_book(session, organization.path)
    placements = session.scalars(
        select(Placement).where(
            Placement.child_id == child.id,
            Placement.starts_on <= last,
            or_(Placement.ends_on.is_(None), Placement.ends_on > first),
        )
    ).all()
    stays = tuple(Stay(one.starts_on, one.ends_on) for one in placements)
    rows = session.scalars(
        select(AttendanceMark).where(
            AttendanceMark.child_id == child.id, AttendanceMark.day.between(first, last)
        )
    ).all()
    marks = {
        row.day: Mark(
            child.id, row.day, book.by_id.get(row.code_id or 0), row.document_id is not None
        )
        for row in rows
    }
    listed = SheetChild(child.id, stays, child.full_name)
    totals = sheet_totals(
        [listed], days, marks.values(), sick_note_required=settings.sick_note_required
    )
    line = totals.children[0]
    previous, ahead = first_of_month(first - timedelta(days=1)), next_month(first)
    return page(
        title=child.full_name,
        subtitle=current_facts(session, [child.id], min(today, last))[child.id].get("group", ""),
        month_label=pages.month_label(first),
        prev_href=f"{BASE}/child/{child.id}/{previous:%Y-%m}",
        next_href=f"{BASE}/child/{child.id}/{ahead:%Y-%m}" if ahead <= today else None,
        weekdays=[translate(name) for name in pages.SHORT_WEEKDAYS],
        cells=[None] * days[0].date.weekday()
        + [_calendar_cell(day, listed, marks.get(day.date), today) for day in days],
        totals=[
            {"label": _("Days of the plan"), "value": line.counts.plan},
            {"label": _("Days present"), "value": line.counts.present},
            {"label": _("Days missed"), "value": line.counts.missed},
            {"label": _("of them excused"), "value": line.counts.excused},
            {"label": _("Days to pay for"), "value": line.counts.payable},
        ],
        reasons=[
            {"letter": code.letter, "tint": code.tint.value, "name": code.name, "days": number}
            for code, number in line.reasons
        ],
        documents=_documents(child, first, last),
    )


def _documents(child: Child, first: date, last: date) -> list[dict[str, Any]]:
    query = (
        select(AbsenceDocument)
        .where(
            AbsenceDocument.child_id == child.id,
            AbsenceDocument.starts_on <= last,
            AbsenceDocument.ends_on >= first,
        )
        .order_by(AbsenceDocument.starts_on)
    )
    return [
        {
            "label": show(one.kind, AbsenceDocument.__mapper__.columns["kind"].info),
            "note": f"{one.starts_on:%d.%m.%Y} – {one.ends_on:%d.%m.%Y}",
        }
        for one in db.session.scalars(query)
    ]


def _calendar_cell(day: Day, child: SheetChild, mark: Mark | None, today: date) -> dict[str, Any]:
    code = mark.code if mark else None
    state, title = "empty", _("not marked yet")
    if not child.listed(day.date):
        state, title = "out", _("not in the group")
    elif not day.works:
        state, title = "off", day.title or _("day off")
    elif code is None and day.date > today:
        state, title = "ahead", _("still ahead")
    elif code is not None:
        state, title = ("here" if code.present else "absent"), code.name
    return {
        "date": day.date.day,
        "kind": pages.shown_kind(day),
        "state": state,
        "letter": code.letter if code else "",
        "tint": code.tint.value if code else "",
        "nodoc": bool(code and code.needs_document and mark and not mark.documented),
        "title": title,
        "today": day.date == today,
    }
