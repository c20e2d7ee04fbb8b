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

    def let_go(self, session: ScopedSession, stays: Sequence[GroupStay]) -> None:
        """Refuse (RuleViolation) to delete stays on whose days records stand."""
        ...


FOLLOWERS: list[StayFollower] = []
"""Filled by ``attendance`` (inverted: children know nothing of marks)."""


class ListKeeper(Protocol):
    """The book of who came when and by which order, kept by a feature above."""

    def keep(self, session: ScopedSession, children: Collection[int], mover: Mover) -> None:
        """Write down what a list brought. Raises RuleViolation for whom orders placed otherwise."""
        ...


KEEPERS: list[ListKeeper] = []
"""Filled by ``movement`` (inverted): a list is loaded without knowing the book."""


def keep_list(session: ScopedSession, children: Collection[int], mover: Mover) -> None:
    """After a list wrote enrolments and placements. Raises RuleViolation."""
    if children:
        for keeper in KEEPERS:
            keeper.keep(session, children, mover)


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


def let_go(session: ScopedSession, stays: Sequence[GroupStay]) -> None:
    """Before placements are deleted, once ``judge_stays`` let them be. Raises RuleViolation."""
    if stays:
        for follower in FOLLOWERS:
            follower.let_go(session, stays)
