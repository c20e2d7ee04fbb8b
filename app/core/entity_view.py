"""EntityView: the generated pages of one entity, safe from the first day.

FAB's ModelView gives routing, rights and registration; list, form and card are
answered here, because FAB's own keep filters between threads, swallow
exceptions and forget the row in actions (docs/adr/0004).
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response, abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder import ModelView, expose
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.core import entity_pages as pages
from app.core import listing
from app.core.access import requires
from app.core.columns import Attribute, LinkFilter
from app.core.db import db
from app.core.entity_forms import EntityForm, build_form
from app.core.entity_writes import (
    ENTITY_LABELS,
    author_name,
    holders,
    remove,
    save,
    settle_owner,
)
from app.core.errors import Conflict, RuleViolation
from app.core.exports import FORMATS, download, export_column, export_value, table_file
from app.core.fields import related_matches
from app.core.formats import show
from app.core.i18n import translate
from app.core.messages import Message, message
from app.core.scoping.scope import AccessScope, current_scope

EXPORT_LIMIT = 50_000
TAB_ROWS = 20


@dataclass(frozen=True)
class Tab:
    """Related rows on a card: the view that shows them and the link back to the card's row."""

    view: type[EntityView]
    link: str


@dataclass(frozen=True)
class Action:
    """A step over chosen rows. ``run`` gets rows that the person may reach, all of them."""

    name: str
    label: Message
    right: str
    run: Callable[[list[Any]], Message]
    confirm: Message | None = None


