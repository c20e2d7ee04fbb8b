"""A whole list: every row read and compared, and the rows that contradict each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from app.children.intake.rules.comparing import compare
from app.children.intake.rules.decisions import NO_DECISION
from app.children.intake.rules.fields import Person, person_field
from app.children.intake.rules.known import KnownChildren
from app.children.intake.rules.layout import Layout
from app.children.intake.rules.meeting import entry_parts
from app.children.intake.rules.problems import Choice, Problem, Severity, gravest_first
from app.children.intake.rules.reading import read_row
from app.children.intake.rules.rows import IntakeContext, ParsedRow
from app.children.intake.rules.table import SkippedRow, Table
from app.children.intake.rules.twins import Decisions, find_twins, same_child_as
from app.children.intake.rules.verdicts import State, Verdict
from app.core.messages import message

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
    return Evaluation(tuple(_apart(verdicts, frozenset(twins))), skipped)


def _apart(verdicts: list[Verdict], twins: frozenset[int]) -> list[Verdict]:
    """Say where two rows want to write different things to the same child or adult.

    Only rows that would be written are weighed: one that waits for a decision must not
    raise a doubt about another, and is weighed itself once it is decided.
    """
    child_rows: dict[int, int] = {}
    adult_values: dict[tuple[str, str], tuple[str, int]] = {}
    result = []
    for verdict in verdicts:
        found: list[Problem] = []
        if verdict.state != State.SKIPPED and not verdict.is_open:
            found = _clashes(verdict, adult_values)
            if verdict.number not in twins:
                found += _second_row(verdict, child_rows)
        result.append(_with_problems(verdict, found))
    return result


def _second_row(verdict: Verdict, child_rows: dict[int, int]) -> list[Problem]:
    """Two rows that look different, but were found to be one known child."""
    if verdict.child_id is None:
        return []
    first = child_rows.setdefault(verdict.child_id, verdict.number)
    return [] if first == verdict.number else [same_child_as(first)]


def _clashes(
    verdict: Verdict, adult_values: dict[tuple[str, str], tuple[str, int]]
) -> list[Problem]:
    found = []
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
    state = State.DOUBTFUL
    return replace(verdict, state=state, problems=gravest_first((*verdict.problems, *found)))
