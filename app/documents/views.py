"""Pages: kinds of documents, orders, the register of documents."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from app.core.columns import attribute_of
from app.core.entity_api import api_for
from app.core.entity_view import EntityView
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.jobs.consumer import CHORES
from app.core.messages import message
from app.documents.acquaintance_views import AcquaintanceView
from app.documents.document_views import DocumentView
from app.documents.due_actions import tell_what_is_due
from app.documents.effects import EFFECTS
from app.documents.models import DocumentKind
from app.documents.order_views import OrderView
from app.documents.paper import sample_paper
from app.documents.rules.wording import COMMON, MEANINGS, check_words
from app.organizations.access import signed_in
from app.organizations.rules import check_interval


class DocumentKindView(EntityView):
    model = DocumentKind
    route_base = "/document-kinds"
    title_many = message("Kinds of documents")
    title_new = message("New kind of documents")
    list_columns = ["name", "is_order", "series", "effect", "confidential"]
    filter_columns = ["is_order"]
    base_order = ("sort_order", False)
    sections = [
        (message("Kind"), ["name", "is_order", "series", "confidential", "sort_order"]),
        (message("Text"), ["title_template", "text_template"]),
        (message("What it does"), ["effect", "key", "valid_from", "valid_to"]),
    ]

    card_template = "documents/kind.html"

    def card_sections(self) -> Any:
        """Title and text stand in the sample."""
        return [self.sections[0], self.sections[2]]

    def card_values(self, item: DocumentKind) -> dict[str, Any]:
        words = EFFECTS[item.effect].words if item.effect in EFFECTS else ()
        return {
            "paper": sample_paper(item, self.only_house() or item.organization, signed_in().today)
            if item.text_template
            else None,
            "words": [
                {"word": f"{{{word}}}", "said": translate(MEANINGS[word])}
                for word in (*COMMON, *words)
                if word in MEANINGS
            ],
        }

    def card_links(self, item: DocumentKind) -> list[dict[str, str]]:
        """What is shared from above is not changed here: one's own kind begins as its copy."""
        if self.writable()(item) or not self.allows("add"):
            return []
        names = ("name", "key", "series", "effect", "title_template", "text_template")
        given = {name: getattr(item, name) or "" for name in names}
        given |= {"is_order": "y"} if item.is_order else {}
        given |= {"confidential": "y"} if item.confidential else {}
        given |= {"valid_from": signed_in().today.isoformat()}
        href = f"{self.route_base}/add?{urlencode(given)}"
        return [{"label": _("Make our own of it"), "href": href, "icon": "plus"}]

    def prepare(self, item: DocumentKind, *, new: bool) -> None:
        check_interval(item.valid_from, item.valid_to)
        item.series, item.title_template = item.series or "", item.title_template or ""
        item.text_template = item.text_template or ""
        if item.effect and item.effect not in EFFECTS:
            raise RuleViolation(
                message(
                    "The program knows no such step. It knows: %(known)s.",
                    known=", ".join(sorted(EFFECTS)),
                ),
                field="effect",
            )
        words = EFFECTS[item.effect].words if item.effect else ()
        check_words(item.title_template, words, "title_template")
        check_words(item.text_template, words, "text_template")


# Columns that may stay empty although the table keeps an empty text.
for _name in ("series", "title_template", "text_template"):
    attribute_of(DocumentKind, _name).column.info["filled"] = True


CHORES["days of documents"] = tell_what_is_due


def register(appbuilder: Any) -> None:
    for view in (DocumentKindView, DocumentView):
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))
    for page in (OrderView, AcquaintanceView):
        appbuilder.add_view_no_menu(page)
