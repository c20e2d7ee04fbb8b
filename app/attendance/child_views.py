"""Page: a child's month, for the teacher, the office and the parents."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import abort, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.attendance import code_queries, month_queries, sheet_queries
from app.attendance import sheet_pages as pages
from app.attendance.models import AbsenceDocument, AttendanceMark
from app.attendance.notice_queries import notices_of_children
from app.attendance.rules.codes import Code
from app.attendance.rules.notices import proposals
from app.attendance.rules.totals import Mark, SheetChild, Stay, sheet_totals
from app.attendance.sheet_door import BASE, parse_month, row_key
from app.children.models import Child, Placement
from app.children.queries import groups_of_own_children
from app.core import clock
from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_card
from app.core.db import db
from app.core.entity_pages import Page, page
from app.core.formats import show
from app.core.i18n import translate
from app.core.workdays import Day, first_of_month, next_month
from app.organizations.access import signed_in
from app.organizations.models import Organization


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
        shown = _shown(child_id, first, today) or abort(404)
        return render_template("attendance/child_month.html", page=shown)


def month_on_card(child_id: int) -> Page | None:
    """The month of a child as a tab of the card: this one, or that of the address."""
    today = signed_in().today
    asked = request.args.get("month", "")
    shown = _shown(child_id, parse_month(asked) if asked else first_of_month(today), today)
    if shown is not None:
        shown.values["within"] = True
        for name in ("prev_href", "next_href"):
            if shown.values[name]:
                month = shown.values[name].rpartition("/")[2]
                shown.values[name] = f"/children/{child_id}?tab=attendance&month={month}"
    return shown


def _shown(child_id: int, first: date, today: date) -> Page | None:
    child = db.session.scalars(select(Child).where(Child.id == row_key(child_id))).first()
    if child is None:
        return None
    note_card(Look.VIEWED, child)
    return _child_page(child, first, today)


def _child_page(child: Child, first: date, today: date) -> Page:
    session = db.session()
    last = sheet_queries.month_end(first)
    organization = session.scalars(
        select(Organization).where(Organization.id == child.organization_id)
    ).one()
    monthly = month_queries.monthly_settings(session)
    settings = monthly.of(organization.id, first)
    days = month_queries.calendars(session, {organization.id: organization}, monthly, first, last)[
        organization.id
    ][first]
    book = code_queries.code_book(session, organization.path)
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
    told = notices_of_children(session, [child.id], first, book.by_id).get(child.id, [])
    planned = proposals(told, {child.id: listed}, days, book.codes)
    previous, ahead = first_of_month(first - timedelta(days=1)), next_month(first)
    return page(
        title=child.full_name,
        subtitle=_group_name(child, min(today, last)),
        month_label=pages.month_label(first),
        prev_href=f"{BASE}/child/{child.id}/{previous:%Y-%m}",
        next_href=f"{BASE}/child/{child.id}/{ahead:%Y-%m}" if ahead <= today else None,
        weekdays=[translate(name) for name in pages.SHORT_WEEKDAYS],
        cells=[None] * days[0].date.weekday()
        + [
            _calendar_cell(
                day, listed, marks.get(day.date), today, planned.get((child.id, day.date))
            )
            for day in days
        ],
        updated=f"{clock.local(clock.now(), organization.timezone):%H:%M}",
        report_href=_report_href(child),
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


def _group_name(child: Child, day: date) -> str:
    """The group of a day: its name is told also to parents, who do not reach its row."""
    found = groups_of_own_children(db.session(), [child], day).get(child.id)
    return found.name if found else ""


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


def _report_href(child: Child) -> str | None:
    """For whoever may report this very child."""
    opened = signed_in().scope("can_report", "AbsenceNotice")
    return f"{BASE}/notices/child/{child.id}" if child.id in opened.children else None


def _calendar_cell(
    day: Day, child: SheetChild, mark: Mark | None, today: date, planned: Code | None
) -> dict[str, Any]:
    code = mark.code if mark else None
    state, title = "empty", _("not marked yet")
    if not child.listed(day.date):
        state, title = "out", _("not in the group")
    elif not day.works:
        state, title = "off", day.title or _("day off")
    elif code is None and planned is not None:
        state, title = "told", _("reported: %(reason)s", reason=planned.name)
    elif code is None and day.date > today:
        state, title = "ahead", _("still ahead")
    elif code is not None:
        state, title = ("here" if code.present else "absent"), code.name
    shown = planned if state == "told" else code
    return {
        "date": day.date.day,
        "kind": pages.shown_kind(day),
        "state": state,
        "letter": shown.letter if shown else "",
        "tint": shown.tint.value if shown else "",
        "nodoc": bool(code and code.needs_document and mark and not mark.documented),
        "title": title,
        "today": day.date == today,
    }
