"""Reads of a passage: lists on the last day of the old year, the plan, its orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from app.academic_year.queries import lineage_of
from app.academic_year.rules import usual_year
from app.children.models import Child, Enrollment, Placement
from app.core.messages import Message
from app.core.scoping.session import ScopedSession
from app.documents.models import Document
from app.documents.rules.lifecycle import DocumentState
from app.groups.models import AgeLevel, ChildGroup
from app.movement.models import Movement, MovementLine
from app.movement.queries import event_of
from app.movement.rules.events import Event, MovementKind
from app.movement.rules.history import Misfit, replay
from app.movement.transition import rules
from app.movement.transition.models import (
    TransitionChild,
    TransitionEvent,
    TransitionGroup,
    TransitionOrder,
    YearTransition,
)
from app.movement.transition.rules import ChildPlan, Group, GroupPlan, Journey, Level, Listed
from app.organizations.models import Organization

ONE_DAY = timedelta(days=1)
GONE = -1
# A passage that was forgotten in summer may still be made in autumn.
LATEST = timedelta(days=91)


@dataclass
class Situation:
    """A passage as it stands: who is where, what is planned, what follows."""

    transition: YearTransition
    groups: dict[int, Group]
    levels: list[Level]
    level_names: dict[int, str]
    children: list[Listed]
    group_plans: dict[int, GroupPlan]
    child_plans: dict[int, ChildPlan]
    orders: list[Document]
    ordered: dict[int, int | None] = field(default_factory=dict)
    """What live orders of the passage say: child → group, None for a departure."""

    @property
    def journeys(self) -> list[Journey]:
        return rules.journeys(self.children, self.group_plans, self.child_plans)

    @property
    def gaps(self) -> list[Message]:
        return rules.gaps(self.children, self.journeys, self.groups)

    @property
    def doubts(self) -> list[Message]:
        return rules.doubts(self.journeys, self.groups, self.transition.starts_on)

    @property
    def digest(self) -> str:
        return rules.digest(self.journeys, self.group_plans)

    @property
    def wanted(self) -> dict[int, int | None]:
        """What orders must say: child → group, None for a departure."""
        return {one.child.id: one.target for one in self.journeys if one.moves}


def transitions_of(
    session: ScopedSession, organizations: Collection[int]
) -> dict[int, list[YearTransition]]:
    """The passages of kindergartens, the newest first. One statement."""
    query = (
        select(YearTransition)
        .where(YearTransition.organization_id.in_(organizations))
        .order_by(YearTransition.starts_on.desc())
    )
    found: dict[int, list[YearTransition]] = {key: [] for key in organizations}
    for one in session.scalars(query):
        found[one.organization_id].append(one)
    return found


def load_transition(
    session: ScopedSession, key: int, *, lock: bool = False
) -> YearTransition | None:
    """A passage in reach; locked when it is to be changed."""
    query = select(YearTransition).where(YearTransition.id == key)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()


def houses(session: ScopedSession) -> Sequence[Organization]:
    """Kindergartens that the person works in, by name."""
    query = select(Organization).order_by(Organization.search_key)
    return [one for one in session.scalars(query) if one.kind.value == "kindergarten"]


def offered_start(known: Iterable[YearTransition], today: date) -> date:
    """The first day of the year that a kindergarten with these passages passes to next."""
    done = {one.starts_on for one in known if one.state is rules.TransitionState.DONE}
    this = usual_year(today)
    if today - this.starts_on <= LATEST and this.starts_on not in done and done:
        return this.starts_on
    return this.ends_on + ONE_DAY


def situation(session: ScopedSession, transition: YearTransition) -> Situation:
    """Everything about a passage in nine statements, whatever the number of children."""
    groups, levels, names = _groups(session, transition)
    return Situation(
        transition,
        groups,
        levels,
        names,
        _children(session, transition),
        *_plans(session, transition),
        *_orders(session, transition),
    )


def _groups(
    session: ScopedSession, transition: YearTransition
) -> tuple[dict[int, Group], list[Level], dict[int, str]]:
    lineage = lineage_of(transition.organization.path)
    found = session.scalars(
        select(AgeLevel).where(AgeLevel.organization_id.in_(lineage)).order_by(AgeLevel.from_years)
    ).all()
    levels = {one.id: Level(one.id, one.from_years, one.to_years) for one in found}
    query = (
        select(ChildGroup)
        .where(
            ChildGroup.organization_id == transition.organization_id,
            or_(ChildGroup.closed_on.is_(None), ChildGroup.closed_on > transition.starts_on),
        )
        .order_by(ChildGroup.search_key)
    )
    groups = {
        one.id: Group(one.id, one.name, one.capacity, levels.get(one.age_level_id or 0))
        for one in session.scalars(query)
    }
    return groups, list(levels.values()), {one.id: one.name for one in found}


def _children(session: ScopedSession, transition: YearTransition) -> list[Listed]:
    """Who is on the list on the last day of the old year, by name, in the group of its own.

    A guest whose time ends with the year leaves by itself and is nobody's plan.
    """
    last = transition.starts_on - ONE_DAY
    homes = _homes(session, transition)
    query = (
        select(
            Child.id,
            Child.last_name,
            Child.first_name,
            Child.middle_name,
            Child.birth_date,
            Placement.group_id,
        )
        .join(Enrollment, Enrollment.child_id == Child.id)
        .outerjoin(
            Placement,
            (Placement.child_id == Child.id)
            & (Placement.starts_on <= last)
            & or_(Placement.ends_on.is_(None), Placement.ends_on > last),
        )
        .where(
            Child.organization_id == transition.organization_id,
            Enrollment.starts_on <= last,
            or_(Enrollment.ends_on.is_(None), Enrollment.ends_on > last),
        )
        .order_by(Child.search_key, Child.id)
    )
    return [
        Listed(key, " ".join(filter(None, names)), birth_date, homes.get(key, group))
        for key, *names, birth_date, group in session.execute(query)
        if homes.get(key, group) != GONE
    ]


def _homes(session: ScopedSession, transition: YearTransition) -> dict[int, int | None]:
    """Groups of children who are elsewhere for a time on the last day of the old year.

    In summer whole groups may be together in another one. GONE: a guest who leaves with the
    year. One statement.
    """
    last = transition.starts_on - ONE_DAY
    away = aliased(Movement)
    for_a_time = select(away.child_id).where(
        away.organization_id == transition.organization_id,
        away.kind.in_((MovementKind.TEMPORARY, MovementKind.GUEST)),
        away.reversed_on.is_(None),
        away.effective_on <= last,
        away.last_day >= last,
    )
    query = select(
        Movement.id,
        Movement.child_id,
        Movement.kind,
        Movement.effective_on,
        Movement.to_group_id,
        Movement.last_day,
        Movement.reason,
    ).where(
        Movement.child_id.in_(for_a_time),
        Movement.reversed_on.is_(None),
        Movement.effective_on < transition.starts_on,
    )
    events: dict[int, list[Event]] = {}
    for row in session.execute(query):
        events.setdefault(row.child_id, []).append(event_of(row))
    found: dict[int, int | None] = {}
    for child, mine in events.items():
        with suppress(Misfit):
            here = next((one for one in replay(mine).enrolments if one.covers(last)), None)
            if here is not None:
                ends = here.ends_on == transition.starts_on
                found[child] = GONE if ends else here.stays[-1].group or None
    return found


def _plans(
    session: ScopedSession, transition: YearTransition
) -> tuple[dict[int, GroupPlan], dict[int, ChildPlan]]:
    groups = session.scalars(
        select(TransitionGroup).where(TransitionGroup.transition_id == transition.id)
    )
    children = session.scalars(
        select(TransitionChild).where(TransitionChild.transition_id == transition.id)
    )
    return (
        {one.group_id: GroupPlan(one.course, one.target_id, one.level_id) for one in groups},
        {one.child_id: ChildPlan(one.course, one.target_id) for one in children},
    )


def _orders(
    session: ScopedSession, transition: YearTransition
) -> tuple[list[Document], dict[int, int | None]]:
    """Orders of the passage that are not cancelled, and whom they name."""
    query = (
        select(Document)
        .join(TransitionOrder, TransitionOrder.document_id == Document.id)
        .where(
            TransitionOrder.transition_id == transition.id,
            Document.state != DocumentState.CANCELLED,
        )
        .options(joinedload(Document.kind))
        .order_by(Document.id)
    )
    orders = list(session.scalars(query))
    lines = session.execute(
        select(MovementLine.child_id, MovementLine.to_group_id).where(
            MovementLine.document_id.in_([one.id for one in orders])
        )
    )
    return orders, {row.child_id: row.to_group_id for row in lines}


def history(session: ScopedSession, transition: YearTransition) -> Sequence[TransitionEvent]:
    """What happened to a passage, the newest first."""
    query = (
        select(TransitionEvent)
        .where(TransitionEvent.transition_id == transition.id)
        .order_by(TransitionEvent.id.desc())
    )
    return session.scalars(query).all()


def listed_on(session: ScopedSession, organization_id: int, day: date) -> dict[int, set[int]]:
    """Children of each group on a day."""
    query = select(Placement.group_id, Placement.child_id).where(
        Placement.organization_id == organization_id,
        Placement.starts_on <= day,
        or_(Placement.ends_on.is_(None), Placement.ends_on > day),
    )
    found: dict[int, set[int]] = {}
    for group, child in session.execute(query):
        found.setdefault(group, set()).add(child)
    return found