class EntityView(ModelView):
    """Base of the pages of an entity. A new entity declares a model and three lines."""

    model: ClassVar[Any] = None
    title_many: ClassVar[Message]
    title_new: ClassVar[Message]
    list_columns: ClassVar[list[str]]
    filter_columns: ClassVar[list[str]] = []
    computed: ClassVar[dict[str, Message]] = {}
    link_filters: ClassVar[dict[str, LinkFilter]] = {}
    sections: ClassVar[list[tuple[Message, list[str]]]] = []
    show_only: ClassVar[list[str]] = []
    base_order: ClassVar[tuple[str, bool] | None] = None
    tabs: ClassVar[list[Tab]] = []
    steps: ClassVar[list[Action]] = []
    read_only: ClassVar[bool] = False
    empty_text: ClassVar[Message] = message("Add the first record, or change the conditions.")

    include_route_methods: ClassVar[set[str]] = {
        *("list", "show", "add", "edit", "delete", "export", "related", "step")
    }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.model is None:
            return
        cls.class_permission_name = cls.__dict__.get("class_permission_name") or cls.model.__name__
        cls.datamodel = SQLAInterface(cls.model)
        ENTITY_LABELS[cls.model] = cls.title_many
        if cls.read_only:
            cls.include_route_methods = {"list", "show", "export", "related"}

    def _init_properties(self) -> None:
        """FAB's filters and column lists are not used: no state is shared between requests."""
        self.related_views: Any = []
        self._related_views: Any = []

    def _init_forms(self) -> None:
        """Forms are built per request from the columns; FAB's load whole related tables."""

    def _init_titles(self) -> None:
        """Titles are translated when a page is shown."""

    # -- what this view shows ------------------------------------------------------------

    def attributes(self, names: Sequence[str]) -> builtins.list[Attribute]:
        """The named attributes that the person may see: special data needs a right of its own."""
        found = [Attribute(self.model, name, self.computed.get(name)) for name in names]
        if any(one.special for one in found) and not self.sees_special():
            return [one for one in found if not one.special]
        return found

    def sees_special(self) -> bool:
        """Whether health and other special data (152-ФЗ, art. 10) of this entity is shown."""
        return bool(self.appbuilder.sm.has_access("can_special", self.class_permission_name))

    def shown_sections(self) -> builtins.list[tuple[Message, builtins.list[str]]]:
        """The sections of form and card without what the person may not see."""
        sections = [
            (label, [one.name for one in self.attributes(names)]) for label, names in self.sections
        ]
        return [(label, names) for label, names in sections if names]

    def filterable(self) -> dict[str, Attribute]:
        """Conditions that a list may be asked for, by name."""
        own = {one.name: one for one in self.attributes(self.filter_columns)}
        return {**self.link_filters, **own}

    def compute(self, rows: Sequence[Any]) -> Mapping[int, Mapping[str, str]]:
        """Values of the ``computed`` columns by row id, read for all rows at once."""
        return pages.NONE

    @property
    def sortable(self) -> list[str]:
        return [one.name for one in self.attributes(self.list_columns) if one.kind != "property"]

    def form_names(self) -> list[str]:
        names = [name for _label, group in self.shown_sections() for name in group]
        scope = current_scope()
        many = isinstance(scope, AccessScope) and len(scope.whole) > 1
        if many and hasattr(self.model, "organization") and "organization" not in names:
            return ["organization", *names]
        return names

    def allows(self, right: str) -> bool:
        return bool(
            self.appbuilder.sm.has_access(f"can_{right}", self.class_permission_name)
            and {"read": "list"}.get(right, right) in self.include_route_methods
        )

    def demand(self, right: str) -> None:
        """Refuse (403) what the view does not allow to this person beyond the plain right."""
        if not self.allows(right):
            abort(403)

    def load(self, pk: str) -> Any:
        """The one door to a row: its scope decides, a stranger's row is absent (404)."""
        if not pk.isascii() or not pk.isdigit() or not 0 < int(pk[:10]) < 2**31:
            abort(404)
        names = [*self.list_columns, *self.show_only]
        names += [name for _label, group in self.sections for name in group]
        query = select(self.model).where(self.model.id == int(pk))
        query = query.options(*listing.eager(self.model, list(dict.fromkeys(names))))
        return db.session.scalars(query).first() or abort(404)

    def prepare(self, item: Any, *, new: bool) -> None:
        """Rules of the entity before a write. Raises RuleViolation."""

    def written(self, item: Any, *, new: bool) -> None:
        """What goes with a write, in its transaction. Raises RuleViolation to undo it."""

    def query(self, asked: listing.Request) -> Any:
        """The rows of the list; a view narrows or widens it here."""
        return listing.build(self.model, asked, self.base_order)

    # -- pages ---------------------------------------------------------------------------

    @expose("/")
    @requires("read")
    def list(self) -> Any:
        asked = self._asked(request.args)
        query = self.query(asked)
        total = int(db.session.scalar(listing.count(query)) or 0)
        shown = listing.paged(query, asked).options(*listing.eager(self.model, self.list_columns))
        rows = db.session.scalars(shown).all()
        return render_template("model/list.html", page=self._list_page(asked, rows, total))

    def _asked(self, args: MultiDict[str, str]) -> listing.Request:
        return listing.parse(args, self.filterable(), self.sortable)

    def _list_page(self, asked: listing.Request, rows: Any, total: int) -> pages.Page:
        base = self.route_base
        address = pages.Address(f"{base}/", request.args)
        columns = self.attributes(self.list_columns)
        computed = self.compute(rows)
        may_edit = self.allows("edit")
        return pages.page(
            title=translate(self.title_many),
            count=total,
            columns=pages.list_columns(columns, self.sortable, asked, address),
            rows=[
                {
                    "pk": row.id,
                    "href": f"{base}/{row.id}",
                    "edit_href": f"{base}/{row.id}/edit" if may_edit else None,
                    "cells": [pages.cell(row, one, computed) for one in columns],
                    "badge": self.badge(row),
                }
                for row in rows
            ],
            q=asked.text,
            keep=[
                (name, request.args[name]) for name in ("order", "size") if request.args.get(name)
            ],
            reset_href=f"{base}/",
            filters=pages.chips(asked.filters, address),
            filter_fields=pages.filter_fields(self.filterable().values(), base),
            pages=pages.pager(asked, total, address),
            exports=pages.export_links(base, address) if self.allows("export") else [],
            add_href=f"{base}/add" if self.allows("add") else None,
            add_label=translate(self.title_new),
            actions=self._offered_steps(),
            action_href=f"{base}/step",
            empty=self._empty(asked),
            import_href=self.import_href(),
        )

    def import_href(self) -> str | None:
        """Where rows come from a spreadsheet, if they do."""
        return None

    def badge(self, row: Any) -> Any:
        """A warning beside a row, or None."""
        return None

    def _empty(self, asked: listing.Request) -> dict[str, Any]:
        if asked.text or asked.filters:
            return {
                "title": _("Nothing found"),
                "text": _("Change the conditions or reset them."),
                "href": f"{self.route_base}/",
                "label": _("Reset the conditions"),
            }
        may_add = self.allows("add")
        return {
            "title": _("There is nothing here yet"),
            "text": translate(self.empty_text) if may_add else "",
            "href": f"{self.route_base}/add" if may_add else None,
            "label": translate(self.title_new),
        }

    @expose("/<pk>")
    @requires("read")
    def show(self, pk: str) -> Any:
        item = self.load(pk)
        return render_template("model/show.html", page=self._show_page(item))

    def _show_page(self, item: Any) -> pages.Page:
        base = f"{self.route_base}/{item.id}"
        return pages.page(
            title=str(item),
            subtitle=self.subtitle(item),
            list_title=translate(self.title_many),
            list_href=f"{self.route_base}/",
            sections=[
                {
                    "title": translate(label),
                    "fields": [
                        {"label": translate(one.label), "value": pages.cell(item, one)}
                        for one in self.attributes(names)
                    ],
                }
                for label, names in self.card_sections()
            ],
            tabs=[shown for tab in self.tabs if (shown := self._tab(tab, item))],
            edit_href=f"{base}/edit" if self.allows("edit") else None,
            delete_href=f"{base}/delete" if self.allows("delete") else None,
            links=self.card_links(item),
            actions=self._offered_steps(),
            action_href=f"{self.route_base}/step",
            pk=item.id,
        )

    def card_sections(self) -> Sequence[tuple[Message, Sequence[str]]]:
        sections = [*self.shown_sections()]
        if self.show_only:
            sections.append((message("State"), self.show_only))
        return sections

    def subtitle(self, item: Any) -> str:
        return ""

    def card_links(self, item: Any) -> Sequence[dict[str, str]]:
        """More links on the card: label, href, icon."""
        return []

    def _tab(self, tab: Tab, item: Any) -> dict[str, Any] | None:
        """Related rows, only when the person may list them on their own page."""
        view = next((one for one in self.appbuilder.baseviews if one.__class__ is tab.view), None)
        if view is None or not view.allows("read"):
            return None
        names = [name for name in view.list_columns if name != tab.link]
        column = Attribute(view.model, tab.link).column
        asked = listing.Request()
        query = view.query(asked).where(column == item.id)
        total = int(db.session.scalar(listing.count(query)) or 0)
        query = query.limit(TAB_ROWS).options(*listing.eager(view.model, names))
        attributes = view.attributes(names)
        rows = db.session.scalars(query).all()
        computed = view.compute(rows)
        return {
            "label": translate(view.title_many),
            "count": total,
            "columns": [translate(one.label) for one in attributes],
            "rows": [
                {
                    "href": f"{view.route_base}/{row.id}",
                    "cells": [pages.cell(row, one, computed) for one in attributes],
                }
                for row in rows
            ],
            "href": f"{view.route_base}/?f.{tab.link}={item.id}",
            "add_href": f"{view.route_base}/add?{tab.link}={item.id}"
            if view.allows("add")
            else None,
            "add_label": translate(view.title_new),
        }

    @expose("/add", methods=["GET", "POST"])
    @requires("add")
    def add(self) -> Any:
        self.demand("add")
        form = self._form(None)
        if request.method == "POST":
            item = self.model()
            if form.validate() and self._write(form, item, new=True):
                flash(_("Saved."), "success")
                again = request.form.get("next") == "more"
                return redirect(f"{self.route_base}/{'add' if again else item.id}")
        return self._form_answer(form, translate(self.title_new), f"{self.route_base}/")

    @expose("/<pk>/edit", methods=["GET", "POST"])
    @requires("edit")
    def edit(self, pk: str) -> Any:
        self.demand("edit")
        item = self.load(pk)
        if request.method == "GET":
            form = self._form(item)
            return self._form_answer(form, str(item), f"{self.route_base}/{item.id}")
        title = str(item)
        form = self._form(None)
        seen = form.version.data
        if hasattr(item, "version") and str(item.version) != (seen or ""):
            return self._conflict(item, form)
        if form.validate():
            try:
                if self._write(form, item, new=False):
                    flash(_("Saved."), "success")
                    return redirect(f"{self.route_base}/{pk}")
            except Conflict:
                return self._conflict(self.load(pk), form)
        return self._form_answer(form, title, f"{self.route_base}/{pk}")

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
            with db.session.no_autoflush:
                form.populate_obj(item)
                settle_owner(item)
                self.prepare(item, new=new)
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
        if extra:
            sections.insert(0, {"title": "", "fields": [form[name] for name in extra]})
        page = pages.page(
            title=title,
            form=form,
            version=form.version.data,
            sections=sections,
            errors=errors,
            cancel_href=cancel,
            submit_label=_("Save"),
            submit_more_label=_("Save and add another") if request.path.endswith("/add") else None,
            list_title=translate(self.title_many),
            list_href=f"{self.route_base}/",
        )
        status = 422 if errors else 200
        return render_template("model/form.html", page=page), status

    def _conflict(self, item: Any, form: EntityForm) -> Any:
        """Both versions side by side; saving again is based on the newer one."""
        rows = []
        for name in self.form_names():
            one = Attribute(self.model, name)
            theirs = pages.cell(item, one)
            mine = "" if form[name].data is None else show(form[name].data, one.info)
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
            title=str(item),
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

    @expose("/<pk>/delete", methods=["GET", "POST"])
    @requires("delete")
    def delete(self, pk: str) -> Any:
        self.demand("delete")
        item = self.load(pk)
        if request.method == "POST":
            try:
                remove(item)
            except Conflict as refusal:
                flash(translate(refusal.text), "danger")
                return redirect(f"{self.route_base}/{pk}")
            flash(_("Deleted."), "success")
            return redirect(f"{self.route_base}/")
        blocks = [{"label": translate(label), "count": number} for label, number in holders(item)]
        page = pages.page(
            title=_("Delete the record?"),
            subject=str(item),
            blocked=bool(blocks),
            blocks=blocks,
            cancel_href=f"{self.route_base}/{pk}",
        )
        return render_template("model/confirm_delete.html", page=page)

    @expose("/export/<kind>")
    @requires("export")
    def export(self, kind: str) -> Response:
        if kind not in FORMATS:
            abort(404)
        asked = self._asked(request.args)
        columns = self.attributes(self.list_columns)
        query = self.query(asked).options(*listing.eager(self.model, self.list_columns))
        rows = db.session.scalars(query.limit(EXPORT_LIMIT)).all()
        computed = self.compute(rows)
        heads = [export_column(one) for one in columns]
        table = [
            tuple(
                export_value(row, one, head, pages.cell(row, one, computed))
                for one, head in zip(columns, heads, strict=True)
            )
            for row in rows
        ]
        title = translate(self.title_many)
        content = table_file(kind, title, pages.rows_said(len(table)), heads, table)
        return download(content, FORMATS[kind], f"{self.model.__tablename__}.{kind}")

    @expose("/related/<name>")
    @requires("read")
    def related(self, name: str) -> Any:
        """Rows in scope for a link of the form or a filter, found by the words of ``q``."""
        known = {one.name: one for one in self.attributes(self.form_names())}
        attribute = {**known, **self.filterable()}.get(name)
        if attribute is None or attribute.kind != "related":
            abort(404)
        text = request.args.get("q", "")[:100]
        return jsonify(related_matches(attribute.target, text))

    # -- steps over chosen rows ------------------------------------------------------------

    def _offered_steps(self) -> Sequence[dict[str, Any]]:
        return [
            {
                "name": step.name,
                "label": translate(step.label),
                "confirm": translate(step.confirm) if step.confirm else None,
            }
            for step in self.steps
            if self.allows(step.right)
        ]

    @expose("/step", methods=["POST"])
    @requires("edit")
    def step(self) -> Any:
        step = next((one for one in self.steps if one.name == request.form.get("action")), None)
        if step is None:
            abort(404)
        if not self.allows(step.right):
            abort(403)
        raws = request.form.getlist("rowid")
        rows = [self.load(raw) for raw in raws[: listing.PAGE_SIZES[-1]]]
        try:
            done = step.run(rows)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
        else:
            flash(translate(done), "success")
        return redirect(f"{self.route_base}/")
