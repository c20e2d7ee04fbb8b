"""What goes with a written placement: whoever keeps records by group and day follows it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.children.rules import GroupStay
from app.core.scoping.session import ScopedSession


@dataclass(frozen=True)
class Mover:
    """Who writes placements, and when."""

    name: str
    moment: datetime


class StayFollower(Protocol):
    """Records by group and day, kept by a feature above."""

    def judge(self, session: ScopedSession, changed: Sequence[GroupStay]) -> None:
        """Refuse (RuleViolation) a change of lists that are signed already."""
        ...

    def follow(self, session: ScopedSession, children: Collection[int], mover: Mover) -> None:
        """Bring the records of these children to the groups where they are now listed."""
        ...


FOLLOWERS: list[StayFollower] = []
"""Filled by ``attendance`` (inverted: children know nothing of marks)."""


def judge_stays(session: ScopedSession, changed: Sequence[GroupStay]) -> None:
    """Before or after the write, in its transaction. Raises RuleViolation."""
    if changed:
        for follower in FOLLOWERS:
            follower.judge(session, changed)


def follow_stays(session: ScopedSession, children: Collection[int], mover: Mover) -> None:
    """After the placements are flushed. Raises RuleViolation."""
    if children:
        for follower in FOLLOWERS:
            follower.follow(session, children, mover)
