"""Who may speak against a departure: sheets that are open, debts. Filled by features above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.core.messages import Message
from app.core.scoping.session import ScopedSession


@dataclass(frozen=True, slots=True)
class Leaving:
    """A child and the day on which it is no longer counted."""

    child: int
    day: date


class DepartureCheck(Protocol):
    """What must be settled before a child leaves, kept by a feature above."""

    def problems(
        self, session: ScopedSession, leaving: Sequence[Leaving], today: date
    ) -> Mapping[int, Sequence[Message]]:
        """Texts by child; nothing for a child whose affairs are settled."""
        ...


DEPARTURE_CHECKS: dict[str, DepartureCheck] = {}
"""By the name of the feature: attendance tells of open sheets, fees of debts (inverted)."""


def departure_problems(
    session: ScopedSession, leaving: Sequence[Leaving], today: date
) -> dict[int, list[Message]]:
    """All that is to be settled, by child."""
    found: dict[int, list[Message]] = {}
    for check in DEPARTURE_CHECKS.values() if leaving else ():
        for child, texts in check.problems(session, leaving, today).items():
            found.setdefault(child, []).extend(texts)
    return found
