"""Pages and JSON of sheets: the day, the month, marks, documents, closing, papers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from app.attendance import actions, queries
from app.attendance import sheet_pages as pages
from app.attendance.actions import Author
from app.attendance.queries import Sheet
from app.attendance.report.form_0504608 import sheet_pdf
from app.attendance.report.sheet_form import Letters
from app.attendance.report.workbook import sheet_workbook
from app.attendance.rules.codes import codes_on
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Wish
from app.core import clock
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import BadInput, RuleViolation
from app.core.exports import FORMATS, download
from app.core.i18n import translate
from app.core.messages import message
from app.core.workdays import first_of_month, next_month
from app.organizations.access import signed_in

SUBJECT = "Attendance"
BASE = "/attendance"


def parse_month(text: str) -> date:
    """«2026-11» → its first day; anything else is no page."""
    return parse_day(f"{text}-01")


def parse_day(text: str) -> date:
    """«2026-11-24» of this century; anything else is no page."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    return day if day and 2000 <= day.year < 2100 else abort(404)


def row_key(number: int) -> int:
    """A number that a row may have as its key; any other is nobody's (404)."""
    return number if 0 < number < 2**31 else abort(404)


def may(right: str, group: Any) -> bool:
    """Whether the person holds a right on attendance for the rows of this very group."""
    scope = signed_in().scope(f"can_{right}", SUBJECT)
    return group.organization_id in scope.whole or group.id in scope.groups


def author() -> Author:
    return Author(signed_in().signature, clock.now())


def load(group_id: int, month: date, **options: bool) -> Sheet:
    """The one door to a sheet: the group must be in scope (404)."""
    key = row_key(group_id)
    return queries.load_sheet(db.session(), key, month, **options) or abort(404)


def month_base(group_id: int, month: date) -> str:
    return f"{BASE}/month/{group_id}/{month:%Y-%m}"


