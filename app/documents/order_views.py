"""Pages of orders (приказы): the register, the draft with its preview, signature, cancellation."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.core import listing
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.messages import message
from app.documents import actions, queries, route_actions
from app.documents.cancel_actions import CANCELLATION, draft_cancellation
from app.documents.effects import EFFECTS, effect_of
from app.documents.models import Document, DocumentKind
from app.documents.panels import panels
from app.documents.paper import shown_paper
from app.documents.paper_views import PaperView, author, standing_badge
from app.documents.route_queries import all_approved
from app.documents.rules.lifecycle import DocumentState
from app.organizations.access import signed_in


class OrderView(PaperView):
    model = Document
    class_permission_name = "Order"
    route_base = "/orders"
    title_many = message("Orders")
    title_new = message("New order")
    empty_text = message("Begin the first order: it gets its number when it is signed.")
    card_template = "documents/order.html"
    sections = [
        (message("The order"), ["kind", "title", "issued_on", "in_force_from", "basis"]),
        (message("Text"), ["text"]),
    ]
    include_route_methods = PaperView.include_route_methods | {"pdf", "sign", "cancel", "send_back"}

    def query(self, asked: listing.Request) -> Any:
        return super().query(asked).where(Document.kind.has(DocumentKind.is_order.is_(True)))

    def load(self, pk: str) -> Any:
        """Orders only: another document has no page here."""
        item = super().load(pk)
        return item if item.kind.is_order else abort(404)

    def prepare(self, item: Document, *, new: bool) -> None:
        if not item.kind.is_order:
            raise RuleViolation(message("Choose a kind of orders."), field="kind")
        super().prepare(item, new=new)

    def card_sections(self) -> Any:
        """The text stands in the preview."""
        return [(message("The order"), [*self.sections[0][1], *self.show_only])]

    def card_links(self, item: Document) -> list[dict[str, str]]:
        return [{"label": "PDF", "href": f"{self.route_base}/{item.id}.pdf", "icon": "download"}]

    def card_values(self, item: Document) -> dict[str, Any]:
        person, session = signed_in(), db.session()
        href = f"{self.route_base}/{item.id}"
        draft = item.state is DocumentState.DRAFT
        effect = EFFECTS.get(item.kind.effect or "")
        waits = all_approved(session, item)
        may_sign = (draft or waits) and person.has_right("can_sign", "Order")
        signed = item.state is DocumentState.SIGNED
        cancellable = signed and item.kind.effect != CANCELLATION
        return {
            "paper": shown_paper(session, item),
            "panels": panels(session, item, person, edits=person.has_right("can_edit", "Document")),
            "badge": {"label": _("waits for the signature"), "tone": "amber"}
            if waits
            else standing_badge(item),
            "problems": [translate(one) for one in _problems(item)] if draft or waits else [],
            "lines_href": effect.lines_href(item)
            if effect and draft and person.has_right("can_read", effect.lines_subject)
            else None,
            "sign_href": f"{href}/sign" if may_sign else None,
            "cancel_href": f"{href}/cancel" if cancellable and self.allows("add") else None,
            "return_href": f"{href}/return" if waits and may_sign else None,
        }

    @expose("/add", methods=["GET", "POST"])
    @requires("add")
    def add(self) -> Any:
        """First the kind: it brings the title and the text."""
        house = self.only_house()
        if request.method == "POST" or "kind" in request.args or house is None:
            return super().add()
        kinds = queries.kinds_of(db.session(), house, signed_in().today, orders=True)
        shown = page(
            title=translate(self.title_new),
            list_title=translate(self.title_many),
            list_href=f"{self.route_base}/",
            kinds=[
                {"label": one.name, "note": one.title_template, "href": f"?kind={one.id}"}
                for one in kinds
                if not one.effect or one.effect in EFFECTS
            ],
        )
        return render_template("documents/kinds.html", page=shown)

    @expose("/<pk>.pdf")
    @requires("read")
    def pdf(self, pk: str) -> Any:
        return self.paper_file(self.load(pk))

    @expose("/<pk>/sign", methods=["POST"])
    @requires("sign")
    def sign(self, pk: str) -> Any:
        """All or nothing: checks, number, effect and the kept paper."""
        item = self.load(pk)
        try:
            done = actions.sign(db.session(), item, author(), signed_in().today)
            said = _("The order is signed: № %(number)s.", number=item.number)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            first, *others = refusal.details.get("problems", (refusal.text,))
            flash(translate(first), "danger")
            if others:  # the card, drawn anew, tells all of them
                flash(_("The order is not signed. All that forbids it stands below."), "danger")
        else:
            flash(said if done else _("The order was signed already."), "success")
        return redirect(f"{self.route_base}/{pk}", 303)

    @expose("/<pk>/return", methods=["POST"])
    @requires("sign")
    def send_back(self, pk: str) -> Any:
        """The head gives the order back instead of signing it, and says why."""
        comment = request.form.get("comment", "")[:500]
        try:
            route_actions.return_unsigned(db.session(), self.load(pk), comment, author())
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
        else:
            flash(_("It is returned."), "success")
        return redirect(f"{self.route_base}/{pk}", 303)

    @expose("/<pk>/cancel", methods=["POST"])
    @requires("add")
    def cancel(self, pk: str) -> Any:
        """A draft of the order that cancels this one."""
        target = self.load(pk)
        person = signed_in()
        try:
            order = draft_cancellation(db.session(), target, person.today, person.id)
            href = f"{self.route_base}/{order.id}"
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
            return redirect(f"{self.route_base}/{pk}", 303)
        flash(_("This draft cancels the order. Check it and sign."), "info")
        return redirect(href, 303)


def _problems(item: Document) -> Any:
    """What would forbid to sign now."""
    try:
        effect = effect_of(item)
    except RuleViolation as refusal:
        return [refusal.text]
    return actions.problems_of(db.session(), item, effect, signed_in().today)
