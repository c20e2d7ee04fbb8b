"""Page: access for the families of an enrolment in one action: accounts, roles, slips."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.children.models import Guardian
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.messages import message
from app.core.scoping.scope import acting
from app.documents.models import Document
from app.documents.queries import load_document
from app.documents.rules.lifecycle import DocumentState
from app.operations.family_access_queries import Family, children_of, families
from app.organizations.access import signed_in
from app.organizations.access_giving import answer_with_access, role_named
from app.organizations.account_actions import Given

ENROLS = ("enrolment", "enrolment_by_transfer")


def enrols(order: Document) -> bool:
    """Whether it is a signed order that enrols children."""
    return order.kind.effect in ENROLS and order.state is DocumentState.SIGNED


class FamilyAccessView(BaseView):
    """Whose child is enrolled gets an account, the role of a parent and a one-time password."""

    route_base = "/guardian-access"
    default_view = "by_order"
    class_permission_name = "UserAccount"

    @expose("/order/<int:order_id>", methods=["GET", "POST"])
    @requires("add")
    def by_order(self, order_id: int) -> Any:
        person = signed_in()
        with acting(person.scope("can_read", "Order")):
            order = load_document(db.session(), order_id) or abort(404)
            named, opens = str(order), enrols(order)
        if not opens:
            return redirect(f"/orders/{order_id}")
        error, status = "", 200
        if request.method == "POST":
            try:
                return answer_with_access(Guardian, _given(_families(order_id)))
            except RuleViolation as refusal:
                db.session.rollback()
                error, status = translate(refusal.text), refusal.status
        found = _families(order_id)
        shown = page(
            title=_("Access for the parents"),
            subtitle=named,
            families=[_family(one) for one in found],
            waiting=any(it.guardian.user_id is None for one in found for it in one.relatives),
            error=error,
            back_href=f"/orders/{order_id}",
        )
        return render_template("operations/family_access.html", page=shown), status


def _families(order_id: int) -> list[Family]:
    """The families of an order, each kind of rows under the right to read it."""
    person = signed_in()
    with acting(person.scope("can_read", "MovementOrder")):
        children = children_of(db.session(), order_id)
    with acting(person.scope("can_read", "Guardian")):
        return families(db.session(), children, person.today)


def _family(one: Family) -> dict[str, Any]:
    return {
        "child": one.child,
        "relatives": [
            {
                "id": it.guardian.id,
                "name": it.guardian.full_name,
                "note": translate(it.relation),
                "login": it.guardian.user.username if it.guardian.user else "",
                "chosen": request.method == "GET"
                or str(it.guardian.id) in request.form.getlist("guardian"),
            }
            for it in one.relatives
        ],
    }


def _given(found: list[Family]) -> dict[int, Given]:
    """Those of the page who were chosen. 404 for a key that the page does not offer."""
    offered = {it.guardian.id for one in found for it in one.relatives}
    raws = request.form.getlist("guardian")
    keys = {int(raw) for raw in raws if raw.isascii() and raw.isdigit() and len(raw) < 10}
    if not keys:
        raise RuleViolation(message("Choose the people first."))
    if not keys <= offered:
        abort(404)
    given = Given(role_named("parent"), signed_in().today)
    return dict.fromkeys(keys, given)
