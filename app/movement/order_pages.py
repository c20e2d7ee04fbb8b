"""What the pages of an order about children show: its list, what stands against it, the form."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, request
from flask_babel import gettext as _

from app.core.db import db
from app.core.entity_pages import page
from app.core.formats import show, show_date
from app.core.i18n import translate
from app.documents.models import Document
from app.documents.rules.lifecycle import DOCUMENT_STATES, DocumentState
from app.movement import order_actions, queries
from app.movement.candidate_queries import MOST_SHOWN, Candidate, candidates, other_kindergartens
from app.movement.forms import Read, help_of, info_of, label_of
from app.movement.models import MovementLine
from app.movement.order_effects import ORDER_KINDS
from app.movement.rules.events import DEPARTURE_REASONS, KEPT_REASONS, MovementKind
from app.movement.rules.lines import OWN, REQUIRED, SHARED
from app.organizations.access import signed_in

BASE = "/movement/orders"
_DATES = ("effective_on", "last_day", "referral_date", "contract_date")


def kind_of_order(order: Document) -> MovementKind | None:
    """What an order does with children; None for an order about something else."""
    return next((one for one in ORDER_KINDS if one.value == order.kind.effect), None)


def partners(order: Document, kind: MovementKind) -> list[tuple[int, str]]:
    """Kindergartens of this installation to which a child may go by an order."""
    if kind is not MovementKind.DEPARTURE:
        return []
    return other_kindergartens(db.session(), order.organization_id)


def order_page(order: Document, read: Read, chosen: list[int] | None = None) -> Any:
    """The whole list of an order, judged while it is a draft."""
    session, today = db.session(), signed_in().today
    kind = kind_of_order(order) or abort(404)
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
        columns=[label_of(name, kind) for name in _columns(kind)],
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
        "fields": _fields(kind, SHARED[kind], values, options, partners(order, kind)),
        "children": [
            {
                "key": one.id,
                "name": one.name,
                "note": _note(one),
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


def _note(one: Candidate) -> str:
    """What tells a child apart: birth date, group, and that it went to this house before."""
    left = _("departure from %(day)s", day=show_date(one.left_on)) if one.left_on else ""
    return " · ".join(filter(None, (show_date(one.birth_date), one.group, left)))


def _typed(read: Read) -> dict[str, Any]:
    """What was typed comes back when a form is refused."""
    return dict(request.form.items()) if read.errors else {}


def line_page(line: MovementLine, kind: MovementKind, read: Read) -> Any:
    """What an order says of one child, as a form."""
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
            kind, OWN[kind], values, [(one.id, one.name) for one in groups], partners(order, kind)
        ),
    )


def _fields(
    kind: MovementKind,
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
        found.append(
            {
                "name": name,
                "label": label_of(name, kind),
                "kind": "date" if name in _DATES else "select" if name in options else "text",
                "value": value.isoformat() if isinstance(value, date) else str(value or ""),
                "options": [(str(key), text) for key, text in options.get(name, [])],
                "required": name in REQUIRED,
                "help": help_of(name, kind),
            }
        )
    return found
