"""Pages of transfers between kindergartens: the list of one's own parts, and their steps."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access import requires
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_view import EntityView, NextStep
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.messages import message
from app.documents.paper_views import author
from app.documents.rules.lifecycle import DocumentState
from app.movement.case_actions import accept
from app.movement.case_close_actions import close
from app.movement.case_models import TransferCase
from app.movement.rules.cases import (
    CASE_STATES,
    CASE_TONES,
    CaseSide,
    CaseState,
    may_begin,
    may_close,
)
from app.organizations.access import signed_in


class TransferCaseView(EntityView):
    model = TransferCase
    route_base = "/transfer-cases"
    title_many = message("Transfers between kindergartens")
    title_new = message("Transfer between kindergartens")
    list_columns = [
        *("last_name", "first_name", "state", "side", "partner_name", "leaves_on"),
        *("enrolled_on", "birth_date"),
    ]
    filter_columns = ["side", "state", "leaves_on"]
    base_order = ("leaves_on", True)
    sections = [
        (message("Child"), ["last_name", "first_name", "middle_name", "birth_date", "sex"]),
        (message("Transfer"), ["side", "partner_name", "state", "child", "document"]),
        (
            message("Orders"),
            ["leaves_on", "leaving_order", "enrolled_on", "enrolment_order", "closing_reason"],
        ),
    ]
    empty_read_text = message(
        "Here stand children who go to or come from a neighbour: from the day on which the head "
        "signs an order of departure that names the other kindergarten."
    )
    empty_step = NextStep(
        message("Write the order of departure"),
        "/movement?about=departure",
        ("can_edit", "MovementOrder"),
    )
    read_only = True
    card_template = "movement/case.html"

    def card_values(self, item: TransferCase) -> dict[str, Any]:
        may = signed_in().has_right("can_edit", "MovementOrder")
        href = f"/movement/cases/{item.id}"
        sending = item.side is CaseSide.SENDING
        return {
            "badge": {"label": translate(CASE_STATES[item.state]), "tone": CASE_TONES[item.state]},
            "accept_href": f"{href}/accept" if may and may_begin(item.side, item.state) else None,
            "close_href": f"{href}/close" if may and may_close(item.state) else None,
            "close_label": _("Withdraw the transfer") if sending else _("The child will not come"),
            "still_leaves": _still_leaves(item),
            "returns_href": f"/orders/{item.document_id}",
        }

    def title_of(self, item: TransferCase) -> str:
        return item.full_name


def _still_leaves(item: TransferCase) -> str:
    """What to do while the order of departure stands and nobody enrols the child; or nothing."""
    over = item.state in (CaseState.REFUSED, CaseState.WITHDRAWN)
    stands = item.document is not None and item.document.state is DocumentState.SIGNED
    if item.side is not CaseSide.SENDING or not over or not stands:
        return ""
    if item.state is CaseState.REFUSED:
        return _(
            "The other kindergarten will not enrol the child. If the child stays with you, cancel "
            "the order of departure; if it goes elsewhere, nothing more is to be done."
        )
    return _(
        "The transfer is withdrawn, but the order of departure is in force. If the child stays "
        "with you, cancel it; if it goes elsewhere, nothing more is to be done."
    )


class TransferStepView(BaseView):
    """The receiving kindergarten begins the enrolment; either one says that it will not be."""

    route_base = "/movement/cases"
    class_permission_name = "MovementOrder"
    default_view = "accept"

    @expose("/<int:case_id>/accept", methods=["POST"])
    @requires("edit")
    def accept(self, case_id: int) -> Any:
        """The card of the child and a draft of the order; its group is chosen next."""
        case, person = _load(case_id), signed_in()
        try:
            order = accept(db.session(), case, person.today, person.id)
            href = f"/movement/orders/{order.id}"
            db.session.commit()
        except RuleViolation as refusal:
            return _refused(case_id, refusal)
        return redirect(href, 303)

    @expose("/<int:case_id>/close", methods=["POST"])
    @requires("edit")
    def close(self, case_id: int) -> Any:
        """The family changed its mind: the reason is kept, the other side is told."""
        case = _load(case_id)
        try:
            close(db.session(), case, request.form.get("reason", ""), author())
            db.session.commit()
        except RuleViolation as refusal:
            return _refused(case_id, refusal)
        flash(_("It is noted, the other kindergarten is told."), "success")
        return redirect(f"/transfer-cases/{case_id}", 303)


def _load(case_id: int) -> TransferCase:
    """A case in reach; two who press at once follow each other."""
    query = select(TransferCase).where(TransferCase.id == case_id).with_for_update()
    return db.session.scalars(query).first() or abort(404)


def _refused(case_id: int, refusal: RuleViolation) -> Any:
    db.session.rollback()
    flash(translate(refusal.text), "danger")
    return redirect(f"/transfer-cases/{case_id}", 303)


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(TransferStepView)
    appbuilder.add_view_no_menu(TransferCaseView)
    appbuilder.add_api(api_for(TransferCaseView))
