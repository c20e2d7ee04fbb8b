"""Who goes where on 1 September, what hinders it, and which step may follow which (domain 4.5)."""

from __future__ import annotations

import enum
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.children.rules import full_years
from app.core.errors import Conflict, RuleViolation
from app.core.messages import Message, message, nmessage
from app.core.russian import in_order

# The year is not closed long before it ends: until then too much may still happen.
EARLIEST = timedelta(days=62)


class Course(enum.StrEnum):
    """What becomes of a group's children, or of one child, in the next year."""

    STAYS = "stays"
    GOES = "goes"
    LEAVES = "leaves"


COURSES = {
    Course.STAYS: message("stays together and grows older"),
    Course.GOES: message("goes to another group"),
    Course.LEAVES: message("leaves for school"),
}


class TransitionState(enum.StrEnum):
    """How far the passage to a year has come."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    DONE = "done"


TRANSITION_STATES = {
    TransitionState.PLANNED: message("being planned"),
    TransitionState.CONFIRMED: message("confirmed by the coordinator"),
    TransitionState.DONE: message("carried out"),
}


@dataclass(frozen=True, slots=True)
class Level:
    """An age level: full years on 1 September, both ends inclusive."""

    id: int
    from_years: int
    to_years: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it is before the passage."""

    id: int
    name: str
    capacity: int | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What is planned for a group. ``target`` for GOES, ``level`` (new age level) for STAYS."""

    course: Course
    target: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """What is planned for a child other than for its group."""

    course: Course
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A child on the list on the last day of the old year; ``group`` None: in no group."""

    id: int
    name: str
    birth_date: date
    group: int | None


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a child goes. ``target`` None: it leaves for school."""

    child: Listed
    course: Course
    target: int | None

    @property
    def moves(self) -> bool:
        """Whether an order must name the child."""
        return self.target != self.child.group


def next_level(level: Level | None, levels: Iterable[Level]) -> Level | None:
    """The level one year older than this one; None for the oldest and for a group without one."""
    if level is None:
        return None
    older = [one for one in levels if one.from_years > level.from_years]
    return min(older, key=lambda one: (one.from_years, one.to_years), default=None)


def proposed(groups: Iterable[Group], levels: Sequence[Level]) -> dict[int, GroupPlan]:
    """The usual plan: each group grows one level older, the oldest leave for school.

    A group without an age level stays as it is: nothing is guessed.
    """
    plans = {}
    for group in groups:
        older = next_level(group.level, levels)
        if older is not None:
            plans[group.id] = GroupPlan(Course.STAYS, level=older.id)
        elif group.level is not None:
            plans[group.id] = GroupPlan(Course.LEAVES)
        else:
            plans[group.id] = GroupPlan(Course.STAYS)
    return plans


def journeys(
    children: Iterable[Listed],
    groups: Mapping[int, GroupPlan],
    exceptions: Mapping[int, ChildPlan],
) -> list[Journey]:
    """Where every child goes: by its own plan, or else by that of its group.

    A child in no group, or in a group without a plan, has no journey and is told by ``gaps``.
    """
    found = []
    for child in children:
        own = exceptions.get(child.id)
        plan = own or groups.get(child.group or 0)
        if plan is None:
            continue
        target = {
            Course.STAYS: child.group,
            Course.GOES: plan.target,
            Course.LEAVES: None,
        }[plan.course]
        found.append(Journey(child, plan.course, target))
    return found


def gaps(
    children: Sequence[Listed], planned: Sequence[Journey], groups: Mapping[int, Group]
) -> list[Message]:
    """What makes the plan impossible, in words. Empty: it can be carried out."""
    known = {one.child.id for one in planned}
    found: list[Message] = []
    lost = [one for one in children if one.id not in known]
    if lost:
        found.append(
            nmessage(
                "%(number)s child has no group and no place in the next year: %(names)s.",
                "%(number)s children have no group and no place in the next year: %(names)s.",
                len(lost),
                names=_names(lost),
            )
        )
    astray = [
        one.child for one in planned if one.course is not Course.LEAVES and one.target not in groups
    ]
    if astray:
        found.append(
            nmessage(
                "For %(number)s child no open group is chosen: %(names)s.",
                "For %(number)s children no open group is chosen: %(names)s.",
                len(astray),
                names=_names(astray),
            )
        )
    return found


def doubts(
    planned: Sequence[Journey], groups: Mapping[int, Group], starts_on: date
) -> list[Message]:
    """What a person should look at, though nothing forbids it."""
    found: list[Message] = []
    filled = Counter(one.target for one in planned if one.target is not None)
    found += [
        nmessage(
            "“%(group)s”: %(number)s child on the list for %(places)s places.",
            "“%(group)s”: %(number)s children on the list for %(places)s places.",
            filled[group.id],
            group=group.name,
            places=group.capacity,
        )
        for group in groups.values()
        if group.capacity is not None and filled[group.id] > group.capacity
    ]
    young = [
        one.child
        for one in planned
        if one.course is Course.LEAVES and full_years(one.child.birth_date, starts_on) < _SCHOOL_AGE
    ]
    if young:
        found.append(
            message(
                "Leave for school although younger than %(years)s years on 1 September: %(names)s.",
                years=_SCHOOL_AGE,
                names=_names(young),
            )
        )
    old = [
        one.child
        for one in planned
        if one.course is not Course.LEAVES
        and full_years(one.child.birth_date, starts_on) >= _OLDEST
    ]
    if old:
        found.append(
            message(
                "Stay although %(years)s years old or more on 1 September: %(names)s.",
                years=_OLDEST,
                names=_names(old),
            )
        )
    return found


def digest(planned: Iterable[Journey], groups: Mapping[int, GroupPlan]) -> str:
    """The plan in one short text: what was confirmed is what is carried out, or it is refused."""
    lines = sorted(f"{one.child.id}>{one.target}" for one in planned if one.moves)
    lines += sorted(f"{key}:{plan.level}" for key, plan in groups.items() if plan.level)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def check_executor(confirmed_by: int | None, executor: int) -> None:
    """The two-person rule (domain 1.3): who confirmed does not carry out."""
    if confirmed_by == executor:
        raise RuleViolation(
            message(
                "You confirmed this plan yourself. Another person carries it out: such are the "
                "two keys of the passage to a new year."
            )
        )


def check_day(today: date, starts_on: date) -> None:
    """Refuse to close a year long before its end."""
    if today < starts_on - EARLIEST:
        raise RuleViolation(
            message(
                "The year is closed from %(day)s on: until then too much may still change.",
                day=f"{starts_on - EARLIEST:%d.%m.%Y}",
            )
        )


def check_confirmed(state: TransitionState, confirmed: str | None, now: str) -> None:
    """Refuse to carry out what was not confirmed, or was changed after it was."""
    if state is not TransitionState.CONFIRMED:
        raise Conflict(message("The coordinator has not confirmed the plan yet."))
    if confirmed != now:
        raise Conflict(
            message("The plan or the lists changed after the confirmation. Confirm it anew.")
        )


# 273-ФЗ, ст. 67: school begins at six and a half; care lasts until the eighth birthday at most.
_SCHOOL_AGE = 6
_OLDEST = 8
_MOST_NAMES = 5


def _names(children: Sequence[Listed]) -> str:
    names = sorted((one.name for one in children), key=in_order)
    shown = ", ".join(names[:_MOST_NAMES])
    return shown if len(names) <= _MOST_NAMES else f"{shown}…"
