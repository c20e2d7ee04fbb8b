"""What the pages of orders and of other documents have in common: drafts, search, the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import or_

from app.core import clock, listing
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.columns import ChoiceFilter
from app.core.db import db, search_key
from app.core.entity_forms import EntityForm
from app.core.entity_view import EntityView
from app.core.exports import FORMATS, download
from app.core.i18n import translate
from app.core.messages import message
from app.documents import actions, queries
from app.documents.due_queries import ends_soon, unread
from app.documents.effects import EFFECTS
from app.documents.models import Document, DocumentKind
from app.documents.paper import paper_name, paper_of
from app.documents.report import order_pdf
from app.documents.rules.lifecycle import (
    STANDINGS,
    Author,
    DocumentState,
    Standing,
    check_draft,
    check_editable,
)
from app.documents.rules.wording import check_words
from app.documents.standing_queries import stands
from app.organizations.access import signed_in

TONES = {
    Standing.DRAFT: "grey",
    Standing.ON_APPROVAL: "amber",
    Standing.SIGNED: "blue",
    Standing.IN_FORCE: "green",
    Standing.EXPIRED: "grey",
    Standing.CANCELLED: "red",
}
STANDING_LABEL = message("Standing")


def author() -> Author:
    """The signed-in person as who takes a step now."""
    person = signed_in()
    return Author(person.signature, clock.now(), person.id)


def standing_badge(document: Document) -> dict[str, str]:
    """How the document stands today, as a badge."""
    now = document.standing(signed_in().today)
    return {"label": translate(STANDINGS[now]), "tone": TONES[now]}


class PaperView(EntityView):
    """Base of the pages of documents. Not an entity of its own."""

    list_columns = ["title", "number", "standing", "issued_on", "kind"]
    computed = {"standing": STANDING_LABEL}
    filter_columns = ["kind", "issued_on", "in_force_from"]
    link_filters = {
        "standing": ChoiceFilter(
            Document,
            "standing",
            STANDING_LABEL,
            {one.value: (label, partial(stands, one)) for one, label in STANDINGS.items()},
        ),
        "due": ChoiceFilter(
            Document,
            "due",
            message("To look after"),
            {
                "ends": (message("ends within 30 days"), lambda: ends_soon(clock.today())),
                "unread": (message("not everybody has read it"), unread),
            },
        ),
    }
    base_order = ("issued_on", True)
    show_only = ["number", "state", "signer_name", "signed_at"]

    def title_of(self, item: Document) -> str:
        number = f" № {item.number}" if item.number else ""
        kind = _("The order") if item.kind.is_order else str(item.kind)
        return f"{kind}{number}: {item.title}"

    def compute(self, rows: Sequence[Document]) -> Mapping[int, Mapping[str, str]]:
        today = signed_in().today
        return {row.id: {"standing": translate(STANDINGS[row.standing(today)])} for row in rows}

    def query(self, asked: listing.Request) -> Any:
        """Words are looked for in the titles, the texts and the files."""
        text, asked.text = asked.text, ""
        query = super().query(asked)
        asked.text = text
        for word in search_key(text.replace("\x00", "")).split():
            query = query.where(
                or_(
                    Document.search_key.contains(word, autoescape=True),
                    Document.full_text.contains(word, autoescape=True),
                )
            )
        return query

    def _prefill(self, form: EntityForm) -> None:
        super()._prefill(form)
        kind = form["kind"].data
        if isinstance(kind, DocumentKind):
            form["title"].data = form["title"].data or kind.title_template
            form["text"].data = form["text"].data or kind.text_template
        form["issued_on"].data = form["issued_on"].data or signed_in().today

    def prepare(self, item: Document, *, new: bool) -> None:
        check_editable(item.state or DocumentState.DRAFT)
        check_draft(item.dates)
        item.text = item.text or (item.kind.text_template if new else "")
        effect = EFFECTS.get(item.kind.effect or "")
        words = effect.words if effect else ()
        if item.kind.is_order:
            check_words(item.title, words, "title")
            check_words(item.text, words)
        item.confidential = bool(item.confidential or item.kind.confidential)
        item.fold()

    def written(self, item: Document, *, new: bool) -> None:
        if item.confidential:
            actions.name_keepers(db.session(), item, signed_in().id)

    def removing(self, item: Document) -> None:
        actions.delete_draft(db.session(), item)

    def writable(self, right: str = "edit") -> Any:
        """Only drafts are written; a signed paper stays."""
        allowed = super().writable(right)
        return lambda row: row.state is DocumentState.DRAFT and allowed(row)

    def _read_why(self, item: Document) -> str:
        """A signed paper is not changed: its badge says so."""
        return ""

    def paper_file(self, item: Document) -> Any:
        """The kept PDF of what was signed, byte for byte; of a draft, how it would look."""
        note_look(Look.SERVED, "document", item.organization_id, item.id)
        name = paper_name(item)
        if item.pdf_file_id is not None:
            kept = queries.sealed_content(item.pdf_file_id, db.session())
            if kept is None:
                abort(404)
            return download(kept[2], kept[1], name)
        return download(order_pdf(paper_of(db.session(), item)), FORMATS["pdf"], name)
