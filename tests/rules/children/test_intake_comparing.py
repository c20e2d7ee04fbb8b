"""A row against the children that are known: who it is, what changes, what a person decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.fields import Field
from app.children.intake.rules.known import KnownChildren, KnownGuardian
from app.children.intake.rules.names import PersonName
from app.children.intake.rules.problems import Choice
from app.children.intake.rules.verdicts import Change, State
from app.children.rules import Relation
from tests.dirty_spreadsheet import snils
from tests.rules.children.intake_cases import (
    CONTEXT,
    SIMPLE,
    after_loading,
    check,
    known_child,
    texts,
    verdict,
)

SNILS = snils(143_207_518)
OTHER_SNILS = snils(158_620_344)
MOTHER = KnownGuardian(
    7, PersonName("Абрамова", "Юлия", "Сергеевна"), "+79005557710", None, Relation.MOTHER
)


def knowing(*children):
    return KnownChildren(children)


def test_a_child_that_nobody_knows_is_new_and_all_its_values_are_listed() -> None:
    judged = verdict(snils=SNILS)
    assert (judged.state, judged.child_id, judged.enrols) == (State.NEW, None, True)
    assert Change(Field.SNILS, None, SNILS) in judged.changes
    assert Change(Field.GROUP, None, "Солнышко") in judged.changes


def test_a_child_with_the_same_values_is_the_same() -> None:
    assert verdict(knowing(known_child())).state == State.SAME


def test_a_new_child_needs_a_date_of_enrolment() -> None:
    bare = replace(CONTEXT, default_enrolment=None)
    judged = check(SIMPLE, context=bare).verdicts[0]
    assert judged.state == State.WRONG
    assert "date of enrolment" in texts(judged)
    assert check(SIMPLE | {"enrolled": "01.09.2026"}, context=bare).verdicts[0].state == State.NEW


def test_a_child_is_known_by_its_snils_even_under_another_last_name() -> None:
    judged = verdict(knowing(known_child(name="Сидоров Тимофей Ильич", snils=SNILS)), snils=SNILS)
    assert judged.state == State.CHANGED
    assert judged.changes == (Change(Field.LAST_NAME, "Сидоров", "Абрамов"),)


def test_a_snils_of_a_child_with_another_name_is_doubtful() -> None:
    known = knowing(known_child(name="Сидоров Пётр Ильич", snils=SNILS))
    judged = verdict(known, snils=SNILS)
    assert judged.state == State.DOUBTFUL
    assert judged.problems[0].choices[0] == Choice.SAME_CHILD
    assert verdict(known, Decision(other_child=True), snils=SNILS).state == State.WRONG
    assert verdict(known, Decision(without=frozenset({Field.SNILS})), snils=SNILS).state == (
        State.NEW
    )


def test_snils_and_certificate_of_two_children_are_wrong() -> None:
    known = knowing(
        known_child(1, snils=SNILS),
        known_child(2, name="Сидоров Пётр Ильич", birth_certificate="II-ЛО № 654321"),
    )
    assert verdict(known, snils=SNILS, certificate="II-ЛО 654321").state == State.WRONG


def test_a_child_is_known_by_its_birth_certificate() -> None:
    known = knowing(known_child(born=date(2022, 3, 11), birth_certificate="II-ЛО № 654321"))
    assert verdict(known, certificate="II-ЛО 654321").child_id == 1


def test_names_that_differ_only_by_yo_are_a_doubt() -> None:
    known = knowing(known_child(name="Ёлкин Роман Сергеевич", born=date(2021, 12, 3)))
    cells = {"name": "Елкин Роман Сергеевич", "born": "03.12.2021"}
    judged = verdict(known, **cells)
    assert judged.state == State.DOUBTFUL
    assert judged.problems[0].child_id == 1
    assert Choice.OTHER_CHILD in judged.problems[0].choices
    assert "Ёлкин Роман Сергеевич" in texts(judged)

    same = verdict(known, Decision(same_child=1), snils=SNILS, **cells)
    assert same.state == State.CHANGED
    assert [change.field for change in same.changes] == [Field.SNILS]  # «ё» is not lost

    other = verdict(known, Decision(other_child=True), **cells)
    assert (other.state, other.child_id) == (State.NEW, None)


def test_a_yo_that_the_file_brings_is_a_visible_change() -> None:
    known = knowing(known_child(name="Елкин Роман Ильич", snils=SNILS))
    judged = verdict(known, name="Ёлкин Роман Ильич", snils=SNILS)
    assert judged.changes == (Change(Field.LAST_NAME, "Елкин", "Ёлкин"),)


@pytest.mark.parametrize(
    "cells",
    [
        {"born": "11.03.2021"},  # the same name, another day
        {"name": "Абрамов Тимофий Ильич"},  # the same day, nearly the same name
    ],
)
def test_a_similar_child_is_a_doubt(cells: dict[str, str]) -> None:
    judged = verdict(knowing(known_child()), **cells)
    assert judged.state == State.DOUBTFUL
    assert judged.problems[0].child_id == 1


def test_twins_are_not_taken_for_one_child() -> None:
    assert verdict(knowing(known_child()), name="Абрамов Илья Ильич").state == State.NEW


def test_an_empty_cell_never_erases_what_is_stored() -> None:
    stored = known_child(snils=SNILS, registration_address="ул. Мира, 1", guardians=[MOTHER])
    assert verdict(knowing(stored)).state == State.SAME


def test_a_missing_patronymic_does_not_hide_a_child() -> None:
    judged = verdict(knowing(known_child()), name="Абрамов Тимофей", sex="м")
    assert judged.state == State.SAME


def test_moving_to_another_group_needs_an_order_and_a_decision() -> None:
    known = knowing(known_child())
    judged = verdict(known, group="Лучик")
    assert judged.state == State.DOUBTFUL
    assert "needs an order" in texts(judged)
    moved = verdict(known, Decision(accepted=frozenset({Field.GROUP})), group="Лучик")
    assert (moved.state, moved.moves) == (State.CHANGED, True)
    left = verdict(known, Decision(without=frozenset({Field.GROUP})), group="Лучик")
    assert left.state == State.SAME
    assert "left out by your decision" in texts(left)


@pytest.mark.parametrize(
    ("stored", "cells"),
    [
        ({"snils": OTHER_SNILS}, {"snils": SNILS}),
        ({"enrolment_date": date(2025, 9, 1)}, {"enrolled": "01.09.2026"}),
        ({"birth_certificate": "I-АГ № 111111"}, {"certificate": "II-АГ № 222222"}),
    ],
)
def test_a_stored_number_or_date_is_not_replaced_without_agreement(
    stored: dict[str, object], cells: dict[str, str]
) -> None:
    known = knowing(known_child(**stored))
    assert verdict(known, **cells).state == State.DOUBTFUL
    field = next(iter(stored))
    agreed = verdict(known, Decision(accepted=frozenset({Field(field)})), **cells)
    assert agreed.state == State.CHANGED


def test_a_default_never_replaces_what_is_stored() -> None:
    known = knowing(known_child(enrolment_date=date(2024, 9, 1)))
    context = replace(CONTEXT, default_group="Лучик")
    row = {"name": SIMPLE["name"], "born": SIMPLE["born"]}
    assert check(row, known=known, context=context).verdicts[0].state == State.SAME
    assert check(row, context=context).verdicts[0].row.values[Field.GROUP] == "Лучик"


def test_a_child_that_left_is_enrolled_again_only_by_agreement() -> None:
    known = knowing(known_child(enrolled=False))
    judged = verdict(known)
    assert judged.state == State.DOUBTFUL
    assert "has left" in texts(judged)
    again = verdict(known, Decision(accepted=frozenset({Field.ENROLMENT_DATE})))
    assert (again.state, again.enrols, again.moves) == (State.CHANGED, True, False)


def test_a_new_phone_of_the_mother_is_a_change() -> None:
    known = knowing(known_child(guardians=[MOTHER]))
    judged = verdict(known, mother="Абрамова Юлия Сергеевна", mother_phone="8 900 555-01-15")
    assert judged.state == State.CHANGED
    assert judged.guardians[0].guardian_id == 7
    assert judged.guardians[0].changes == (
        Change(Field.MOTHER_PHONE, "+79005557710", "+79005550115"),
    )


def test_a_mother_with_a_new_last_name_is_the_same_mother() -> None:
    known = knowing(known_child(guardians=[MOTHER]))
    judged = verdict(known, mother="Орлова Юлия Сергеевна")
    assert judged.guardians[0].changes == (Change(Field.MOTHER_LAST_NAME, "Абрамова", "Орлова"),)


def test_a_second_mother_is_not_added_silently() -> None:
    known = knowing(known_child(guardians=[MOTHER]))
    judged = verdict(known, mother="Орлова Инна Петровна")
    assert judged.state == State.DOUBTFUL
    left = Decision(without=frozenset({Field.MOTHER_NAME}))
    assert verdict(known, left, mother="Орлова Инна Петровна").state == State.SAME
    added = Decision(accepted=frozenset({Field.MOTHER_NAME}))
    assert verdict(known, added, mother="Орлова Инна Петровна").state == State.CHANGED


def test_a_sister_gets_the_mother_that_is_already_stored() -> None:
    known = knowing(known_child(guardians=[MOTHER]))
    judged = verdict(
        known,
        name="Абрамова Анна Ильинична",
        born="01.01.2023",
        mother="Абрамова Юлия Сергеевна",
        mother_phone="+7 900 555-77-10",
    )
    assert (judged.guardians[0].guardian_id, judged.guardians[0].linked) == (7, False)


def test_the_same_child_twice_in_a_file_is_said_with_the_row() -> None:
    rows = [SIMPLE, SIMPLE]
    first, second = check(*rows).verdicts
    assert (first.state, second.state) == (State.NEW, State.DOUBTFUL)
    assert "Row 2 is the same child" in texts(second)
    assert check(*rows, decisions={3: Decision(skip=True)}).is_ready
    assert check(*rows, decisions={2: Decision(skip=True)}).verdicts[1].state == State.NEW


def test_one_snils_for_two_names_is_wrong() -> None:
    other = SIMPLE | {"name": "Орлов Глеб Антонович", "snils": SNILS}
    second = check(SIMPLE | {"snils": SNILS}, other).verdicts[1]
    assert second.state == State.WRONG
    assert "Row 2 has the same number" in texts(second)


def test_rows_that_disagree_about_one_mother_are_said() -> None:
    mother = {"mother": "Абрамова Юлия Сергеевна", "mother_phone": "89005550108"}
    sister = {"name": "Абрамова Анна Ильинична", "born": "01.01.2023", "group": "Лучик"}
    rows = [
        SIMPLE | mother | {"mother_email": "a@example.ru"},
        sister | mother | {"mother_email": "b@example.ru"},
    ]
    second = check(*rows).verdicts[1]
    assert second.state == State.DOUBTFUL
    assert "Row 2 says “a@example.ru”" in texts(second)


def test_a_decision_reads_the_row_anew() -> None:
    corrected = Decision(corrections={Field.BIRTH_DATE: "28.02.2022", Field.GROUP: "лучик"})
    judged = verdict(None, corrected, born="30.02.2022", group="Лучик 2")
    assert judged.state == State.NEW
    assert judged.row.birth_date == date(2022, 2, 28)
    accepted = Decision(accepted=frozenset({Field.BIRTH_DATE}))
    assert verdict(None, accepted, born="01.02.20").state == State.NEW
    without = Decision(without=frozenset({Field.SNILS}))
    assert verdict(None, without, snils="112-233-445 96").state == State.NEW
    assert verdict(None, Decision(skip=True), born="").state == State.SKIPPED
    assert verdict(None, accepted, born="30.02.2022").state == State.WRONG  # never forced


def test_a_decision_survives_the_database() -> None:
    whole = Decision(
        3, True, frozenset({Field.GROUP}), frozenset({Field.SNILS}), True, {Field.SEX: "м"}
    )
    assert Decision.from_json(whole.to_json()) == whole
    assert Decision.from_json({}) == Decision()


def test_loading_twice_changes_nothing() -> None:
    rows = [
        SIMPLE | {"snils": SNILS, "mother": "Абрамова Юлия Сергеевна", "mother_phone": 89005550108},
        SIMPLE | {"name": "Ёлкина Мия", "sex": "ж", "father": "Ёлкин Ян Ильич"},
    ]
    first = check(*rows)
    assert [judged.state for judged in first.verdicts] == [State.NEW, State.NEW]
    known = after_loading(first, KnownChildren([]))
    assert {judged.state for judged in check(*rows, known=known).verdicts} == {State.SAME}
