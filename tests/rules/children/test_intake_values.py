"""What a cell means: dates, names, numbers, groups, representatives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from app.children.intake.rules.fields import Field, Person
from app.children.intake.rules.names import split_full_name
from app.children.intake.rules.problems import Choice, Severity
from app.children.intake.rules.verdicts import State
from app.children.rules import Relation, Sex
from app.core.spreadsheets import Fault
from tests.dirty_spreadsheet import snils
from tests.rules.children.intake_cases import SIMPLE, check, texts, verdict


@pytest.mark.parametrize(
    "cell",
    [
        "01.02.2022", "1.2.2022", "01/02/2022", "2022-02-01", "2022-02-01 00:00:00", "01,02,2022",
        "1 февраля 2022 г.", "«1» февраля 2022 года", "01.02.2022г.", 44593, 44593.0, "44593",
        date(2022, 2, 1), datetime(2022, 2, 1),
    ],
)  # fmt: skip
def test_a_birth_date_is_read_in_every_usual_form(cell: Any) -> None:
    judged = verdict(born=cell)
    assert judged.row.birth_date == date(2022, 2, 1)
    assert judged.state == State.NEW


def test_a_serial_number_is_noted() -> None:
    assert "44593 is read as the date 01.02.2022" in texts(verdict(born=44593.0))


def test_a_two_digit_year_is_doubtful_and_both_readings_are_said() -> None:
    judged = verdict(born="01.02.20")
    assert judged.state == State.DOUBTFUL
    assert judged.row.birth_date == date(2020, 2, 1)
    assert "01.02.2020 and not 01.02.1920" in texts(judged)
    assert "6 years" in texts(judged)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("30.02.2022", "no such date: “30.02.2022”"),
        ("весной", "“весной” is no date"),
        ("01.02.2027", "future"),
        ("01.02.1990", "adult"),
        (3.0, "no date"),
        (float("nan"), "no date"),
        (float("inf"), "no date"),
        ("", "missing"),
    ],
)
def test_a_date_that_cannot_be_is_wrong_and_kept_as_written(cell: Any, said: str) -> None:
    judged = verdict(born=cell)
    assert judged.state == State.WRONG
    assert said in texts(judged)


@pytest.mark.parametrize("cell", ["01.02.2018", "01.11.2026"])
def test_an_unusual_age_is_doubtful(cell: str) -> None:
    assert verdict(born=cell).state == State.DOUBTFUL


def test_an_age_that_does_not_suit_the_group_is_noted() -> None:
    judged = verdict(born="01.02.2020", group="Звёздочка")
    assert judged.state == State.NEW
    assert "does not suit the group" in texts(judged)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Иванов Иван Иванович", ("Иванов", "Иван", "Иванович")),
        ("ИВАНОВ  ИВАН\u00a0ИВАНОВИЧ", ("Иванов", "Иван", "Иванович")),
        ("иванова-петрова анна", ("Иванова-Петрова", "Анна", None)),
        ("Иванова — Петрова Анна Ивановна", ("Иванова-Петрова", "Анна", "Ивановна")),
        ("Мамедов Али Вагиф оглы", ("Мамедов", "Али", "Вагиф оглы")),
        ("Мамедова Лейла Ариф Кызы", ("Мамедова", "Лейла", "Ариф Кызы")),
        ("Ив\u200bанов Иван", ("Иванов", "Иван", None)),
        ("Ивaнoв Иван", ("Иванов", "Иван", None)),  # Latin a and o
    ],
)
def test_a_whole_name_is_told_apart(text: str, parts: tuple[str, str, str | None]) -> None:
    name, problems = split_full_name(text, Field.FULL_NAME)
    assert name is not None
    assert (name.last_name, name.first_name, name.middle_name) == parts
    assert all(problem.severity == Severity.NOTE for problem in problems)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Иван Иванович Иванов", "Иванов"),
        ("Салтыков Щедрин Иван Петрович", "Салтыков Щедрин"),
        ("Гарсиа Лопес Мария Хосе", "Гарсиа"),
        ("Smith Иван Иванович", "Smith"),
    ],
)
def test_an_unclear_name_is_doubtful(text: str, last: str) -> None:
    name, problems = split_full_name(text, Field.FULL_NAME)
    assert name is not None
    assert name.last_name == last
    assert Severity.DOUBTFUL in {problem.severity for problem in problems}


@pytest.mark.parametrize(
    "text", ["Ким", "Иван Иванович", "Иванов И.И.", "Иванов И. И.", "Иванов 2"]
)
def test_half_a_name_is_wrong(text: str) -> None:
    name, problems = split_full_name(text, Field.FULL_NAME)
    assert name is None
    assert problems[-1].severity == Severity.WRONG


def test_sex_is_read_or_taken_from_the_patronymic_and_said() -> None:
    assert verdict(sex="муж.").row.values[Field.SEX] == Sex.MALE
    assert verdict(sex="девочка", name="Ким Мия").row.values[Field.SEX] == Sex.FEMALE
    judged = verdict()
    assert judged.row.values[Field.SEX] == Sex.MALE
    assert Field.SEX in judged.row.assumed
    assert "from the patronymic" in texts(judged)
    assert verdict(sex="ж").state == State.DOUBTFUL
    assert verdict(sex="да").state == State.WRONG
    assert verdict(name="Ким Мия").state == State.WRONG


@pytest.mark.parametrize("cell", ["112-233-445 95", "11223344595", 11223344595.0, 11223344595])
def test_a_snils_is_read_as_text_and_as_a_number(cell: Any) -> None:
    assert verdict(snils=cell).row.values[Field.SNILS] == "11223344595"


def test_leading_zeros_of_a_snils_come_back_and_are_said() -> None:
    number = snils(1_234_567)
    judged = verdict(snils=float(number))
    assert judged.row.values[Field.SNILS] == number
    assert "Leading zeros" in texts(judged)


@pytest.mark.parametrize("cell", ["112-233-445 96", "1,12233E+10", "12345"])
def test_a_wrong_snils_is_never_loaded_but_the_row_may_be_without_it(cell: str) -> None:
    judged = verdict(snils=cell)
    assert judged.state == State.WRONG
    problem = judged.problems[0]
    assert problem.original == cell
    assert Choice.WITHOUT in problem.choices


def test_certificates_get_one_form_and_foreign_ones_are_doubtful() -> None:
    judged = verdict(certificate="ii-ло №654321")
    assert judged.row.values[Field.BIRTH_CERTIFICATE] == "II-ЛО № 654321"
    assert verdict(certificate="2-ЛО 654321").state == State.WRONG
    foreign = verdict(certificate="BY 1234567", citizenship="Беларусь")
    assert foreign.row.values[Field.BIRTH_CERTIFICATE] == "BY 1234567"
    assert foreign.state == State.DOUBTFUL


@pytest.mark.parametrize("cell", [89005550152.0, "8 (900) 555-01-52", "+7 900 555 01 52"])
def test_a_phone_is_read_as_text_and_as_a_number(cell: Any) -> None:
    judged = verdict(mother="Абрамова Юлия Сергеевна", mother_phone=cell)
    assert judged.row.guardians[0].phone == "+79005550152"
    assert judged.state == State.NEW


@pytest.mark.parametrize(
    "cell", ["89005550152, 89005550153", "8 900 555-01-52 8 900 555-01-53", "8900 5550152/5-55"]
)
def test_of_two_phones_the_first_is_taken_and_that_is_doubtful(cell: str) -> None:
    judged = verdict(mother="Абрамова Юлия Сергеевна", mother_phone=cell)
    assert judged.row.guardians[0].phone == "+79005550152"
    assert judged.state == State.DOUBTFUL


def test_a_phone_in_the_cell_of_the_name_is_found() -> None:
    judged = verdict(mother="Абрамова Юлия Сергеевна, 8-900-555-01-52")
    assert judged.row.guardians[0].phone == "+79005550152"
    assert judged.row.guardians[0].name.full == "Абрамова Юлия Сергеевна"


def test_a_phone_without_a_name_is_not_swallowed() -> None:
    judged = verdict(mother_phone="89005550152")
    assert judged.state == State.DOUBTFUL
    assert "whose" in texts(judged)


def test_representatives_come_along_from_the_row() -> None:
    judged = verdict(
        mother="Абрамова Юлия Сергеевна", father="АБРАМОВ ИЛЬЯ ПЕТРОВИЧ", father_phone=89005550153
    )
    assert [(g.person, g.relation, g.name.full, g.phone) for g in judged.row.guardians] == [
        (Person.MOTHER, Relation.MOTHER, "Абрамова Юлия Сергеевна", None),
        (Person.FATHER, Relation.FATHER, "Абрамов Илья Петрович", "+79005550153"),
    ]


@pytest.mark.parametrize("cell", ["«Звёздочка»", '"звездочка"', "группа  ЗВЕЗДОЧКА", "Звёздoчка"])
def test_a_group_is_found_whatever_its_quotes_case_and_yo(cell: str) -> None:
    judged = verdict(group=cell)
    assert judged.row.values[Field.GROUP] == "Звёздочка"
    assert judged.row.group_id == 1


def test_a_group_that_is_not_there_is_wrong_and_similar_ones_are_named() -> None:
    judged = verdict(group="Звездочка 2")
    assert judged.state == State.WRONG
    assert "no group “Звездочка 2”; similar: «Звёздочка»" in texts(judged)
    assert "Create it first" in texts(verdict(group="Якорь"))
    assert verdict(group="").state == State.WRONG


@pytest.mark.parametrize("fault", list(Fault))
def test_a_faulty_formula_is_wrong_wherever_it_stands(fault: Fault) -> None:
    assert verdict(snils=fault).state == State.WRONG
    assert "formula" in texts(verdict(born=fault))


def test_a_text_longer_than_the_database_keeps_is_wrong() -> None:
    assert verdict(address="а" * 301).state == State.WRONG


def test_a_dash_is_an_empty_cell() -> None:
    judged = verdict(snils="—", mother="-", mother_phone="нет")
    assert judged.state == State.NEW
    assert judged.row.guardians == ()


def test_the_row_keeps_what_was_written() -> None:
    row = check(SIMPLE | {"born": "1 марта 2022"}).verdicts[0].row
    assert row.originals[Field.BIRTH_DATE] == "1 марта 2022"


def test_an_email_is_checked_and_lowered() -> None:
    mother = "Абрамова Юлия Сергеевна"
    assert verdict(mother=mother, mother_email="A@B.RU").row.guardians[0].email == "a@b.ru"
    assert verdict(mother=mother, mother_email="a@b.ru; c@d.ru").state == State.DOUBTFUL
    for cell in (",", "a@b", "почта"):
        assert verdict(mother=mother, mother_email=cell).state == State.WRONG
