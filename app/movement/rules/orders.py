"""What is refused of the list of an order before any of it is written, and what needs a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.messages import Message, message, nmessage
from app.movement.rules.events import TO_GROUP, Event
from app.movement.rules.history import History, Misfit, replay


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line of an order cannot be. ``child`` None: of the order as a whole."""

    child: int | None
    text: Message


@dataclass
class Outcome:
    """What an order would lead to: histories by child, and what stands against it."""

    histories: dict[int, History]
    problems: list[Problem]


def judge_order(
    standing: Mapping[int, Sequence[Event]],
    added: Sequence[Event],
    named: Mapping[int, Message] | None = None,
) -> Outcome:
    """Put the entries of an order among those in force and replay each child.

    ``named``: what later entries are called, by key («order № 5-д of 01.09.2026»), for words.
    All problems are told at once.
    """
    outcome = Outcome({}, [])
    if not added:
        outcome.problems.append(
            Problem(None, message("The order has no children. Add at least one."))
        )
    for child, times in Counter(one.child for one in added).items():
        if times > 1:
            text = message("The child stands in the order twice. Leave one of the lines.")
            outcome.problems.append(Problem(child, text))
    twice = {one.child for one in outcome.problems}
    for event in added:
        if event.kind in TO_GROUP and event.group is None:
            outcome.problems.append(Problem(event.child, message("Choose the group.")))
        elif event.child not in twice:
            _judge(outcome, event.child, [*standing.get(event.child, ()), event], event, named)
    return outcome


def judge_cancelling(
    standing: Mapping[int, Sequence[Event]],
    cancelled: Iterable[int],
    named: Mapping[int, Message] | None = None,
) -> Outcome:
    """Take entries (by key) out of the book and replay: others may rest on them."""
    outcome = Outcome({}, [])
    gone = frozenset(cancelled)
    for child, events in standing.items():
        left = [one for one in events if one.key not in gone]
        _judge(outcome, child, left, None, named)
    return outcome


def _judge(
    outcome: Outcome,
    child: int,
    events: Sequence[Event],
    own: Event | None,
    named: Mapping[int, Message] | None,
) -> None:
    try:
        outcome.histories[child] = replay(events)
    except Misfit as misfit:
        if misfit.event is own:
            outcome.problems.append(Problem(child, misfit.text))
            return
        other = (named or {}).get(misfit.event.key, message("another order"))
        text = message(
            "A later entry rests on this: %(order)s from %(day)s. Cancel that order first.",
            order=other,
            day=f"{misfit.event.effective_on:%d.%m.%Y}",
        )
        outcome.problems.append(Problem(child, text))


@dataclass(frozen=True, slots=True)
class Overfull:
    """A group with more children than places."""

    group: int
    listed: int
    capacity: int

    def told(self, name: str) -> Message:
        return nmessage(
            "“%(group)s”: %(number)s child on the list for %(places)s places.",
            "“%(group)s”: %(number)s children on the list for %(places)s places.",
            self.listed,
            group=name,
            places=self.capacity,
        )


def overfull(
    listed: Mapping[int, int], capacities: Mapping[int, int | None], entered: Iterable[int]
) -> list[Overfull]:
    """Groups that the order fills and that hold more than they have places for.

    ``listed``: children of each group on the day of the order, once it is carried out.
    """
    found = []
    for group in sorted(set(entered)):
        capacity = capacities.get(group)
        if capacity is not None and listed.get(group, 0) > capacity:
            found.append(Overfull(group, listed[group], capacity))
    return found
