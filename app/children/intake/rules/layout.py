"""Where the headings stand and which column holds what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from app.children.intake.rules.fields import NOT_LOADED, Field, Person, person_field
from app.children.intake.rules.headings import contact_part, recognise_heading
from app.children.intake.rules.text import cell_text, fold
from app.core.errors import BadInput
from app.core.messages import message
from app.core.spreadsheets import Cell, Sheet

_SEARCHED_ROWS = 20
_MOST_HEADING_ROWS = 3
_FEWEST_COLUMNS = 2


class Recognition(StrEnum):
    """How sure the meaning of a column is."""

    KNOWN = "known"
    ASSUMED = "assumed"  # by its place, for example a telephone beside the father
    REPEATED = "repeated"  # an earlier column already holds the same: not read
    NOT_LOADED = "not_loaded"  # understood, but nothing is loaded from it
    UNKNOWN = "unknown"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Column:
    """A column of the list; ``index`` from 0, ``heading`` as it stands in the file."""

    index: int
    heading: str
    field: Field | None
    recognition: Recognition

    @property
    def loaded(self) -> bool:
        return self.field is not None and self.recognition in (
            Recognition.KNOWN,
            Recognition.ASSUMED,
            Recognition.BY_HAND,
        )


@dataclass(frozen=True)
class Layout:
    """The headings of a sheet: ``first_row`` and ``last_row`` are their rows from 0."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    titles: tuple[str, ...] = ()

    @property
    def by_field(self) -> dict[Field, int]:
        """Which column each loaded field is read from."""
        return {
            column.field: column.index
            for column in self.columns
            if column.loaded and column.field is not None
        }

    @property
    def missing(self) -> tuple[Field, ...]:
        """What a list of children cannot do without and no column holds."""
        held = set(self.by_field)
        named = Field.FULL_NAME in held or {Field.LAST_NAME, Field.FIRST_NAME} <= held
        absent = [] if named else [Field.FULL_NAME]
        return (*absent, *({Field.BIRTH_DATE} - held))

    @property
    def repeated(self) -> tuple[Column, ...]:
        """Columns that say the same as an earlier one: a person must choose."""
        return tuple(
            column for column in self.columns if column.recognition == Recognition.REPEATED
        )

    @property
    def unknown(self) -> tuple[Column, ...]:
        """Columns left for mapping by hand."""
        return tuple(column for column in self.columns if column.recognition == Recognition.UNKNOWN)

    @property
    def not_loaded(self) -> tuple[Column, ...]:
        """Columns that are understood and still not loaded."""
        return tuple(
            column for column in self.columns if column.recognition == Recognition.NOT_LOADED
        )


def recognise(sheet: Sheet) -> Layout:
    """Find the headings in the first rows and the meaning of every column.

    Raises ``BadInput`` when no row looks like headings of a list of children.
    """
    rows = sheet.spread(across=True)
    best: Layout | None = None
    for first in range(min(_SEARCHED_ROWS, len(rows))):
        for count in range(1, _MOST_HEADING_ROWS + 1):
            if first + count > len(rows):
                break
            layout = _read_headings(rows, first, count)
            if best is None or _score(layout) > _score(best):
                best = layout
    if best is None or _score(best) < _FEWEST_COLUMNS:
        raise BadInput(
            message(
                "No row with headings was found. The list needs columns with headings"
                " such as “ФИО”, “Дата рождения”, “Группа”."
            )
        )
    return replace(best, titles=_titles(rows[: best.first_row]))


def apply_mapping(layout: Layout, mapping: Mapping[int, Field | None]) -> Layout:
    """The layout with columns corrected by hand: column index → field, None = do not load.

    Raises ``BadInput`` for a column that is not there, and for two columns of one field.
    """
    known = {column.index for column in layout.columns}
    if not known.issuperset(mapping):
        raise BadInput(message("The file has no such column. Upload the file again."))
    columns = tuple(
        replace(column, field=mapping[column.index], recognition=_by_hand(mapping[column.index]))
        if column.index in mapping
        else column
        for column in layout.columns
    )
    counted = Counter(column.field for column in columns if column.loaded)
    if any(count > 1 for count in counted.values()):
        raise BadInput(message("Two columns are given the same meaning. Choose one of them."))
    return replace(layout, columns=columns)


