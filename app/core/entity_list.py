"""Pages of many rows: the list, its exports, searched links and steps over chosen rows."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder import expose
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import entity_pages as pages
from app.core import listing
from app.core.access import requires
from app.core.db import db
from app.core.entity_base import EntityBase
from app.core.errors import RuleViolation
from app.core.exports import FORMATS, download, export_column, export_value, table_file
from app.core.fields import related_matches
from app.core.i18n import translate

EXPORT_LIMIT = 50_000


class ListPages(EntityBase):
    """The list of an entity and what is done from it."""

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
            actions=self.offered_steps(),
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
