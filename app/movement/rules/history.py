"""A child's entries of the book, replayed into enrolments and placements; what is refused.

Entries are replayed by their day. An entry that comes late is put among the others and all of
them are replayed: so an entry, or its cancellation, that takes the ground from a later one is
refused, and the later one is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.core.errors import RuleViolation
from app.core.messages import Message, message
from app.movement.rules.events import (
    ARRIVALS,
    DATED,
    NO_GROUP,
    TRANSFERS,
    Event,
    MovementKind,
)

ONE_DAY = timedelta(days=1)


class Misfit(RuleViolation):
    """An entry that does not fit what was before it."""

    def __init__(self, event: Event, text: Message) -> None:
        super().__init__(text)
        self.event = event


@dataclass(slots=True)
class Stay:
    """Days in a group or in NO_GROUP; ``ends_on`` is not counted.

    ``opened_by`` None: a return by itself.
    """

    group: int
    starts_on: date
    ends_on: date | None
    opened_by: Event | None


@dataclass(slots=True)
class Enrolled:
    """Days on the list of the kindergarten and, within them, in groups, without gaps."""

    opened_by: Event
    starts_on: date
    ends_on: date | None = None
    closed_by: Event | None = None
    stays: list[Stay] = field(default_factory=list)

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(slots=True)
class History:
    """What follows from the entries of one child. ``kept``: first and last day of kept places."""

    enrolments: list[Enrolled] = field(default_factory=list)
    kept: list[tuple[date, date]] = field(default_factory=list)

    def group_on(self, day: date) -> int | None:
        """The group of a day, NO_GROUP among them; None when the child is not on the list."""
        for one in self.enrolments:
            for stay in one.stays:
                if stay.starts_on <= day and (stay.ends_on is None or day < stay.ends_on):
                    return stay.group
        return None


def replay(events: Iterable[Event]) -> History:
    """Enrolments and placements of one child. Raises Misfit for the first entry that does not fit.

    ``events`` are those in force, in any order.
    """
    ordered = sorted(events, key=lambda one: (one.effective_on, one.key))
    arrivals = [one.effective_on for one in ordered if one.kind in ARRIVALS]
    history = History()
    taken: Event | None = None
    for event in ordered:
        _check_form(event)
        if event.kind in ARRIVALS:
            _arrive(history, event)
        else:
            enrolled = _ground(history, event, arrivals)
            if event.kind is MovementKind.KEPT_PLACE:
                _keep(history, event)
                continue
            _alone(taken, event)
            _move(enrolled, event)
        taken = event
    for one in history.enrolments:
        _trim(one)
    return history


def _check_form(event: Event) -> None:
    if event.kind in DATED and event.last_day is None:
        raise Misfit(event, message("Say the last day: it is for a time only."))
    if event.last_day is not None and event.last_day < event.effective_on:
        raise Misfit(event, message("The last day is before the first. Correct one of them."))
    if event.kind is MovementKind.DEPARTURE and event.reason is None:
        raise Misfit(event, message("Choose the reason of the departure."))


def _arrive(history: History, event: Event) -> None:
    last = history.enrolments[-1] if history.enrolments else None
    if last is not None and (last.ends_on is None or last.ends_on > event.effective_on):
        text = message(
            "The child is on the list since %(day)s already. It is enrolled again only after a "
            "departure.",
            day=_show(last.starts_on),
        )
        raise Misfit(event, text)
    enrolled = Enrolled(event, event.effective_on)
    if event.kind is MovementKind.GUEST and event.last_day is not None:
        enrolled.ends_on = event.last_day + ONE_DAY
    enrolled.stays.append(Stay(event.group or NO_GROUP, event.effective_on, None, event))
    history.enrolments.append(enrolled)


def _ground(history: History, event: Event, arrivals: list[date]) -> Enrolled:
    """The enrolment that an entry rests on."""
    last = history.enrolments[-1] if history.enrolments else None
    if last is not None and last.covers(event.effective_on):
        return last
    day = _show(event.effective_on)
    later = next((one for one in arrivals if one > event.effective_on), None)
    if last is None and later is not None:
        text = message(
            "The day %(day)s is before the enrolment on %(enrolled)s.",
            day=day,
            enrolled=_show(later),
        )
    elif last is not None and last.ends_on is not None:
        text = message(
            "The child is not on the list on %(day)s: it left on %(left)s.",
            day=day,
            left=_show(last.ends_on),
        )
    else:
        text = message("The child is not on the list on %(day)s. Enrol it first.", day=day)
    raise Misfit(event, text)


def _alone(taken: Event | None, event: Event) -> None:
    """On one day a child comes, moves or goes once."""
    if taken is None or taken.effective_on != event.effective_on:
        return
    if taken.kind in ARRIVALS:
        text = message(
            "The child comes on %(day)s itself: choose a later day.", day=_show(event.effective_on)
        )
    else:
        text = message(
            "Another order moves the child on %(day)s already: choose another day or cancel that "
            "order.",
            day=_show(event.effective_on),
        )
    raise Misfit(event, text)


def _move(enrolled: Enrolled, event: Event) -> None:
    """A transfer, a temporary stay or a departure within an enrolment."""
    day = event.effective_on
    away = _away_on(enrolled, day)
    if event.kind is MovementKind.DEPARTURE:
        enrolled.ends_on, enrolled.closed_by = day, event
        return
    if away is not None and away.ends_on is not None:
        text = message(
            "The child is in another group for a time, until %(day)s. Choose a later day, or "
            "cancel that order first.",
            day=_show(away.ends_on - ONE_DAY),
        )
        raise Misfit(event, text)
    home = _home(enrolled)
    group = event.group or NO_GROUP
    if home.group == group:
        raise Misfit(event, message("The child is in this group already."))
    if event.kind in TRANSFERS:
        _begin(enrolled, Stay(group, day, None, event))
        return
    assert event.last_day is not None
    back = event.last_day + ONE_DAY
    if enrolled.ends_on is not None and back > enrolled.ends_on:
        text = message(
            "The child leaves on %(day)s: the temporary stay ends by then.",
            day=_show(enrolled.ends_on),
        )
        raise Misfit(event, text)
    _begin(enrolled, Stay(group, day, back, event))
    enrolled.stays.append(Stay(home.group, back, None, None))


def _away_on(enrolled: Enrolled, day: date) -> Stay | None:
    """The temporary stay that a day lies in."""
    return next(
        (
            one
            for one in enrolled.stays
            if one.opened_by is not None
            and one.opened_by.kind is MovementKind.TEMPORARY
            and one.starts_on <= day
            and (one.ends_on is None or day < one.ends_on)
        ),
        None,
    )


def _home(enrolled: Enrolled) -> Stay:
    return enrolled.stays[-1]


def _begin(enrolled: Enrolled, stay: Stay) -> None:
    """The stay at home ends where another begins; a return of no day never took place."""
    last = enrolled.stays[-1]
    if last.starts_on == stay.starts_on:
        enrolled.stays.pop()
    else:
        last.ends_on = stay.starts_on
    enrolled.stays.append(stay)


def _keep(history: History, event: Event) -> None:
    assert event.last_day is not None
    for first, last in history.kept:
        if first <= event.last_day and event.effective_on <= last:
            text = message(
                "The place is kept from %(first)s to %(last)s already.",
                first=_show(first),
                last=_show(last),
            )
            raise Misfit(event, text)
    history.kept.append((event.effective_on, event.last_day))


def _trim(enrolled: Enrolled) -> None:
    """Nobody is in a group after leaving the kindergarten."""
    end = enrolled.ends_on
    if end is None:
        return
    enrolled.stays = [one for one in enrolled.stays if one.starts_on < end]
    for one in enrolled.stays:
        if one.ends_on is None or one.ends_on > end:
            one.ends_on = end


def _show(day: date) -> str:
    return f"{day:%d.%m.%Y}"
