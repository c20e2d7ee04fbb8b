"""Page: where orders about children are begun, and what happened lately."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.formats import show_date
from app.core.i18n import translate
from app.documents import actions as documents
from app.documents import queries as document_queries
from app.documents.rules.lifecycle import DOCUMENT_STATES, DocumentState
from app.movement import case_queries, desk_queries
from app.movement.houses import asked_house
from app.movement.order_effects import ORDER_KINDS
from app.movement.rules.cases import CASE_SIDES, CASE_STATES, CASE_TONES, CaseState, may_begin
from app.movement.rules.events import KINDS, MovementKind
from app.organizations.access import signed_in

TONES = {
    DocumentState.DRAFT: "amber",
    DocumentState.ON_APPROVAL: "blue",
    DocumentState.SIGNED: "green",
    DocumentState.CANCELLED: "grey",
}
WORDS = {**KINDS, MovementKind.TEMPORARY: KINDS[MovementKind.TEMPORARY]}


def _cases(house: int) -> list[dict[str, Any]]:
    """Transfers to and from neighbours, for who may read them."""
    if not signed_in().has_right("can_read", "TransferCase"):
        return []
    may = signed_in().has_right("can_edit", "MovementOrder")
    return [
        {
            "label": one.full_name,
            "note": f"{translate(CASE_SIDES[one.side])}, {one.partner_name}, "
            f"{show_date(one.leaves_on)}",
            "href": f"/transfer-cases/{one.id}",
            "state": {"label": translate(CASE_STATES[one.state]), "tone": CASE_TONES[one.state]},
            "accept_href": f"/movement/cases/{one.id}/accept"
            if may and one.state is CaseState.ANNOUNCED and may_begin(one.side, one.state)
            else None,
        }
        for one in case_queries.cases_of(db.session(), house)
    ]


class MovementDeskView(BaseView):
    """New orders by kind, orders about children, figures of the month."""

    route_base = "/movement"
    class_permission_name = "MovementOrder"
    default_view = "desk"

    @expose("")
    @requires("read")
    def desk(self) -> Any:
        houses, session, today = asked_house(), db.session(), signed_in().today
        house = houses.shown
        may = signed_in().has_right
        month = today.replace(day=1)
        counts = desk_queries.kinds_between(session, house.id, month, today) if house else {}
        orders = desk_queries.latest_orders(session, house.id, ORDER_KINDS) if house else []
        shown = page(
            title=_("Movement of children"),
            houses=houses,
            figures=[
                {"title": translate(KINDS[kind]), "figure": str(number)}
                for kind, number in counts.items()
            ],
            about=request.args.get("about", ""),
            month=_("since %(day)s", day=show_date(month)),
            kinds=[(one.value, translate(WORDS[one]).capitalize()) for one in ORDER_KINDS]
            if house and may("can_edit", "MovementOrder")
            else [],
            orders=[
                {
                    "label": one.kind.name,
                    "note": " ".join(
                        filter(
                            None,
                            (f"№ {one.number}" if one.number else "", show_date(one.issued_on)),
                        )
                    ),
                    "children": number,
                    "href": f"/movement/orders/{one.id}"
                    if one.state is DocumentState.DRAFT
                    else f"/orders/{one.id}",
                    "state": {
                        "label": translate(DOCUMENT_STATES[one.state]),
                        "tone": TONES[one.state],
                    },
                }
                for one, number in orders
            ],
            cases=_cases(house.id) if house else [],
            links=[
                {"label": label, "href": href, "icon": icon}
                for label, href, subject, icon in (
                    (_("Movement book"), "/movement/book", "MovementBook", "file"),
                    (_("Recap of the movement"), "/movement/recap", "MovementRecap", "chart"),
                    (_("Movement of a period"), "/movement/period", "MovementPeriod", "list"),
                )
                if may("can_read", subject)
            ],
        )
        return render_template("movement/desk.html", page=shown)

    @expose("/new", methods=["POST"])
    @requires("edit")
    def new(self) -> Any:
        """A draft of an order of a kind; its list is filled in next."""
        house = asked_house().shown or abort(404)
        kind = next((one for one in ORDER_KINDS if one.value == request.form.get("kind")), None)
        if kind is None:
            flash(_("Choose what the order is about."), "danger")
            return redirect("/movement", 303)
        session, person = db.session(), signed_in()
        try:
            row = document_queries.kind_of(session, house.id, kind.value, person.today)
            order = documents.draft(session, house.id, row, person.today, author_id=person.id)
            href = f"/movement/orders/{order.id}"
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
            return redirect("/movement", 303)
        return redirect(href, 303)
