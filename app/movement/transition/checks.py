"""What must be in order before a year is closed; features above add their own questions."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.messages import Message
from app.core.scoping.session import ScopedSession


class Verdict(enum.StrEnum):
    """How a question is answered."""

    GOOD = "good"
    DOUBT = "doubt"
    STOP = "stop"


@dataclass(frozen=True)
class Check:
    """A question of the check list with its answer in words, and where to mend it."""

    title: Message
    verdict: Verdict
    text: Message
    href: str | None = None


@dataclass(frozen=True)
class Closing:
    """The year that is closed: its kindergarten, the first day of the next year, today."""

    organization_id: int
    starts_on: date
    today: date


CheckSource = Callable[[ScopedSession, Closing], Sequence[Check]]
CHECKS: dict[str, CheckSource] = {}
"""Filled by features above (attendance: signed sheets)."""

EntrySource = Callable[[ScopedSession, int, date], Message | None]
ENTRIES: dict[str, EntrySource] = {}
"""Who knows of entries in the new year (organisation, its first day): then nothing is undone."""
