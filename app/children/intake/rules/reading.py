"""One row of the list → values and problems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from app.children.intake.rules.choices import (
    RUSSIA,
    is_same_address,
    read_citizenship,
    read_health_group,
    read_sex,
)
from app.children.intake.rules.contacts import read_birth_certificate, read_snils
from app.children.intake.rules.fields import Field
from app.children.intake.rules.groups import KnownGroup
from app.children.intake.rules.guardians import read_guardians
from app.children.intake.rules.layout import Layout
from app.children.intake.rules.names import sex_by_patronymic, split_full_name, tidy_name
from app.children.intake.rules.problems import Problem, doubtful, note, wrong
from app.children.intake.rules.row_dates import read_birth_date, read_plain_date
from app.children.intake.rules.rows import LENGTHS, IntakeContext, ParsedRow, RowCells, Value
from app.children.intake.rules.table import TableRow
from app.children.intake.rules.text import cell_text, means_nothing
from app.children.rules import full_years
from app.core.messages import message

_ORDER_WITH_DATE = re.compile(r"(?P<number>.+?)\s+от\s+(?P<date>.+)", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"^(№|N|No|номер)[.\s]*(?=\S)", re.IGNORECASE)
_CERTIFICATE_DIGITS = 6


def read_row(
    row: TableRow,
    layout: Layout,
    context: IntakeContext,
    corrections: Mapping[Field, str] | None = None,
    without: frozenset[Field] = frozenset(),
) -> ParsedRow:
    """Read a row. ``corrections`` are read instead of the cells, ``without`` fields as empty.

    Nothing is dropped silently: what cannot be read is a problem with the original text.
    """
    cells = RowCells(row.cells, layout.by_field, corrections or {}, without)
    reader = _Reader(cells, context)
    reader.names()
    reader.dates()
    reader.sex()
    reader.group(row.section)
    reader.documents()
    reader.texts()
    reader.order()
    guardians, problems = read_guardians(cells)
    return ParsedRow(
        number=row.number,
        values=reader.values,
        guardians=guardians,
        problems=(*reader.problems, *problems, *cells.problems),
        assumed=frozenset(reader.assumed),
        group_id=reader.group_id,
        originals=cells.originals,
    )


class _Reader:
    """Collects the values of one row, topic by topic."""

    def __init__(self, cells: RowCells, context: IntakeContext) -> None:
        self.cells = cells
        self.context = context
        self.values: dict[Field, Value] = {}
        self.problems: list[Problem] = []
        self.assumed: set[Field] = set()
        self.group_id: int | None = None

    def _take(self, field: Field, read: tuple[Value | None, list[Problem]]) -> None:
        value, problems = read
        self.problems += problems
        if value is not None:
            self.values[field] = value

    def names(self) -> None:
        parts = (Field.LAST_NAME, Field.FIRST_NAME, Field.MIDDLE_NAME)
        texts = {field: self.cells.text(field) for field in parts}
        full = self.cells.text(Field.FULL_NAME)
        if not full and texts[Field.LAST_NAME].count(" ") and not texts[Field.FIRST_NAME]:
            full, texts = texts[Field.LAST_NAME], {}
        if full and not self.cells.corrected(Field.LAST_NAME, Field.FIRST_NAME):
            name, problems = split_full_name(full, Field.FULL_NAME)
            self.problems += problems
            if name is None:
                return
            self.values[Field.LAST_NAME] = name.last_name
            self.values[Field.FIRST_NAME] = name.first_name
            if name.middle_name:
                self.values[Field.MIDDLE_NAME] = name.middle_name
            if self.cells.corrected(Field.FULL_NAME):
                return
        for field, text in texts.items():
            if text and not (field == Field.MIDDLE_NAME and means_nothing(text)):
                tidy, problems = tidy_name(text, field)
                self._take(field, (tidy or None, problems))
        self._say_missing_names()

    def _say_missing_names(self) -> None:
        said = {problem.field for problem in self.problems}
        if Field.LAST_NAME not in self.values and Field.LAST_NAME not in said:
            self.problems.append(wrong(Field.LAST_NAME, message("The last name is missing.")))
        if Field.FIRST_NAME not in self.values and Field.FIRST_NAME not in said:
            self.problems.append(wrong(Field.FIRST_NAME, message("The first name is missing.")))

    def dates(self) -> None:
        today = self.context.today
        self._take(Field.BIRTH_DATE, read_birth_date(self.cells.cell(Field.BIRTH_DATE), today))
        said = {problem.field for problem in (*self.problems, *self.cells.problems)}
        if Field.BIRTH_DATE not in self.values and Field.BIRTH_DATE not in said:
            self.problems.append(wrong(Field.BIRTH_DATE, message("The birth date is missing.")))
        for field in (Field.ENROLMENT_DATE, Field.ORDER_DATE):
            cell = self.cells.cell(field)
            self._take(field, read_plain_date(cell, field, today))
        self._check_enrolment()

    def _check_enrolment(self) -> None:
        born = self.values.get(Field.BIRTH_DATE)
        enrolled = self.values.get(Field.ENROLMENT_DATE)
        if isinstance(born, date) and isinstance(enrolled, date) and enrolled < born:
            text = message("The enrolment is before the birth date. Correct one of them.")
            original = self.cells.originals.get(Field.ENROLMENT_DATE, "")
            self.problems.append(wrong(Field.ENROLMENT_DATE, text, original))
        if enrolled is None and self.context.default_enrolment is not None:
            self.values[Field.ENROLMENT_DATE] = self.context.default_enrolment
            self.assumed.add(Field.ENROLMENT_DATE)

    def sex(self) -> None:
        text = self.cells.text(Field.SEX)
        told = sex_by_patronymic(str(self.values.get(Field.MIDDLE_NAME, "")))
        sex = read_sex(text) if text else None
        if sex is not None:
            self.values[Field.SEX] = sex
            if told is not None and told != sex:
                said = message("The sex does not go with the patronymic. Check it.")
                self.problems.append(doubtful(Field.SEX, said, text))
        elif text:
            said = message("“%(text)s” is no sex. Write “м” or “ж”.", text=text)
            self.problems.append(wrong(Field.SEX, said, text))
        elif told is not None:
            self.values[Field.SEX] = told
            self.assumed.add(Field.SEX)
            said = message("The sex is taken from the patronymic.")
            self.problems.append(note(Field.SEX, said))

    def group(self, section: str) -> None:
        text = self.cells.text(Field.GROUP)
        if not text and section and not self.cells.left_out(Field.GROUP):
            text = section
            said = message("The group is taken from the caption “%(text)s”.", text=section)
            self.problems.append(note(Field.GROUP, said, section))
        if not text and self.context.default_group:
            text = self.context.default_group
            self.assumed.add(Field.GROUP)
        if text:
            self._find_group(text)

    def _find_group(self, text: str) -> None:
        found = self.context.groups.named(text)
        if len(found) == 1:
            self.values[Field.GROUP] = found[0].name
            self.group_id = found[0].id
            self._check_age(found[0])
            return
        if found:
            said = message("Several groups are named “%(text)s”. Rename them first.", text=text)
        elif similar := self.context.groups.similar(text):
            said = message(
                "There is no group “%(text)s”; similar: %(similar)s.",
                text=text,
                similar=", ".join(f"«{name}»" for name in similar),
            )
        else:
            said = message(
                "There is no group “%(text)s”. Create it first or correct the name.", text=text
            )
        self.problems.append(wrong(Field.GROUP, said, text))

    def _check_age(self, group: KnownGroup) -> None:
        born = self.values.get(Field.BIRTH_DATE)
        if isinstance(born, date) and born <= self.context.today:
            years = full_years(born, self.context.today)
            if not group.suits(years):
                said = message(
                    "The age (full years: %(years)s) does not suit the group “%(group)s”.",
                    years=years,
                    group=group.name,
                )
                self.problems.append(note(Field.GROUP, said))

    def documents(self) -> None:
        citizenship = self.cells.text(Field.CITIZENSHIP)
        if citizenship and not means_nothing(citizenship):
            self._text(Field.CITIZENSHIP, read_citizenship(citizenship), citizenship)
        snils = self.cells.cell(Field.SNILS)
        if snils is not None and not means_nothing(cell_text(snils)):
            self._take(Field.SNILS, read_snils(snils))
        self._certificate()

    def _certificate(self) -> None:
        text = self.cells.text(Field.BIRTH_CERTIFICATE)
        series = self.cells.text(Field.CERTIFICATE_SERIES)
        number = self.cells.text(Field.CERTIFICATE_NUMBER)
        if not text and bool(series) != bool(number):
            said = message("A birth certificate needs both series and number. Add the other one.")
            given = Field.CERTIFICATE_SERIES if series else Field.CERTIFICATE_NUMBER
            self.problems.append(wrong(given, said, series or number))
            return
        if not text and series:
            text = f"{series} {number.zfill(_CERTIFICATE_DIGITS)}"
            if len(number) < _CERTIFICATE_DIGITS:
                said = message("Leading zeros were put back: %(number)s.", number=text)
                self.problems.append(note(Field.CERTIFICATE_NUMBER, said, number))
        if text and not means_nothing(text):
            foreign = self.values.get(Field.CITIZENSHIP, RUSSIA) != RUSSIA
            self._take(Field.BIRTH_CERTIFICATE, read_birth_certificate(text, foreign=foreign))

    def texts(self) -> None:
        self._text(Field.REGISTRATION_ADDRESS, *self._twice(Field.REGISTRATION_ADDRESS))
        residence = self.cells.text(Field.RESIDENCE_ADDRESS)
        registration = self.values.get(Field.REGISTRATION_ADDRESS)
        if residence and is_same_address(residence) and registration:
            self.values[Field.RESIDENCE_ADDRESS] = registration
            said = message("The residence address is taken from the registration address.")
            self.problems.append(note(Field.RESIDENCE_ADDRESS, said, residence))
        else:
            self._text(Field.RESIDENCE_ADDRESS, residence, residence)
        self._text(Field.SPECIAL_NEEDS, *self._twice(Field.SPECIAL_NEEDS))
        health = self.cells.text(Field.HEALTH_GROUP)
        if health and not means_nothing(health):
            group = read_health_group(health)
            said = message("“%(text)s” is no health group. Write I, II, III, IV or V.", text=health)
            problems = [] if group else [wrong(Field.HEALTH_GROUP, said, health)]
            self._take(Field.HEALTH_GROUP, (group, problems))

    def _twice(self, field: Field) -> tuple[str, str]:
        text = self.cells.text(field)
        return text, text

    def _text(self, field: Field, value: str, original: str) -> None:
        if not value or means_nothing(value):
            return
        if len(value) > LENGTHS[field]:
            said = message(
                "The text is longer than %(limit)s characters. Shorten it.", limit=LENGTHS[field]
            )
            self.problems.append(wrong(field, said, original))
        else:
            self.values[field] = value

    def order(self) -> None:
        text = self.cells.text(Field.ORDER_NUMBER)
        number = text
        found = _ORDER_WITH_DATE.fullmatch(text)
        if found and Field.ORDER_DATE not in self.values:
            dated = read_plain_date(found["date"], Field.ORDER_DATE, self.context.today)
            if dated[0] is not None:
                self._take(Field.ORDER_DATE, dated)
                number = found["number"]
        self._text(Field.ORDER_NUMBER, _NUMBER_SIGN.sub("", number), text)
