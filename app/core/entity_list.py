"""Pages of many rows: the list, its exports, searched links and steps over chosen rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import Response, abort, flash, jsonify, make_response, redirect, render_template, request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.core import entity_pages as pages
from app.core import list_choices, listing
from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_rows
from app.core.choices import chosen_names
from app.core.columns import Attribute
from app.core.db import db
from app.core.entity_base import EntityBase
from app.core.entity_rows import Rows
from app.core.errors import RuleViolation
from app.core.exports import FORMATS, download, export_column, export_value, saved_as, table_file
from app.core.fields import related_matches
from app.core.i18n import translate
from app.core.messages import Message
from app.core.scoping.scope import AccessScope, current_scope

EXPORT_LIMIT = 50_000


def _own_children_only() -> bool:
    """Whether all that is reached are one's own children: nothing there to search or to filter."""
    scope = current_scope()
    return isinstance(scope, AccessScope) and not (scope.whole or scope.groups)


@dataclass(frozen=True)
class NextStep:
    """Where rows that nobody adds by hand come from, for who has the right (name, subject)."""

    label: Message
    href: str
    right: tuple[str, str]


class ListPages(EntityBase):
    """The list of an entity and what is done from it."""

    empty_step: ClassVar[NextStep | None] = None
    """The way on from an empty list that only orders and jobs fill."""

    @expose("/")
    @requires("read")
    def list(self) -> Any:
        offered = self.offered()
        asked = self._asked(offered)
        columns = self._shown(asked, offered)
        query = self.query(asked)
        summed = [one.name for one in columns if one.name in self.total_columns]
        total, *sums = db.session.execute(listing.count(query, summed)).one()
        asked.page = min(asked.page, max(1, -(-total // asked.page_size)))
        links = listing.eager(self.model, [one.name for one in columns])
        rows = db.session.scalars(listing.paged(query, asked).options(*links)).all()
        address = pages.Address(f"{self.route_base}/", request.args)
        order = pages.order_in_force(asked, self.base_order, columns)
        page = self._list_page(asked, total, address)
        page.values |= {
            "columns": pages.list_columns(columns, self.sortable(offered), order, address),
            "rows": self._rows(columns, rows),
            "totals": pages.totals(columns, dict(zip(summed, sums, strict=True))),
            "choice": pages.column_choice(offered, columns),
        }
        answer = make_response(render_template("model/list.html", page=page))
        return list_choices.keep(answer, asked, self.route_base)

    def _asked(self, offered: Mapping[str, Attribute]) -> listing.Request:
        """What the address asks for, and what the browser kept of earlier choices."""
        sortable = self.sortable(offered)
        asked = listing.parse(request.args, self.filterable(), sortable, tuple(offered))
        return list_choices.recall(asked, offered)

    def _shown(
        self, asked: listing.Request, offered: Mapping[str, Attribute]
    ) -> Sequence[Attribute]:
        """Columns of the page: the one that names the row, then the chosen or the usual ones."""
        names = [self.list_columns[0], *(asked.columns or self.default_columns())]
        return [offered[name] for name in dict.fromkeys(names) if name in offered]

    def _list_page(self, asked: listing.Request, total: int, address: pages.Address) -> pages.Page:
        base = self.route_base
        may_export = self.allows("export")
        names = chosen_names(asked.filters)
        return pages.page(
            title=translate(self.title_many),
            count=total,
            columns_href=address.with_(cols="", page=None) if asked.columns else None,
            q=asked.text,
            beside={
                "search": address.beside("q"),
                "filters": address.beside("f."),
                "columns": address.beside("cols"),
            },
            reset_href=f"{base}/",
            filters=pages.chips(asked.filters, address, names),
            filter_fields=pages.filter_fields(
                self.filterable().values(), base, asked.filters, names
            ),
            pages=pages.pager(asked, total, address),
            exports=pages.export_links(base, address, asked.columns) if may_export else [],
            add_href=self._add_href(asked) if self.allows("add") else None,
            add_label=translate(self.title_new),
            actions=self.offered_steps(),
            action_href=f"{base}/step",
            empty=self._empty(asked),
            import_href=self.import_href(),
            plain=_own_children_only(),
        )

    def _add_href(self, asked: listing.Request) -> str:
        """The form of a new row: what the list is narrowed to is filled in."""
        names = self.form_names() if asked.filters else []
        given = [
            (one.attribute.name, one.raw)
            for one in asked.filters
            if one.operator == "eq" and one.attribute.name in names
        ]
        return f"{self.route_base}/add" + (f"?{urlencode(given)}" if given else "")

    def _rows(self, columns: Sequence[Attribute], rows: Any) -> Rows:
        computed = self.compute(rows)
        return Rows(
            rows=rows,
            readers=[pages.reader(one, computed) for one in columns],
            phones=self.phones_among(columns),
            route=self.route_base,
            editable=self.writable(),
            badge=self.badge,
            nameless=translate(self.nameless),
        )

    def import_href(self) -> str | None:
        """Where rows come from a spreadsheet, if they do."""
        return None

    def badge(self, row: Any) -> Any:
        """A warning beside a row, or None."""
        return None

    def _empty(self, asked: listing.Request) -> dict[str, Any]:
        """What an empty list says: what to do next, and never to change what was not asked."""
        if asked.text or asked.filters:
            return {
                "title": _("Nothing found"),
                "text": _("Change the search or remove a filter."),
                "href": f"{self.route_base}/",
                "label": _("Show all"),
                "icon": "search",
            }
        may_add = self.allows("add")
        step = self.empty_step
        goes_on = step is not None and self.appbuilder.sm.has_access(*step.right)
        return {
            "title": _("There is nothing here yet"),
            "text": translate(self.empty_text if may_add else self.empty_read_text),
            "href": self._add_href(asked) if may_add else step.href if step and goes_on else None,
            "label": translate(step.label if step and goes_on else self.title_new),
            "other_href": self.import_href(),
            "other_label": _("Import from a spreadsheet"),
        }

    @expose("/export/<kind>")
    @requires("export")
    def export(self, kind: str) -> Response:
        if kind not in FORMATS:
            abort(404)
        offered = self.offered()
        asked = self._asked(offered)
        columns = self._shown(asked, offered)
        links = listing.eager(self.model, [one.name for one in columns])
        query = self.query(asked).options(*links)
        rows = db.session.scalars(query.limit(EXPORT_LIMIT)).all()
        computed = self.compute(rows)
        heads = [export_column(one) for one in columns]
        readers = [pages.reader(one, computed) for one in columns]
        plan = list(zip(columns, heads, readers, strict=True))
        table = [
            tuple(export_value(row, one, head, read) for one, head, read in plan) for row in rows
        ]
        note_rows(Look.EXPORTED, self.model, rows)
        title = translate(self.title_many)
        content = table_file(kind, title, pages.rows_said(len(table)), heads, table)
        return download(content, FORMATS[kind], saved_as(kind, title))

    @expose("/related/<name>")
    @requires("read")
    def related(self, name: str) -> Any:
        """Rows in scope for a link of the form or a filter, found by the words of ``q``."""
        writes = self.allows("add") or self.allows("edit")
        # A link of the form is looked up by who may fill it in: it may lead to rows of another
        # subject, accounts among them.
        known = {one.name: one for one in self.attributes(self.form_names() if writes else [])}
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
        if not self.offers(step):
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
            if isinstance(done, Response):
                return done
            flash(translate(done), "success")
        return redirect(f"{self.route_base}/")
