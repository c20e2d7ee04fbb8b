"""The representatives of a row."""

from __future__ import annotations

from dataclasses import replace

from app.children.intake.rules.choices import read_relation
from app.children.intake.rules.contacts import PHONE_INSIDE, read_email, read_phone
from app.children.intake.rules.fields import Field, Person, person_field
from app.children.intake.rules.names import (
    PersonName,
    sex_by_patronymic,
    split_full_name,
    tidy_name,
)
from app.children.intake.rules.problems import Problem, doubtful, note, wrong
from app.children.intake.rules.rows import GuardianEntry, RowCells
from app.children.intake.rules.text import cell_text, fold, means_nothing
from app.children.rules import Relation, Sex
from app.core.messages import message


def read_guardians(cells: RowCells) -> tuple[tuple[GuardianEntry, ...], list[Problem]]:
    """Mother, father and other representative, as far as the row names them.

    A telephone without a name goes to the one representative that has none; otherwise
    it cannot be loaded, and that is said.
    """
    reader = _Guardians(cells)
    for person in Person:
        reader.read(person)
    reader.place_contacts_without_name()
    return tuple(reader.entries), reader.problems


class _Guardians:
    def __init__(self, cells: RowCells) -> None:
        self.cells = cells
        self.entries: list[GuardianEntry] = []
        self.problems: list[Problem] = []
        self.homeless: list[tuple[Field, str, str]] = []

    def read(self, person: Person) -> None:
        phone, email = self._contacts(person)
        name, phone_in_name, named = self._name(person)
        phone = phone or phone_in_name
        if name is None:
            # A name that cannot be read is a problem already: its contacts wait for it.
            if not named:
                self._keep_homeless(person, phone, email)
            return
        entry = GuardianEntry(person, *self._relation(person, name), name, phone, email)
        self._add(entry)

    def _contacts(self, person: Person) -> tuple[str | None, str | None]:
        read: list[str | None] = []
        for part, reading in (("phone", read_phone), ("email", read_email)):
            field = person_field(person, part)
            cell = self.cells.cell(field)
            if cell is None or means_nothing(cell_text(cell)):
                read.append(None)
                continue
            value, problems = reading(cell, field)
            self.problems += problems
            read.append(value)
        return read[0], read[1]

    def _name(self, person: Person) -> tuple[PersonName | None, str | None, bool]:
        """The name, a telephone written into its cell, and whether a name stands there."""
        field = person_field(person, "name")
        text = self.cells.text(field)
        if self.cells.left_out(field):
            return None, None, True
        if not text:
            parts, named = self._parts(person)
            return parts, None, named
        if means_nothing(text):
            return None, None, False
        phone = None
        if inside := PHONE_INSIDE.search(text):
            phone, problems = read_phone(inside.group(), person_field(person, "phone"))
            self.problems += problems
            said = message("The telephone was found in the cell of the name.")
            self.problems.append(note(person_field(person, "phone"), said, text))
            text = (text[: inside.start()] + text[inside.end() :]).strip(" ,;:()")
        if not text:
            return None, phone, False
        name, problems = split_full_name(text, field)
        self.problems += problems
        return name, phone, True

    def _parts(self, person: Person) -> tuple[PersonName | None, bool]:
        """A name given in separate columns, and whether anything stands there."""
        read = {}
        for part in ("last_name", "first_name", "middle_name"):
            field = person_field(person, part)
            text = self.cells.text(field)
            if text and not means_nothing(text):
                read[part], problems = tidy_name(text, field)
                self.problems += problems
        if not read:
            return None, False
        if not read.get("last_name") or not read.get("first_name"):
            field = person_field(person, "first_name" if "last_name" in read else "last_name")
            said_already = any(problem.field == field for problem in self.problems)
            if not said_already and not self.cells.left_out(field):
                said = message("A representative needs a last name and a first name.")
                self.problems.append(wrong(field, said))
            return None, True
        middle = read.get("middle_name") or None
        return PersonName(read["last_name"], read["first_name"], middle), True

    def _relation(self, person: Person, name: PersonName) -> tuple[Relation, bool]:
        """The relation, and whether it is only assumed."""
        if person is Person.MOTHER:
            return Relation.MOTHER, False
        if person is Person.FATHER:
            return Relation.FATHER, False
        field = Field.REPRESENTATIVE_RELATION
        text = self.cells.text(field)
        if text and not means_nothing(text):
            relation = read_relation(text)
            if relation is None:
                said = message("“%(text)s” is loaded as “other representative”.", text=text)
                self.problems.append(doubtful(field, said, text))
            return relation or Relation.OTHER, False
        return self._relation_by_name(name), True

    def _relation_by_name(self, name: PersonName) -> Relation:
        sex = sex_by_patronymic(name.middle_name)
        if sex is None:
            said = message("The relation is not given; “other representative” is loaded.")
            relation = Relation.OTHER
        elif sex is Sex.FEMALE:
            said = message("The relation is not given; by the patronymic this is the mother.")
            relation = Relation.MOTHER
        else:
            said = message("The relation is not given; by the patronymic this is the father.")
            relation = Relation.FATHER
        self.problems.append(note(Field.REPRESENTATIVE_RELATION, said))
        return relation

    def _add(self, entry: GuardianEntry) -> None:
        """Add a person, or what he adds to himself when two columns name him."""
        for index, earlier in enumerate(self.entries):
            if fold(earlier.name.full) == fold(entry.name.full):
                self.entries[index] = replace(
                    earlier,
                    phone=earlier.phone or entry.phone,
                    email=earlier.email or entry.email,
                )
                if earlier.phone and entry.phone and earlier.phone != entry.phone:
                    field = person_field(entry.person, "phone")
                    said = message("Two telephones of one person; the first is loaded.")
                    self.problems.append(doubtful(field, said, entry.phone))
                return
        self.entries.append(entry)

    def _keep_homeless(self, person: Person, phone: str | None, email: str | None) -> None:
        for part, value in (("phone", phone), ("email", email)):
            if value is not None:
                field = person_field(person, part)
                original = self.cells.originals.get(field, value)
                self.homeless.append((field, value, original))

    def place_contacts_without_name(self) -> None:
        for field, value, original in self.homeless:
            part = field.rpartition("_")[2]
            lacking = [
                index for index, entry in enumerate(self.entries) if getattr(entry, part) is None
            ]
            if len(lacking) == 1 and field.startswith(Person.REPRESENTATIVE):
                entry = self.entries[lacking[0]]
                self.entries[lacking[0]] = _with_contact(entry, part, value)
                said = message(
                    "Given to %(name)s: the row names nobody else.", name=entry.name.full
                )
                self.problems.append(note(field, said, original))
            else:
                said = message(
                    "It is not clear whose this is: “%(text)s”. Add the name,"
                    " or agree to leave it out.",
                    text=original,
                )
                self.problems.append(doubtful(field, said, original))


def _with_contact(entry: GuardianEntry, part: str, value: str) -> GuardianEntry:
    return replace(entry, phone=value) if part == "phone" else replace(entry, email=value)