def mapping_of(layout: Layout) -> dict[int, Field | None]:
    """The meaning of every column, to be stored and given to ``apply_mapping`` later."""
    return {column.index: column.field if column.loaded else None for column in layout.columns}


def _by_hand(field: Field | None) -> Recognition:
    if field in NOT_LOADED or field is None:
        return Recognition.NOT_LOADED
    return Recognition.BY_HAND


def _score(layout: Layout) -> int:
    """Columns with a meaning; the fewest rows win among equals because they are tried first."""
    return sum(
        column.field is not None and column.recognition != Recognition.REPEATED
        for column in layout.columns
    )


def _read_headings(rows: list[tuple[Cell, ...]], first: int, count: int) -> Layout:
    lines = [[cell_text(cell) for cell in row] for row in rows[first : first + count]]
    if any(_is_title(line) for line in lines):
        return Layout(first, first + count - 1, ())
    _fill_parents(lines)
    found = []
    for index in range(len(lines[0])):
        path = _path(line[index] for line in lines)
        if path:
            field = recognise_heading(path[-1], " ".join(path[:-1]))
            found.append(_column(index, " / ".join(path), field))
    return Layout(first, first + count - 1, tuple(_settled(found)))


def _is_title(line: list[str]) -> bool:
    """A row that says one thing, perhaps merged over the whole width."""
    return len({text for text in line if text}) < _FEWEST_COLUMNS


def _fill_parents(lines: list[list[str]]) -> None:
    """A parent heading that is not merged stands over the empty cells to its right."""
    for upper, lower in pairwise(lines):
        for index in range(1, len(upper)):
            if not upper[index] and lower[index] and lower[index - 1]:
                upper[index] = upper[index - 1]


def _path(texts: Iterable[str]) -> list[str]:
    """Headings from the top, without empty ones and repetitions of a merge downwards."""
    path: list[str] = []
    for text in texts:
        if text and (not path or path[-1] != text):
            path.append(text)
    return path


def _column(index: int, heading: str, field: Field | None) -> Column:
    if field is None:
        return Column(index, heading, None, Recognition.UNKNOWN)
    if field in NOT_LOADED:
        return Column(index, heading, field, Recognition.NOT_LOADED)
    return Column(index, heading, field, Recognition.KNOWN)


def _settled(columns: list[Column]) -> Iterable[Column]:
    """Contacts given to the adult on their left; a second column of a field is not read."""
    taken: set[Field] = set()
    person: Person | None = None
    for column in columns:
        person = _person_of_column(column, person)
        settled = _contact_of(column, person)
        if settled.loaded and settled.field in taken:
            settled = replace(settled, recognition=Recognition.REPEATED)
        if settled.loaded and settled.field is not None:
            taken.add(settled.field)
        yield settled


def _person_of_column(column: Column, before: Person | None) -> Person | None:
    for person in Person:
        if column.field is not None and column.field.startswith(f"{person}_"):
            is_bare_contact = contact_part(column.heading) is not None
            return before if is_bare_contact else person
    return None if column.field is not None else before


def _contact_of(column: Column, person: Person | None) -> Column:
    part = contact_part(column.heading)
    if part is None or person in (None, Person.REPRESENTATIVE):
        return column
    return replace(
        column,
        field=person_field(person, part),
        recognition=Recognition.ASSUMED,
    )


def _titles(rows: list[tuple[Cell, ...]]) -> tuple[str, ...]:
    """What stands above the headings, each text once."""
    texts = [text for row in rows for text in dict.fromkeys(map(cell_text, row)) if fold(text)]
    return tuple(dict.fromkeys(texts))
