"""Pages of the check of an import: what will happen to every row, decided and loaded here."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.children.intake import actions, check_pages, jobs, pages
from app.children.intake.actions import CHECKED, LOADED
from app.children.intake.forms import read_answers, skip_all
from app.children.intake.queries import find_import, load_groups
from app.children.intake.report import check_workbook
from app.children.intake.rules.answers import Answers
from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.groups import GroupBook
from app.children.intake.rules.kept import KeptCheck, read_kept
from app.children.intake.rules.verdicts import State
from app.children.models import ChildImport
from app.core import clock
from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import Conflict, RuleViolation
from app.core.exports import FORMATS, download
from app.core.i18n import translate
from app.core.messages import message
from app.core.paging import rows_of, typed_page
from app.organizations.access import signed_in

# A longer list is checked by a job after each decision, a shorter one at once.
AT_ONCE_ROWS = 500


class ImportCheckView(BaseView):
    """Every row, the problems first; nothing is written before all are decided."""

    route_base = pages.BASE
    class_permission_name = jobs.SUBJECT
    default_view = "check"

    @expose("/<int:import_id>/check", methods=["GET", "POST"])
    @requires("import")
    def check(self, import_id: int) -> Any:
        imported = load_import(import_id, lock=request.method == "POST")
        if imported.state == LOADED:
            return redirect(pages.address(imported, "done"), 303)
        if pages.busy(imported):
            return self._progress_page(imported)
        if imported.state != CHECKED or imported.checked is None:
            return redirect(pages.address(imported, "columns"), 303)
        if request.method == "GET":
            return self._check_page(imported)
        try:
            return self._answer(imported, read_kept(imported.checked))
        except RuleViolation as refusal:
            db.session.rollback()
            text = translate(refusal.text)
            return self._check_page(load_import(import_id), text), refusal.status

    def _progress_page(self, imported: ChildImport) -> str:
        loads = imported.job is not None and imported.job.kind == jobs.LOAD
        title = _("Loading of children") if loads else _("Check of the list")
        job = pages.progress(imported, clock.now(), imported.file.name)
        shown = page(title=title, steps=pages.wizard(2))
        return render_template("children/import_progress.html", page=shown, job=job)

    def _answer(self, imported: ChildImport, check: KeptCheck) -> Any:
        """One press of a button below the check."""
        if request.form.get("seen") != imported.digest:
            raise Conflict(
                message("Meanwhile somebody else decided here. This is how it stands now.")
            )
        before = imported.decisions
        answers = read_answers(request.form, check)
        actions.decide(imported, answers)
        step = request.form.get("step")
        if step == "skip-wrong":
            left_out = skip_all(check, check.chosen(State.WRONG))
            actions.decide(imported, _with(answers, left_out))
        if imported.decisions != before or step == "again":
            return self._check_anew(imported, wants_loading=step == "commit")
        if step != "commit":
            db.session.commit()
            return redirect(_here(), 303)
        self._refuse_unready(imported, check)
        href = pages.address(imported, "check")
        jobs.start(jobs.LOAD, imported, href)
        return redirect(href, 303)

    def _refuse_unready(self, imported: ChildImport, check: KeptCheck) -> None:
        if not check.ready:
            raise Conflict(message("Rows with errors or doubts are left. Decide them first."))
        if not check.to_load:
            raise Conflict(
                message("There is nothing to load: every row is stored already or left out.")
            )
        if check.moves and not (imported.moved_on and imported.move_order):
            raise RuleViolation(
                message("Children change their group. Give the day and the number of the order.")
            )

    def _check_anew(self, imported: ChildImport, *, wants_loading: bool) -> Any:
        if wants_loading:
            flash(_("Your choices are saved. Look at the check once more, then load."), "info")
        here = _here()
        if (imported.rows_total or 0) > AT_ONCE_ROWS:
            jobs.start(jobs.CHECK, imported, here)
            return redirect(here, 303)
        task = actions.task_of(imported, signed_in().today)
        jobs.check_at_once(imported, task, open_book(imported))
        imported.job_id = None
        db.session.commit()
        return redirect(here, 303)

    def _check_page(self, imported: ChildImport, error: str | None = None) -> str:
        check = read_kept(imported.checked or "")
        href = pages.address(imported, "check")
        state = _shown_state()
        chosen = check.chosen(state)
        number = typed_page(request.args.get("page"))
        turned = check_pages.pages_of(len(chosen), number, href, state)
        rows = [check.row(one) for one in rows_of(chosen, turned)]
        book = open_book(imported)
        blocked = check_pages.blocked(check)
        shown = page(
            title=_("Check of the list"),
            subtitle=check_pages.subtitle(imported, check),
            steps=pages.wizard(2),
            error=error or pages.failure(imported) or _said_anew(imported),
            counts=check_pages.pills(check, state, href),
            columns=check_pages.column_captions(),
            rows=[check_pages.check_row(row, book) for row in rows],
            numbers=",".join(str(row.number) for row in rows),
            pages=turned,
            seen=imported.digest,
            moves=check.moves,
            moved_on=(imported.moved_on or signed_in().today).isoformat(),
            move_order=imported.move_order or "",
            wrong_count=check.counts[State.WRONG],
            commit_label=check_pages.commit_label(check.to_load),
            blocked=blocked,
            back_href=pages.address(imported, "columns"),
            cancel_href=pages.BASE,
            report_href=pages.address(imported, "remarks.xlsx"),
        )
        return render_template("children/import_check.html", page=shown)

    @expose("/<int:import_id>/remarks.xlsx")
    @requires("import")
    def remarks(self, import_id: int) -> Any:
        """The check as a table, to be worked through beside the list."""
        imported = load_import(import_id)
        if imported.state != CHECKED or imported.checked is None:
            return redirect(pages.address(imported, "check"), 303)
        name, day = imported.file.name, signed_in().today
        content = check_workbook(read_kept(imported.checked), name, day, done=False)
        note_look(
            Look.EXPORTED,
            "child_import",
            imported.organization_id,
            imported.id,
            number=imported.rows_total or 1,
        )
        return download(content, FORMATS["xlsx"], _("Remarks") + ".xlsx")


def load_import(import_id: int, *, lock: bool = False) -> ChildImport:
    """The one door to an import: it must be in scope (404)."""
    if not 0 < import_id < 2**31:
        abort(404)
    return find_import(db.session(), import_id, lock=lock) or abort(404)


def open_book(imported: ChildImport) -> GroupBook:
    return load_groups(db.session(), imported.organization_id, signed_in().today)


def _shown_state() -> State | None:
    try:
        return State(request.args.get("show", ""))
    except ValueError:
        return None


def _here() -> str:
    """This address with its filter; rows may have left the page, so it begins anew."""
    show = _shown_state()
    return f"{request.path}?show={show}" if show else request.path


def _with(answers: Answers, more: dict[int, Decision]) -> Answers:
    return Answers({**answers.decisions, **more}, answers.moved_on, answers.move_order)


def _said_anew(imported: ChildImport) -> str | None:
    """A load that ended without loading: what is stored had changed, the check is new."""
    if imported.job is None or imported.job.kind != jobs.LOAD:
        return None
    return str(translate(jobs.CHANGED_MEANWHILE))