class AttendanceView(BaseView):
    """The day of a group, the month sheet and all that is done to it."""

    route_base = BASE
    class_permission_name = SUBJECT
    default_view = "today"

    # -- the day ---------------------------------------------------------------------------

    @expose("/today")
    @expose("/today/<int:group_id>")
    @expose("/today/<int:group_id>/<day>")
    @requires("read")
    def today(self, group_id: int | None = None, day: str | None = None) -> Any:
        today = signed_in().today
        if request.args.get("day") and group_id:
            wanted = parse_day(request.args["day"])
            return redirect(f"{BASE}/today/{group_id}/{wanted.isoformat()}")
        shown = parse_day(day) if day else today
        groups = queries.groups_in_scope(db.session(), shown)
        if group_id is None:
            if not groups:
                return self._no_groups()
            group_id = groups[0].id
        sheet = load(group_id, first_of_month(shown))
        return render_template(
            "attendance/today.html", page=self._day_page(sheet, groups, shown, today)
        )

    def _no_groups(self) -> Any:
        empty = {
            "title": _("No group is yours yet"),
            "text": _("The administrator names the teachers of a group in its card."),
        }
        shown = page(title=_("Today"), group={"name": ""}, groups=[], closed=empty, rows=[])
        return render_template("attendance/today.html", page=shown)

    def _day_page(self, sheet: Sheet, groups: Any, day: date, today: date) -> Any:
        listed = [child for child in sheet.children if child.listed(day)]
        works = sheet.day(day).works
        editable = (
            works and day <= today and sheet.state is SheetState.OPEN and may("mark", sheet.group)
        )
        letters = self._letters(sheet, day)
        codes = codes_on(sheet.book.codes, day)
        absent = sum(
            1 for child in listed if letters.get(child.id) and not codes[letters[child.id]].present
        )
        known = sum(1 for child in listed if letters.get(child.id))
        group_id = sheet.group.id
        base = month_base(group_id, sheet.month)
        saved = max((m.changed_at for m in sheet.marks.values() if m.day == day), default=None)
        return page(
            title=_("Today") if day == today else _("Day"),
            group={"id": group_id, "name": sheet.group.name},
            groups=[
                {
                    "label": group.name,
                    "href": f"{BASE}/today/{group.id}/{day.isoformat()}",
                    "active": group.id == group_id,
                }
                for group in groups
            ],
            date_label=pages.day_label(day),
            day=day.isoformat(),
            is_today=day == today,
            prev_href=f"{BASE}/today/{group_id}/{day - timedelta(days=1)}",
            next_href=f"{BASE}/today/{group_id}/{day + timedelta(days=1)}" if day < today else None,
            today_href=f"{BASE}/today/{group_id}",
            goto_href=f"{BASE}/today/{group_id}",
            month_href=base,
            save_href=f"{BASE}/today/{group_id}/{day.isoformat()}/save?seen={sheet.revision}",
            rows=[
                {"id": child.id, "name": child.name, "note": "", "letter": letters.get(child.id)}
                for child in listed
            ]
            if works
            else [],
            codes=[(code.letter, code.name) for code in codes.values() if code.typable],
            editable=editable,
            closed=self._day_closed(sheet, day, listed, today),
            # Who cannot mark is told what is known, not what will be filled in by default.
            here=(len(listed) if editable else known) - absent,
            confirmed=known == len(listed),
            absent=absent,
            listed=len(listed),
            saved_at=f"{clock.local(saved, sheet.organization.timezone):%H:%M}" if saved else None,
            sheet={
                **pages.sheet_json(
                    sheet, today, base, editable=editable, may_document=may("mark", sheet.group)
                ),
                "day": day.isoformat(),
            },
        )

    def _letters(self, sheet: Sheet, day: date) -> dict[int, str]:
        by_id = sheet.book.by_id
        return {
            child: by_id[mark.code_id].letter
            for (child, marked), mark in sheet.marks.items()
            if marked == day and mark.code_id
        }

    def _day_closed(
        self, sheet: Sheet, day: date, listed: Any, today: date
    ) -> dict[str, Any] | None:
        """Why nothing can be marked on this day, or None."""
        known = sheet.day(day)
        if not known.works:
            return {"title": _("It is a day off"), "text": known.title}
        if not listed:
            return {
                "title": _("No children in the group on this day"),
                "text": _("Children come to a group by an enrolment or an import."),
            }
        if sheet.state is not SheetState.OPEN:
            return {
                "title": _("The sheet of this month is closed."),
                "text": _("It can be opened again by the coordinator or the head."),
                "href": month_base(sheet.group.id, sheet.month),
                "label": _("Month sheet"),
            }
        if day > today:
            ahead = message("%(day)s is still ahead.", day=f"{day:%d.%m.%Y}")
            return {"title": translate(ahead), "text": ""}
        return None

    @expose("/today/<int:group_id>/<day>/save", methods=["POST"])
    @requires("mark")
    def save_day(self, group_id: int, day: str) -> Any:
        """The day's form without scripts: every child with its mark, or the rest present.

        ``seen`` is the revision of the sheet that the form showed: a mark that was written
        since is not overwritten, its clash is told.
        """
        shown = parse_day(day)
        seen = request.args.get("seen", 0, type=int)
        sheet = load(group_id, first_of_month(shown), lock=True, with_covers=True)
        wishes = []
        for child in sheet.children:
            letter = request.form.get(f"mark-{child.id}", "").strip()
            mark = sheet.marks.get((child.id, shown))
            if letter:
                wishes.append(Wish(child.id, shown, letter, pages.version_seen(mark, seen)))
        confirm = [shown] if request.form.get("step") == "confirm" else []
        try:
            saved = actions.save_marks(
                db.session(), sheet, wishes, confirm, author(), signed_in().today
            )
            clashes = [pages.clash_said(sheet, clash) for clash in saved.clashes]
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
        else:
            flash(_("Saved."), "success")
            for said in clashes:
                flash(said, "danger")
        return redirect(f"{BASE}/today/{group_id}/{shown.isoformat()}")

    # -- the month -------------------------------------------------------------------------

    @expose("/month")
    @requires("read")
    def months(self) -> Any:
        """The sheet of the present month of the first group."""
        today = signed_in().today
        groups = queries.groups_in_scope(db.session(), today)
        if not groups:
            return self._no_groups()
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
        totals = sheet.totals()
        group, month = sheet.group, sheet.month
        base = month_base(group.id, month)
        state = sheet.state
        editable = state is SheetState.OPEN and may("mark", group)
        previous = first_of_month(month - timedelta(days=1))
        ahead = next_month(month)
        by_day = {day.day: day for day in totals.days}
        return page(
            title=_("Month sheet"),
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
            state_label=pages.state_label(state),
            state_note=pages.state_note(sheet),
            editable=editable,
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
            codes=[
                pages.code_json(code)
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
            close_block=pages.close_block(sheet, totals, today),
            sheet=pages.sheet_json(sheet, today, base, editable=editable, may_document=editable),
        )

    def _month_exports(self, base: str) -> list[dict[str, str]]:
        return [
            {"label": _("Form 0504608, PDF"), "href": f"{base}.pdf?form=official"},
            {"label": _("With local letters, PDF"), "href": f"{base}.pdf?form=local"},
            {"label": _("Form 0504608, Excel"), "href": f"{base}.xlsx?form=official"},
            {"label": _("With local letters, Excel"), "href": f"{base}.xlsx?form=local"},
        ]

    # -- marks -----------------------------------------------------------------------------

    @expose("/month/<int:group_id>/<month>/marks", methods=["POST"])
    @requires("mark")
    def marks(self, group_id: int, month: str) -> Any:
        """Write marks: cells merge, one cell written by two is a clash (409). See docs/ui.md."""
        wishes, present_days = self._asked_marks()
        for attempt in (1, 2):
            sheet = load(group_id, parse_month(month), lock=True, with_covers=True)
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
        zone = sheet.organization.timezone
        return {
            "saved": [pages.mark_json(mark, sheet.book.by_id, zone) for mark in saved.marks],
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
        zone = sheet.organization.timezone
        if sheet.row is None:
            return jsonify(marks=[], clashes=[], state=sheet.state.value, revision=0)
        marks = queries.marks_since(db.session(), sheet.row.id, int(since))
        clashes = queries.open_clashes(db.session(), sheet.row.id)
        me = signed_in().signature
        return jsonify(
            marks=[pages.mark_json(mark, sheet.book.by_id, zone) for mark in marks],
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
                if one.refused_by_name != me
            ],
            state=sheet.state.value,
            revision=sheet.revision,
        )

    # -- the life of the sheet ---------------------------------------------------------------

    def _step(self, group_id: int, month: str, run: Any, done: str) -> Any:
        first = parse_month(month)
        sheet = load(group_id, first, lock=True)
        try:
            run(sheet)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
        else:
            flash(done, "success")
        return redirect(month_base(group_id, first))

    @expose("/month/<int:group_id>/<month>/close", methods=["POST"])
    @requires("close")
    def close(self, group_id: int, month: str) -> Any:
        today = signed_in().today
        return self._step(
            group_id,
            month,
            lambda sheet: actions.close(db.session(), sheet, author(), today, may_close=True),
            _("The sheet is closed. The head can approve it now."),
        )

    @expose("/month/<int:group_id>/<month>/approve", methods=["POST"])
    @requires("approve")
    def approve(self, group_id: int, month: str) -> Any:
        today = signed_in().today
        return self._step(
            group_id,
            month,
            lambda sheet: actions.approve(db.session(), sheet, author(), today, may_approve=True),
            _("The sheet is approved. Form 0504608 is kept with it."),
        )

    @expose("/month/<int:group_id>/<month>/reopen", methods=["POST"])
    @requires("reopen")
    def reopen(self, group_id: int, month: str) -> Any:
        reason = request.form.get("reason", "")[:300]
        return self._step(
            group_id,
            month,
            lambda sheet: actions.reopen(db.session(), sheet, reason, author(), may_reopen=True),
            _("The sheet is open again."),
        )

    # -- papers ------------------------------------------------------------------------------

    @expose("/month/<int:group_id>/<month>.pdf")
    @requires("export")
    def pdf(self, group_id: int, month: str) -> Any:
        sheet = load(group_id, parse_month(month))
        letters = self._letters_asked()
        name = f"0504608-{month}-{group_id}.pdf"
        if letters is Letters.OFFICIAL and sheet.state is SheetState.APPROVED and sheet.row:
            # What the head approved, byte for byte.
            kept = sheet.row.pdf_file
            if kept is not None:
                return download(kept.content, FORMATS["pdf"], name)
        form = actions.form_of(sheet, letters, signed_in().today)
        return download(sheet_pdf(form), FORMATS["pdf"], name)

    @expose("/month/<int:group_id>/<month>.xlsx")
    @requires("export")
    def xlsx(self, group_id: int, month: str) -> Any:
        sheet = load(group_id, parse_month(month))
        form = actions.form_of(sheet, self._letters_asked(), signed_in().today)
        return download(sheet_workbook(form), FORMATS["xlsx"], f"0504608-{month}-{group_id}.xlsx")

    def _letters_asked(self) -> Letters:
        try:
            return Letters(request.args.get("form", "official"))
        except ValueError:
            abort(400)

    @expose("/month/<int:group_id>/<month>/document")
    @requires("mark")
    def document(self, group_id: int, month: str) -> Any:
        """To the form of an absence document with what the page knows already."""
        first = parse_month(month)
        sheet = load(group_id, first)
        args = {"group": str(group_id)}
        child = request.args.get("child", type=int)
        if child in sheet.people:
            args["child"] = str(child)
        code = next((c for c in sheet.book.codes if c.letter == request.args.get("code")), None)
        if code is not None:
            args["code"] = str(sheet.book.ids[code])
        for name in ("starts_on", "ends_on"):
            if request.args.get(name):
                args[name] = parse_day(request.args[name]).isoformat()
        query = "&".join(f"{name}={value}" for name, value in args.items())
        return redirect(f"/absence-documents/add?{query}")


def plan_said(plan: Any) -> str:
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
