"""Movements of a period: child, event, group, order, from where and where to (domain 1.5)."""

from __future__ import annotations

from datetime import date

from app.core.formats import show_date
from app.core.i18n import translate
from app.core.messages import message
from app.core.russian import in_order
from app.core.tabular import Column, Kind, Row
from app.movement.book_queries import Register
from app.movement.rules.book import Entry
from app.movement.rules.events import ARRIVALS, DEPARTURE_REASONS, KINDS, MOVES, MovementKind

ALL, ACROSS, CAME, LEFT, WITHIN = "all", "across", "came", "left", "within"
SORTS = {
    ALL: message("all movements"),
    ACROSS: message("arrivals and departures"),
    CAME: message("arrivals only"),
    LEFT: message("departures only"),
    WITHIN: message("transfers between groups"),
}
_KINDS = {
    CAME: ARRIVALS,
    LEFT: frozenset({MovementKind.DEPARTURE}),
    WITHIN: MOVES,
    ACROSS: ARRIVALS | {MovementKind.DEPARTURE},
}


ORDER = 8
"""Where the order stands among the columns."""


def period_columns() -> list[Column]:
    """Heads of the report."""
    heads = (
        (message("Child"), Kind.TEXT),
        (message("Born on"), Kind.DATE),
        (message("Movement of a child"), Kind.TEXT),
        (message("From day"), Kind.DATE),
        (message("Last day"), Kind.DATE),
        (message("From group"), Kind.TEXT),
        (message("To group"), Kind.TEXT),
        (message("Order, document"), Kind.TEXT),
        (message("From where, where to, reason"), Kind.TEXT),
    )
    named = [Column(translate(title), kind) for title, kind in heads]
    return [Column("№", Kind.NUMBER), *named]


def entries_between(register: Register, first: date, last: date, sort: str) -> list[Entry]:
    """Entries of the days from ``first`` to ``last`` by day and name; reversed ones among them."""
    kinds = _KINDS.get(sort)
    found = [
        one
        for one in register.entries
        if first <= one.event.effective_on <= last and (kinds is None or one.event.kind in kinds)
    ]
    names = {key: in_order(one.name) for key, one in register.children.items()}
    return sorted(found, key=lambda one: (one.event.effective_on, names.get(one.event.child, "")))


def period_rows(register: Register, entries: list[Entry]) -> list[Row]:
    """The entries in words."""
    return [_row(register, number, one) for number, one in enumerate(entries, start=1)]


def _row(register: Register, number: int, entry: Entry) -> Row:
    event, facts = entry.event, register.facts[entry.event.key]
    child = register.children.get(event.child)
    reason = translate(DEPARTURE_REASONS[event.reason]) if event.reason else ""
    order = facts.order_number or ""
    if facts.order_date:
        order = translate(
            message("No. %(number)s of %(day)s", number=order, day=show_date(facts.order_date))
        )
    what = translate(KINDS[event.kind])
    if entry.reversed_on is not None:
        what = translate(message("%(what)s, cancelled", what=what))
    return [
        number,
        child.name if child else "",
        child.birth_date if child else None,
        what,
        event.effective_on,
        event.last_day,
        register.groups.get(facts.from_group or 0, ""),
        register.groups.get(event.group or 0, ""),
        order,
        ", ".join(filter(None, (reason, facts.place))),
    ]
