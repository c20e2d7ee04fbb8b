"""The register of documents: every paper of the house, orders among them."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from app.core.access import requires
from app.core.messages import message
from app.documents.models import Document
from app.documents.paper_views import PaperView
from app.organizations.access import signed_in


class DocumentView(PaperView):
    model = Document
    route_base = "/documents"
    title_many = message("Register of documents")
    title_new = message("New document")
    sections = [
        (message("Document"), ["kind", "title", "issued_on", "basis", "confidential"]),
        (message("In force"), ["in_force_from", "expires_on"]),
        (message("Text"), ["text"]),
    ]
    include_route_methods = PaperView.include_route_methods | {"pdf"}

    def card_links(self, item: Document) -> list[dict[str, str]]:
        links = [{"label": "PDF", "href": f"{self.route_base}/{item.id}.pdf", "icon": "download"}]
        if item.kind.is_order and signed_in().has_right("can_read", "Order"):
            links.append({"label": _("Order"), "href": f"/orders/{item.id}", "icon": "file"})
        return links

    @expose("/<pk>.pdf")
    @requires("read")
    def pdf(self, pk: str) -> Any:
        return self.paper_file(self.load(pk))
