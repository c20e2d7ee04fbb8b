"""What an order says of a child, by its kind: which facts it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.movement.rules.events import DepartureReason, KeptReason, MovementKind


@dataclass(frozen=True)
class LineFacts:
    """What an order is to say of a child (columns of ``MoveFacts``)."""

    child_id: int
    effective_on: date
    last_day: date | None = None
    to_group_id: int | None = None
    reason: DepartureReason | None = None
    kept_reason: KeptReason | None = None
    place: str | None = None
    partner_id: int | None = None
    referral_number: str | None = None
    referral_date: date | None = None
    contract_number: str | None = None
    contract_date: date | None = None
    file_number: str | None = None
    capacity_reason: str | None = None
    late_confirmed: bool = False


_PAPERS = (
    *("referral_number", "referral_date", "contract_number", "contract_date", "file_number"),
)
# Facts of each kind: those given to many children at once, and those of one child only.
SHARED = {
    MovementKind.ENROLMENT: ("effective_on", "to_group_id"),
    MovementKind.BY_TRANSFER: ("effective_on", "to_group_id", "place"),
    MovementKind.GROUP_TRANSFER: ("effective_on", "to_group_id"),
    MovementKind.YEARLY_TRANSFER: ("effective_on", "to_group_id"),
    MovementKind.TEMPORARY: ("effective_on", "last_day", "to_group_id"),
    MovementKind.KEPT_PLACE: ("effective_on", "last_day", "kept_reason"),
    MovementKind.DEPARTURE: ("effective_on", "reason", "partner_id", "place"),
}
OWN = {
    MovementKind.ENROLMENT: ("effective_on", "to_group_id", *_PAPERS),
    MovementKind.BY_TRANSFER: ("effective_on", "to_group_id", "place", *_PAPERS),
    **{
        kind: SHARED[kind]
        for kind in (
            MovementKind.GROUP_TRANSFER,
            MovementKind.YEARLY_TRANSFER,
            MovementKind.TEMPORARY,
            MovementKind.KEPT_PLACE,
            MovementKind.DEPARTURE,
        )
    },
}
REQUIRED = frozenset({"effective_on", "to_group_id", "last_day", "kept_reason", "reason"})
"""Facts that a kind which has them cannot do without."""
