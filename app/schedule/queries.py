"""Reads of the schedule: groups to choose from, lessons of a week, lessons of own children."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.children.models import Placement
from app.core.scoping.scope import unscoped
from app.groups.models import ChildGroup, Room
from app.organizations.models import Organization
from app.schedule.models import Lesson
from app.schedule.rules import Entry
from app.staff.models import Employee

_FACTS = (
    *(Lesson.id, Lesson.title, Lesson.weekday, Lesson.starts_at, Lesson.ends_at),
    *(Lesson.valid_from, Lesson.valid_to),
)
_GROUP = (
    select(
        *(ChildGroup.id, ChildGroup.name, ChildGroup.organization_id),
        *(Organization.path, Organization.short_name),
    )
    .join(Organization, Organization.id == ChildGroup.organization_id)
    .order_by(Organization.path, ChildGroup.search_key, ChildGroup.id)
)


@dataclass(frozen=True)
class GroupChoice:
    """A group whose schedule may be read, with the organisation whose calendar it goes by."""

    id: int
    name: str
    organization_id: int
    path: str
    house: str


def groups_in_reach(session: Session, day: date) -> list[GroupChoice]:
    """Groups of who works with them; a parent's: those with a schedule, by their names alone,
    since their rows are not reached. Three statements at most."""
    query = _GROUP.where(
        or_(ChildGroup.opened_on.is_(None), ChildGroup.opened_on <= day),
        or_(ChildGroup.closed_on.is_(None), ChildGroup.closed_on > day),
    )
    found = [GroupChoice(*row) for row in session.execute(query)]
    known = {one.id for one in found}
    shown = set(session.scalars(select(Lesson.group_id).where(_not_over(day)).distinct()))
    return found + _named_only(session, shown - known)


def _named_only(session: Session, groups: Collection[int]) -> list[GroupChoice]:
    if not groups:
        return []
    with unscoped("the names of the groups whose lessons the person sees"):
        rows = session.execute(_GROUP.where(ChildGroup.id.in_(groups))).all()
    return [GroupChoice(*row) for row in rows]


def _not_over(day: date) -> Any:
    return or_(Lesson.valid_to.is_(None), Lesson.valid_to >= day)


def lessons_between(session: Session, group_id: int, first: date, last: date) -> list[Entry]:
    """Lessons of a group that hold within a span, with who gives them and where. Two statements.

    A parent does not reach rows of employees and rooms: of a lesson that the scope let through
    it is told the name and the initials, and what the room is called.
    """
    query = select(*_FACTS).where(
        Lesson.group_id == group_id, Lesson.valid_from <= last, _not_over(first)
    )
    rows = session.execute(query).all()
    told = _told_of(session, [row.id for row in rows])
    return [Entry(*row, *told.get(row.id, ("", ""))) for row in rows]


def _told_of(session: Session, lessons: Sequence[int]) -> dict[int, tuple[str, str]]:
    query = (
        select(
            *(Lesson.id, Room.name, Employee.last_name),
            *(Employee.first_name, Employee.middle_name),
        )
        .outerjoin(Room, Room.id == Lesson.room_id)
        .outerjoin(Employee, Employee.id == Lesson.employee_id)
        .where(Lesson.id.in_(lessons))
    )
    with unscoped("who gives the lessons that the person sees, and in which room"):
        return {
            key: ((last or "") + "".join(f" {name[0]}." for name in names if name), room or "")
            for key, room, last, *names in session.execute(query)
        }


def other_lessons(session: Session, group_id: int, lesson_id: int | None) -> list[Entry]:
    """The other lessons of a group. The row of the group is locked until the end of the
    transaction: of two who write at once, the second sees what the first has written."""
    session.execute(select(ChildGroup.id).where(ChildGroup.id == group_id).with_for_update())
    query = select(*_FACTS).where(Lesson.group_id == group_id)
    return [Entry(*row) for row in session.execute(query) if row.id != lesson_id]


def lessons_of_children(
    session: Session, children: Collection[int], day: date
) -> dict[int, tuple[int, list[Entry]]]:
    """By child: the group of the day and the lessons of its week, of those with any. One
    statement."""
    query = (
        select(Placement.child_id, Placement.group_id, *_FACTS)
        .join(Lesson, and_(Lesson.group_id == Placement.group_id, Lesson.valid_from <= day))
        .where(
            Placement.child_id.in_(children),
            Placement.starts_on <= day,
            or_(Placement.ends_on.is_(None), Placement.ends_on > day),
            _not_over(day),
        )
    )
    found: dict[int, tuple[int, list[Entry]]] = {}
    for row in session.execute(query):
        found.setdefault(row[0], (row[1], []))[1].append(Entry(*row[2:]))
    return found
