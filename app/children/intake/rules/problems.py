"""What is said about a row: how grave it is, in which words, and what a person may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.children.intake.rules.fields import Field
from app.core.messages import Message


class Severity(StrEnum):
    """How grave a problem is, the gravest first."""

    WRONG = "wrong"  # the row cannot be loaded so
    DOUBTFUL = "doubtful"  # a person must look and decide
    NOTE = "note"  # what was put right or left out; nothing to decide


class Choice(StrEnum):
    """What a person may answer to a problem; the names of the fields of ``Decision``."""

    CORRECT = "correct"
    ACCEPT = "accept"
    WITHOUT = "without"
    SAME_CHILD = "same_child"
    OTHER_CHILD = "other_child"
    SKIP = "skip"


@dataclass(frozen=True)
class Problem:
    """One remark. ``field`` is None when it concerns the row as a whole."""

    field: Field | None
    severity: Severity
    text: Message
    original: str = ""
    choices: tuple[Choice, ...] = ()
    child_id: int | None = None
    decided: bool = False


_WRONG_CHOICES = (Choice.CORRECT, Choice.WITHOUT)
_REQUIRED = frozenset(
    {
        Field.LAST_NAME,
        Field.FIRST_NAME,
        Field.FULL_NAME,
        Field.BIRTH_DATE,
        Field.GROUP,
        Field.SEX,
        Field.ENROLMENT_DATE,
    }
)


def wrong(field: Field | None, text: Message, original: str = "") -> Problem:
    """A value that cannot be loaded. An optional one may be left out instead of corrected."""
    needed = field is None or field in _REQUIRED
    choices = (Choice.CORRECT, Choice.SKIP) if needed else _WRONG_CHOICES
    return Problem(field, Severity.WRONG, text, original, choices)


def doubtful(field: Field | None, text: Message, original: str = "") -> Problem:
    """A value that was understood, but could be meant otherwise."""
    return Problem(field, Severity.DOUBTFUL, text, original, (Choice.ACCEPT, Choice.CORRECT))


def note(field: Field | None, text: Message, original: str = "") -> Problem:
    """Something that was put right or left out, and is said."""
    return Problem(field, Severity.NOTE, text, original)


def worst(problems: Iterable[Problem]) -> Severity | None:
    """The gravest severity among problems that nobody has decided yet."""
    open_ones = {problem.severity for problem in problems if not problem.decided}
    return next((severity for severity in Severity if severity in open_ones), None)


def gravest_first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in the order in which they are shown; what is decided comes after the open ones."""
    grades = list(Severity)
    return tuple(
        sorted(problems, key=lambda problem: (problem.decided, grades.index(problem.severity)))
    )
