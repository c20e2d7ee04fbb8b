"""What will happen to a row, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.children.intake.rules.fields import Field
from app.children.intake.rules.problems import Problem
from app.children.intake.rules.rows import GuardianEntry, ParsedRow, Value
from app.core.messages import Message, message


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"
    SKIPPED = "skipped"


STATE_LABELS: dict[State, Message] = {
    State.NEW: message("new child"),
    State.CHANGED: message("will change"),
    State.SAME: message("no change"),
    State.DOUBTFUL: message("doubtful"),
    State.WRONG: message("error"),
    State.SKIPPED: message("not loaded"),
}


@dataclass(frozen=True)
class Change:
    """A value that will be written: ``old`` is None where nothing is stored."""

    field: Field
    old: Value | None
    new: Value


@dataclass(frozen=True)
class GuardianPlan:
    """What is written of a representative.

    ``guardian_id`` None: a new person; equal ``key`` in several rows is one and the same.
    ``linked`` False: the child gets a new link with ``entry.relation``.
    """

    entry: GuardianEntry
    key: str
    guardian_id: int | None
    linked: bool
    changes: tuple[Change, ...]

    @property
    def is_same(self) -> bool:
        return self.linked and not self.changes


@dataclass(frozen=True)
class Verdict:
    """The fate of a row. Only NEW and CHANGED rows are written, by ``changes`` and
    ``guardians``; ``child_id`` is the known child, None for a new one."""

    row: ParsedRow
    state: State
    child_id: int | None = None
    changes: tuple[Change, ...] = ()
    guardians: tuple[GuardianPlan, ...] = ()
    problems: tuple[Problem, ...] = ()
    enrols: bool = False

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def is_open(self) -> bool:
        """Whether a person must decide before anything is loaded."""
        return self.state in (State.WRONG, State.DOUBTFUL)

    @property
    def moves(self) -> bool:
        """Whether an enrolled child changes its group, which needs an order."""
        return not self.enrols and any(change.field == Field.GROUP for change in self.changes)
