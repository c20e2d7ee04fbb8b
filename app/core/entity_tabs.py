"""Tabs of a card: related rows as their own list would show them, each by its own right.

A tab is an address (``?tab=``), so it opens without a script and can be sent to
somebody. Only the open one reads rows; the others are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import g
from flask_login import current_user

from app.core import entity_pages as pages
from app.core import listing
from app.core.columns import attribute_of
from app.core.db import db
from app.core.i18n import translate
from app.core.messages import Message
from app.core.scoping.reach import READ, opens, scoped_class
from app.core.scoping.scope import acting

if TYPE_CHECKING:
    from app.core.entity_base import EntityBase

TAB_ROWS = 25


def take_at_hand(model: Any, item: Any) -> None:
    """Note what the reach reads of the one row that this request is about."""
    reach = READ.get(scoped_class(model) or model)
    values = {name: getattr(item, name) for name in reach.columns} if reach else {}
    g.row_at_hand = (model, values)


def row_at_hand(model: Any) -> Mapping[str, Any] | None:
    """What was noted, if this request is about a row of the model."""
    kept: tuple[Any, Mapping[str, Any]] | None = g.get("row_at_hand")
    return kept[1] if kept is not None and kept[0] is model else None


def put_aside() -> None:
    """From here on the request is about many rows."""
    g.pop("row_at_hand", None)


@dataclass(frozen=True)
class Tab:
    """Related rows on a card.

    ``view`` shows them; ``link`` is its attribute or condition that leads to the card's row.
    ``only`` narrows them further (children of today), given the card's row. One that is seldom
    opened is not ``counted``: the card need not ask for it. ``when``: on which cards it stands;
    ``adds``: from which of them rows are added.
    """

    view: type[EntityBase]
    link: str
    title: Message | None = None
    only: Callable[[Any], Any] | None = None
    name: str = ""
    counted: bool = True
    when: Callable[[Any], bool] | None = None
    adds: Callable[[Any], bool] | None = None

    @property
    def key(self) -> str:
        return self.name or str(self.view.model.__tablename__)

    def adds_to(self, item: Any) -> bool:
        """Whether rows may be added from this card."""
        return self.adds is None or self.adds(item)

    def conditions(self, view: EntityBase, item: Any) -> list[Any]:
        """What its rows fulfil. Made while the card's row is at hand."""
        found = [] if self.only is None else [self.only(item)]
        if self.link in view.link_filters:
            found.append(view.link_filters[self.link].criterion(item.id))
        elif self.link:
            found.append(attribute_of(view.model, self.link).column == item.id)
        return found


@dataclass(frozen=True)
class PageTab:
    """A page of another feature drawn within a card, for who may open that page.

    ``values`` gives the page of the row with this key under the right to ``subject``, or None
    where that right does not reach the row; ``template`` draws it as ``page``.
    """

    key: str
    label: Message
    subject: str
    template: str
    values: Callable[[int], pages.Page | None]

    def offered(self, item: Any) -> bool:
        """Whether the right to that page reaches this very row."""
        return opens_by("read", self.subject, item)

    def body(self, item_id: int) -> pages.Page | None:
        put_aside()
        with acting(current_user.scope("can_read", self.subject)):
            return self.values(item_id)


@dataclass(frozen=True)
class CardLink:
    """A link in the head of a card to a page of another feature, for who may open it.

    ``when``: of which rows it is offered; None = of all.
    """

    label: Message
    icon: str
    href: Callable[[Any], str]
    subject: str
    right: str = "read"
    when: Callable[[Any], bool] | None = None

    def offered(self, item: Any) -> bool:
        """Whether the page opens for this very row."""
        return opens_by(self.right, self.subject, item) and (self.when is None or self.when(item))


def opens_by(right: str, subject: str, item: Any) -> bool:
    """Whether the person's right to a subject reaches a row that another right has opened: who
    works with all children here and is a parent besides has more rights to the own child."""
    name = f"can_{right}"
    return current_user.has_right(name, subject) and opens(current_user.scope(name, subject), item)


@dataclass
class OpenedTab:
    """A tab on one card, ready to be counted and read after the card itself was."""

    tab: Tab
    view: EntityBase
    conditions: Sequence[Any]
    item_id: int
    card: str
    adds: bool = True

    def scope(self) -> Any:
        """The rows that the right to read them opens: not those of the right to the card."""
        put_aside()
        return acting(current_user.scope("can_read", self.view.class_permission_name))

    def query(self) -> Any:
        return self.view.query(listing.Request()).where(*self.conditions)

    def head(self, chosen: str) -> dict[str, Any]:
        count = None
        if self.tab.counted or self.tab.key == chosen:
            with self.scope():
                count = int(db.session.scalar(listing.count(self.query())) or 0)
        return {
            "label": translate(self.tab.title or self.view.title_many),
            "count": count,
            "href": f"{self.card}?tab={self.tab.key}",
            "current": self.tab.key == chosen,
        }

    def body(self, count: int, page: int) -> dict[str, Any]:
        """Columns and rows of the open tab."""
        view, base = self.view, self.view.route_base
        names = [name for name in view.default_columns() if name != self.tab.link]
        last = max(1, -(-count // TAB_ROWS))
        page = min(page, last)
        here = f"{self.card}?tab={self.tab.key}"
        with self.scope():
            query = self.query().options(*listing.eager(view.model, names))
            rows = db.session.scalars(query.limit(TAB_ROWS).offset((page - 1) * TAB_ROWS)).all()
            shown = self._rows(names, rows, here)
        listed = self.tab.link in view.filterable() and self.tab.only is None
        add = f"{base}/add?{urlencode({self.tab.link: self.item_id, 'back': here})}"
        adds = self.adds and self.tab.link in view.form_names() and view.allows("add")
        return {
            "columns": pages.plain_heads(view.attributes(names)),
            "rows": shown,
            "list_href": f"{base}/?f.{self.tab.link}={self.item_id}" if listed else None,
            "add_href": add if adds else None,
            "add_label": translate(view.title_new),
            "prev_href": f"{here}&page={page - 1}" if page > 1 else None,
            "next_href": f"{here}&page={page + 1}" if page < last else None,
            "page": page,
            "last": last,
        }

    def _rows(self, names: Sequence[str], rows: Sequence[Any], here: str) -> list[dict[str, Any]]:
        attributes = self.view.attributes(names)
        computed = self.view.compute(rows)
        phones = self.view.phones_among(attributes)
        plan = [
            (pages.reader(one, computed), number in phones) for number, one in enumerate(attributes)
        ]
        editable, base = self.view.writable(), self.view.route_base
        back = urlencode({"back": here})
        return [
            {
                "href": self.view.named_href(row, attributes[0]),
                "edit_href": f"{base}/{row.id}/edit?{back}" if editable(row) else None,
                "cells": [pages.fact(read(row), phone) for read, phone in plan],
            }
            for row in rows
        ]
