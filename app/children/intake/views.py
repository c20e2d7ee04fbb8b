"""Pages of the import of children: file, columns, check, ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.children.intake import actions, jobs, pages
from app.children.intake.actions import LOADED
from app.children.intake.check_views import ImportCheckView, load_import, open_book
from app.children.intake.forms import read_choices, read_upload
from app.children.intake.queries import (
    earlier_imports,
    importing_organizations,
)
from app.children.intake.report import sample_workbook
from app.children.intake.rules import source
from app.children.intake.rules.layout import Layout
from app.children.intake.rules.source import choose_sheet, filled_sheets, read_layout
from app.children.intake.rules.table import read_table
from app.children.models import ChildImport
from app.core import clock
from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import BadInput, RuleViolation, TooLarge
from app.core.exports import FORMATS, download
from app.core.i18n import translate
from app.core.messages import message
from app.core.spreadsheets import Sheet, Workbook, read_workbook
from app.organizations.models import Organization
from app.organizations.queries import settings_on

# A longer list is checked by a job after each decision, a shorter one at once.
AT_ONCE_ROWS = 500


@dataclass
class _Reading:
    """How the file of an import is read now."""

    workbook: Workbook
    sheet: Sheet
    layout: Layout | None = None
    error: RuleViolation | None = None


class ImportView(BaseView):
    """From an uploaded list to loaded children, with nothing written before it is seen."""

    route_base = pages.BASE
    class_permission_name = jobs.SUBJECT
    default_view = "upload"

    # -- file ----------------------------------------------------------------------------

    @expose("", methods=["GET", "POST"])
    @requires("import")
    def upload(self) -> Any:
        if request.method == "GET":
            return self._upload_page()
        try:
            organization = _chosen_organization()
            name, content = read_upload(request.files.get("file"))
            imported = actions.keep_upload(db.session(), organization.id, name, content)
            href = pages.address(imported, "columns")
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            return self._upload_page(refusal), refusal.status
        return redirect(href, 303)

    def _upload_page(self, refusal: RuleViolation | None = None) -> str:
        organizations = importing_organizations(db.session())
        several = len(organizations) > 1
        in_force = settings_on(db.session(), [one.id for one in organizations], clock.today())
        days = {key: one.import_files_days for key, one in in_force.items()}
        shown = page(
            title=_("Import of children"),
            steps=pages.wizard(0),
            form_errors=[("file", _("File"), translate(refusal.text))] if refusal else [],
            limit_text=pages.limit_text(),
            rows_limit=pages.rows_limit_text(),
            sample_href=f"{pages.BASE}/sample.xlsx",
            organizations=[(str(one.id), one.short_name) for one in organizations],
            organization=request.form.get("organization", ""),
            kept_text=pages.kept_text(days.values()),
            earlier=pages.earlier(earlier_imports(db.session()), days, several=several),
        )
        return render_template("children/import_upload.html", page=shown)

    @expose("/sample.xlsx")
    @requires("import")
    def sample(self) -> Response:
        name = _("List of children")
        return download(sample_workbook(), FORMATS["xlsx"], f"{name}.xlsx")

    # -- columns -------------------------------------------------------------------------

    @expose("/<int:import_id>/columns", methods=["GET", "POST"])
    @requires("import")
    def columns(self, import_id: int) -> Any:
        imported = load_import(import_id, lock=request.method == "POST")
        if imported.state == LOADED or pages.busy(imported):
            return redirect(pages.address(imported, "check"), 303)
        reading = _read(imported, request.values.get("sheet"))
        if request.method == "GET" or request.form.get("step") == "sheet":
            return self._columns_page(imported, reading)
        try:
            self._choose(imported, reading)
        except RuleViolation as refusal:
            db.session.rollback()
            reading.error = refusal
            return self._columns_page(load_import(import_id), reading), refusal.status
        href = pages.address(imported, "check")
        jobs.start(jobs.CHECK, imported, href)
        return redirect(href, 303)

    def _choose(self, imported: ChildImport, reading: _Reading) -> None:
        if reading.layout is None:
            raise reading.error or BadInput(message("The file has no such sheet."))
        choices = read_choices(request.form, open_book(imported), reading.sheet.name)
        reading.layout = read_layout(reading.sheet, choices.mapping)
        if reading.layout.missing:
            raise RuleViolation(
                message("A list needs the name and the birth date. Choose their columns.")
            )
        _check_filled(reading.sheet, reading.layout)
        actions.choose_columns(imported, choices)

    def _columns_page(self, imported: ChildImport, reading: _Reading) -> str:
        layout, book, error = reading.layout, open_book(imported), reading.error
        failed = None if request.method == "POST" else pages.failure(imported)
        day = imported.default_enrolment
        shown = page(
            title=_("Columns of the list"),
            subtitle=imported.file.name,
            steps=pages.wizard(1),
            error=translate(error.text) if error else failed,
            sheets=[
                {"value": one.name, "label": one.name} for one in filled_sheets(reading.workbook)
            ],
            sheet=reading.sheet.name,
            columns=pages.columns(reading.sheet, layout) if layout else [],
            fields=pages.meanings(),
            missing=pages.missing(layout) if layout else [],
            groups=pages.groups(book),
            group=request.form.get("group") or pages.proposed_group(imported, layout, book),
            enrolled_on=request.form.get("enrolled_on") or (day.isoformat() if day else ""),
            back_href=pages.BASE,
        )
        return render_template("children/import_columns.html", page=shown)

    # -- ready ---------------------------------------------------------------------------

    @expose("/<int:import_id>/done")
    @requires("import")
    def done(self, import_id: int) -> Any:
        imported = load_import(import_id)
        if imported.state != LOADED:
            return redirect(pages.address(imported, "check"), 303)
        shown = page(
            title=_("The list is loaded"),
            # The hint of a beginning, «nothing is written yet», is no longer true.
            read_only=True,
            steps=pages.wizard(3),
            text=pages.result(imported),
            figures=pages.figures(imported),
            report_href=pages.address(imported, "report.xlsx"),
            list_href="/children/",
            again_href=pages.BASE,
        )
        return render_template("children/import_done.html", page=shown)

    @expose("/<int:import_id>/report.xlsx")
    @requires("import")
    def report(self, import_id: int) -> Any:
        """The kept report of a loaded list."""
        imported = load_import(import_id)
        kept = imported.report
        if kept is None or imported.state != LOADED:
            return redirect(pages.address(imported, "check"), 303)
        note_look(
            Look.SERVED,
            "child_import",
            imported.organization_id,
            imported.id,
            number=imported.rows_total or 1,
        )
        return download(kept.content, kept.media_type, kept.name)


def _chosen_organization() -> Organization:
    organizations = importing_organizations(db.session())
    if len(organizations) == 1 and "organization" not in request.form:
        return organizations[0]
    for one in organizations:
        if str(one.id) == request.form.get("organization"):
            return one
    raise BadInput(message("Choose the kindergarten whose children are loaded."))


def _read(imported: ChildImport, sheet_name: str | None) -> _Reading:
    """The file as chosen. Another sheet than before is read by its headings alone."""
    workbook = read_workbook(imported.file.content)
    sheet = choose_sheet(workbook, sheet_name or imported.sheet_name)
    reading = _Reading(workbook, sheet)
    kept = actions.mapping_of(imported) if sheet.name == imported.sheet_name else {}
    try:
        reading.layout = read_layout(sheet, kept)
        _check_filled(sheet, reading.layout)
    except (BadInput, TooLarge) as refusal:
        reading.error = refusal
    return reading


def _check_filled(sheet: Sheet, layout: Layout) -> None:
    if len(sheet.rows) <= layout.last_row + 1:
        raise BadInput(message("There are headings, but no row of a child below them."))
    if len(sheet.rows) > source.MOST_ROWS:
        source.check_length(len(read_table(sheet, layout).rows))


def register(appbuilder: Any) -> None:
    for view in (ImportView, ImportCheckView):
        appbuilder.add_view_no_menu(view)
