"""What passages to a new year have closed, and which orders wait for one or came by one."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from app.academic_year.models import AcademicYear
from app.academic_year.queries import lineage_of
from app.core import clock
from app.core.scoping.session import ScopedSession
from app.movement.transition.models import TransitionOrder, YearTransition
from app.movement.transition.queries import situation
from app.movement.transition.rules import TransitionState
from app.organizations.models import Organization


def is_held(session: ScopedSession, document_id: int) -> bool:
    """Whether an order waits for its passage: signed, but not carried out yet."""
    query = (
        select(TransitionOrder.id)
        .join(YearTransition, YearTransition.id == TransitionOrder.transition_id)
        .where(
            TransitionOrder.document_id == document_id,
            YearTransition.state != TransitionState.DONE,
        )
    )
    return session.scalars(query).first() is not None


class Closed(NamedTuple):
    """What closed years leave open: days before ``until`` are shut; the year after them."""

    until: date
    next_year: date


def closed_before(session: ScopedSession, organization_id: int) -> Closed | None:
    """The days of closed academic years. None: no year is closed.

    A year that was closed in summer goes on to its end: what is shut are the days before it was
    closed, whose sheets were signed by then.
    """
    query = (
        select(YearTransition.starts_on, YearTransition.done_at)
        .where(
            YearTransition.organization_id == organization_id,
            YearTransition.state == TransitionState.DONE,
        )
        .order_by(YearTransition.starts_on.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    done_on = clock.local(row.done_at, clock.DEFAULT_ZONE).date() if row.done_at else row.starts_on
    return Closed(min(row.starts_on, done_on), row.starts_on)


def passed_by(session: ScopedSession, document_id: int) -> str | None:
    """The name of the year whose passage carried an order out; None for any other order."""
    query = (
        select(YearTransition.name)
        .join(TransitionOrder, TransitionOrder.transition_id == YearTransition.id)
        .where(
            TransitionOrder.document_id == document_id,
            YearTransition.state == TransitionState.DONE,
        )
    )
    return session.scalars(query).first()


def year_at(session: ScopedSession, organization: Organization, day: date) -> AcademicYear | None:
    """The academic year of a day, the kindergarten's own or one from above."""
    query = select(AcademicYear).where(
        AcademicYear.organization_id.in_(lineage_of(organization.path)),
        AcademicYear.starts_on <= day,
        AcademicYear.ends_on >= day,
    )
    return session.scalars(query).first()


def planned_lists(session: ScopedSession, document_id: int) -> dict[int, int] | None:
    """Children of each group by the plan of the passage that an order waits for.

    None for an order of no passage, and for one that was carried out.
    """
    query = (
        select(YearTransition)
        .join(TransitionOrder, TransitionOrder.transition_id == YearTransition.id)
        .where(
            TransitionOrder.document_id == document_id,
            YearTransition.state != TransitionState.DONE,
        )
    )
    transition = session.scalars(query).first()
    if transition is None:
        return None
    planned = situation(session, transition).journeys
    return Counter(one.target for one in planned if one.target is not None)
