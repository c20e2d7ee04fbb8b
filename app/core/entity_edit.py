"""The form of one row: adding, editing, and the page of a clash of two editors."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.core import entity_pages as pages
from app.core.access import requires
from app.core.addresses import local_target
from app.core.audit.basis import LONGEST, by_document
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_card
from app.core.choices import choice_name
from app.core.columns import Attribute, attribute_of, holds_personal
from app.core.db import db
from app.core.entity_base import EntityBase
from app.core.entity_forms import EntityForm, build_form
from app.core.entity_writes import author_name, save, settle_owner
from app.core.errors import Conflict, RuleViolation
from app.core.formats import show
from app.core.i18n import translate

BASIS = "change_basis"
"""The field of a form that names the document by which personal data is changed."""


class EditPages(EntityBase):
    """The forms of an entity."""

    @expose("/add", methods=["GET", "POST"])
    @requires("add")
    def add(self) -> Any:
        self.demand("add")
        form = self._form(None)
        if request.method == "POST":
            item = self.model()
            if form.validate() and self._write(form, item, new=True):
                flash(_("Saved."), "success")
                if request.form.get("next") == "more":
                    return redirect(request.full_path)
                return redirect(self._back(f"{self.route_base}/{item.id}"))
        return self._form_answer(form, translate(self.title_new), self._back(f"{self.route_base}/"))

    @expose("/<pk>/edit", methods=["GET", "POST"])
    @requires("edit")
    def edit(self, pk: str) -> Any:
        self.demand("edit")
        item = self.load(pk)
        self.demand_row(item, "edit")
        title, back = self.title_of(item), self._back(f"{self.route_base}/{pk}")
        if request.method == "GET":
            note_card(Look.VIEWED, item)
            return self._form_answer(self._form(item), title, back)
        form = self._form(None)
        seen = form.version.data
        if hasattr(item, "version") and str(item.version) != (seen or ""):
            return self._conflict(item, form)
        if form.validate():
            try:
                if self._write(form, item, new=False):
                    flash(_("Saved."), "success")
                    return redirect(back)
            except Conflict:
                return self._conflict(self.load(pk), form)
        return self._form_answer(form, title, back)

    def _back(self, otherwise: str) -> str:
        """Where the form was opened from (a tab of a card), or the usual place."""
        return local_target(request.args.get("back"), otherwise)

    def _form(self, item: Any) -> EntityForm:
        kind = build_form(self.model, self.form_names(), self.route_base)
        if item is not None:
            return kind(obj=item)
        form = kind(request.form if request.method == "POST" else None)
        if request.method == "GET":
            self._prefill(form)
        return form

    def _prefill(self, form: EntityForm) -> None:
        """Values given in the address (from a card) are filled in, if they may be seen."""
        if "organization" in form:
            form["organization"].data = self.only_house()
        for one in form:
            raw = request.args.get(one.name, "")
            if raw and one.name not in ("csrf_token", "version"):
                try:
                    one.process_formdata([raw])
                except ValueError:
                    abort(404)

    def _write(self, form: EntityForm, item: Any, *, new: bool) -> bool:
        """Fill, judge and save. False when a rule refused; the form then says why."""
        try:
            with db.session.no_autoflush, by_document(request.form.get(BASIS)):
                form.populate_obj(item)
                settle_owner(item)
                self.prepare(item, new=new)
            with by_document(request.form.get(BASIS)):
                save(item, new=new, then=lambda: self.written(item, new=new))
        except Conflict:
            raise
        except RuleViolation as refusal:
            db.session.rollback()
            field = refusal.details.get("field")
            target = form._fields.get(field) if field else None
            if target is not None:
                target.errors = [*target.errors, translate(refusal.text)]
            else:
                form.form_errors.append(translate(refusal.text))
            return False
        return True

    def _form_answer(self, form: EntityForm, title: str, cancel: str) -> Any:
        errors = pages.error_summary(form)
        errors += [("", "", text) for text in form.form_errors]
        names = self.form_names()
        sections = [
            {"title": translate(label), "fields": [form[name] for name in group]}
            for label, group in self.shown_sections()
        ]
        listed = {name for _label, group in self.shown_sections() for name in group}
        extra = [name for name in names if name not in listed]
        if extra and sections:
            sections[0]["fields"] = [*(form[name] for name in extra), *sections[0]["fields"]]
        page = pages.page(
            title=title,
            form=form,
            version=form.version.data,
            sections=sections,
            errors=errors,
            cancel_href=cancel,
            basis=self._basis(),
            submit_label=_("Save"),
            submit_more_label=_("Save and add another") if request.path.endswith("/add") else None,
            list_title=translate(self.title_many),
            list_href=f"{self.route_base}/",
        )
        status = 422 if errors else 200
        return render_template("model/form.html", page=page), status

    def _basis(self) -> dict[str, Any] | None:
        """The field «by which document», which edit forms of personal data offer."""
        if request.path.endswith("/add") or not holds_personal(self.model):
            return None
        return {"name": BASIS, "value": request.form.get(BASIS, "")[:LONGEST], "most": LONGEST}

    def _conflict(self, item: Any, form: EntityForm) -> Any:
        """Both versions side by side; saving again is based on the newer one."""
        rows = []
        for name in self.form_names():
            one = attribute_of(self.model, name)
            theirs, mine = _shown(one, getattr(item, name)), _shown(one, form[name].data)
            rows.append(
                {
                    "label": translate(one.label),
                    "theirs": theirs,
                    "yours": mine,
                    "differs": theirs != mine,
                }
            )
        known = ("csrf_token", "version")
        page = pages.page(
            title=self.title_of(item),
            rows=rows,
            by=author_name(item.changed_by_id) or _("The system"),
            at=show(item.changed_at),
            version=item.version,
            hidden=[
                (name, value)
                for name in request.form
                for value in request.form.getlist(name)
                if name not in known
            ],
            reload_href=f"{self.route_base}/{item.id}",
        )
        return render_template("model/conflict.html", page=page), 409


def _shown(one: Attribute, value: Any) -> str:
    """A value beside its rival: two namesakes must not look alike."""
    return choice_name(value) if one.relation is not None else show(value, one.info)
