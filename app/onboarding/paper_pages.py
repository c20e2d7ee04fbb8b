"""Blocks of documents: what a person is to read, to approve, and what waits for the signature."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.core.db import db
from app.core.formats import show_date
from app.core.scoping.scope import acting
from app.documents.acquaintance_queries import waiting_lines
from app.documents.due_queries import ending
from app.documents.news import card_of
from app.documents.route_queries import waiting_signature, waiting_steps
from app.onboarding.desk import OFFICE, Home

Block = dict[str, Any]


def to_read(home: Home) -> list[Block]:
    """Documents that the person was shown and has not confirmed; nothing when there are none."""
    if not home.may("read", "Acquaintance"):
        return []
    with acting(home.person.scope("can_read", "Acquaintance")):
        lines = waiting_lines(db.session(), home.person.id)
        items = [
            {
                "label": one.document.title,
                "note": _("to be read by %(day)s", day=show_date(one.due_on)) if one.due_on else "",
                "href": f"/acquaintance/{one.id}",
            }
            for one in lines
        ]
    return _block(_("Read and confirm"), items, "/acquaintance/")


def to_approve(home: Home) -> list[Block]:
    """Documents whose route asks this person now."""
    if not home.may("approve", "Document"):
        return []
    scope = home.person.scope("can_approve", "Document")
    with acting(scope):
        steps = waiting_steps(db.session(), home.person.id, scope.posts)
        items = [
            {
                "label": one.document.title,
                "note": show_date(one.document.issued_on),
                "href": f"/documents/{one.document_id}#route",
            }
            for one in steps
        ]
    return _block(_("Waits for your approval"), items, "/documents/?f.standing=on_approval")


def to_sign(home: Home) -> list[Block]:
    """Orders that everybody has approved, for the head."""
    desk = home.desk("sign", "Order", OFFICE)
    if desk is None:
        return []
    with acting(desk.scope):
        documents, number = waiting_signature(db.session())
        items = [
            {"label": one.title, "note": show_date(one.issued_on), "href": card_of(one)}
            for one in documents
        ]
    block = _block(_("Orders wait for your signature"), items, "/orders/?f.standing=on_approval")
    return [{**one, "count": number} for one in block]


def to_renew(home: Home) -> list[Block]:
    """Documents that end within thirty days, for who keeps papers."""
    desk = home.desk("edit", "Document", OFFICE)
    if desk is None:
        return []
    with acting(desk.scope):
        items = [
            {
                "label": one.title,
                "note": _("the last day is %(day)s", day=show_date(one.expires_on)),
                "href": card_of(one),
            }
            for one in ending(db.session(), home.today, most=10)
            if one.expires_on is not None
        ]
    return _block(_("Documents end soon"), items, "/documents/?f.due=ends")


def _block(title: str, items: list[Block], href: str) -> list[Block]:
    if not items:
        return []
    return [
        {
            "kind": "lines",
            "column": "do",
            "title": title,
            "count": len(items),
            "tone": "warn",
            "more_href": href,
            "items": items,
            "done": True,
        }
    ]
