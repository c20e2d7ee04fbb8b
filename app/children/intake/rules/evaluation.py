"""A whole list: every row read and compared, and the rows that contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.children.intake.rules.comparing import compare
from app.children.intake.rules.decisions import NO_DECISION, Decision
from app.children.intake.rules.fields import Field, Person, person_field
from app.children.intake.rules.known import KnownChildren, name_key
from app.children.intake.rules.layout import Layout
from app.children.intake.rules.meeting import entry_parts
from app.children.intake.rules.problems import Choice, Problem, Severity, gravest_first, wrong
from app.children.intake.rules.reading import read_row
from app.children.intake.rules.rows import IntakeContext, ParsedRow
from app.children.intake.rules.table import SkippedRow, Table
from app.children.intake.rules.verdicts import State, Verdict
from app.core.messages import message

Decisions = Mapping[int, Decision]
_CONTACTS = frozenset({"phone", "email"})


@dataclass(frozen=True)
class Evaluation:
    """The check of a list: a verdict for each row in the order of the file."""

    verdicts: tuple[Verdict, ...]
    skipped: tuple[SkippedRow, ...] = ()

    @property
    def counts(self) -> dict[State, int]:
        counted = Counter(verdict.state for verdict in self.verdicts)
        return {state: counted[state] for state in State}

    @property
    def to_load(self) -> tuple[Verdict, ...]:
        """The rows that will be written."""
        return tuple(
            verdict for verdict in self.verdicts if verdict.state in (State.NEW, State.CHANGED)
        )

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to decide."""
        return not any(verdict.is_open for verdict in self.verdicts)


def evaluate(
    table: Table,
    layout: Layout,
    context: IntakeContext,
    known: KnownChildren,
    decisions: Decisions | None = None,
) -> Evaluation:
    """Check a list. The same arguments give the same verdicts; nothing is kept between calls."""
    decided = decisions or {}
    rows = []
    for row in table.rows:
        decision = decided.get(row.number, NO_DECISION)
        rows.append(read_row(row, layout, context, decision.corrections, decision.without))
    return evaluate_rows(tuple(rows), known, decided, table.skipped)


def evaluate_rows(
    rows: tuple[ParsedRow, ...],
    known: KnownChildren,
    decisions: Decisions | None = None,
    skipped: tuple[SkippedRow, ...] = (),
) -> Evaluation:
    """Compare rows that were already read."""
    decided = decisions or {}
    twins = find_twins(rows, decided)
    verdicts = [
        compare(row, known, decided.get(row.number, NO_DECISION), twins.get(row.number, ()))
        for row in rows
    ]
    return Evaluation(tuple(_apart(verdicts)), skipped)


def find_twins(rows: tuple[ParsedRow, ...], decisions: Decisions) -> dict[int, tuple[Problem, ...]]:
    """Rows that are the same child as an earlier row, and what is said about them."""
    first_of: dict[tuple[object, ...], ParsedRow] = {}
    twins: dict[int, tuple[Problem, ...]] = {}
    for row in rows:
        if decisions.get(row.number, NO_DECISION).skip:
            continue
        keys = _identity_keys(row)
        met = next((key for key in keys if key in first_of), None)
        if met is not None:
            twins[row.number] = (_twin(row, first_of[met], met[0]),)
        for key in keys:
            first_of.setdefault(key, row)
    return twins


def _identity_keys(row: ParsedRow) -> list[tuple[object, ...]]:
    keys: list[tuple[object, ...]] = [
        (field, row.values[field])
        for field in (Field.SNILS, Field.BIRTH_CERTIFICATE)
        if field in row.values
    ]
    if row.birth_date is not None and row.name.last_name:
        middle = (row.name.middle_name or "").lower().replace("ё", "е")
        keys.append(("name", *name_key(row.name), middle, row.birth_date))
    return keys


def _twin(row: ParsedRow, first: ParsedRow, by: object) -> Problem:
    same_person = name_key(row.name) == name_key(first.name)
    if isinstance(by, Field) and not same_person:
        text = message("Row %(row)s has the same number. Correct one of them.", row=first.number)
        return wrong(by, text, row.originals.get(by, ""))
    text = message("Row %(row)s is the same child. Leave one of them out.", row=first.number)
    choices: tuple[Choice, ...] = (Choice.SKIP, Choice.CORRECT)
    if not isinstance(by, Field):
        choices = (Choice.SKIP, Choice.OTHER_CHILD, Choice.CORRECT)
    return Problem(None, Severity.DOUBTFUL, text, "", choices)


def _apart(verdicts: list[Verdict]) -> list[Verdict]:
    """Say where two rows want to write different things to the same child or adult."""
    child_rows: dict[int, int] = {}
    adult_values: dict[tuple[str, str], tuple[str, int]] = {}
    result = []
    for verdict in verdicts:
        found: list[Problem] = []
        if verdict.state != State.SKIPPED:
            found = _clashes(verdict, child_rows, adult_values)
        result.append(_with_problems(verdict, found))
    return result


def _clashes(
    verdict: Verdict,
    child_rows: dict[int, int],
    adult_values: dict[tuple[str, str], tuple[str, int]],
) -> list[Problem]:
    found = []
    if verdict.child_id is not None:
        first = child_rows.setdefault(verdict.child_id, verdict.number)
        told = any(Choice.SKIP in problem.choices for problem in verdict.problems)
        if first != verdict.number and not told:
            text = message("Row %(row)s is the same child. Leave one of them out.", row=first)
            choices = (Choice.SKIP, Choice.CORRECT)
            found.append(Problem(None, Severity.DOUBTFUL, text, "", choices))
    for plan in verdict.guardians:
        for part, value in entry_parts(plan.entry):
            if value is None:
                continue
            said, row = adult_values.setdefault((plan.key, part), (value, verdict.number))
            if said != value:
                found.append(_two_values(plan.entry.person, part, value, said, row))
    return found


def _two_values(person: Person, part: str, value: str, said: str, row: int) -> Problem:
    text = message(
        "Row %(row)s says “%(other)s” for the same representative. Make them equal.",
        row=row,
        other=said,
    )
    field = person_field(person, part if part in _CONTACTS else "name")
    return Problem(field, Severity.DOUBTFUL, text, value, (Choice.CORRECT, Choice.WITHOUT))


def _with_problems(verdict: Verdict, found: list[Problem]) -> Verdict:
    if not found:
        return verdict
    state = verdict.state if verdict.state == State.WRONG else State.DOUBTFUL
    return replace(verdict, state=state, problems=gravest_first((*verdict.problems, *found)))
