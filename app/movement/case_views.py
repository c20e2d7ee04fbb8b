"""Pages of transfers between kindergartens: the list of one's own parts, and the step that begins
the enrolment."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect
from flask_appbuilder import BaseView, expose
from sqlalchemy import select

from app.core.access import requires
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_view import EntityView
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.messages import message
from app.movement.case_actions import accept
from app.movement.case_models import TransferCase
from app.organizations.access import signed_in


class TransferCaseView(EntityView):
    model = TransferCase
    route_base = "/transfer-cases"
    title_many = message("Transfers between kindergartens")
    title_new = message("Transfer between kindergartens")
    list_columns = [
        *("last_name", "first_name", "birth_date", "side", "partner_name", "leaves_on"),
        *("enrolled_on", "state"),
    ]
    filter_columns = ["side", "state", "leaves_on"]
    base_order = ("leaves_on", True)
    sections = [
        (message("Child"), ["last_name", "first_name", "middle_name", "birth_date", "sex"]),
        (message("Transfer"), ["side", "partner_name", "state", "child", "document"]),
        (
            message("Orders"),
            ["leaves_on", "leaving_order", "enrolled_on", "enrolment_order"],
        ),
    ]
    empty_read_text = message("Here stand children who go to or come from a neighbour.")
    read_only = True

    def title_of(self, item: TransferCase) -> str:
        return item.full_name


class TransferStepView(BaseView):
    """The receiving kindergarten begins the enrolment."""

    route_base = "/movement/cases"
    class_permission_name = "MovementOrder"
    default_view = "accept"

    @expose("/<int:case_id>/accept", methods=["POST"])
    @requires("edit")
    def accept(self, case_id: int) -> Any:
        """The card of the child and a draft of the order; its group is chosen next."""
        query = select(TransferCase).where(TransferCase.id == case_id)
        case = db.session.scalars(query).first() or abort(404)
        person = signed_in()
        try:
            order = accept(db.session(), case, person.today, person.id)
            href = f"/movement/orders/{order.id}"
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
            return redirect("/movement", 303)
        return redirect(href, 303)


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(TransferStepView)
    appbuilder.add_view_no_menu(TransferCaseView)
    appbuilder.add_api(api_for(TransferCaseView))
