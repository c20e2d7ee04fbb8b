"""What may be answered to the problems of a row, and the decision that an answer makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.children.intake.rules.decisions import NO_DECISION, Decision
from app.children.intake.rules.fields import Field
from app.children.intake.rules.kept import KeptRow
from app.children.intake.rules.problems import Choice, Problem, Severity
from app.core.errors import BadInput
from app.core.messages import Message, message

LONGEST_CORRECTION = 300
ROW = "row"
"""The key of problems that concern the row as a whole."""

_CERTIFICATE = frozenset(
    {Field.BIRTH_CERTIFICATE, Field.CERTIFICATE_SERIES, Field.CERTIFICATE_NUMBER}
)


@dataclass(frozen=True)
class Question:
    """The open problems of one field of a row, which are answered together.

    ``options`` are the answers by their short names; ``fixes`` the texts that may be typed
    anew, by field.
    """

    key: str
    problems: tuple[Problem, ...]
    options: Mapping[str, Message]
    fixes: Mapping[Field, str]


@dataclass(frozen=True)
class Choices:
    """What a person chose on the page of the columns."""

    sheet_name: str
    mapping: Mapping[int, Field | None]
    default_group_id: int | None = None
    default_enrolment: date | None = None


@dataclass(frozen=True)
class Answers:
    """What a person answered on the page of the check."""

    decisions: Mapping[int, Decision] = field(default_factory=dict)
    moved_on: date | None = None
    move_order: str | None = None


@dataclass(frozen=True)
class RawAnswer:
    """What came from the page about one row."""

    undo: bool = False
    skip: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def questions(row: KeptRow) -> tuple[Question, ...]:
    """What a person must decide about a row, in the order in which it is shown."""
    by_key: dict[str, list[Problem]] = {}
    for problem in row.problems:
        if not problem.decided and problem.severity != Severity.NOTE:
            by_key.setdefault(problem.field or ROW, []).append(problem)
    return tuple(
        Question(key, tuple(problems), _options(problems), _fixes(row, problems))
        for key, problems in by_key.items()
    )


def _options(problems: list[Problem]) -> dict[str, Message]:
    options: dict[str, Message] = {}
    several = sum(Choice.SAME_CHILD in problem.choices for problem in problems) > 1
    for problem in problems:
        for choice in problem.choices:
            if choice == Choice.SAME_CHILD:
                label = message("The same child")
                if several:
                    label = message("The child of remark %(number)s", number=len(options) + 1)
                options[f"same-{problem.child_id}"] = label
    for choice, label in _LABELS.items():
        if any(choice in problem.choices for problem in problems):
            options[choice.value] = label
    return options


_LABELS: dict[Choice, Message] = {
    Choice.ACCEPT: message("Agree"),
    Choice.WITHOUT: message("Load without this"),
    Choice.OTHER_CHILD: message("Another child"),
}


def _fixes(row: KeptRow, problems: list[Problem]) -> dict[Field, str]:
    fixes: dict[Field, str] = {}
    for problem in problems:
        if Choice.CORRECT not in problem.choices:
            continue
        if problem.field is None:
            fixes[Field.FULL_NAME] = str(row.cells[0])
            fixes[Field.BIRTH_DATE] = str(row.cells[1])
        else:
            fixes.setdefault(problem.field, problem.original)
    return fixes


def answered(row: KeptRow, raw: RawAnswer) -> Decision:
    """The decision about a row after an answer.

    Raises ``BadInput`` for an answer that was not offered: the page is old or forged.
    """
    if raw.undo:
        return NO_DECISION
    decision = replace(row.decision, skip=raw.skip)
    asked = questions(row)
    offered = {question.key: question.options for question in asked}
    fixes = {one: text for question in asked for one, text in question.fixes.items()}
    for key, name in raw.chosen.items():
        if name not in offered.get(key, ()):
            raise BadInput(message("This answer is not offered any more. Open the check anew."))
        decision = _chosen(decision, key, name)
    for name, text in raw.typed.items():
        one = next((known for known in fixes if known == name), None)
        if one is None:
            raise BadInput(message("This answer is not offered any more. Open the check anew."))
        if len(text) > LONGEST_CORRECTION:
            raise BadInput(message("The correction is too long. Shorten it."))
        if text.strip() and text.strip() != fixes[one].strip():
            decision = _corrected(decision, one, text.strip())
    return decision


def _chosen(decision: Decision, key: str, name: str) -> Decision:
    if name.startswith("same-"):
        return replace(decision, same_child=int(name.removeprefix("same-")), other_child=False)
    if name == Choice.OTHER_CHILD:
        return replace(decision, same_child=None, other_child=True)
    one = Field(key)
    if name == Choice.ACCEPT:
        return replace(decision, accepted=decision.accepted | {one})
    return replace(decision, without=decision.without | _together(one))


def _together(one: Field) -> frozenset[Field]:
    """A certificate may stand in three columns; it is left out as a whole."""
    return _CERTIFICATE if one in _CERTIFICATE else frozenset({one})


def _corrected(decision: Decision, one: Field, text: str) -> Decision:
    return replace(
        decision,
        corrections={**decision.corrections, one: text},
        accepted=decision.accepted - {one},
        without=decision.without - {one},
    )
