"""Columns are found by their headings in any order and wording, and never guessed silently."""

from __future__ import annotations

import pytest

from app.children.intake.rules.fields import Field
from app.children.intake.rules.headings import recognise_heading
from app.children.intake.rules.layout import (
    Layout,
    Recognition,
    apply_mapping,
    mapping_of,
    recognise,
)
from app.children.intake.rules.table import SkipReason, read_table
from app.core.errors import BadInput
from app.core.spreadsheets import Merge, Sheet
from tests.rules.children.intake_cases import sheet


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Фамилия", Field.LAST_NAME),
        ("ФИО ребёнка", Field.FULL_NAME),
        ("Ф. И. О.", Field.FULL_NAME),
        ("Фамилия, имя, отчество воспитанника", Field.FULL_NAME),
        ("Отчество (при наличии)", Field.MIDDLE_NAME),
        ("ДАТА  РОЖДЕНИЯ", Field.BIRTH_DATE),
        ("Д/р", Field.BIRTH_DATE),
        ("Гpyппa", Field.GROUP),  # Latin p, y, a
        ("CНИЛC", Field.SNILS),  # Latin C
        ("№ группы", Field.GROUP),
        ("Группа здоровья", Field.HEALTH_GROUP),
        ("ОВЗ/инвалид", Field.SPECIAL_NEEDS),
        ("№ приказа", Field.ORDER_NUMBER),
        ("Адрес проживания", Field.RESIDENCE_ADDRESS),
        ("ФИО матери", Field.MOTHER_NAME),
        ("Мама (телефон)", Field.MOTHER_PHONE),
        ("E-mail отца", Field.FATHER_EMAIL),
        ("Отец", Field.FATHER_NAME),
        ("ФИО родителя (законного представителя)", Field.REPRESENTATIVE_NAME),
        ("Контактный телефон родителей", Field.REPRESENTATIVE_PHONE),
        ("Степень родства", Field.REPRESENTATIVE_RELATION),
        ("№ п/п", Field.NUMBER),
        ("Льгота", Field.BENEFIT),
    ],
)
def test_a_heading_is_understood_in_its_usual_wordings(heading: str, field: Field) -> None:
    assert recognise_heading(heading) == field


@pytest.mark.parametrize("heading", ["Дата рождения матери", "Хобби", "Паспорт отца", "Имя файла"])
def test_a_heading_that_is_not_known_is_left_to_a_person(heading: str) -> None:
    assert recognise_heading(heading) is None


def fields(layout: Layout) -> list[Field | None]:
    return [column.field for column in layout.columns]


def test_headings_are_found_below_titles_and_in_any_order() -> None:
    layout = recognise(
        sheet(["Список группы «Звёздочка»"], [], ["Группа", "Имя", "Фамилия"], ["З", "И", "Ф"])
    )
    assert (layout.first_row, layout.last_row) == (2, 2)
    assert fields(layout) == [Field.GROUP, Field.FIRST_NAME, Field.LAST_NAME]
    assert layout.titles == ("Список группы «Звёздочка»",)


def test_merged_parent_headings_give_their_meaning_to_those_below() -> None:
    listed = Sheet(
        "1",
        [
            ("Ребёнок", None, "Мать", None, "Отец", None),
            ("ФИО", "Дата рождения", "ФИО", "Телефон", "ФИО", "Телефон"),
            ("Иванов Иван", "01.01.2022", None, None, None, None),
        ],
        (Merge(0, 0, 0, 1), Merge(0, 2, 0, 3), Merge(0, 4, 0, 5)),
    )
    assert fields(recognise(listed)) == [
        Field.FULL_NAME,
        Field.BIRTH_DATE,
        Field.MOTHER_NAME,
        Field.MOTHER_PHONE,
        Field.FATHER_NAME,
        Field.FATHER_PHONE,
    ]


def test_a_bare_telephone_belongs_to_the_adult_on_its_left_and_is_marked_assumed() -> None:
    layout = recognise(
        sheet(["ФИО", "Дата рождения", "ФИО матери", "Телефон", "ФИО отца", "Телефон"])
    )
    assert fields(layout)[3::2] == [Field.MOTHER_PHONE, Field.FATHER_PHONE]
    assert layout.columns[3].recognition == Recognition.ASSUMED


def test_two_columns_of_one_meaning_are_said() -> None:
    layout = recognise(sheet(["ФИО", "Дата рождения", "Группа", "Группа"]))
    assert [column.index for column in layout.repeated] == [3]
    assert layout.by_field[Field.GROUP] == 2


def test_what_the_list_lacks_is_said() -> None:
    assert recognise(sheet(["ФИО", "Группа"])).missing == (Field.BIRTH_DATE,)


def test_no_headings_is_400() -> None:
    with pytest.raises(BadInput):
        recognise(sheet(["Иванов", "01.02.2022"], ["Петров", "01.02.2022"]))


def test_columns_can_be_corrected_by_hand_and_stored() -> None:
    layout = recognise(sheet(["ФИО", "Дата рождения", "Садик", "Группа"]))
    assert [column.heading for column in layout.unknown] == ["Садик"]
    corrected = apply_mapping(layout, {2: Field.GROUP, 3: None})
    assert corrected.by_field[Field.GROUP] == 2
    assert apply_mapping(layout, mapping_of(corrected)).by_field == corrected.by_field
    with pytest.raises(BadInput, match="Two columns"):
        apply_mapping(layout, {2: Field.GROUP})
    with pytest.raises(BadInput):
        apply_mapping(layout, {9: Field.GROUP})


def test_totals_numbered_columns_captions_and_signatures_are_no_children() -> None:
    listed = sheet(
        ["ФИО", "Дата рождения", "Пол"],
        ["1", "2", "3"],
        ["Группа «Звёздочка»"],
        ["Иванов Иван", "01.01.2022", "м"],
        [],
        ["ФИО", "Дата рождения", "Пол"],
        ["Итогова Анна", "01.01.2022", "ж"],
        ["ИТОГО:", 2],
        ["Воспитатель", "Лапина"],
    )
    table = read_table(listed, recognise(listed))
    assert [(row.number, row.section) for row in table.rows] == [
        (4, "Группа «Звёздочка»"),
        (7, "Группа «Звёздочка»"),
    ]
    assert [row.reason for row in table.skipped] == [
        SkipReason.HEADING,
        SkipReason.SECTION,
        SkipReason.EMPTY,
        SkipReason.HEADING,
        SkipReason.TOTAL,
        SkipReason.SIGNATURE,
    ]
    assert table.skipped_counts[SkipReason.HEADING] == 2
