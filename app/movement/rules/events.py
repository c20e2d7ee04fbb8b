"""What may happen to a child in the book of movement (domain 4.2), and in which words."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from app.core.messages import message


class MovementKind(enum.StrEnum):
    """Kind of an entry of the book."""

    INITIAL = "initial_list"
    ENROLMENT = "enrolment"
    BY_TRANSFER = "enrolment_by_transfer"
    GUEST = "temporary_enrolment"
    GROUP_TRANSFER = "group_transfer"
    YEARLY_TRANSFER = "yearly_transfer"
    TEMPORARY = "temporary_stay"
    KEPT_PLACE = "keeping_place"
    DEPARTURE = "departure"


KINDS = {
    MovementKind.INITIAL: message("initial list"),
    MovementKind.ENROLMENT: message("enrolment of a child"),
    MovementKind.BY_TRANSFER: message("enrolment by transfer"),
    MovementKind.GUEST: message("temporary enrolment"),
    MovementKind.GROUP_TRANSFER: message("transfer to another group"),
    MovementKind.YEARLY_TRANSFER: message("transfer to the next year"),
    MovementKind.TEMPORARY: message("temporary stay in another group"),
    MovementKind.KEPT_PLACE: message("keeping the place"),
    MovementKind.DEPARTURE: message("departure"),
}

ARRIVALS = frozenset(
    {
        MovementKind.INITIAL,
        MovementKind.ENROLMENT,
        MovementKind.BY_TRANSFER,
        MovementKind.GUEST,
    }
)
TRANSFERS = frozenset({MovementKind.GROUP_TRANSFER, MovementKind.YEARLY_TRANSFER})
MOVES = TRANSFERS | {MovementKind.TEMPORARY}
"""Kinds that take a child from one group to another."""
DATED = frozenset({MovementKind.GUEST, MovementKind.TEMPORARY, MovementKind.KEPT_PLACE})
"""Kinds whose last day must be said."""
TO_GROUP = ARRIVALS | TRANSFERS | {MovementKind.TEMPORARY}
"""Kinds that put a child into a group."""


class DepartureReason(enum.StrEnum):
    """Why a child leaves the kindergarten (domain 4.2)."""

    SCHOOL = "school"
    OTHER_KINDERGARTEN = "other_kindergarten"
    MOVE = "move"
    PARENTS = "parents"
    LIQUIDATION = "liquidation"
    DEATH = "death"
    OTHER = "other"


DEPARTURE_REASONS = {
    DepartureReason.SCHOOL: message("completion of preschool education, to school"),
    DepartureReason.OTHER_KINDERGARTEN: message("transfer to another kindergarten"),
    DepartureReason.MOVE: message("the family moves away"),
    DepartureReason.PARENTS: message("application of the parents"),
    DepartureReason.LIQUIDATION: message("liquidation of the kindergarten"),
    DepartureReason.DEATH: message("death of the child"),
    DepartureReason.OTHER: message("another reason of departure"),
}


class KeptReason(enum.StrEnum):
    """Why a place is kept for an absent child (сохранение места)."""

    LEAVE = "leave"
    SANATORIUM = "sanatorium"
    ILLNESS = "illness"
    OTHER = "other"


KEPT_REASONS = {
    KeptReason.LEAVE: message("leave of the parents"),
    KeptReason.SANATORIUM: message("treatment in a sanatorium"),
    KeptReason.ILLNESS: message("illness of the child"),
    KeptReason.OTHER: message("another valid reason"),
}


NO_GROUP = 0
"""Who stands on the list and in no group: lists of former times hold such children."""


@dataclass(frozen=True, slots=True)
class Event:
    """An entry in force. ``key`` grows with the time of entry; ``effective_on`` is the first day.

    Of a departure it is the day of leaving, which is no longer counted. ``last_day`` is counted.
    """

    key: int
    child: int
    kind: MovementKind
    effective_on: date
    group: int | None = None
    last_day: date | None = None
    reason: DepartureReason | None = None
