"""The card of one row: its sections, related rows as tabs, and its deletion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.core import entity_pages as pages
from app.core import listing
from app.core.access import requires
from app.core.columns import Attribute
from app.core.db import db
from app.core.entity_base import EntityBase, Tab
from app.core.entity_writes import holders, remove
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.messages import Message, message

TAB_ROWS = 20


class CardPages(EntityBase):
    """The card of an entity's row."""

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
            actions=self.offered_steps(),
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

    @expose("/<pk>/delete", methods=["GET", "POST"])
    @requires("delete")
    def delete(self, pk: str) -> Any:
        self.demand("delete")
        item = self.load(pk)
        if request.method == "POST":
            try:
                remove(item, lambda: self.removing(item))
            except RuleViolation as refusal:
                db.session.rollback()
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
