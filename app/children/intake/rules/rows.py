"""A row as it was read, and what reading needs to know besides the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.children.intake.rules.fields import Field, Person
from app.children.intake.rules.groups import GroupBook
from app.children.intake.rules.names import PersonName
from app.children.intake.rules.problems import Problem, note, wrong
from app.children.intake.rules.text import cell_text, is_empty
from app.children.rules import Relation, Sex
from app.core.messages import message
from app.core.spreadsheets import Cell, Fault

Value = str | date | Sex | Relation

# The longest text that the database keeps of a field.
LENGTHS: dict[Field, int] = {
    Field.REGISTRATION_ADDRESS: 300,
    Field.RESIDENCE_ADDRESS: 300,
    Field.CITIZENSHIP: 60,
    Field.SPECIAL_NEEDS: 120,
    Field.ORDER_NUMBER: 30,
}


@dataclass(frozen=True)
class IntakeContext:
    """``default_group`` and ``default_enrolment`` are for new children whose row names none."""

    today: date
    groups: GroupBook
    default_group: str | None = None
    default_enrolment: date | None = None


@dataclass(frozen=True)
class GuardianEntry:
    """A representative as the row gives him. An assumed relation never replaces a stored one."""

    person: Person
    relation: Relation
    relation_assumed: bool
    name: PersonName
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class ParsedRow:
    """The values of a row. ``assumed`` fields were not written in the row: they are
    for a new child or an empty place and never replace a stored value."""

    number: int
    values: Mapping[Field, Value]
    guardians: tuple[GuardianEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    assumed: frozenset[Field] = frozenset()
    group_id: int | None = None
    originals: Mapping[Field, str] = field(default_factory=dict)

    @property
    def name(self) -> PersonName:
        middle = self.values.get(Field.MIDDLE_NAME)
        return PersonName(
            str(self.values.get(Field.LAST_NAME, "")),
            str(self.values.get(Field.FIRST_NAME, "")),
            None if middle is None else str(middle),
        )

    @property
    def birth_date(self) -> date | None:
        value = self.values.get(Field.BIRTH_DATE)
        return value if isinstance(value, date) else None


class RowCells:
    """The cells of a row by their fields, with what a person corrected or left out."""

    def __init__(
        self,
        cells: tuple[Cell, ...],
        columns: Mapping[Field, int],
        corrections: Mapping[Field, str],
        without: frozenset[Field],
    ) -> None:
        self._cells = cells
        self._columns = columns
        self._corrections = corrections
        self._without = without
        self.problems: list[Problem] = []
        self.originals: dict[Field, str] = {}

    def corrected(self, *fields: Field) -> bool:
        """Whether a person has typed all of these fields anew."""
        return all(field in self._corrections for field in fields)

    def left_out(self, field: Field) -> bool:
        """Whether a person decided to load the row without this field."""
        return field in self._without

    def cell(self, field: Field) -> Cell:
        """The cell, or None for an empty one, one left out, and one that is faulty (said)."""
        corrected = self._corrections.get(field)
        column = self._columns.get(field)
        if corrected is None and (column is None or column >= len(self._cells)):
            return None
        cell = self._cells[column] if corrected is None and column is not None else corrected
        if isinstance(cell, Fault):
            self._faulty(field, cell)
            return None
        text = cell_text(cell)
        if is_empty(text):
            return None
        self.originals.setdefault(field, text)
        if field in self._without:
            said = message("“%(text)s” is left out by your decision.", text=text)
            self._say_once(note(field, said, text))
            return None
        return cell

    def text(self, field: Field) -> str:
        """The cell as text, «» for an empty one."""
        return cell_text(self.cell(field))

    def _faulty(self, field: Field, fault: Fault) -> None:
        if field in self._without:
            return
        if fault == Fault.FORMULA_WITHOUT_VALUE:
            text = message("The cell is a formula without a value. Put the value itself there.")
        else:
            text = message("The formula of the cell gives an error. Put the value itself there.")
        self._say_once(wrong(field, text))

    def _say_once(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)
