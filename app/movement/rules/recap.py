"""Recap of the book by group for any two days (domain 4.4): start + in − out = end."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.core.messages import message
from app.movement.rules.events import DepartureReason, Event, MovementKind
from app.movement.rules.history import Enrolled, History


class Figure(enum.StrEnum):
    """A column of the recap."""

    START = "start"
    ARRIVED_NEW = "arrived_new"
    ARRIVED_FROM = "arrived_from"
    MOVED_IN = "moved_in"
    LEFT_SCHOOL = "left_school"
    LEFT_KINDERGARTEN = "left_kindergarten"
    LEFT_MOVE = "left_move"
    LEFT_OTHER = "left_other"
    MOVED_OUT = "moved_out"
    END = "end"
    BOYS = "boys"
    GIRLS = "girls"


FIGURES = {
    Figure.START: message("At the start"),
    Figure.ARRIVED_NEW: message("Came: new"),
    Figure.ARRIVED_FROM: message("Came: from another kindergarten"),
    Figure.MOVED_IN: message("From other groups"),
    Figure.LEFT_SCHOOL: message("Left: to school"),
    Figure.LEFT_KINDERGARTEN: message("Left: to another kindergarten"),
    Figure.LEFT_MOVE: message("Left: moved away"),
    Figure.LEFT_OTHER: message("Left: for another reason"),
    Figure.MOVED_OUT: message("To other groups"),
    Figure.END: message("At the end"),
    Figure.BOYS: message("Boys"),
    Figure.GIRLS: message("Girls"),
}
CAME = (Figure.ARRIVED_NEW, Figure.ARRIVED_FROM)
LEFT = (Figure.LEFT_SCHOOL, Figure.LEFT_KINDERGARTEN, Figure.LEFT_MOVE, Figure.LEFT_OTHER)
_LEFT_FOR = {
    DepartureReason.SCHOOL: Figure.LEFT_SCHOOL,
    DepartureReason.OTHER_KINDERGARTEN: Figure.LEFT_KINDERGARTEN,
    DepartureReason.MOVE: Figure.LEFT_MOVE,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A change of the list of groups. ``event`` None: a return, or the end of a guest's stay."""

    child: int
    day: date
    out_of: int | None
    into: int | None
    event: Event | None
    opened_by: Event


def steps(child: int, history: History) -> list[Step]:
    """All changes of the lists that one child brought about, by day."""
    found: list[Step] = []
    for enrolled in history.enrolments:
        found += _steps_of(child, enrolled)
    return found


def _steps_of(child: int, enrolled: Enrolled) -> list[Step]:
    by = enrolled.opened_by
    found: list[Step] = []
    before: int | None = None
    for stay in enrolled.stays:
        if stay.group != before:
            found.append(Step(child, stay.starts_on, before, stay.group, stay.opened_by, by))
        before = stay.group
    if enrolled.ends_on is not None and before is not None:
        found.append(Step(child, enrolled.ends_on, before, None, enrolled.closed_by, by))
    return found


@dataclass
class GroupRecap:
    """One line: the children behind each figure, so that it can be opened."""

    children: dict[Figure, list[int]] = field(
        default_factory=lambda: {figure: [] for figure in Figure}
    )

    def __getitem__(self, figure: Figure) -> int:
        return len(self.children[figure])

    @property
    def balances(self) -> bool:
        """start + came + in − left − out = end = boys + girls."""
        came = sum(self[one] for one in CAME) + self[Figure.MOVED_IN]
        left = sum(self[one] for one in LEFT) + self[Figure.MOVED_OUT]
        whole = self[Figure.START] + came - left
        return whole == self[Figure.END] == self[Figure.BOYS] + self[Figure.GIRLS]


@dataclass
class Recap:
    """The lines by group; the list on ``first`` is the start, the list on ``last`` the end.

    Movements of the days after ``first`` up to ``last`` inclusive lie between them.
    """

    first: date
    last: date
    lines: dict[int, GroupRecap] = field(default_factory=dict)

    @property
    def total(self) -> GroupRecap:
        whole = GroupRecap()
        for line in self.lines.values():
            for figure, children in line.children.items():
                whole.children[figure] += children
        return whole

    @property
    def balances(self) -> bool:
        """Every line and the whole balance, and as many came from groups as went to groups."""
        whole = self.total
        exchanged = whole[Figure.MOVED_IN] == whole[Figure.MOVED_OUT]
        return exchanged and whole.balances and all(one.balances for one in self.lines.values())


def recap(histories: Mapping[int, History], boys: Iterable[int], first: date, last: date) -> Recap:
    """The recap of children (by their key) between two days. ``boys``: keys of the boys."""
    found = Recap(first, last)
    male = frozenset(boys)
    for child, history in histories.items():
        _count(found, history.group_on(first), Figure.START, child)
        ended = history.group_on(last)
        _count(found, ended, Figure.END, child)
        _count(found, ended, Figure.BOYS if child in male else Figure.GIRLS, child)
        for step in steps(child, history):
            if first < step.day <= last:
                _count_step(found, step)
    return found


def _count_step(found: Recap, step: Step) -> None:
    if step.out_of is None:
        new = step.opened_by.kind is not MovementKind.BY_TRANSFER
        figure = Figure.ARRIVED_NEW if new else Figure.ARRIVED_FROM
        _count(found, step.into, figure, step.child)
    elif step.into is None:
        reason = step.event.reason if step.event else None
        figure = _LEFT_FOR.get(reason, Figure.LEFT_OTHER) if reason else Figure.LEFT_OTHER
        _count(found, step.out_of, figure, step.child)
    else:
        _count(found, step.out_of, Figure.MOVED_OUT, step.child)
        _count(found, step.into, Figure.MOVED_IN, step.child)


def _count(found: Recap, group: int | None, figure: Figure, child: int) -> None:
    if group is not None:
        found.lines.setdefault(group, GroupRecap()).children[figure].append(child)
