"""Steps of a sheet: closing, approving, opening again; its papers; the way to a document."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.attendance import step_actions as steps
from app.attendance.report.form_0504608 import sheet_pdf
from app.attendance.report.sheet_form import Letters
from app.attendance.report.workbook import sheet_workbook
from app.attendance.rules.lifecycle import SheetState
from app.attendance.sheet_door import (
    BASE,
    SUBJECT,
    author,
    load,
    month_base,
    parse_day,
    parse_month,
)
from app.attendance.sheet_queries import Sheet
from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.errors import RuleViolation
from app.core.exports import FORMATS, download
from app.core.i18n import translate
from app.organizations.access import signed_in


class SheetStepView(BaseView):
    """What is done to a whole sheet."""

    route_base = BASE
    class_permission_name = SUBJECT
    default_view = "pdf"

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
            lambda sheet: steps.close(db.session(), sheet, author(), today, may_close=True),
            _("The sheet is closed. The head can approve it now."),
        )

    @expose("/month/<int:group_id>/<month>/approve", methods=["POST"])
    @requires("approve")
    def approve(self, group_id: int, month: str) -> Any:
        today = signed_in().today
        return self._step(
            group_id,
            month,
            lambda sheet: steps.approve(db.session(), sheet, author(), today, may_approve=True),
            _("The sheet is approved. Form 0504608 is kept with it."),
        )

    @expose("/month/<int:group_id>/<month>/reopen", methods=["POST"])
    @requires("reopen")
    def reopen(self, group_id: int, month: str) -> Any:
        reason = request.form.get("reason", "")[:300]
        return self._step(
            group_id,
            month,
            lambda sheet: steps.reopen(db.session(), sheet, reason, author(), may_reopen=True),
            _("The sheet is open again."),
        )

    @expose("/month/<int:group_id>/<month>.pdf")
    @requires("export")
    def pdf(self, group_id: int, month: str) -> Any:
        sheet = load(group_id, parse_month(month))
        _note_paper(Look.PRINTED, sheet)
        letters = self._letters_asked()
        name = f"0504608-{month}-{group_id}.pdf"
        if letters is Letters.OFFICIAL and sheet.state is SheetState.APPROVED and sheet.row:
            # What the head approved, byte for byte.
            kept = sheet.row.pdf_file
            if kept is not None:
                return download(kept.content, FORMATS["pdf"], name)
        form = steps.form_of(sheet, letters, signed_in().today)
        return download(sheet_pdf(form), FORMATS["pdf"], name)

    @expose("/month/<int:group_id>/<month>.xlsx")
    @requires("export")
    def xlsx(self, group_id: int, month: str) -> Any:
        sheet = load(group_id, parse_month(month))
        _note_paper(Look.EXPORTED, sheet)
        form = steps.form_of(sheet, self._letters_asked(), signed_in().today)
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


def _note_paper(look: Look, sheet: Sheet) -> None:
    """A month sheet names every child of the group."""
    group = sheet.group
    note_look(look, "child_group", group.organization_id, group.id, number=len(sheet.children))
