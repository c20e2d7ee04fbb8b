"""Photos of events: which of them families see, and who may be marked on one. Pure."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import RuleViolation
from app.core.messages import message

MOST_AT_ONCE = 20
MOST_PHOTOS = 60


class PhotoState(enum.StrEnum):
    """A photo is shown to families, waits for the marks, or lacks a consent."""

    SHOWN = "shown"
    UNMARKED = "unmarked"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class OnPhoto:
    """A child on a photo; ``agreed``: a consent to show photos is in force today."""

    child_id: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A child who may be marked: its name, birth date, group, and whether the family agreed."""

    id: int
    name: str
    birth_date: date
    group: str
    agreed: bool


def photo_state(people: Collection[OnPhoto], *, nobody: bool) -> PhotoState:
    """Asked at every reading: a revoked consent hides a photo at once, a new one shows it."""
    if any(not one.agreed for one in people):
        return PhotoState.HIDDEN
    return PhotoState.SHOWN if people or nobody else PhotoState.UNMARKED


def check_marks(chosen: Collection[int], candidates: Iterable[Candidate], *, nobody: bool) -> None:
    """Raises RuleViolation for a photo that may not be shown, with the names of the children.

    A child who is not there and one of another group are refused in the same words.
    """
    known = {one.id: one for one in candidates}
    if chosen and nobody:
        raise RuleViolation(
            message("Mark the children or say that none can be recognised, not both."),
            field="children",
        )
    if not chosen and not nobody:
        raise RuleViolation(
            message("Mark the children on the photo, or say that none can be recognised."),
            field="children",
        )
    if not set(chosen) <= known.keys():
        raise RuleViolation(
            message("Some of the marked children were not at this event. Mark them anew."),
            field="children",
        )
    silent = [known[one].name for one in chosen if not known[one].agreed]
    if silent:
        raise RuleViolation(
            message(
                "No consent to show photos is in force: %(names)s. This photo cannot be shown.",
                names=", ".join(sorted(silent)),
            ),
            field="children",
        )


def check_number(known: int, more: int) -> None:
    """Raises RuleViolation when nothing is sent, too much at once, or too much for an event."""
    if not more:
        raise RuleViolation(message("Choose the photos."), field="photos")
    if more > MOST_AT_ONCE:
        raise RuleViolation(
            message("At most %(most)s photos at once.", most=MOST_AT_ONCE), field="photos"
        )
    if known + more > MOST_PHOTOS:
        raise RuleViolation(
            message("At most %(most)s photos of an event.", most=MOST_PHOTOS), field="photos"
        )


def next_unmarked(states: Sequence[tuple[int, PhotoState]], number: int) -> int | None:
    """The number of the photo to mark after this one: the next that waits, else the first."""
    waiting = [one for one, state in states if state is PhotoState.UNMARKED and one != number]
    return next((one for one in waiting if one > number), waiting[0] if waiting else None)
