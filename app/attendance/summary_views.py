"""Page: plan, fact and missed days of a period, by child, group or organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select

from app.attendance import queries, report_queries
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
from app.attendance.sheet_door import BASE, month_base, row_key
from app.attendance.sheet_pages import month_label
from app.children.models import Child
from app.core.access import requires
from app.core.asked_days import AskedDays
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import FORMATS, LABELS, download, saved_as
from app.core.formats import show
from app.core.i18n import translate
from app.core.tabular import number_text
from app.core.workdays import first_of_month
from app.organizations.access import signed_in
from app.organizations.models import Organization

LONGEST_PERIOD = timedelta(days=400)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; of one group or of one organisation, or of all in reach."""

    first: date
    last: date
    by: str
    group: int | None
    organization: int | None
    errors: list[tuple[str, str, str]]

    def address(self, **changes: Any) -> str:
        """The arguments of this summary, some of them changed."""
        given = {"from": self.first, "to": self.last, "by": self.by}
        given |= {"group": self.group, "organization": self.organization, **changes}
        return urlencode({name: value for name, value in given.items() if value is not None})


def _rows(asked: Asked) -> list[report_queries.SummaryRow]:
    return report_queries.summary(
        db.session(), asked.first, asked.last, asked.by, asked.group, asked.organization
    )


def _key(name: str) -> int | None:
    raw = request.args.get(name, "")
    if raw and not (raw.isascii() and raw.isdigit()):
        abort(400)
    return row_key(int(raw)) if raw else None


class AttendanceSummaryView(BaseView):
    """Plan, fact, percent and missed days of a period by child, group or organisation."""

    route_base = f"{BASE}/summary"
    class_permission_name = "AttendanceSummary"
    default_view = "summary"

    @expose("")
    @requires("read")
    def summary(self) -> Any:
        asked = self._asked()
        shown = _summary_page(asked, [] if asked.errors else _rows(asked))
        shown.values["errors"] = asked.errors
        status = 400 if asked.errors else 200
        return render_template("attendance/summary.html", page=shown), status

    @expose("/export/<kind>")
    @requires("export")
    def export(self, kind: str) -> Any:
        if kind not in FORMATS:
            abort(404)
        asked = self._asked()
        if asked.errors:
            abort(400)
        made = Summary(
            title=str(_("Attendance summary")),
            subtitle=_period(asked.first, asked.last),
            of=_of(asked.by),
            total_label=str(_("Total")),
            lines=[SummaryLine(row.label, row.totals) for row in _rows(asked)],
            translate=translate,
        )
        if asked.by == "child":
            note_look(
                Look.EXPORTED,
                "child",
                asked.organization or signed_in().organization_id,
                number=len(made.lines),
            )
        writers = {"pdf": summary_pdf, "xlsx": summary_xlsx, "csv": summary_csv}
        name = saved_as(kind, _("Attendance summary"), asked.first, asked.last)
        return download(writers[kind](made), FORMATS[kind], name)

    def _asked(self) -> Asked:
        today = signed_in().today
        days = AskedDays()
        days.first = days.read("from", first_of_month(today))
        # A month under way is compared with its plan up to today.
        days.last = days.read("to", today)
        days.check(LONGEST_PERIOD, _("Choose at most thirteen months."), _("To, inclusive"))
        by = request.args.get("by", "group")
        if by not in ("child", "group", "organization"):
            abort(400)
        if by not in _lines_of():
            abort(403)
        return Asked(days.first, days.last, by, _key("group"), _key("organization"), days.errors)


def _period(first: date, last: date) -> str:
    return f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"


def _lines_of() -> tuple[str, ...]:
    """What the lines may be: names of children are for those who may read children wherever they
    read the summary. An officer of the authority with a child of its own is none of them."""
    if signed_in().covers(("can_read", Child.__name__), ("can_read", "AttendanceSummary")):
        return ("child", "group", "organization")
    return ("group", "organization")


def _of(by: str) -> str:
    words = {"child": _("Child"), "group": _("Group"), "organization": _("Organization")}
    return str(words[by])


def _summary_page(asked: Asked, rows: list[report_queries.SummaryRow]) -> Any:
    whole = total_of(row.totals for row in rows)
    counts = whole.counts
    groups = [
        one
        for one in queries.groups_in_scope(db.session(), asked.last)
        if asked.organization in (None, one.organization_id)
    ]
    reasons: dict[Code, int] = {}
    for row in rows:
        for code, number in row.reasons.items():
            reasons[code] = reasons.get(code, 0) + number
    return page(
        title=_("Attendance summary"),
        period_label=_period(asked.first, asked.last),
        whose=_whose(asked),
        all_href=f"{BASE}/summary?{asked.address(by='organization', organization=None)}",
        form={
            "starts_on": asked.first.isoformat(),
            "ends_on": asked.last.isoformat(),
            "by": asked.by,
            "by_options": [(value, _of(value)) for value in _lines_of()],
            "group": asked.group,
            "organization": asked.organization,
            "group_options": [(one.id, one.name) for one in groups],
        },
        columns=[{"label": _of(asked.by), "numeric": False}]
        + [{"label": translate(one.title), "numeric": True} for one in FIGURES],
        rows=[
            {"cells": _cells(row.label, row.totals), "href": _deeper(asked, row.key)}
            for row in rows
        ],
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
        drifted=[
            {"label": f"{name}, {month_label(month).lower()}", "href": month_base(key, month)}
            for key, name, month in sorted(
                {one for row in rows for one in row.drifted}, key=lambda one: (one[2], one[1])
            )
        ],
        exports=[
            {"label": label, "href": f"{BASE}/summary/export/{kind}?{asked.address()}"}
            for kind, label in LABELS.items()
        ],
    )


def _whose(asked: Asked) -> str | None:
    """The kindergarten of a summary that is asked for one; one out of reach is absent."""
    if asked.organization is None:
        return None
    query = select(Organization.short_name).where(Organization.id == asked.organization)
    return db.session.scalars(query).first() or abort(404)


def _deeper(asked: Asked, key: int) -> str | None:
    """From the line of an organisation to its groups."""
    if asked.by != "organization":
        return None
    return f"{BASE}/summary?{asked.address(by='group', organization=key)}"


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
