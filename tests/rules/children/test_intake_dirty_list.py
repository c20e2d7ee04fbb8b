"""The list of a real kindergarten is understood alike in every format and explained by rows."""

from __future__ import annotations

import pytest

from app.children.intake.rules.evaluation import Evaluation, evaluate
from app.children.intake.rules.fields import Field
from app.children.intake.rules.groups import GroupBook, KnownGroup
from app.children.intake.rules.known import KnownChildren
from app.children.intake.rules.layout import recognise
from app.children.intake.rules.rows import IntakeContext
from app.children.intake.rules.table import SkipReason, read_table
from app.core.spreadsheets import read_workbook
from tests import dirty_spreadsheet as dirty

CONTEXT = IntakeContext(
    dirty.TODAY, GroupBook.of(KnownGroup(i, name) for i, name in enumerate(dirty.GROUPS, 1))
)
FILES = {
    "xlsx": dirty.as_xlsx(),
    "xls": dirty.as_xls(),
    "cp1251": dirty.as_csv("cp1251"),
    "utf-8-sig": dirty.as_csv("utf-8-sig"),
}


def check(content: bytes) -> Evaluation:
    sheet = read_workbook(content).sheets[0]
    layout = recognise(sheet)
    return evaluate(read_table(sheet, layout), layout, CONTEXT, KnownChildren([]))


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_every_row_has_its_expected_verdict(content: bytes) -> None:
    verdicts = {verdict.number: verdict for verdict in check(content).verdicts}
    expected = {number: row for number, row in enumerate(dirty.ROWS, dirty.FIRST_ROW) if row.state}
    assert {n: str(v.state) for n, v in verdicts.items()} == {
        number: row.state for number, row in expected.items()
    }
    for number, row in expected.items():
        said = {str(problem.field or "row") for problem in verdicts[number].problems}
        assert said == row.said, number


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_no_row_is_lost(content: bytes) -> None:
    evaluation = check(content)
    numbers = {row.number for row in evaluation.verdicts} | {
        row.number for row in evaluation.skipped
    }
    assert numbers == set(range(dirty.FIRST_ROW, dirty.FIRST_ROW + len(dirty.ROWS)))
    assert [row.reason for row in evaluation.skipped] == [
        SkipReason.EMPTY,
        SkipReason.TOTAL,
        SkipReason.HEADING,
        SkipReason.SIGNATURE,
    ]


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_headings_of_two_rows_are_understood(content: bytes) -> None:
    layout = recognise(read_workbook(content).sheets[0])
    assert layout.titles == dirty.TITLES
    assert [column.field for column in layout.columns] == [
        Field.NUMBER,
        Field.FULL_NAME,
        Field.BIRTH_DATE,
        Field.SEX,
        Field.GROUP,
        Field.SNILS,
        Field.CERTIFICATE_SERIES,
        Field.CERTIFICATE_NUMBER,
        Field.REGISTRATION_ADDRESS,
        Field.RESIDENCE_ADDRESS,
        Field.ENROLMENT_DATE,
        Field.ORDER_NUMBER,
        Field.ORDER_DATE,
        Field.MOTHER_NAME,
        Field.MOTHER_PHONE,
        Field.MOTHER_EMAIL,
        Field.FATHER_NAME,
        Field.FATHER_PHONE,
        Field.BENEFIT,
        Field.HEALTH_GROUP,
    ]
    assert [column.field for column in layout.not_loaded] == [Field.NUMBER, Field.BENEFIT]


def test_the_values_are_clean_after_reading() -> None:
    first = check(FILES["xls"]).verdicts[0].row
    assert first.name.full == "Абрамов Тимофей Ильич"
    assert first.values[Field.BIRTH_CERTIFICATE] == "III-АГ № 123456"
    assert first.values[Field.SNILS] == dirty.snils(143207518)
    assert first.values[Field.HEALTH_GROUP] == "II"
    assert first.values[Field.RESIDENCE_ADDRESS] == first.values[Field.REGISTRATION_ADDRESS]
    mother = first.guardians[0]
    assert (mother.name.full, mother.phone, mother.email) == (
        "Абрамова Юлия Сергеевна",
        "+79005550108",
        "abramova@example.ru",
    )
