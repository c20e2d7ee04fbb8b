"""Lines of an order that is being written, and the judgement of the whole order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from app.core.errors import RuleViolation
from app.core.formats import show_date
from app.core.messages import Message, message
from app.core.scoping.session import ScopedSession
from app.documents.models import Document
from app.documents.rules.lifecycle import check_editable
from app.movement import queries
from app.movement.departures import Leaving, departure_problems
from app.movement.initial_actions import standing
from app.movement.ledger_actions import kind_of_line, told
from app.movement.list_actions import judge_lists, read_lists
from app.movement.models import MovementLine
from app.movement.rules.events import TO_GROUP, Event, MovementKind
from app.movement.rules.history import History
from app.movement.rules.lines import LineFacts
from app.movement.rules.orders import judge_order, overfull
from app.movement.transition.closed_queries import planned_lists

FIRST_KEY = 2**40
"""Keys of lines that are not in the book yet: after all that are."""


def add_lines(
    session: ScopedSession, document: Document, wanted: Iterable[LineFacts]
) -> list[MovementLine]:
    """Add children to a draft. Raises Conflict for a signed order, RuleViolation for a child that
    stands in it already or belongs to another kindergarten."""
    check_editable(document.state)
    asked = list(wanted)
    known = {one.child_id for one in queries.lines_of(session, document.id)}
    children = queries.children_by_id(session, {one.child_id for one in asked})
    groups = queries.groups_by_id(session, {one.to_group_id for one in asked if one.to_group_id})
    made = []
    for one in asked:
        child = children.get(one.child_id)
        group = groups.get(one.to_group_id) if one.to_group_id else None
        houses = [row.organization_id for row in (child, group) if row is not None]
        if child is None or any(house != document.organization_id for house in houses):
            raise RuleViolation(
                message("The child or the group belongs to another kindergarten than the order.")
            )
        if child.id in known:
            raise RuleViolation(
                message(
                    "%(child)s stands in the order already. Leave one line.", child=child.full_name
                )
            )
        known.add(child.id)
        values = {one_field.name: getattr(one, one_field.name) for one_field in fields(one)}
        made.append(
            MovementLine(
                organization_id=document.organization_id, document_id=document.id, **values
            )
        )
    session.add_all(made)
    session.flush()
    return made


def change_line(session: ScopedSession, line: MovementLine, wanted: LineFacts) -> None:
    """Write what the order says of a child; a day confirmed before is asked about anew."""
    check_editable(line.document.state)
    for one in fields(wanted):
        if one.name not in ("child_id", "late_confirmed"):
            setattr(line, one.name, getattr(wanted, one.name))
    line.late_confirmed = False
    session.flush()


def remove_line(session: ScopedSession, line: MovementLine) -> None:
    """Take a child out of a draft."""
    check_editable(line.document.state)
    session.delete(line)
    session.flush()


def confirm(
    session: ScopedSession,
    document: Document,
    *,
    late: bool = False,
    capacity_reason: str | None = None,
) -> None:
    """Say that a day that has passed is meant, and why a group takes more than its places."""
    check_editable(document.state)
    for line in queries.lines_of(session, document.id):
        if late:
            line.late_confirmed = True
        if capacity_reason:
            line.capacity_reason = capacity_reason
    session.flush()


@dataclass
class Judged:
    """An order before its signature: what it leads to and what stands against it."""

    kinds: dict[int, MovementKind]
    histories: dict[int, History]
    problems: list[Message]
    late: date | None
    full: list[Message]

    @property
    def all_problems(self) -> list[Message]:
        """What forbids the signature, what needs a word among it."""
        found = list(self.problems)
        if self.late is not None:
            found.append(
                message(
                    "The order works from %(day)s, a day that has passed: lists and marks of "
                    "these days change. Confirm it in the list of the order.",
                    day=show_date(self.late),
                )
            )
        if self.full:
            found += self.full
            found.append(message("Write in the list of the order why more children are taken."))
        return found


def judge(
    session: ScopedSession,
    document: Document,
    kind: MovementKind,
    lines: Sequence[MovementLine],
    today: date,
) -> Judged:
    """Judge an order as a whole. Writes nothing; all problems are told at once."""
    events, entries = standing(session, {one.child_id for one in lines})
    kinds = {
        one.child_id: kind_of_line(kind, events.get(one.child_id, ()), one.effective_on)
        for one in lines
    }
    added = [_event(one, kinds[one.child_id]) for one in lines]
    outcome = judge_order(events, added, queries.named(entries))
    names = {one.child_id: one.child.full_name for one in lines}
    problems = told(outcome.problems, names)
    for child, texts in departure_problems(session, _leaving(kind, lines), today).items():
        problems += [
            message("%(child)s: %(problem)s", child=names[child], problem=one) for one in texts
        ]
    try:
        judge_lists(session, read_lists(session, outcome.histories), outcome.histories)
    except RuleViolation as refusal:
        problems.append(refusal.text)
    late = [
        one.effective_on for one in lines if one.effective_on < today and not one.late_confirmed
    ]
    return Judged(
        kinds,
        outcome.histories,
        problems,
        min(late, default=None),
        _overfull(session, document, lines, kinds, outcome.histories),
    )


def _event(line: MovementLine, kind: MovementKind) -> Event:
    return Event(
        FIRST_KEY + line.id,
        line.child_id,
        kind,
        line.effective_on,
        line.to_group_id,
        line.last_day,
        line.reason,
    )


def _leaving(kind: MovementKind, lines: Sequence[MovementLine]) -> list[Leaving]:
    if kind is not MovementKind.DEPARTURE:
        return []
    return [Leaving(one.child_id, one.effective_on) for one in lines]


def _overfull(
    session: ScopedSession,
    document: Document,
    lines: Sequence[MovementLine],
    kinds: Mapping[int, MovementKind],
    histories: Mapping[int, History],
) -> list[Message]:
    """Groups over their places for which no reason is written, on the days of the order.

    An order of a passage is judged by the whole plan: who leaves makes room by another order.
    """
    entering = [
        one
        for one in lines
        if one.to_group_id is not None
        and kinds[one.child_id] in TO_GROUP
        and not one.capacity_reason
    ]
    if not entering:
        return []
    keys = {one.to_group_id for one in entering if one.to_group_id is not None}
    groups = queries.groups_by_id(session, keys)
    capacities = {key: group.capacity for key, group in groups.items()}
    days = {one.effective_on for one in entering}
    planned = planned_lists(session, document.id)
    found: dict[int, Message] = {}
    for day, listed in queries.placed_on(session, keys, days).items():
        counts = _counted(keys, listed, histories, day) if planned is None else planned
        entered = [one.to_group_id for one in entering if one.effective_on == day]
        for one in overfull(counts, capacities, [key for key in entered if key is not None]):
            found.setdefault(one.group, one.told(groups[one.group].name))
    return list(found.values())


def _counted(
    groups: Iterable[int],
    listed: Mapping[int, set[int]],
    histories: Mapping[int, History],
    day: date,
) -> dict[int, int]:
    """Children of the groups on a day once the order is carried out."""
    counts = {}
    for key in groups:
        stay = {one for one in listed.get(key, ()) if one not in histories}
        come = {one for one, story in histories.items() if story.group_on(day) == key}
        counts[key] = len(stay | come)
    return counts
