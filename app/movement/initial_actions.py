"""The initial list: what stands in the lists and not in the book is written into the book."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.children.actions import Mover
from app.core.errors import Conflict
from app.core.formats import show_date
from app.core.messages import message
from app.core.scoping.plain_writes import insert_many
from app.core.scoping.session import ScopedSession
from app.movement import queries
from app.movement.list_actions import Lists, read_lists
from app.movement.models import Movement
from app.movement.rules.events import ARRIVALS, DepartureReason, Event, MovementKind
from app.movement.rules.history import Enrolled, History, replay
from app.movement.rules.projection import Row, compare, wanted_stays

_WRITTEN = (
    *("organization_id", "child_id", "kind", "effective_on", "from_group_id", "to_group_id"),
    *("reason", "order_number", "order_date", "book_number"),
)


@dataclass
class InitialList:
    """The import of a list writes into the book what it wrote into the lists."""

    def keep(self, session: ScopedSession, children: Collection[int], mover: Mover) -> None:
        """Raises Conflict for a child whom an order has placed otherwise."""
        adopt(session, children, mover.moment.date())


def standing(
    session: ScopedSession, children: Collection[int]
) -> tuple[dict[int, list[Event]], list[Movement]]:
    """Events in force by child, and the entries behind them. Writes nothing.

    A child of whom the book knows nothing is taken from the lists; such events have keys below
    zero and no entry.
    """
    entries = queries.entries_of(session, children)
    found = queries.by_child(entries)
    unknown = [child for child in children if child not in found]
    key = 0
    if unknown:
        lists = read_lists(session, unknown)
        for child in unknown:
            for entry in _derived(lists, child):
                key -= 1
                event = Event(
                    key,
                    child,
                    entry.kind,
                    entry.effective_on,
                    entry.to_group_id,
                    None,
                    entry.reason,
                )
                found.setdefault(child, []).append(event)
    return found, entries


def adopt(session: ScopedSession, children: Collection[int], day: date) -> None:
    """Write into the book what the lists hold and it does not: the initial list.

    What an order wrote is changed by an order only: raises Conflict for such a child. What a
    list wrote and another list corrects is reversed and written anew. Nothing for a child whose
    book and lists agree.
    """
    lists = read_lists(session, children)
    entries = queries.entries_of(session, children)
    mine: dict[int, list[Movement]] = {}
    for one in entries:
        mine.setdefault(one.child_id, []).append(one)
    made: list[Movement] = []
    for child in sorted(set(lists.enrollments) | set(mine)):
        known = mine.get(child, [])
        if known and _agree(lists, child, replay(map(queries.event_of, known))):
            continue
        _refuse_ordered(session, known)
        made += _corrected(_derived(lists, child), known, day)
    _number(session, made)
    session.flush()
    rows = [{name: getattr(one, name) for name in _WRITTEN} for one in made]
    insert_many(session, Movement, rows)


def _agree(lists: Lists, child: int, history: History) -> bool:
    enrolled = {day: Row(day, one.ends_on) for day, one in lists.enrollments.get(child, {}).items()}
    placed = {
        day: Row(day, one.ends_on, one.group_id)
        for day, one in lists.placements.get(child, {}).items()
    }
    wanted: list[Enrolled] = history.enrolments
    return not compare(enrolled, wanted) and not compare(placed, wanted_stays(history))


def _refuse_ordered(session: ScopedSession, known: Sequence[Movement]) -> None:
    ordered = next((one for one in known if one.document_id is not None), None)
    if ordered is None:
        return
    found = queries.children_by_id(session, [ordered.child_id])
    name = found[ordered.child_id].full_name if ordered.child_id in found else ""
    raise Conflict(
        message(
            "%(child)s is on the list by order № %(number)s of %(day)s. A list does not change "
            "that: sign an order.",
            child=name,
            number=ordered.order_number,
            day=show_date(ordered.order_date or ordered.effective_on),
        )
    )


def _corrected(derived: Sequence[Movement], known: Sequence[Movement], day: date) -> list[Movement]:
    """New entries; those of a former list that still hold stay, the others are reversed."""
    kept = {_what(one) for one in known} & {_what(one) for one in derived}
    for one in known:
        if _what(one) not in kept:
            one.reversed_on = day
    return [one for one in derived if _what(one) not in kept]


def _what(one: Movement) -> tuple[Any, ...]:
    return (one.kind, one.effective_on, one.to_group_id, one.order_number)


def _derived(lists: Lists, child: int) -> list[Movement]:
    """The entries that would lead to the stored rows."""
    placements = sorted(lists.placements.get(child, {}).values(), key=lambda one: one.starts_on)
    found = []
    for enrollment in sorted(
        lists.enrollments.get(child, {}).values(), key=lambda one: one.starts_on
    ):
        facts = {"organization_id": enrollment.organization_id, "child_id": child}
        stays = [one for one in placements if one.enrollment_id == enrollment.id]
        first = next((one for one in stays if one.starts_on == enrollment.starts_on), None)
        found.append(
            Movement(
                **facts,
                kind=MovementKind.INITIAL,
                effective_on=enrollment.starts_on,
                to_group_id=first.group_id if first else None,
                order_number=enrollment.order_number,
                order_date=enrollment.order_date,
            )
        )
        found += _moves(stays, enrollment, facts, first)
        if enrollment.ends_on is not None:
            found.append(
                Movement(
                    **facts,
                    kind=MovementKind.DEPARTURE,
                    effective_on=enrollment.ends_on,
                    reason=DepartureReason.OTHER,
                    from_group_id=stays[-1].group_id if stays else None,
                    order_number=enrollment.end_order_number,
                    order_date=enrollment.end_order_date,
                )
            )
    return found


def _moves(
    stays: Sequence[Any], enrollment: Any, facts: Mapping[str, Any], first: Any
) -> list[Movement]:
    """Transfers between the stored placements; days in no group are a transfer out of it."""
    found = []
    before, ended = (first.group_id, first.ends_on) if first else (None, enrollment.starts_on)
    for stay in stays:
        if stay is first:
            continue
        if before is not None and ended is not None and ended < stay.starts_on:
            found.append(_transfer(facts, ended, before, None, None))
            before = None
        found.append(_transfer(facts, stay.starts_on, before, stay.group_id, stay.order_number))
        before, ended = stay.group_id, stay.ends_on
    if before is not None and ended is not None and ended != enrollment.ends_on:
        found.append(_transfer(facts, ended, before, None, None))
    return found


def _transfer(
    facts: Mapping[str, Any], day: date, out_of: int | None, into: int | None, order: str | None
) -> Movement:
    return Movement(
        **facts,
        kind=MovementKind.GROUP_TRANSFER,
        effective_on=day,
        from_group_id=out_of,
        to_group_id=into,
        order_number=order,
    )


def _number(session: ScopedSession, made: Sequence[Movement]) -> None:
    """Arrivals of a list get their numbers by the day of enrolment."""
    arrivals = [one for one in made if one.kind in ARRIVALS]
    numbers: dict[int, int] = {}
    for one in sorted(arrivals, key=lambda one: (one.organization_id, one.effective_on)):
        house = one.organization_id
        if house not in numbers:
            numbers[house] = queries.last_book_number(session, house)
        numbers[house] += 1
        one.book_number = numbers[house]
