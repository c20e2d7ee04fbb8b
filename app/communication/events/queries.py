"""Reads of events: entries of a span, one event, who is told, whose feed it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.children.models import ChildGuardian, Guardian, Placement
from app.children.rules import READING_RIGHTS
from app.communication.events.models import CalendarFeed, Event
from app.communication.events.rules import Entry, EventState
from app.core.scoping.scope import unscoped
from app.groups.models import ChildGroup, GroupTeacher
from app.organizations.models import Appointment, Organization, RoleReach, UserAccount
from app.organizations.queries import in_force
from app.organizations.rules import RoleReachKind
from app.staff.models import Employee

LONGEST = timedelta(days=31)
_ENTRY = (
    select(
        *(Event.id, Event.title, Event.day, Event.ends_on, Event.starts_at, Event.ends_at),
        *(Event.place, Event.group_id, Event.organization_id, Event.state, Event.changed_at),
        Event.staff_only,
    )
).order_by(Event.day, Event.starts_at, Event.id)


def entries(session: Session, first: date, last: date, words: str = "") -> list[Entry]:
    """Events that touch a span, of those in reach. Two statements; three with names of groups."""
    query = _ENTRY.where(
        Event.day <= last,
        Event.day > first - LONGEST,
        or_(Event.day >= first, Event.ends_on >= first),
    )
    for word in words.split():
        query = query.where(Event.search_key.contains(word, autoescape=True))
    rows = session.execute(query).all()
    zones = _zones(session, {row.organization_id for row in rows})
    names = group_names(session, {row.group_id for row in rows if row.group_id})
    return [
        Entry(
            *(row.id, row.title, row.day, row.ends_on, row.starts_at, row.ends_at),
            row.place or "",
            names.get(row.group_id, ""),
            row.state,
            row.changed_at,
            zones.get(row.organization_id, "Europe/Moscow"),
            row.staff_only,
        )
        for row in rows
    ]


def _zones(session: Session, organizations: set[int]) -> dict[int, str]:
    query = select(Organization.id, Organization.timezone).where(Organization.id.in_(organizations))
    return {row.id: row.timezone for row in session.execute(query)}


def group_names(session: Session, groups: set[int]) -> dict[int, str]:
    """Names of the groups of events that the scope let through: a parent does not reach the row
    of the group, but knows what the group of the own child is called."""
    if not groups:
        return {}
    query = select(ChildGroup.id, ChildGroup.name).where(ChildGroup.id.in_(groups))
    with unscoped("the names of the groups of events that the person sees"):
        return {row.id: row.name for row in session.execute(query)}


def event_of(session: Session, key: int) -> Event | None:
    return session.scalars(select(Event).where(Event.id == key)).first()


class Due(NamedTuple):
    """An event of tomorrow that nobody was reminded of."""

    id: int
    organization_id: int
    group_id: int | None
    title: str
    day: date
    starts_at: Any
    staff_only: bool


def due_reminders(session: Session, today: date) -> Sequence[Due]:
    """Planned events of tomorrow. As the system."""
    query = select(
        *(Event.id, Event.organization_id, Event.group_id, Event.title, Event.day),
        *(Event.starts_at, Event.staff_only),
    ).where(
        Event.day == today + timedelta(days=1),
        Event.state == EventState.PLANNED,
        Event.reminded_at.is_(None),
    )
    return [Due(*row) for row in session.execute(query)]


def people_of(session: Session, due: Due) -> set[int]:
    """Accounts that an event concerns: families and leaders of its group; without a group all
    families and the staff of the house. As the system; two statements."""
    found = set(session.scalars(_staff(due)))
    if not due.staff_only:
        found |= set(session.scalars(_families(due)))
    return {one for one in found if one is not None}


def _families(due: Due) -> Any:
    query = (
        select(Guardian.user_id)
        .join(ChildGuardian, ChildGuardian.guardian_id == Guardian.id)
        .join(Placement, Placement.child_id == ChildGuardian.child_id)
        .join(UserAccount, UserAccount.id == Guardian.user_id)
        .where(
            Placement.organization_id == due.organization_id,
            Placement.starts_on <= due.day,
            or_(Placement.ends_on.is_(None), Placement.ends_on > due.day),
            ChildGuardian.rights.in_(READING_RIGHTS),
            or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= due.day),
            UserAccount.active.is_(True),
        )
        .distinct()
    )
    return query.where(Placement.group_id == due.group_id) if due.group_id else query


def _staff(due: Due) -> Any:
    if due.group_id is None:
        return (
            select(Appointment.user_id)
            .join(RoleReach, RoleReach.role_id == Appointment.role_id)
            .where(
                Appointment.organization_id == due.organization_id,
                RoleReach.reach != RoleReachKind.CHILDREN,
                in_force(due.day),
            )
            .distinct()
        )
    return (
        select(Employee.user_id)
        .join(GroupTeacher, GroupTeacher.employee_id == Employee.id)
        .where(
            GroupTeacher.group_id == due.group_id,
            GroupTeacher.valid_from <= due.day,
            or_(GroupTeacher.valid_to.is_(None), GroupTeacher.valid_to >= due.day),
        )
    )


def own_feed(session: Session, user_id: int) -> CalendarFeed | None:
    """The address in force of the signed-in person."""
    query = select(CalendarFeed).where(
        and_(CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None))
    )
    return session.scalars(query.order_by(CalendarFeed.id.desc())).first()


def feed_owner(session: Session, token_digest: str) -> tuple[int, int, datetime | None] | None:
    """(address, account, last reading) of a secret in force. As the system."""
    query = select(CalendarFeed.id, CalendarFeed.user_id, CalendarFeed.read_at).where(
        CalendarFeed.token_digest == token_digest, CalendarFeed.revoked_at.is_(None)
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1], found[2])
