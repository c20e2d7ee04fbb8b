"""Search over everything that the person may open, and all pages side by side."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import jsonify, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core.access import open_to_signed_in
from app.core.db import db
from app.core.entity_pages import page
from app.core.i18n import translate
from app.core.menu import open_pages
from app.core.scoping.scope import acting
from app.organizations.access import signed_in
from app.organizations.person import Person
from app.search.queries import KINDS, MOST, Kind, asked_words, holds, rows_of

REASON = "each kind is searched under the person's own right to read it"


class SearchView(BaseView):
    """The palette (JSON) and the same as a page, for a browser without scripts."""

    route_base = ""
    default_view = "search"

    @expose("/search")
    @open_to_signed_in(REASON)
    def search(self) -> Any:
        text = request.args.get("q", "")
        words = asked_words(text)
        shown = page(
            title=_("Search"), q=text[:100], asked=bool(words), groups=found(signed_in(), words)
        )
        return render_template("search/results.html", page=shown)

    @expose("/pages")
    @open_to_signed_in("pages that the person may open, by the right of each")
    def pages(self) -> Any:
        sections: dict[str, list[dict[str, str]]] = {}
        for section, label, href in open_pages(signed_in()):
            if href == "/":
                continue
            sections.setdefault(section, []).append({"label": label, "href": href})
        return render_template(
            "search/pages.html", page=page(title=_("All pages"), sections=sections)
        )

    @expose("/search.json")
    @open_to_signed_in(REASON)
    def palette(self) -> Any:
        words = asked_words(request.args.get("q", ""))
        return jsonify(groups=found(signed_in(), words))


def found(person: Person, words: str) -> list[dict[str, Any]]:
    """What answers the words, by kind; a kind without an answer is left out."""
    if not words:
        return []
    groups = [
        _rows(person, kind, words) for kind in KINDS if person.has_right("can_read", kind.subject)
    ]
    return [group for group in (*groups, _pages(person, words)) if group["items"]]


def _rows(person: Person, kind: Kind, words: str) -> dict[str, Any]:
    scope = person.scope("can_read", kind.subject)
    with acting(scope):
        rows, more = rows_of(db.session(), kind, words, with_house=len(scope.whole) > 1)
    return {
        "kind": kind.key,
        "label": translate(kind.label),
        "items": [{"label": row.label, "note": row.note, "href": row.href} for row in rows],
        "more": f"{kind.route}/?{urlencode({'q': words})}" if more else None,
    }


def _pages(person: Person, words: str) -> dict[str, Any]:
    pages = [
        {"label": label, "note": section if section != label else "", "href": href}
        for section, label, href in open_pages(person)
        if holds(words, f"{label} {section}")
    ]
    pages.sort(key=lambda one: not holds(words, one["label"]))
    return {"kind": "page", "label": _("Pages"), "items": pages[:MOST], "more": None}


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(SearchView)
