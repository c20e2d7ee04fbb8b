"""What stands around the rows counts too: captions of groups, titles, merged cells."""

from __future__ import annotations

from datetime import date

from app.children.intake.rules.evaluation import Evaluation, evaluate
from app.children.intake.rules.fields import Field
from app.children.intake.rules.groups import group_in_title
from app.children.intake.rules.known import KnownChildren
from app.children.intake.rules.layout import recognise
from app.children.intake.rules.shown import shown
from app.children.intake.rules.table import read_table
from app.children.intake.rules.verdicts import State
from app.children.rules import Relation, Sex
from app.core.spreadsheets import Merge, Sheet
from tests.rules.children.intake_cases import BOOK, CONTEXT, SIMPLE, check, sheet, texts, verdict

HEADINGS = ("ФИО", "Дата рождения", "Группа")


def check_sheet(listed: Sheet) -> Evaluation:
    layout = recognise(listed)
    return evaluate(read_table(listed, layout), layout, CONTEXT, KnownChildren([]))


def test_a_caption_gives_its_group_to_the_rows_below_it() -> None:
    first, second = check_sheet(
        sheet(
            HEADINGS,
            ("Группа «Звездочка»",),
            ("Абрамов Тимофей Ильич", "11.03.2022"),
            ("Группа «Солнышко»",),
            ("Алиева Амина Руслановна", "27.12.2021"),
        )
    ).verdicts
    assert first.row.values[Field.GROUP] == "Звёздочка"
    assert second.row.values[Field.GROUP] == "Солнышко"
    assert "taken from the caption" in texts(second)


def test_a_group_merged_down_over_its_children_counts_for_each() -> None:
    rows = [
        HEADINGS,
        ("Абрамов Тимофей Ильич", "11.03.2022", "Солнышко"),
        ("Алиева Амина Руслановна", "27.12.2021", None),
    ]
    checked = check_sheet(Sheet("1", rows, (Merge(1, 2, 2, 2),)))
    assert [judged.state for judged in checked.verdicts] == [State.NEW, State.NEW]


def test_the_group_in_the_title_is_only_proposed() -> None:
    found = group_in_title(["Список группы «Звездочка»", "на 2026 год"], BOOK)
    assert found is not None
    assert found.name == "Звёздочка"
    assert group_in_title(["Группы «Лучик» и «Солнышко»"], BOOK) is None
    assert group_in_title(["Список"], BOOK) is None


def test_a_representative_without_a_relation_is_told_by_the_patronymic_and_said() -> None:
    judged = check_sheet(
        sheet(
            (*HEADINGS, "ФИО родителя", "Телефон"),
            ("Ким Мия Яновна", "1.1.2022", "Лучик", "Ким Анна Олеговна", 89005550108),
        )
    ).verdicts[0]
    entry = judged.row.guardians[0]
    assert (entry.relation, entry.relation_assumed, entry.phone) == (
        Relation.MOTHER,
        True,
        "+79005550108",
    )
    assert "by the patronymic this is the mother" in texts(judged)


def test_a_mother_named_in_two_columns_is_one_person() -> None:
    judged = check_sheet(
        sheet(
            (*HEADINGS, "ФИО матери", "ФИО родителя", "Степень родства", "Телефон родителя"),
            (*SIMPLE.values(), "Ким Анна Олеговна", "КИМ АННА ОЛЕГОВНА", "мать", 89005550108),
        )
    ).verdicts[0]
    assert [entry.phone for entry in judged.row.guardians] == ["+79005550108"]


def test_one_child_is_found_twice_also_without_its_patronymic() -> None:
    rows = (SIMPLE, SIMPLE | {"name": "Абрамов Тимофей", "sex": "м"})
    assert [judged.state for judged in check(*rows).verdicts] == [State.NEW, State.DOUBTFUL]


def test_namesakes_with_other_patronymics_are_two_children() -> None:
    rows = (SIMPLE, SIMPLE | {"name": "Абрамов Тимофей Олегович"})
    assert [judged.state for judged in check(*rows).verdicts] == [State.NEW, State.NEW]


def test_an_order_with_its_date_in_one_cell_gives_both() -> None:
    judged = check_sheet(
        sheet((*HEADINGS, "Приказ"), (*SIMPLE.values(), "№ 15-к от 25.08.2026"))
    ).verdicts[0]
    assert judged.row.values[Field.ORDER_NUMBER] == "15-к"
    assert judged.row.values[Field.ORDER_DATE] == date(2026, 8, 25)


def test_an_enrolment_before_the_birth_is_wrong() -> None:
    assert verdict(enrolled="01.09.2021").state == State.WRONG


def test_values_are_shown_as_people_write_them() -> None:
    assert shown(Field.BIRTH_DATE, date(2021, 12, 3)) == "03.12.2021"
    assert shown(Field.SNILS, "11223344595") == "112-233-445 95"
    assert shown(Field.MOTHER_PHONE, "+79005550152") == "+7 (900) 555-01-52"
    assert str(shown(Field.SEX, Sex.MALE)) == "male"
    assert shown(Field.CITIZENSHIP, None) == "—"
