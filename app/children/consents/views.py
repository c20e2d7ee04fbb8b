"""Pages of consents: purposes, papers, revocation and what follows it, who lacks one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.children.consents import actions, queries
from app.children.consents.forms import revocation_form
from app.children.consents.models import Consent, ConsentPurpose, RevocationTask
from app.children.consents.pages import paper_of
from app.children.consents.report import ConsentPaper, consent_pdf, revocation_pdf
from app.children.consents.rules import (
    CONSENT_STATES,
    ConsentState,
    check_days,
    check_signer,
    check_stop_days,
    consequences,
    state_on,
)
from app.core import clock
from app.core import entity_pages as pages
from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.columns import ChoiceFilter
from app.core.db import db
from app.core.entity_pages import named
from app.core.entity_tabs import opens_by
from app.core.entity_view import Action, EntityView, Tab
from app.core.errors import RuleViolation
from app.core.exports import FORMATS, download, saved_as
from app.core.i18n import translate
from app.core.messages import Message, message, nmessage
from app.organizations.access import signed_in
from app.organizations.rules import check_interval


class ConsentPurposeView(EntityView):
    model = ConsentPurpose
    route_base = "/consent-purposes"
    title_many = message("Purposes of consents")
    title_new = message("New purpose of a consent")
    list_columns = ["name", "term", "on_card", "valid_from", "valid_to"]
    filter_columns = ["on_card"]
    sections = [
        (message("Purpose"), ["name", "on_card", "shows_photos", "valid_from", "valid_to"]),
        (
            message("What the paper says"),
            ["purpose", "personal_data", "operations", "recipients", "term"],
        ),
        (message("After a revocation"), ["revocation_tasks", "stop_days"]),
    ]

    def prepare(self, item: ConsentPurpose, *, new: bool) -> None:
        check_stop_days(item.stop_days)
        if item.valid_from is not None:
            check_interval(item.valid_from, item.valid_to)


def finish_tasks(tasks: list[Any]) -> Message:
    """The step «done»."""
    number = actions.finish(tasks, signed_in().signature, clock.today())
    return nmessage("%(number)d task is done.", "%(number)d tasks are done.", number)


class RevocationTaskView(EntityView):
    model = RevocationTask
    route_base = "/revocation-tasks"
    title_many = message("After revocations")
    title_new = message("Task")
    list_columns = ["text", "child", "consent", "due_on", "done_on", "done_by"]
    filter_columns = ["child", "due_on", "done_on"]
    link_filters = {
        "state": ChoiceFilter(
            RevocationTask,
            "state",
            message("State"),
            {"open": (message("not done yet"), queries.undone)},
        )
    }
    base_order = ("due_on", False)
    sections = [(message("Task"), ["text", "due_on", "done_on", "done_by"])]
    show_only = ["child", "consent"]
    empty_read_text = message("Here stands what must stop after a consent was revoked.")
    include_route_methods = EntityView.include_route_methods - {"add", "delete"}
    steps = [Action("done", message("Done"), "edit", finish_tasks)]


class ConsentView(EntityView):
    model = Consent
    route_base = "/consents"
    title_many = message("Consents")
    title_new = message("New consent")
    empty_text = empty_read_text = message(
        "A consent is printed and entered from the card of a child, one for each purpose."
    )
    list_columns = ["child", "purpose", "guardian", "state", "given_on", "valid_to", "revoked_on"]
    show_only = ["revoked_on", "revocation_note"]
    computed = {"state": message("State")}
    filter_columns = ["child", "purpose", "given_on", "revoked_on"]
    link_filters = {
        "now": ChoiceFilter(
            Consent,
            "now",
            message("State"),
            {
                state.value: (CONSENT_STATES[state], partial(queries.stands, state))
                for state in ConsentState
            },
        )
    }
    base_order = ("given_on", True)
    sections = [
        (message("Consent"), ["child", "purpose", "guardian", "given_on", "valid_to"]),
    ]
    tabs = [Tab(RevocationTaskView, "consent")]
    include_route_methods = EntityView.include_route_methods | {
        "paper",
        "revocation_paper",
        "revoke",
    }

    def title_of(self, item: Consent) -> str:
        return named(item.purpose, item.child)

    def subtitle(self, item: Consent) -> str:
        state = state_on(queries.days_of(item), clock.today())
        return translate(CONSENT_STATES[state])

    def compute(self, rows: Sequence[Consent]) -> Mapping[int, Mapping[str, str]]:
        today = clock.today()
        return {
            row.id: {"state": translate(CONSENT_STATES[state_on(queries.days_of(row), today)])}
            for row in rows
        }

    def card_links(self, item: Consent) -> Sequence[dict[str, str]]:
        found = []
        if item.guardian is not None:
            href = f"/consents/{item.id}/paper.pdf"
            found.append({"label": _("Print the consent"), "href": href, "icon": "print"})
            if item.given_on:
                href = f"/consents/{item.id}/revocation.pdf"
                found.append({"label": _("Print the revocation"), "href": href, "icon": "print"})
        if item.given_on and not item.revoked_on and opens_by("revoke", "Consent", item):
            href = f"/consents/{item.id}/revoke"
            found.append({"label": _("Revoke"), "href": href, "icon": "close"})
        return found

    def prepare(self, item: Consent, *, new: bool) -> None:
        """Signed by who had full rights on that day; a revoked one stays as it was."""
        days, today = queries.days_of(item), clock.today()
        if item.revoked_on is not None:
            raise RuleViolation(message("A revoked consent stays as it was. Make a new one."))
        check_days(days, today)
        day = item.given_on or today
        link = queries.rights_of(db.session(), item.child.id, item.guardian.id, day)
        check_signer(link.rights if link else None, item.guardian.full_name, day)

    def removing(self, item: Consent) -> None:
        if item.given_on is not None:
            raise RuleViolation(
                message("A signed consent is not deleted: revoke it, and the past stays.")
            )

    @expose("/<pk>/paper.pdf")
    @requires("read")
    def paper(self, pk: str) -> Any:
        """The paper of its own for the one purpose (152-ФЗ, art. 9), to be signed by hand."""
        return self._printed(self.load(pk), _("Consent"), consent_pdf)

    @expose("/<pk>/revocation.pdf")
    @requires("read")
    def revocation_paper(self, pk: str) -> Any:
        """The statement that takes a signed consent back, for who does it on paper."""
        return self._printed(self.load(pk), _("Revocation of a consent"), revocation_pdf)

    def _printed(self, item: Consent, title: str, draw: Callable[[ConsentPaper], bytes]) -> Any:
        if item.guardian is None:
            # One parent is not told the address of the other.
            abort(404)
        note_look(Look.PRINTED, "consent", item.organization_id, item.id, item.child_id)
        return download(draw(paper_of(item)), FORMATS["pdf"], saved_as("pdf", f"{title} {item.id}"))

    @expose("/<pk>/revoke", methods=["GET", "POST"])
    @requires("revoke")
    def revoke(self, pk: str) -> Any:
        item, today = self.load(pk), clock.today()
        form = revocation_form(today, _stops(item.purpose))
        refused: list[str] = []
        if request.method == "POST" and form.validate():
            try:
                actions.revoke(
                    db.session(), item, form.revoked_on.data, form.note.data or "", today
                )
                db.session.commit()
            except RuleViolation as refusal:
                db.session.rollback()
                refused = [translate(refusal.text)]
            else:
                flash(_("The consent is revoked. See to what must stop."), "success")
                return redirect(f"{self.route_base}/{pk}?tab=revocation_task")
        return self._revocation_page(self.load(pk), form, refused)

    def _revocation_page(self, item: Consent, form: Any, refused: list[str]) -> Any:
        errors = pages.error_summary(form) + [("", "", text) for text in refused]
        shown = pages.page(
            title=_("Revoke the consent: %(name)s", name=self.title_of(item)),
            form=form,
            sections=[{"title": _("Revocation"), "fields": [form["revoked_on"], form["note"]]}],
            errors=errors,
            cancel_href=f"{self.route_base}/{item.id}",
            submit_label=_("Revoke"),
        )
        return render_template("model/form.html", page=shown), 422 if errors else 200


def _stops(purpose: ConsentPurpose) -> str:
    """What must stop after a revocation, told before it is written down."""
    found = consequences(purpose.revocation_tasks, purpose.stop_days, clock.today())
    if not found:
        return ""
    tasks = "; ".join(one.text[:1].lower() + one.text[1:] for one in found)
    if not purpose.stop_days:
        return _("What must stop on this day: %(tasks)s.", tasks=tasks)
    return ngettext(
        "What must stop within %(num)d day: %(tasks)s.",
        "What must stop within %(num)d days: %(tasks)s.",
        purpose.stop_days,
        tasks=tasks,
    )


class ConsentControlView(BaseView):
    """Who lacks a consent: purposes with their counts, each with the list of those children."""

    route_base = "/consent-control"
    class_permission_name = "Consent"
    default_view = "control"

    @expose("/")
    @requires("control")
    def control(self) -> Any:
        children, found = queries.purpose_counts(db.session(), clock.today())
        lines = [
            {
                "label": one.name,
                "given": one.given,
                "missing": children - one.given,
                "revoked": one.revoked,
                "missing_href": f"/children/?f.no_consent={one.id}",
                "given_href": f"/consents/?f.purpose={one.id}&f.now=in_force",
                "revoked_href": f"/consents/?f.purpose={one.id}&f.now=revoked",
            }
            for one in found
        ]
        note = ngettext("%(num)d child", "%(num)d children", children)
        shown = pages.page(title=_("Who lacks a consent"), note=note, lines=lines)
        return render_template("children/consent_control.html", page=shown)


VIEWS = (ConsentPurposeView, ConsentView, RevocationTaskView)
