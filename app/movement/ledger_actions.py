"""Writes of the book itself: what an order enters and what a cancellation reverses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.children.actions import Mover
from app.core.errors import RuleViolation
from app.core.messages import Message, message
from app.core.scoping.session import ScopedSession
from app.documents.models import Document
from app.documents.rules.lifecycle import Author
from app.movement import queries
from app.movement.list_actions import write_lists
from app.movement.models import FACTS, Movement, MovementLine
from app.movement.rules.events import ARRIVALS, Event, MovementKind
from app.movement.rules.history import History, replay
from app.movement.rules.orders import Problem, judge_cancelling


def enter(
    session: ScopedSession,
    document: Document,
    lines: Sequence[MovementLine],
    kinds: Mapping[int, MovementKind],
    author: Author,
) -> list[Movement]:
    """Enter the lines of a signed order into the book; the lists follow.

    ``kinds``: of each child's line. The caller has judged the order in this transaction.
    """
    children = [one.child_id for one in lines]
    standing = queries.entries_of(session, children)
    before = {child: replay(events) for child, events in queries.by_child(standing).items()}
    number = queries.last_book_number(session, document.organization_id)
    made = []
    for line in lines:
        kind = kinds[line.child_id]
        if kind in ARRIVALS:
            number += 1
        history = before.get(line.child_id, History())
        made.append(
            Movement(
                organization_id=document.organization_id,
                kind=kind,
                document_id=document.id,
                order_number=document.number,
                order_date=document.issued_on,
                from_group_id=history.group_on(line.effective_on) or None,
                book_number=number if kind in ARRIVALS else None,
                **{name: getattr(line, name) for name in FACTS},
            )
        )
    session.add_all(made)
    session.flush()
    _follow(session, [*standing, *made], Mover(author.name, author.moment))
    return made


@dataclass(frozen=True)
class Reversal:
    """When entries go out of force, and by what: an order, or a passage that is undone."""

    day: date
    document_id: int | None
    named: str | None


def reverse(
    session: ScopedSession, document: Document, reversal: Reversal, author: Author
) -> list[Movement]:
    """Take what an order entered out of force. Raises RuleViolation when others rest on it."""
    mine = [
        one for one in queries.entries_of_document(session, document.id) if one.reversed_on is None
    ]
    names = {one.child_id: one.child.full_name for one in mine}
    standing = queries.entries_of(session, list(names))
    outcome = judge_cancelling(
        queries.by_child(standing), [one.id for one in mine], queries.named(standing)
    )
    refuse(outcome.problems, names)
    for one in mine:
        one.reversed_on = reversal.day
        one.reversed_by_id, one.reversed_order = reversal.document_id, reversal.named
    session.flush()
    gone = {one.id for one in mine}
    left = {one.id: one for one in standing if one.id not in gone}
    write_lists(session, outcome.histories, left, Mover(author.name, author.moment))
    return mine


def _follow(session: ScopedSession, entries: Sequence[Movement], mover: Mover) -> None:
    histories = {child: replay(events) for child, events in queries.by_child(entries).items()}
    write_lists(session, histories, {one.id: one for one in entries}, mover)


def refuse(problems: Sequence[Problem], names: Mapping[int, str]) -> None:
    """Raises RuleViolation with all problems, each with the name of its child."""
    if problems:
        raise RuleViolation(together(told(problems, names)))


def told(problems: Iterable[Problem], names: Mapping[int, str]) -> list[Message]:
    """Problems in words: «Ёлкин Пётр: …»."""
    return [
        message("%(child)s: %(problem)s", child=names.get(one.child, ""), problem=one.text)
        if one.child is not None
        else one.text
        for one in problems
    ]


def together(texts: Sequence[Message]) -> Message:
    """Several texts as one."""
    joined = texts[0]
    for other in texts[1:]:
        joined = message("%(one)s %(other)s", one=joined, other=other)
    return joined


def kind_of_line(kind: MovementKind, events: Sequence[Event], day: date) -> MovementKind:
    """An order of a temporary stay moves who is on the list, and enrols a guest otherwise."""
    if kind is not MovementKind.TEMPORARY:
        return kind
    try:
        history = replay(events)
    except RuleViolation:
        return kind
    listed = any(one.covers(day) for one in history.enrolments)
    return kind if listed else MovementKind.GUEST
