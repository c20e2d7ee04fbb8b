"""What goes with a written placement: whoever keeps records by group and day follows it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import or_, select

from app.children.models import Enrollment, Placement
from app.children.rules import GroupStay, Interval, changed_stays
from app.core.errors import RuleViolation
from app.core.formats import show_date
from app.core.messages import message
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

    def let_go(self, session: ScopedSession, stay: GroupStay) -> None:
        """Refuse (RuleViolation) to delete a stay on whose days records stand."""
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


def let_go(session: ScopedSession, stay: GroupStay) -> None:
    """Before a placement is deleted. Raises RuleViolation."""
    judge_stays(session, changed_stays(stay, None))
    for follower in FOLLOWERS:
        follower.let_go(session, stay)


def stay_of(item: Placement) -> GroupStay:
    """A placement as the rules see it."""
    return GroupStay(item.child.id, item.group.id, Interval(item.starts_on, item.ends_on))


def end_placements(session: ScopedSession, enrollment_id: int, leaves_on: date) -> None:
    """Whoever leaves the kindergarten leaves the group on the same day.

    Raises RuleViolation for a placement that begins later, and for a signed sheet.
    """
    query = select(Placement).where(
        Placement.enrollment_id == enrollment_id,
        or_(Placement.ends_on.is_(None), Placement.ends_on > leaves_on),
    )
    for placement in session.scalars(query):
        if placement.starts_on >= leaves_on:
            raise RuleViolation(
                message(
                    "The child is placed in a group from %(day)s on. Delete this placement first, "
                    "or choose a later day of leaving.",
                    day=show_date(placement.starts_on),
                ),
                field="ends_on",
            )
        before = stay_of(placement)
        placement.ends_on = leaves_on
        judge_stays(session, changed_stays(before, stay_of(placement)))


def check_placements(session: ScopedSession, enrollment: Enrollment) -> None:
    """The placements of a changed enrolment are of its child and lie within it.

    Raises RuleViolation. The last day is seen to by ``end_placements``.
    """
    query = select(Placement.child_id, Placement.starts_on).where(
        Placement.enrollment_id == enrollment.id
    )
    for child, starts_on in session.execute(query.order_by(Placement.starts_on)):
        if child != enrollment.child.id:
            raise RuleViolation(
                message("The enrolment has placements in groups: it stays with its child."),
                field="child",
            )
        if starts_on < enrollment.starts_on:
            raise RuleViolation(
                message(
                    "The child is in a group since %(day)s already: the enrolment begins by then.",
                    day=show_date(starts_on),
                ),
                field="starts_on",
            )
