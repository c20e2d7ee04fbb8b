"""A check as it is kept between pages: one line of text for each row.

A page reads the states of all rows and takes apart only the lines that it shows, so that
5 000 rows stay quick. Texts are kept untranslated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.children.intake.rules.decisions import NO_DECISION, Decision
from app.children.intake.rules.evaluation import Evaluation
from app.children.intake.rules.fields import Field, field_label
from app.children.intake.rules.problems import Choice, Problem, Severity
from app.children.intake.rules.rows import ParsedRow
from app.children.intake.rules.shown import shown
from app.children.intake.rules.verdicts import Change, State, Verdict
from app.core.messages import Message, message

Text = str | Message

# The columns of the check, with the fields in which their problems are said.
COLUMNS: dict[Field, frozenset[Field]] = {
    Field.FULL_NAME: frozenset(
        {Field.FULL_NAME, Field.LAST_NAME, Field.FIRST_NAME, Field.MIDDLE_NAME}
    ),
    Field.BIRTH_DATE: frozenset({Field.BIRTH_DATE}),
    Field.GROUP: frozenset({Field.GROUP}),
    Field.SNILS: frozenset({Field.SNILS}),
    Field.MOTHER_PHONE: frozenset(
        {Field.MOTHER_PHONE, Field.FATHER_PHONE, Field.REPRESENTATIVE_PHONE}
    ),
}
# The gravest first: in this order rows are shown, and its letters stand for the states.
ORDER = (State.WRONG, State.DOUBTFUL, State.NEW, State.CHANGED, State.SAME, State.SKIPPED)
_LETTERS = {state: state.value[0] if state != State.SKIPPED else "-" for state in ORDER}
_STATES = {letter: state for state, letter in _LETTERS.items()}


@dataclass(frozen=True)
class KeptChange:
    """A value that is written: under which name, what was there, what comes."""

    label: Text
    old: Text | None
    new: Text


@dataclass(frozen=True)
class KeptRow:
    """What the page of the check shows of a row."""

    number: int
    state: State
    cells: tuple[Text, ...]
    wrong: frozenset[int]
    problems: tuple[Problem, ...]
    changes: tuple[KeptChange, ...]
    adults: tuple[KeptChange, ...]
    moves: bool
    decision: Decision


@dataclass(frozen=True)
class KeptCheck:
    """All rows of a check: the first line tells the states and what was skipped."""

    states: str
    moves: int
    skipped: Mapping[str, int]
    lines: tuple[str, ...]

    @property
    def counts(self) -> dict[State, int]:
        return {state: self.states.count(_LETTERS[state]) for state in ORDER}

    @property
    def ready(self) -> bool:
        """Whether nothing is left to decide."""
        counts = self.counts
        return not counts[State.WRONG] and not counts[State.DOUBTFUL]

    @property
    def to_load(self) -> int:
        counts = self.counts
        return counts[State.NEW] + counts[State.CHANGED]

    def chosen(self, state: State | None) -> list[int]:
        """Indexes of the rows of a state, or of all with the gravest first."""
        if state is not None:
            letter = _LETTERS[state]
            return [index for index, one in enumerate(self.states) if one == letter]
        places = {_LETTERS[one]: place for place, one in enumerate(ORDER)}
        return sorted(range(len(self.states)), key=lambda index: places[self.states[index]])

    def row(self, index: int) -> KeptRow:
        return _read(self.lines[index], _STATES[self.states[index]])

    def numbered(self, numbers: Iterable[int]) -> dict[int, KeptRow]:
        """The rows of these numbers that are there."""
        wanted = {f"[{number}," for number in numbers}
        found = (
            self.row(index)
            for index, line in enumerate(self.lines)
            if line[: line.index(",") + 1] in wanted
        )
        return {row.number: row for row in found}


def keep(evaluation: Evaluation, decisions: Mapping[int, Decision]) -> str:
    """The text of a check, the same for the same check."""
    lines = [
        _line(verdict, decisions.get(verdict.number, NO_DECISION))
        for verdict in evaluation.verdicts
    ]
    skipped: dict[str, int] = {}
    for row in evaluation.skipped:
        skipped[row.reason] = skipped.get(row.reason, 0) + 1
    head = {
        "states": "".join(_LETTERS[verdict.state] for verdict in evaluation.verdicts),
        "moves": sum(_needs_order(verdict) for verdict in evaluation.verdicts),
        "skipped": skipped,
    }
    return "\n".join([_json(head), *lines])


def read_kept(text: str) -> KeptCheck:
    """The check of ``keep``."""
    head, *lines = text.split("\n")
    values = json.loads(head)
    return KeptCheck(values["states"], values["moves"], values["skipped"], tuple(lines))


def digest(text: str) -> str:
    """What two checks have in common if and only if they say the same of every row."""
    return hashlib.sha256(text.encode()).hexdigest()


def _needs_order(verdict: Verdict) -> bool:
    """Whether a child leaves a group for another one, and will be written so."""
    moved = any(c.field == Field.GROUP and c.old is not None for c in verdict.changes)
    return verdict.state == State.CHANGED and verdict.moves and moved


def _line(verdict: Verdict, decision: Decision) -> str:
    """Number first, so that a row is found without taking its line apart."""
    cells = [_cell(verdict.row, field) for field in COLUMNS]
    said = {p.field for p in verdict.problems if p.severity != Severity.NOTE and not p.decided}
    wrong = [index for index, fields in enumerate(COLUMNS.values()) if fields & said]
    adults = [_pack_change(change) for change in _adults(verdict)]
    changes = [] if verdict.child_id is None else [_pack_change(c) for c in _changes(verdict)]
    return _json(
        [
            verdict.number,
            [_pack(cell) for cell in cells],
            wrong,
            [_pack_problem(problem) for problem in verdict.problems],
            changes,
            adults,
            int(_needs_order(verdict)),
            decision.to_json(),
        ]
    )


def _read(line: str, state: State) -> KeptRow:
    number, cells, wrong, problems, changes, adults, moves, decision = json.loads(line)
    return KeptRow(
        number=number,
        state=state,
        cells=tuple(_unpack(cell) for cell in cells),
        wrong=frozenset(wrong),
        problems=tuple(_unpack_problem(problem) for problem in problems),
        changes=tuple(KeptChange(*map(_unpack, change)) for change in changes),
        adults=tuple(KeptChange(*map(_unpack, change)) for change in adults),
        moves=bool(moves),
        decision=Decision.from_json(decision),
    )


def _cell(row: ParsedRow, field: Field) -> Text:
    """The value as it was read; where nothing could be read, the text of the file."""
    if field == Field.FULL_NAME:
        originals = (row.originals.get(part, "") for part in (field, *_NAME_PARTS))
        return row.name.full or " ".join(filter(None, originals)) or "—"
    if field == Field.MOTHER_PHONE:
        phones = (adult.phone for adult in row.guardians if adult.phone)
        said = (row.originals.get(one, "") for one in COLUMNS[field])
        phone = next(phones, None)
        return shown(field, phone) if phone else next(filter(None, said), "—")
    value = row.values.get(field)
    return shown(field, value) if value is not None else row.originals.get(field, "—")


_NAME_PARTS = (Field.LAST_NAME, Field.FIRST_NAME, Field.MIDDLE_NAME)


def _changes(verdict: Verdict) -> list[KeptChange]:
    return [_kept(change) for change in verdict.changes]


def _kept(change: Change) -> KeptChange:
    old = None if change.old is None else shown(change.field, change.old)
    return KeptChange(field_label(change.field), old, shown(change.field, change.new))


def _adults(verdict: Verdict) -> list[KeptChange]:
    """New representatives by name and relation, known ones by what changes of them."""
    found = []
    for plan in verdict.guardians:
        relation = shown(Field.REPRESENTATIVE_RELATION, plan.entry.relation)
        if not plan.linked:
            who = message("%(name)s, %(relation)s", name=plan.entry.name.full, relation=relation)
            found.append(KeptChange(message("Representative"), None, who))
        if plan.guardian_id is not None:
            found += [_kept(change) for change in plan.changes]
    return found


def _pack(text: Any) -> Any:
    """A text as JSON: a message becomes a list, the rest stays."""
    if not isinstance(text, Message):
        return text
    values = {name: _pack(value) for name, value in text.values.items()}
    return [text.msgid, values, text.plural, text.number]


def _unpack(kept: Any) -> Any:
    if not isinstance(kept, list):
        return kept
    msgid, values, plural, number = kept
    return Message(msgid, {name: _unpack(value) for name, value in values.items()}, plural, number)


def _pack_change(change: KeptChange) -> list[Any]:
    return [_pack(change.label), _pack(change.old), _pack(change.new)]


def _pack_problem(problem: Problem) -> list[Any]:
    return [
        problem.field,
        problem.severity,
        _pack(problem.text),
        problem.original,
        list(problem.choices),
        problem.child_id,
        int(problem.decided),
    ]


def _unpack_problem(kept: list[Any]) -> Problem:
    field, severity, text, original, choices, child_id, decided = kept
    return Problem(
        field=None if field is None else Field(field),
        severity=Severity(severity),
        text=_unpack(text),
        original=original,
        choices=tuple(Choice(choice) for choice in choices),
        child_id=child_id,
        decided=bool(decided),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
