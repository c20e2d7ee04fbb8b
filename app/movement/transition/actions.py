"""Steps of a passage: plan, orders, confirmation. Carrying it out stands in ``passing_actions``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.academic_year.rules import usual_year
from app.core.errors import Conflict, RuleViolation
from app.core.messages import message
from app.core.scoping.session import ScopedSession
from app.documents import actions as documents
from app.documents.models import Document
from app.documents.queries import kind_of
from app.documents.rules.lifecycle import Author, DocumentState
from app.movement.order_actions import add_lines
from app.movement.queries import lines_of
from app.movement.rules.events import DepartureReason, MovementKind
from app.movement.rules.lines import LineFacts
from app.movement.transition.checks import Check, Verdict
from app.movement.transition.models import (
    TransitionChild,
    TransitionEvent,
    TransitionGroup,
    TransitionOrder,
    TransitionStep,
    YearTransition,
)
from app.movement.transition.news import tell_executors
from app.movement.transition.queries import Situation, offered_start, situation, transitions_of
from app.movement.transition.rules import ChildPlan, GroupPlan, TransitionState, proposed


def begin(
    session: ScopedSession, organization_id: int, today: date, author: Author
) -> YearTransition:
    """Begin the passage to the next year with the usual plan; again: the one that was begun."""
    known = transitions_of(session, [organization_id])[organization_id]
    starts_on = offered_start(known, today)
    for one in known:
        if one.starts_on == starts_on:
            return one
    transition = YearTransition(
        organization_id=organization_id, starts_on=starts_on, name=usual_year(starts_on).name
    )
    session.add(transition)
    session.flush()
    now = situation(session, transition)
    _write_groups(session, transition, proposed(now.groups.values(), now.levels))
    note(session, transition, TransitionStep.BEGUN, author)
    return transition


def save_groups(
    session: ScopedSession,
    transition: YearTransition,
    plans: Mapping[int, GroupPlan],
    author: Author,
) -> None:
    """Plan the groups anew. Raises Conflict for a passage that was carried out."""
    _open_plan(session, transition, author)
    known = situation(session, transition).groups
    if any(key not in known or plan.target not in {None, *known} for key, plan in plans.items()):
        raise RuleViolation(message("The plan names a group that is not one of the kindergarten."))
    old = select(TransitionGroup).where(TransitionGroup.transition_id == transition.id)
    _delete_all(session, old)
    _write_groups(session, transition, plans)


def save_children(
    session: ScopedSession,
    transition: YearTransition,
    group_id: int | None,
    plans: Mapping[int, ChildPlan],
    author: Author,
) -> None:
    """Plan children of one group apart from the others; who is not named goes with the group."""
    _open_plan(session, transition, author)
    now = situation(session, transition)
    listed = {one.id for one in now.children if one.group == group_id}
    if not set(plans) <= listed or any(
        plan.target not in {None, *now.groups} for plan in plans.values()
    ):
        raise RuleViolation(message("The plan names a child that is not on the list of the group."))
    old = select(TransitionChild).where(
        TransitionChild.transition_id == transition.id, TransitionChild.child_id.in_(listed)
    )
    _delete_all(session, old)
    session.add_all(
        TransitionChild(
            organization_id=transition.organization_id,
            transition_id=transition.id,
            child_id=child,
            course=plan.course,
            target_id=plan.target,
        )
        for child, plan in plans.items()
    )
    session.flush()


def prepare_orders(
    session: ScopedSession, transition: YearTransition, today: date, author: Author
) -> list[Document]:
    """Write drafts of the orders that the plan needs: one of the transfers, one of the departures.

    Drafts of an earlier plan go; what is signed stays, and only children that it does not name
    get an order. Raises RuleViolation for a plan with gaps.
    """
    _open_plan(session, transition, author)
    now = situation(session, transition)
    refuse_gaps(now)
    for order in now.orders:
        if order.state is DocumentState.DRAFT:
            _drop(session, order)
    now = situation(session, transition)
    missing = {child: to for child, to in now.wanted.items() if child not in now.ordered}
    made = []
    for kind, children in (
        (MovementKind.YEARLY_TRANSFER, {c: to for c, to in missing.items() if to is not None}),
        (MovementKind.DEPARTURE, {c: to for c, to in missing.items() if to is None}),
    ):
        if children:
            made.append(_order(session, transition, kind, children, today))
    return made


def _order(
    session: ScopedSession,
    transition: YearTransition,
    kind: MovementKind,
    children: Mapping[int, int | None],
    today: date,
) -> Document:
    house = transition.organization_id
    starts_on = transition.starts_on
    row = kind_of(session, house, kind.value, today)
    order = documents.draft(session, house, row, today, in_force_from=starts_on)
    session.add(
        TransitionOrder(organization_id=house, transition_id=transition.id, document_id=order.id)
    )
    leaves = kind is MovementKind.DEPARTURE
    add_lines(
        session,
        order,
        [
            LineFacts(
                child_id=child,
                effective_on=starts_on,
                to_group_id=to,
                reason=DepartureReason.SCHOOL if leaves else None,
            )
            for child, to in children.items()
        ],
    )
    return order


def _drop(session: ScopedSession, order: Document) -> None:
    """A draft of the passage goes with its lines."""
    for line in lines_of(session, order.id):
        session.delete(line)
    held = session.scalars(
        select(TransitionOrder).where(TransitionOrder.document_id == order.id)
    ).one()
    session.delete(held)
    session.flush()
    documents.delete_draft(session, order)
    session.delete(order)
    session.flush()


def refuse_gaps(now: Situation) -> None:
    """Raises RuleViolation when the plan leaves somebody without a place."""
    if now.gaps:
        raise RuleViolation(now.gaps[0])


def confirm(
    session: ScopedSession,
    transition: YearTransition,
    seen: str,
    checks: list[Check],
    author: Author,
) -> None:
    """The coordinator's key. Raises Conflict for a plan that changed since it was seen, and
    RuleViolation while the check list holds a stop."""
    if transition.state is TransitionState.DONE:
        raise Conflict(message("The passage to this year is carried out already."))
    now = situation(session, transition)
    if seen != now.digest:
        raise Conflict(message("The plan changed meanwhile. Look at it again, then confirm."))
    refuse_stops(checks)
    transition.state = TransitionState.CONFIRMED
    transition.confirmed_by_id, transition.confirmed_name = author.user_id, author.name
    transition.confirmed_at, transition.confirmed_digest = author.moment, now.digest
    note(session, transition, TransitionStep.CONFIRMED, author)
    tell_executors(session, transition, author)


def refuse_stops(checks: list[Check]) -> None:
    """Raises RuleViolation with the first thing that must be mended."""
    for one in checks:
        if one.verdict is Verdict.STOP:
            raise RuleViolation(message("%(title)s: %(text)s", title=one.title, text=one.text))


def _open_plan(session: ScopedSession, transition: YearTransition, author: Author) -> None:
    """A change of the plan takes the confirmation back."""
    if transition.state is TransitionState.DONE:
        raise Conflict(message("The passage to this year is carried out already."))
    if transition.state is TransitionState.CONFIRMED:
        withdraw(session, transition, author)


def withdraw(session: ScopedSession, transition: YearTransition, author: Author) -> None:
    """Take the confirmation back."""
    forget_confirmation(transition)
    note(session, transition, TransitionStep.WITHDRAWN, author)


def forget_confirmation(transition: YearTransition) -> None:
    """The plan waits for the coordinator again."""
    transition.state = TransitionState.PLANNED
    transition.confirmed_by_id = transition.confirmed_name = None
    transition.confirmed_at = transition.confirmed_digest = None


def note(
    session: ScopedSession,
    transition: YearTransition,
    step: TransitionStep,
    author: Author,
    comment: str | None = None,
) -> None:
    """Record what happened to a passage."""
    session.add(
        TransitionEvent(
            organization_id=transition.organization_id,
            transition=transition,
            step=step,
            happened_at=author.moment,
            by_name=author.name,
            comment=comment,
        )
    )
    session.flush()


def _delete_all(session: ScopedSession, query: Any) -> None:
    for one in session.scalars(query):
        session.delete(one)
    session.flush()


def _write_groups(
    session: ScopedSession, transition: YearTransition, plans: Mapping[int, GroupPlan]
) -> None:
    session.add_all(
        TransitionGroup(
            organization_id=transition.organization_id,
            transition_id=transition.id,
            group_id=group,
            course=plan.course,
            target_id=plan.target,
            level_id=plan.level,
        )
        for group, plan in plans.items()
    )
    session.flush()
