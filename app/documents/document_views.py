"""The register of documents, orders among them, and what is done to one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.errors import Conflict, RuleViolation
from app.core.exports import download
from app.core.i18n import translate
from app.core.messages import message
from app.documents import acquaintance_actions, actions, file_actions, queries, route_actions
from app.documents.attached_models import LinkKind
from app.documents.audience import AUDIENCES
from app.documents.forms import (
    NOT_OFFERED,
    read_audience,
    read_day,
    read_file,
    read_people,
    read_reader,
    read_route,
)
from app.documents.list_paper import list_pdf
from app.documents.models import Document
from app.documents.panels import card_of, panels, roles_in
from app.documents.paper import shown_paper
from app.documents.paper_views import PaperView, author, standing_badge
from app.documents.people_queries import Holder, holders, staff
from app.documents.route_queries import all_approved
from app.documents.rules.lifecycle import DocumentState
from app.documents.rules.route import Decision
from app.organizations.access import signed_in

OWN_ROUTES = {
    *("pdf", "upload", "file", "access", "drop_access", "link", "send", "decide", "register"),
    *("show_to", "remind", "list_pdf"),
}


class DocumentView(PaperView):
    model = Document
    route_base = "/documents"
    title_many = message("Register of documents")
    title_new = message("New document")
    empty_text = message(
        "Regulations, contracts, letters and minutes are registered here: each gets a number, its "
        "file and, if need be, an acquaintance list."
    )
    card_template = "documents/document.html"
    sections = [
        (message("Document"), ["kind", "title", "issued_on", "basis", "confidential"]),
        (message("In force"), ["in_force_from", "expires_on"]),
        (message("Text"), ["text"]),
    ]
    include_route_methods = PaperView.include_route_methods | OWN_ROUTES

    def card_links(self, item: Document) -> list[dict[str, str]]:
        links = []
        if item.text or item.kind.is_order:
            href = f"{self.route_base}/{item.id}.pdf"
            links.append({"label": "PDF", "href": href, "icon": "download"})
        if item.kind.is_order and signed_in().has_right("can_read", "Order"):
            links.append({"label": _("The order"), "href": f"/orders/{item.id}", "icon": "file"})
        return links

    def card_sections(self) -> Any:
        """The text stands in the preview."""
        return [*self.sections[:2], (message("State"), self.show_only)]

    def card_values(self, item: Document) -> dict[str, Any]:
        href = f"{self.route_base}/{item.id}"
        registers = item.state is DocumentState.DRAFT or all_approved(db.session(), item)
        edits = self.allows("edit")
        return {
            "badge": standing_badge(item),
            "paper": shown_paper(db.session(), item) if item.text else None,
            "register_href": f"{href}/register"
            if registers and edits and not item.kind.is_order
            else None,
            "panels": panels(db.session(), item, signed_in(), edits=edits),
        }

    @expose("/<pk>.pdf")
    @requires("read")
    def pdf(self, pk: str) -> Any:
        return self.paper_file(self.load(pk))

    # -- files, links, readers -----------------------------------------------------------

    @expose("/<pk>/files", methods=["POST"])
    @requires("edit")
    def upload(self, pk: str) -> Any:
        house = self.load(pk).organization_id

        def run(session: Any) -> str:
            name, content = read_file(request.files.get("file"))
            twin = file_actions.twin_of(session, house, content)
            file_actions.attach(session, self.load(pk), name, content, author(), twin)
            return str(_("The file is kept."))

        return self._done(pk, run)

    @expose("/<pk>/files/<int:number>")
    @requires("read")
    def file(self, pk: str, number: int) -> Any:
        item = self.load(pk)
        found = next(
            (one for one in queries.files_of(db.session(), item.id) if one.number == number), None
        )
        kept = queries.sealed_content(found.file_id, db.session()) if found else None
        if found is None or kept is None:
            abort(404)
        note_look(Look.SERVED, "document", item.organization_id, item.id)
        return download(kept[2], kept[1], found.name)

    @expose("/<pk>/access", methods=["POST"])
    @requires("edit")
    def access(self, pk: str) -> Any:
        def run(session: Any) -> str:
            user, role = read_reader(request.form.get("reader", ""), self._staff(pk))
            file_actions.give_access(session, self.load(pk), user_id=user, role_id=role)
            return str(_("Access is given."))

        return self._done(pk, run)

    @expose("/<pk>/access/drop", methods=["POST"])
    @requires("edit")
    def drop_access(self, pk: str) -> Any:
        key = request.form.get("access", type=int) or 0

        def run(session: Any) -> str:
            file_actions.take_access(session, self.load(pk), key)
            return str(_("Access is taken back."))

        return self._done(pk, run)

    @expose("/<pk>/links", methods=["POST"])
    @requires("edit")
    def link(self, pk: str) -> Any:
        kinds = {one.value: one for one in LinkKind}

        def run(session: Any) -> str:
            kind = kinds.get(request.form.get("kind", ""))
            target = queries.find_named(session, self.load(pk), request.form.get("target", ""))
            if kind is None:
                raise RuleViolation(NOT_OFFERED)
            file_actions.link(session, self.load(pk), target, kind)
            return str(_("The link is kept."))

        return self._done(pk, run)

    # -- route and registration ----------------------------------------------------------

    @expose("/<pk>/send", methods=["POST"])
    @requires("edit")
    def send(self, pk: str) -> Any:
        def run(session: Any) -> str:
            found = self._staff(pk)
            route = read_route(request.form, found)
            route_actions.send(session, self.load(pk), list(route), route, found, author())
            return str(_("The document is sent."))

        return self._done(pk, run)

    @expose("/<pk>/decide", methods=["POST"])
    @requires("approve")
    def decide(self, pk: str) -> Any:
        item = self.load(pk)
        key, house = item.id, item.organization_id
        approves = request.form.get("decision") == "approve"

        def run(session: Any) -> str:
            found = self._staff(pk)
            route_actions.decide(
                session,
                key,
                Decision.APPROVED if approves else Decision.RETURNED,
                request.form.get("comment", "")[:500],
                author(),
                roles_in(signed_in(), house),
                found,
            )
            return str(_("You approved the document.") if approves else _("It is returned."))

        return self._done(pk, run)

    @expose("/<pk>/register", methods=["POST"])
    @requires("edit")
    def register(self, pk: str) -> Any:
        """A paper that nobody signs here gets its number; an order needs the head."""

        def run(session: Any) -> str:
            document = self.load(pk)
            if document.kind.is_order:
                raise Conflict(message("An order is signed by the head, not registered."))
            actions.sign(session, document, author(), signed_in().today)
            return str(_("The document is registered: № %(number)s.", number=document.number))

        return self._done(pk, run)

    # -- acquaintance --------------------------------------------------------------------

    @expose("/<pk>/readers", methods=["POST"])
    @requires("edit")
    def show_to(self, pk: str) -> Any:
        person = signed_in()

        def run(session: Any) -> str:
            people = read_people(request.form, self._staff(pk)) | self._audience(session, pk)
            due = read_day(request.form.get("due_on", ""))
            number = acquaintance_actions.show_to(
                session, self.load(pk), people, due, author(), person.today
            )
            return str(
                ngettext(
                    "%(num)d person is on the list now.",
                    "%(num)d people are on the list now.",
                    number,
                )
            )

        return self._done(pk, run)

    @expose("/<pk>/remind", methods=["POST"])
    @requires("edit")
    def remind(self, pk: str) -> Any:
        def run(session: Any) -> str:
            number = acquaintance_actions.remind(session, self.load(pk), author())
            if not number:
                return str(_("Everybody was told within the last day: nobody is disturbed again."))
            return str(
                ngettext("%(num)d person was reminded.", "%(num)d people were reminded.", number)
            )

        return self._done(pk, run)

    @expose("/<pk>/readers.pdf")
    @requires("read")
    def list_pdf(self, pk: str) -> Any:
        item = self.load(pk)
        name = _("Acquaintance list")
        content = list_pdf(db.session(), item)
        note_look(Look.PRINTED, "document", item.organization_id, item.id)
        return download(content, "application/pdf", f"{name} {item.number or item.id}.pdf")

    # -- common --------------------------------------------------------------------------

    def _staff(self, pk: str) -> list[Holder]:
        house = self.load(pk).organization_id
        return staff(holders(db.session(), house, signed_in().today))

    def _audience(self, session: Any, pk: str) -> dict[int, str]:
        """Accounts of the chosen audiences: people known to the features above only."""
        house, day = self.load(pk).organization_id, signed_in().today
        people: dict[int, str] = {}
        for text in filter(None, request.form.getlist("audience")):
            name, key = read_audience(text)
            found = AUDIENCES.get(name)
            if found is None or key not in found.choices(session, house, day):
                raise RuleViolation(NOT_OFFERED)
            people.update(found.accounts(session, house, key, day))
        return people

    def _done(self, pk: str, run: Callable[[Any], str]) -> Any:
        """Do a step, commit, and go back to the card; a refusal is told there with its status."""
        href = card_of(self.load(pk))
        try:
            said = run(db.session())
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            return self._refused(pk, refusal)
        flash(said, "success")
        return redirect(href, 303)

    def _refused(self, pk: str, refusal: RuleViolation) -> Any:
        """The card with what was wrong on top, and the status of the refusal."""
        for text in refusal.details.get("problems", (refusal.text,)):
            flash(translate(text), "danger")
        return self.show(pk), refusal.status
