"""Carry a confirmed passage out in one transaction, and take it back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.academic_year.models import AcademicYear
from app.academic_year.reference import seed_periods
from app.academic_year.rules import usual_year
from app.core.errors import Conflict, RuleViolation
from app.core.messages import message
from app.core.scoping.session import ScopedSession
from app.documents.rules.lifecycle import Author, DocumentState
from app.movement.ledger_actions import Reversal
from app.movement.order_effects import effect_of_order
from app.movement.queries import lock_book
from app.movement.transition import queries
from app.movement.transition.actions import forget_confirmation, note, refuse_stops
from app.movement.transition.checks import ENTRIES, Check
from app.movement.transition.closed_queries import year_at
from app.movement.transition.models import TransitionGroup, TransitionStep, YearTransition
from app.movement.transition.queries import Situation, situation
from app.movement.transition.rules import (
    Course,
    TransitionState,
    check_confirmed,
    check_day,
    check_executor,
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What a passage did, in figures: children by course, and the list of each group after it."""

    moved: int
    stayed: int
    left: int
    groups: list[tuple[str, int, int]]
    """Group, children before, children after."""

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | None) -> Outcome | None:
        if not text:
            return None
        read = json.loads(text)
        return cls(read["moved"], read["stayed"], read["left"], [tuple(g) for g in read["groups"]])


def check_passing(
    transition: YearTransition, now: Situation, checks: Sequence[Check], author: Author
) -> None:
    """What forbids to carry a passage out: asked before the backup and again under the lock."""
    if transition.state is TransitionState.DONE:
        raise Conflict(message("The passage to this year is carried out already."))
    check_day(author.moment.date(), transition.starts_on)
    check_confirmed(transition.state, transition.confirmed_digest, now.digest)
    check_executor(transition.confirmed_by_id, author.user_id or 0)
    refuse_stops(list(checks))


def carry_out_passage(
    session: ScopedSession,
    transition: YearTransition,
    checks: Sequence[Check],
    author: Author,
    backup_name: str,
    progress: Progress,
) -> Outcome:
    """Enter the orders into the book, let the groups grow, open the year. Commits nothing.

    Raises what ``check_passing`` raises, and RuleViolation when the lists would not become what
    the plan says; then nothing is written.
    """
    lock_book(session, transition.organization_id)
    now = situation(session, transition)
    check_passing(transition, now, checks, author)
    before = Counter(one.group for one in now.children)
    signed = [one for one in now.orders if one.state is DocumentState.SIGNED]
    for number, order in enumerate(signed):
        progress(number, len(signed))
        effect_of_order(order).carry_out(session, order, author)
    _grow(session, transition)
    _open_year(session, transition)
    outcome = _outcome(session, transition, now, before)
    transition.state = TransitionState.DONE
    transition.done_name, transition.done_at = author.name, author.moment
    transition.backup_name, transition.outcome = backup_name, outcome.to_json()
    note(session, transition, TransitionStep.DONE, author)
    progress(len(signed), len(signed))
    return outcome


def undo_passage(
    session: ScopedSession, transition: YearTransition, reason: str, author: Author
) -> None:
    """Put the lists back as they were. The book keeps the entries, reversed.

    Raises Conflict for a passage that was not carried out, RuleViolation without a reason or
    when entries of the new year rest on it.
    """
    if transition.state is not TransitionState.DONE:
        raise Conflict(message("The passage was not carried out."))
    if not reason.strip():
        raise RuleViolation(message("Say why the passage is undone."), field="reason")
    lock_book(session, transition.organization_id)
    for source in ENTRIES.values():
        found = source(session, transition.organization_id, transition.starts_on)
        if found is not None:
            raise RuleViolation(found)
    label = transition.name
    for order in reversed(situation(session, transition).orders):
        if order.state is DocumentState.SIGNED:
            reversal = Reversal(author.moment.date(), None, label)
            effect_of_order(order).take_back(session, order, reversal, author)
    for row in _planned_groups(session, transition):
        if row.level_id is not None:
            row.group.age_level_id, row.old_level_id = row.old_level_id, None
    forget_confirmation(transition)
    transition.done_name = transition.done_at = transition.outcome = None
    note(session, transition, TransitionStep.UNDONE, author, reason.strip()[:300])


def _planned_groups(
    session: ScopedSession, transition: YearTransition
) -> Sequence[TransitionGroup]:
    query = (
        select(TransitionGroup)
        .where(TransitionGroup.transition_id == transition.id)
        .options(joinedload(TransitionGroup.group))
    )
    return session.scalars(query).all()


def _grow(session: ScopedSession, transition: YearTransition) -> None:
    """Groups that stay together become one age level older."""
    for row in _planned_groups(session, transition):
        if row.course is Course.STAYS and row.level_id is not None:
            row.old_level_id, row.group.age_level_id = row.group.age_level_id, row.level_id
    session.flush()


def _open_year(session: ScopedSession, transition: YearTransition) -> None:
    house = transition.organization
    if year_at(session, house, transition.starts_on) is not None:
        return
    span = usual_year(transition.starts_on)
    year = AcademicYear(
        organization_id=house.id, name=span.name, starts_on=span.starts_on, ends_on=span.ends_on
    )
    session.add(year)
    seed_periods(session, year)


def _outcome(
    session: ScopedSession,
    transition: YearTransition,
    now: Situation,
    before: Mapping[int | None, int],
) -> Outcome:
    """The lists after the passage, compared with the plan child by child."""
    after = queries.listed_on(session, transition.organization_id, transition.starts_on)
    where = {child: group for group, children in after.items() for child in children}
    astray = [one.child.name for one in now.journeys if where.get(one.child.id) != one.target]
    if astray:
        raise RuleViolation(
            message(
                "The lists would not become what the plan says: %(names)s. Nothing was changed. "
                "Look whether another order moves these children.",
                names=", ".join(astray[:5]),
            )
        )
    courses = Counter(
        "left" if one.target is None else "moved" if one.moves else "stayed" for one in now.journeys
    )
    return Outcome(
        courses["moved"],
        courses["stayed"],
        courses["left"],
        [
            (group.name, before.get(key, 0), len(after.get(key, ())))
            for key, group in now.groups.items()
        ],
    )
