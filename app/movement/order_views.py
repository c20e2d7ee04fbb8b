"""Pages of an order about children: who is in it, from when, where to; what stands against it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.access import requires
from app.core.db import db
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.documents.models import Document
from app.movement import order_actions, queries
from app.movement.forms import Read, label_of, read_facts, read_keys
from app.movement.models import MovementLine
from app.movement.order_pages import BASE, kind_of_order, line_page, order_page, partners
from app.movement.rules.events import DepartureReason, MovementKind
from app.movement.rules.lines import OWN, SHARED, LineFacts


class MovementOrderView(BaseView):
    """The list of an order while it is written. It is signed on the card of the order."""

    route_base = BASE
    class_permission_name = "MovementOrder"
    default_view = "lines"

    @expose("/<int:order_id>")
    @requires("read")
    def lines(self, order_id: int) -> Any:
        order = _load(order_id)
        kind = kind_of_order(order)
        if kind is None:
            return _card(order)
        return render_template("movement/order.html", page=order_page(order, Read(kind)))

    @expose("/<int:order_id>/add", methods=["POST"])
    @requires("edit")
    def add(self, order_id: int) -> Any:
        """Add the chosen children with the same dates and groups."""
        order = _load(order_id)
        kind = kind_of_order(order)
        if kind is None:
            return _card(order)
        read = _read(order, kind, SHARED[kind])
        chosen = read_keys(request.form, "child")
        if not chosen:
            read.errors.append(("children", _("Children"), _("Choose at least one child.")))
        if read.errors:
            return render_template("movement/order.html", page=order_page(order, read, chosen)), 422
        facts = [LineFacts(child_id=key, **read.values) for key in chosen]
        return _done(order_id, lambda: order_actions.add_lines(db.session(), order, facts))

    @expose("/<int:order_id>/confirm", methods=["POST"])
    @requires("edit")
    def confirm(self, order_id: int) -> Any:
        """A day that has passed is meant; more children than places, for a reason."""
        order = _load(order_id)
        late = request.form.get("late") == "1"
        reason = " ".join(request.form.get("capacity_reason", "").split())[:200]
        return _done(
            order_id,
            lambda: order_actions.confirm(
                db.session(), order, late=late, capacity_reason=reason or None
            ),
        )

    @expose("/lines/<int:line_id>", methods=["GET", "POST"])
    @requires("edit")
    def line(self, line_id: int) -> Any:
        """What the order says of one child."""
        line = _load_line(line_id)
        kind = kind_of_order(line.document)
        if kind is None:
            return _card(line.document)
        if request.method == "GET":
            return render_template("movement/line.html", page=line_page(line, kind, Read(kind)))
        read = _read(line.document, kind, OWN[kind])
        if read.errors:
            return render_template("movement/line.html", page=line_page(line, kind, read)), 422
        facts = LineFacts(
            child_id=line.child_id, capacity_reason=line.capacity_reason, **read.values
        )
        return _done(line.document_id, lambda: order_actions.change_line(db.session(), line, facts))

    @expose("/lines/<int:line_id>/remove", methods=["POST"])
    @requires("edit")
    def remove(self, line_id: int) -> Any:
        line = _load_line(line_id)
        return _done(line.document_id, lambda: order_actions.remove_line(db.session(), line))


def _card(order: Document) -> Any:
    """An order about something else has its card only."""
    return redirect(f"/orders/{order.id}", 303)


def _done(order_id: int, step: Any) -> Any:
    try:
        step()
        db.session.commit()
    except RuleViolation as refusal:
        db.session.rollback()
        flash(translate(refusal.text), "danger")
    return redirect(f"{BASE}/{order_id}", 303)


def _load(order_id: int) -> Document:
    return queries.order_of(db.session(), order_id) or abort(404)


def _load_line(line_id: int) -> MovementLine:
    query = (
        select(MovementLine)
        .where(MovementLine.id == line_id)
        .options(
            joinedload(MovementLine.child),
            joinedload(MovementLine.document).joinedload(Document.kind),
        )
    )
    return db.session.scalars(query).first() or abort(404)


def _read(order: Document, kind: MovementKind, names: tuple[str, ...]) -> Read:
    session = db.session()
    groups = [
        one.id for one in queries.open_groups(session, order.organization_id, order.issued_on)
    ]
    known = dict(partners(order, kind))
    read = read_facts(kind, request.form, names, groups, known)
    if read.values.get("partner_id") in known:
        read.values["place"] = read.values.get("place") or known[read.values["partner_id"]]
        if read.values.get("reason") is not DepartureReason.OTHER_KINDERGARTEN:
            text = _(
                "A kindergarten of this system goes with the reason “to another kindergarten”."
            )
            read.errors.append(("reason", label_of("reason", kind), text))
    return read
