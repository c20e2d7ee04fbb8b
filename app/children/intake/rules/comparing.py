"""A row against what is known: new, changed, same, or a matter for a person."""

from __future__ import annotations

from dataclasses import replace

from app.children.intake.rules.decisions import NO_DECISION, Decision
from app.children.intake.rules.fields import Field, field_label
from app.children.intake.rules.identity import identify
from app.children.intake.rules.known import CHILD_FIELDS, KnownChild, KnownChildren
from app.children.intake.rules.meeting import meet_guardians
from app.children.intake.rules.problems import (
    Choice,
    Problem,
    Severity,
    doubtful,
    gravest_first,
    note,
    worst,
    wrong,
)
from app.children.intake.rules.rows import ParsedRow, Value
from app.children.intake.rules.shown import shown
from app.children.intake.rules.text import clean, loses_yo
from app.children.intake.rules.verdicts import Change, GuardianPlan, State, Verdict
from app.core.messages import message

# A stored value of these is replaced only when a person agrees: it identifies the
# child, or it stands in an order.
_CONFIRMED = frozenset(
    {
        Field.SEX,
        Field.BIRTH_DATE,
        Field.SNILS,
        Field.BIRTH_CERTIFICATE,
        Field.GROUP,
        Field.ENROLMENT_DATE,
    }
)
_NAMES = frozenset({Field.LAST_NAME, Field.FIRST_NAME, Field.MIDDLE_NAME})


def compare(
    row: ParsedRow,
    known: KnownChildren,
    decision: Decision = NO_DECISION,
    problems: tuple[Problem, ...] = (),
) -> Verdict:
    """Weigh a row that was read with the corrections of the same ``decision``.

    ``problems`` are those that come from other rows (``evaluation`` finds them). Empty
    cells never erase a stored value.
    """
    match = identify(row, known, decision)
    said = [*row.problems, *problems, *match.problems]
    if match.child is None:
        changes, found = _new_child(row)
    else:
        changes, found = _known_child(row, match.child)
    said += found
    guardians, met = meet_guardians(row.guardians, match.child, known, row.number)
    decided = gravest_first(_decided(problem, decision) for problem in (*said, *met))
    return Verdict(
        row=row,
        state=_state(match.child, changes, guardians, decided, decision),
        child_id=match.child.id if match.child else None,
        changes=tuple(changes),
        guardians=guardians,
        problems=decided,
        enrols=match.child is None or not match.child.enrolled,
    )


def _new_child(row: ParsedRow) -> tuple[list[Change], list[Problem]]:
    changes = [
        Change(field, None, row.values[field]) for field in CHILD_FIELDS if field in row.values
    ]
    return changes, _missing_of_enrolment(row) + _missing_sex(row)


def _missing_of_enrolment(row: ParsedRow) -> list[Problem]:
    said = {problem.field for problem in row.problems if problem.severity == Severity.WRONG}
    problems = []
    if Field.GROUP not in row.values and Field.GROUP not in said:
        text = message("The group is missing. Write it, or choose one for the whole list.")
        problems.append(wrong(Field.GROUP, text))
    if Field.ENROLMENT_DATE not in row.values and Field.ENROLMENT_DATE not in said:
        text = message(
            "The date of enrolment is missing. Write it, or choose one for the whole list."
        )
        problems.append(wrong(Field.ENROLMENT_DATE, text))
    return problems


def _missing_sex(row: ParsedRow) -> list[Problem]:
    if Field.SEX in row.values or any(problem.field == Field.SEX for problem in row.problems):
        return []
    text = message("The sex is not given, and the patronymic does not tell it. Write “м” or “ж”.")
    return [wrong(Field.SEX, text)]


def _known_child(row: ParsedRow, child: KnownChild) -> tuple[list[Change], list[Problem]]:
    changes: list[Change] = []
    problems: list[Problem] = []
    if not child.enrolled:
        problems += [_returns(child), *_missing_of_enrolment(row)]
    for field in CHILD_FIELDS:
        new, old = row.values.get(field), child.values.get(field)
        if new is None or _same(old, new) or (old is not None and field in row.assumed):
            continue
        if field in _NAMES and old is not None and loses_yo(str(old), str(new)):
            text = message("“ё” is kept as stored: “%(name)s”.", name=old)
            problems.append(note(field, text, str(new)))
            continue
        changes.append(Change(field, old, new))
        if old is not None and field in _CONFIRMED:
            problems.append(_to_confirm(row, field, old, new))
    return changes, problems


def _returns(child: KnownChild) -> Problem:
    text = message("“%(name)s” has left. Agree to enrol the child again.", name=child.name.full)
    choices = (Choice.ACCEPT, Choice.SKIP)
    return Problem(Field.ENROLMENT_DATE, Severity.DOUBTFUL, text, "", choices, child.id)


def _to_confirm(row: ParsedRow, field: Field, old: Value, new: Value) -> Problem:
    original = row.originals.get(field, "")
    if field == Field.GROUP:
        text = message(
            "The child is in the group “%(old)s”, the file says “%(new)s”. A move needs an order:"
            " agree, or leave the group as it is.",
            old=old,
            new=new,
        )
    else:
        text = message(
            "%(field)s: stored is “%(old)s”, the file says “%(new)s”."
            " Agree to replace it, or leave it as it is.",
            field=field_label(field),
            old=shown(field, old),
            new=shown(field, new),
        )
    choices = (Choice.ACCEPT, Choice.WITHOUT, Choice.CORRECT)
    if field == Field.BIRTH_DATE:
        choices = (Choice.ACCEPT, Choice.CORRECT, Choice.SKIP)
    return replace(doubtful(field, text, original), choices=choices)


def _same(old: Value | None, new: Value) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return clean(old) == clean(new)
    return old == new


def _decided(problem: Problem, decision: Decision) -> Problem:
    if problem.severity != Severity.DOUBTFUL:
        return problem
    accepted = problem.field in decision.accepted and Choice.ACCEPT in problem.choices
    same = Choice.SAME_CHILD in problem.choices and decision.same_child is not None
    other = Choice.OTHER_CHILD in problem.choices and decision.other_child
    return replace(problem, decided=True) if accepted or same or other else problem


def _state(
    child: KnownChild | None,
    changes: list[Change],
    guardians: tuple[GuardianPlan, ...],
    problems: tuple[Problem, ...],
    decision: Decision,
) -> State:
    if decision.skip:
        return State.SKIPPED
    gravest = worst(problems)
    if gravest == Severity.WRONG:
        return State.WRONG
    if gravest == Severity.DOUBTFUL:
        return State.DOUBTFUL
    if child is None:
        return State.NEW
    is_same = not changes and all(plan.is_same for plan in guardians)
    return State.SAME if is_same else State.CHANGED
