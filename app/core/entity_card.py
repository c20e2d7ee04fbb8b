"""The card of one row: its sections, related rows as tabs, its history, and its deletion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_login import current_user

from app.core import entity_pages as pages
from app.core.access import requires
from app.core.audit.card import history_of, reads_log
from app.core.audit.exceptions import is_logged
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_card
from app.core.choices import pages_of
from app.core.columns import Attribute, attribute_of
from app.core.db import db
from app.core.entity_base import EntityBase
from app.core.entity_tabs import OpenedTab, PageTab, put_aside
from app.core.entity_writes import ENTITY_LABELS, author_name, entity_label, holders, remove
from app.core.errors import RuleViolation
from app.core.formats import show
from app.core.i18n import translate
from app.core.messages import Message, message
from app.core.scoping.scope import AccessScope, current_scope

HISTORY = "history"
ENDS = ("valid_to", "ends_on", "closed_on", "dismissed_on", "active")
"""Columns by which a row is ended instead of deleted."""


def _page_head(tab: PageTab, card: str, chosen: str) -> dict[str, Any]:
    """A page within a card has no count: it is one."""
    here = f"{card}?tab={tab.key}"
    label = translate(tab.label)
    return {"label": label, "href": here, "current": tab.key == chosen, "count": None}


class CardPages(EntityBase):
    """The card of an entity's row."""

    @expose("/<pk>")
    @requires("read")
    def show(self, pk: str) -> Any:
        item = self.load(pk)
        note_card(Look.VIEWED, item)
        chosen = request.args.get("tab", "")
        opened = self._opened_tabs(item)
        drawn = {one.key: one for one in self.joined_pages if one.offered(item)}
        known = {"", *drawn, *(one.tab.key for one in opened)}
        if chosen not in (known | {HISTORY} if self._has_history() else known):
            abort(404)
        page = self._show_page(item, chosen)
        seen_special = chosen == HISTORY and self.sees_special()
        if chosen == HISTORY:
            page.values["sections"] = self._history(item)
        # From here on other rights are asked, and the row itself may be out of reach.
        put_aside()
        if not chosen:
            page.values["sections"] = [*self.leading_sections(item), *page.values["sections"]]
            page.values.update(self.card_values(item))
        if chosen == HISTORY and reads_log():
            page.values["history"] = history_of(
                self.model, item.id, self._tab_page(), lambda record: not seen_special
            )
        heads = [one.head(chosen) for one in opened]
        for one, head in zip(opened, heads, strict=True):
            if one.tab.key == chosen:
                page.values["tab"] = one.body(head["count"], self._tab_page())
        if chosen in drawn:
            page.values["panel"] = drawn[chosen].body(item.id) or abort(404)
            page.values["panel_template"] = drawn[chosen].template
        card = f"{self.route_base}/{pk}"
        heads = [*(_page_head(one, card, chosen) for one in drawn.values()), *heads]
        page.values["tabs"] = self._heads(card, heads, chosen)
        return render_template(self.card_template, page=page)

    def _tab_page(self) -> int:
        raw = request.args.get("page", "1")
        return int(raw) if raw.isascii() and raw.isdigit() and int(raw[:6]) > 0 else 1

    def _heads(self, card: str, heads: list[dict[str, Any]], chosen: str) -> list[dict[str, Any]]:
        first = {"label": _("Card"), "href": card, "current": not chosen, "count": None}
        last = {
            "label": _("History"),
            "href": f"{card}?tab={HISTORY}",
            "current": chosen == HISTORY,
            "count": None,
        }
        return [first, *heads, *([last] if self._has_history() else [])]

    def _has_history(self) -> bool:
        """Whether rows of the entity say who wrote them, or the log tells the person more."""
        return self._is_authored() or (is_logged(self.model) and reads_log())

    def _is_authored(self) -> bool:
        return hasattr(self.model, "changed_by_id") and hasattr(self.model, "created_at")

    def _opened_tabs(self, item: Any) -> list[OpenedTab]:
        """The tabs whose own pages the person may list."""
        views = {one.__class__: one for one in self.appbuilder.baseviews}
        card = f"{self.route_base}/{item.id}"
        return [
            OpenedTab(tab, view, tab.conditions(view, item), item.id, card, tab.adds_to(item))
            for tab in (*self.tabs, *self.joined_tabs)
            if (view := views.get(tab.view)) is not None
            and view.allows("read")
            and (tab.when is None or tab.when(item))
        ]

    def _show_page(self, item: Any, chosen: str) -> pages.Page:
        base = f"{self.route_base}/{item.id}"
        named = hasattr(item, "full_name") and item.first_name
        return pages.page(
            title=self.title_of(item),
            subtitle=self.subtitle(item),
            initials=(item.last_name[:1] + item.first_name[:1]).upper() if named else "",
            list_title=translate(self.title_many),
            list_href=f"{self.route_base}/",
            sections=[] if chosen else self._sections(item),
            edit_href=f"{base}/edit" if self.writable()(item) else None,
            delete_href=f"{base}/delete" if self.writable("delete")(item) else None,
            read_why=self._read_why(item),
            links=[*self._joined_links(item), *self.card_links(item)],
            actions=self.offered_steps(),
            action_href=f"{self.route_base}/step",
            pk=item.id,
        )

    def _read_why(self, item: Any) -> str:
        """Why a row that the person could edit elsewhere is only read here."""
        if not self.allows("edit") or self.writable()(item):
            return ""
        own = {grant.organization_id for grant in current_user.grants}
        scope = current_scope()
        own |= {*scope.whole} if isinstance(scope, AccessScope) else set()
        if getattr(item, "organization_id", None) in own:
            return str(_("By your role you only read this record."))
        return str(_("This record belongs to the organization above and is changed there."))

    def _sections(self, item: Any) -> list[dict[str, Any]]:
        sections = [
            {"title": translate(label), "fields": self._facts(item, names)}
            for label, names in self.card_sections()
        ]
        return [section for section in sections if section["fields"]]

    def _facts(self, item: Any, names: Sequence[str]) -> list[dict[str, Any]]:
        """Fields of a section; an empty one says that something is missing, but for rare ones."""
        facts = ((one, self._fact(item, one)) for one in self.attributes(names))
        return [
            {"label": translate(one.label), "value": value}
            for one, value in facts
            if value["text"] or not one.info.get("rare")
        ]

    def _fact(self, item: Any, one: Attribute) -> dict[str, Any]:
        text = pages.cell(item, one)
        if one.relation is not None and text:
            return pages.fact(text, href=self.card_of(getattr(item, one.name)))
        if one.info.get("format") == "email" and text:
            return pages.fact(text, href=f"mailto:{text}")
        return pages.fact(text, phone=one.info.get("format") == "phone")

    def _history(self, item: Any) -> list[dict[str, Any]]:
        """Who changed the row last, when, and how often it was saved."""
        if not self._is_authored():
            return []
        who = author_name(item.changed_by_id) or _("The system")
        facts = [
            (_("Created"), show(item.created_at)),
            (_("Last changed"), show(item.changed_at)),
            (_("Changed by"), who),
        ]
        if hasattr(item, "version"):
            facts.append((_("Saved, times"), str(item.version)))
        fields = [{"label": label, "value": pages.fact(text)} for label, text in facts]
        return [{"title": _("History"), "fields": fields}]

    def _joined_links(self, item: Any) -> list[dict[str, str]]:
        return [
            {"label": translate(one.label), "href": one.href(item), "icon": one.icon}
            for one in self.joined_links
            if one.offered(item)
        ]

    def card_sections(self) -> Sequence[tuple[Message, Sequence[str]]]:
        sections = [*self.shown_sections()]
        if self.show_only:
            sections.append((message("State"), self.show_only))
        return sections

    def leading_sections(self, item: Any) -> Sequence[dict[str, Any]]:
        """Sections before the row's own, read by the rights to other rows."""
        return ()

    def card_values(self, item: Any) -> dict[str, Any]:
        """What a template of the entity's own (``card_template``) shows besides."""
        return {}

    def subtitle(self, item: Any) -> str:
        return ""

    def card_links(self, item: Any) -> Sequence[dict[str, str]]:
        """More links on the card: label, href, icon."""
        return []

    @expose("/<pk>/delete", methods=["GET", "POST"])
    @requires("delete")
    def delete(self, pk: str) -> Any:
        self.demand("delete")
        item = self.load(pk)
        self.demand_row(item, "delete")
        if request.method == "POST":
            try:
                remove(item, lambda: self.removing(item))
            except RuleViolation as refusal:
                db.session.rollback()
                flash(translate(refusal.text), "danger")
                return redirect(f"{self.route_base}/{pk}")
            flash(_("Deleted."), "success")
            return redirect(f"{self.route_base}/")
        blocks = self._blocks(item)
        page = pages.page(
            title=_("Delete the record?"),
            subject=self.title_of(item),
            blocked=bool(blocks),
            blocks=blocks,
            instead=self._instead(item) if blocks else None,
            cancel_href=f"{self.route_base}/{pk}",
        )
        return render_template("model/confirm_delete.html", page=page)

    def _blocks(self, item: Any) -> list[dict[str, Any]]:
        """What rests on a row, by kind, with the list of those rows where there is one."""
        blocks = []
        nameless = 0
        for model, name, number in holders(item):
            if model not in ENTITY_LABELS:
                nameless += number
                continue
            view = pages_of(model)
            link = name.removesuffix("_id")
            shown = view is not None and link in view.filter_columns
            blocks.append(
                {
                    "label": translate(entity_label(model)),
                    "count": number,
                    "href": f"{view.route_base}/?f.{link}={item.id}" if view and shown else None,
                }
            )
        # Rows without pages of their own tell a person nothing apart from their number.
        others = {"label": _("Parts of other records"), "count": nameless, "href": None}
        return [*blocks, others] if nameless else blocks

    def _instead(self, item: Any) -> dict[str, str] | None:
        """The way that remains: to end the row by a date, if it has one."""
        names = [name for _label, group in self.sections for name in group]
        ending = next((name for name in ENDS if name in names), None)
        if ending is None or not self.writable()(item):
            return None
        label = translate(attribute_of(self.model, ending).label)
        return {
            "text": _("Instead, fill in “%(field)s”: the past stays as it was.", field=label),
            "href": f"{self.route_base}/{item.id}/edit#{ending}",
            "label": _("Open the form"),
        }
