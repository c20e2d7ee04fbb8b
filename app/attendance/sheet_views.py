"""Page of the month sheet, and the JSON that its scripts read and write."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import jsonify, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.attendance import actions, queries, said_pages, script_pages, sheet_queries
from app.attendance import sheet_pages as pages
from app.attendance.rules.codes import codes_on
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Wish
from app.attendance.script_pages import sheet_json
from app.attendance.sheet_door import (
    BASE,
    SUBJECT,
    author,
    load,
    may,
    month_base,
    no_groups_page,
    parse_month,
)
from app.attendance.sheet_queries import Sheet
from app.core import clock
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import BadInput
from app.core.messages import message
from app.core.workdays import first_of_month, next_month
from app.organizations.access import signed_in


class SheetView(BaseView):
    """The month sheet of a group and its marks."""

    route_base = BASE
    class_permission_name = SUBJECT
    default_view = "months"

    @expose("/month")
    @requires("read")
    def months(self) -> Any:
        """The sheet of the present month of the first group."""
        today = signed_in().today
        groups = queries.groups_in_scope(db.session(), today)
        if not groups:
            return no_groups_page(_("Month sheets"))
        return redirect(month_base(groups[0].id, first_of_month(today)))

    @expose("/month/<int:group_id>/<month>")
    @requires("read")
    def month(self, group_id: int, month: str) -> Any:
        first = parse_month(month)
        sheet = load(group_id, first)
        groups = queries.groups_in_scope(db.session(), first)
        return render_template("attendance/month.html", page=self._month_page(sheet, groups))

    def _month_page(self, sheet: Sheet, groups: Any) -> Any:
        today = signed_in().today
        signed = pages.signed(sheet)
        totals = signed.totals
        group, month = sheet.group, sheet.month
        base = month_base(group.id, month)
        state = sheet.state
        editable = state is SheetState.OPEN and may("mark", group)
        previous = first_of_month(month - timedelta(days=1))
        ahead = next_month(month)
        by_day = {day.day: day for day in totals.days}
        return page(
            title=_("Month sheet"),
            crumb=group.name,
            group={"id": group.id, "name": group.name},
            groups=[
                {
                    "label": one.name,
                    "href": month_base(one.id, month),
                    "active": one.id == group.id,
                }
                for one in groups
            ],
            month_label=pages.month_label(month),
            prev_href=month_base(group.id, previous),
            next_href=month_base(group.id, ahead) if ahead <= today + timedelta(days=31) else None,
            state=state.value,
            state_label=said_pages.state_label(state),
            state_note=said_pages.state_note(sheet),
            drift=said_pages.drift_said(sheet, signed),
            editable=editable,
            read_only=not editable,
            days=[
                {
                    "number": day.date.day,
                    "weekday": pages.weekday(day.date).lower(),
                    "kind": pages.shown_kind(day),
                    "title": day.title,
                    "today": day.date == today,
                }
                for day in sheet.days
            ],
            rows=pages.month_rows(sheet, totals, today),
            day_present=[by_day[day.date].present or "" if day.works else "" for day in sheet.days],
            day_absent=[by_day[day.date].absent or "" if day.works else "" for day in sheet.days],
            whole_present=totals.whole.present,
            whole_missed=totals.whole.missed,
            saved_at=pages.saved_at(sheet),
            codes=[
                script_pages.code_json(code)
                for code in codes_on(sheet.book.codes, sheet.last).values()
                if code.typable and not code.present
            ],
            exports=self._month_exports(base) if may("export", group) else [],
            can_close=state is SheetState.OPEN and may("close", group),
            can_approve=state is SheetState.CLOSED and may("approve", group),
            can_reopen=state is not SheetState.OPEN and may("reopen", group),
            close_href=f"{base}/close",
            approve_href=f"{base}/approve",
            reopen_href=f"{base}/reopen",
            close_block=said_pages.close_block(sheet, totals, today),
            lacking=sum(day <= today for day in totals.unfilled_days),
            sheet=sheet_json(sheet, today, base, editable=editable, may_document=editable),
        )

    def _month_exports(self, base: str) -> list[dict[str, str]]:
        return [
            {"label": _("Form 0504608, PDF"), "href": f"{base}.pdf?form=official"},
            {"label": _("With local letters, PDF"), "href": f"{base}.pdf?form=local"},
            {"label": _("Form 0504608, Excel"), "href": f"{base}.xlsx?form=official"},
            {"label": _("With local letters, Excel"), "href": f"{base}.xlsx?form=local"},
        ]

    @expose("/month/<int:group_id>/<month>/marks", methods=["POST"])
    @requires("mark")
    def marks(self, group_id: int, month: str) -> Any:
        """Write marks: cells merge, one cell written by two is a clash (409). See docs/ui.md."""
        wishes, present_days = self._asked_marks()
        first = parse_month(month)
        asked = {wish.day for wish in wishes} | set(present_days)
        touched = {day for day in asked if first_of_month(day) == first}
        for attempt in (1, 2):
            sheet = load(group_id, first, lock=True, with_covers=True, only=touched)
            try:
                saved = actions.save_marks(
                    db.session(), sheet, wishes, present_days, author(), signed_in().today
                )
                answer = self._saved_json(sheet, saved)
                db.session.commit()
            except IntegrityError:
                # Two first writers made the same sheet or mark at once: look again.
                db.session.rollback()
                if attempt == 2:
                    raise
                continue
            return jsonify(answer), 409 if saved.clashes else 200
        raise AssertionError("unreachable")

    def _asked_marks(self) -> tuple[list[Wish], list[date]]:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise BadInput(message("The request is not a JSON object."))
        try:
            wishes = [
                Wish(
                    int(cell["child"]),
                    date.fromisoformat(cell["day"]),
                    None if cell["code"] is None else str(cell["code"])[:4],
                    int(cell.get("seen") or 0),
                )
                for cell in body.get("cells", [])
            ]
            days = [date.fromisoformat(day) for day in body.get("present", [])]
        except (KeyError, TypeError, ValueError, OverflowError):
            raise BadInput(message("The marks cannot be read. Reload the page.")) from None
        if len(days) > 31:
            raise BadInput(message("The marks cannot be read. Reload the page."))
        return wishes, days

    def _saved_json(self, sheet: Sheet, saved: actions.Saved) -> dict[str, Any]:
        zone = sheet.group.timezone
        return {
            "saved": [script_pages.mark_json(mark, zone) for mark in saved.marks],
            "clashes": [
                {
                    "child": clash.child,
                    "day": clash.day.isoformat(),
                    "yours": clash.yours,
                    "theirs": clash.theirs,
                    "by": clash.by,
                    "at": clock.local(clash.at, zone).isoformat(timespec="minutes")
                    if clash.at
                    else None,
                    "version": clash.version,
                }
                for clash in saved.clashes
            ],
            "revision": saved.revision,
            "state": sheet.state.value,
        }

    @expose("/month/<int:group_id>/<month>/changes")
    @requires("read")
    def changes(self, group_id: int, month: str) -> Any:
        """What others wrote since a revision, and clashes that nobody settled."""
        since = request.args.get("since", "0")
        if not (since.isascii() and since.isdigit() and len(since) < 10):
            raise BadInput(message("The marks cannot be read. Reload the page."))
        sheet = load(group_id, parse_month(month))
        zone = sheet.group.timezone
        if sheet.row is None:
            return jsonify(marks=[], clashes=[], state=sheet.state.value, revision=0)
        marks = sheet_queries.marks_since(db.session(), sheet.row.id, int(since), sheet.book)
        clashes = sheet_queries.open_clashes(db.session(), sheet.row.id)
        me = signed_in().id
        return jsonify(
            marks=[script_pages.mark_json(mark, zone) for mark in marks],
            clashes=[
                {
                    "child": one.child_id,
                    "day": one.day.isoformat(),
                    # The one who is told learns what the other wanted.
                    "yours": one.kept_letter,
                    "theirs": one.refused_letter,
                    "by": one.refused_by_name,
                    "at": clock.local(one.refused_at, zone).isoformat(timespec="minutes"),
                    "version": one.id,
                }
                for one in clashes
                if one.refused_by_id != me
            ],
            state=sheet.state.value,
            revision=sheet.revision,
        )
