"""Pages of an order about children: who is in it, from when, where to; what stands against it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.formats import show, show_date
from app.core.i18n import translate
from app.documents.models import Document
from app.documents.rules.lifecycle import DOCUMENT_STATES, DocumentState
from app.movement import order_actions, queries
from app.movement.candidate_queries import MOST_SHOWN, candidates, other_kindergartens
from app.movement.forms import Read, info_of, label_of, read_facts, read_keys
from app.movement.models import MovementLine
from app.movement.order_effects import ORDER_KINDS
from app.movement.rules.events import (
    DEPARTURE_REASONS,
    KEPT_REASONS,
    DepartureReason,
    MovementKind,
)
from app.movement.rules.lines import OWN, REQUIRED, SHARED, LineFacts
from app.organizations.access import signed_in

BASE = "/movement/orders"
_DATES = ("effective_on", "last_day", "referral_date", "contract_date")


class MovementOrderView(BaseView):
    """The list of an order while it is written. It is signed on the card of the order."""

    route_base = BASE
    class_permission_name = "MovementOrder"
    default_view = "lines"

    @expose("/<int:order_id>")
    @requires("read")
    def lines(self, order_id: int) -> Any:
        order = _load(order_id)
        if _kind(order) is None:
            return _card(order)
        return render_template("movement/order.html", page=_page(order, Read()))

    @expose("/<int:order_id>/add", methods=["POST"])
    @requires("edit")
    def add(self, order_id: int) -> Any:
        """Add the chosen children with the same dates and groups."""
        order = _load(order_id)
        kind = _kind(order)
        if kind is None:
            return _card(order)
        read = _read(order, kind, SHARED[kind])
        chosen = read_keys(request.form, "child")
        if not chosen:
            read.errors.append(("children", _("Children"), _("Choose at least one child.")))
        if read.errors:
            return render_template("movement/order.html", page=_page(order, read, chosen)), 422
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
        kind = _kind(line.document)
        if kind is None:
            return _card(line.document)
        if request.method == "GET":
            return render_template("movement/line.html", page=_line_page(line, kind, Read()))
        read = _read(line.document, kind, OWN[kind])
        if read.errors:
            return render_template("movement/line.html", page=_line_page(line, kind, read)), 422
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


def _kind(order: Document) -> MovementKind | None:
    """What an order does with children; None for an order about something else."""
    return next((one for one in ORDER_KINDS if one.value == order.kind.effect), None)


def _read(order: Document, kind: MovementKind, names: tuple[str, ...]) -> Read:
    session = db.session()
    groups = [
        one.id for one in queries.open_groups(session, order.organization_id, order.issued_on)
    ]
    partners = dict(_partners(order, kind))
    read = read_facts(request.form, names, groups, partners)
    if read.values.get("partner_id") in partners:
        read.values["place"] = read.values.get("place") or partners[read.values["partner_id"]]
        if read.values.get("reason") is not DepartureReason.OTHER_KINDERGARTEN:
            text = _(
                "A kindergarten of this system goes with the reason “to another kindergarten”."
            )
            read.errors.append(("reason", label_of("reason"), text))
    return read


def _partners(order: Document, kind: MovementKind) -> list[tuple[int, str]]:
    if kind is not MovementKind.DEPARTURE:
        return []
    return other_kindergartens(db.session(), order.organization_id)


def _page(order: Document, read: Read, chosen: list[int] | None = None) -> Any:
    session, today = db.session(), signed_in().today
    kind = _kind(order) or abort(404)
    draft = order.state is DocumentState.DRAFT
    editable = draft and signed_in().has_right("can_edit", "MovementOrder")
    lines = queries.lines_of(session, order.id)
    judged = order_actions.judge(session, order, kind, lines, today) if draft and lines else None
    return page(
        title=str(order.kind.name),
        subtitle=_subtitle(order),
        order_href=f"/orders/{order.id}",
        state=translate(DOCUMENT_STATES[order.state]),
        signed=order.state is DocumentState.SIGNED,
        base=f"{BASE}/{order.id}",
        editable=editable,
        errors=read.errors,
        problems=[translate(one) for one in judged.problems] if judged else [],
        late=show_date(judged.late) if judged and judged.late else None,
        full=[translate(one) for one in judged.full] if judged else [],
        columns=[label_of(name) for name in _columns(kind)],
        lines=[_line(one, kind, editable=editable) for one in lines],
        add=_adding(order, kind, read, chosen or []) if editable else None,
    )


def _subtitle(order: Document) -> str:
    day = show_date(order.issued_on)
    if not order.number:
        return _("draft of %(day)s", day=day)
    return _("No. %(number)s of %(day)s", number=order.number, day=day)


def _columns(kind: MovementKind) -> tuple[str, ...]:
    return tuple(name for name in OWN[kind] if name != "partner_id")


def _line(line: MovementLine, kind: MovementKind, *, editable: bool) -> dict[str, Any]:
    return {
        "child": line.child.full_name,
        "note": show_date(line.child.birth_date),
        "href": f"/children/{line.child_id}",
        "cells": [_shown(line, name) for name in _columns(kind)],
        "edit_href": f"{BASE}/lines/{line.id}" if editable else None,
        "remove_href": f"{BASE}/lines/{line.id}/remove" if editable else None,
        "reason": line.capacity_reason,
        "late": line.late_confirmed,
    }


def _shown(line: MovementLine, name: str) -> str:
    if name == "to_group_id":
        return line.to_group.name if line.to_group else ""
    return show(getattr(line, name), info_of(name))


def _adding(order: Document, kind: MovementKind, read: Read, chosen: list[int]) -> dict[str, Any]:
    """The form that adds children: whom, and what the order says of all of them."""
    session = db.session()
    groups = queries.open_groups(session, order.organization_id, order.issued_on)
    search = request.args.get("q", "")[:80]
    raw = request.args.get("group", "")
    group = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
    found = candidates(
        session,
        order.organization_id,
        order.id,
        kind,
        max(order.issued_on, signed_in().today),
        search=search,
        group_id=group,
    )
    options = [(one.id, one.name) for one in groups]
    values = {"effective_on": order.in_force_from or order.issued_on, **_typed(read)}
    return {
        "fields": _fields(SHARED[kind], values, options, _partners(order, kind)),
        "children": [
            {
                "key": one.id,
                "name": one.name,
                "note": " · ".join(filter(None, (show_date(one.birth_date), one.group))),
                "checked": one.id in chosen,
            }
            for one in found[:MOST_SHOWN]
        ],
        "more": len(found) > MOST_SHOWN,
        "groups": options,
        "group": group,
        "search": search,
        "newcomers": kind in (MovementKind.ENROLMENT, MovementKind.BY_TRANSFER),
    }


def _typed(read: Read) -> dict[str, Any]:
    """What was typed comes back when a form is refused."""
    return dict(request.form.items()) if read.errors else {}


def _line_page(line: MovementLine, kind: MovementKind, read: Read) -> Any:
    order = line.document
    groups = queries.open_groups(db.session(), order.organization_id, order.issued_on)
    values = {name: getattr(line, name) for name in OWN[kind]} | _typed(read)
    return page(
        title=line.child.full_name,
        subtitle=f"{order.kind.name} · {_subtitle(order)}",
        back_href=f"{BASE}/{order.id}",
        errors=read.errors,
        editable=order.state is DocumentState.DRAFT,
        fields=_fields(
            OWN[kind], values, [(one.id, one.name) for one in groups], _partners(order, kind)
        ),
    )


def _fields(
    names: tuple[str, ...],
    values: dict[str, Any],
    groups: list[tuple[int, str]],
    partners: list[tuple[int, str]],
) -> list[dict[str, Any]]:
    """Fields as plain values for the template."""
    options: dict[str, list[tuple[Any, str]]] = {
        "to_group_id": list(groups),
        "partner_id": list(partners),
        "reason": [(one.value, translate(text)) for one, text in DEPARTURE_REASONS.items()],
        "kept_reason": [(one.value, translate(text)) for one, text in KEPT_REASONS.items()],
    }
    found = []
    for name in names:
        if name == "partner_id" and not partners:
            continue
        value = values.get(name)
        info = info_of(name)
        found.append(
            {
                "name": name,
                "label": label_of(name),
                "kind": "date" if name in _DATES else "select" if name in options else "text",
                "value": value.isoformat() if isinstance(value, date) else str(value or ""),
                "options": [(str(key), text) for key, text in options.get(name, [])],
                "required": name in REQUIRED,
                "help": translate(info["help"]) if info.get("help") else "",
            }
        )
    return found
