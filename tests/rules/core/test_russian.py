"""Dates, sums and names as Russian documents write them (domain 7.2, 7.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.core.formats import in_quotes
from app.core.name_cases import NameCase, in_case, inflected, is_female
from app.core.russian import (
    in_order,
    long_date,
    nested_quotes,
    plural_form,
    quoted_date,
    sum_in_words,
)


def test_the_day_of_a_document_stands_in_quotes_and_the_month_in_the_genitive():
    assert quoted_date(date(2021, 8, 31)) == "«31» августа 2021 г."
    assert quoted_date(date(2026, 5, 1)) == "«01» мая 2026 г."
    assert long_date(date(2026, 9, 1)) == "1 сентября 2026 г."


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("2200.50", "Две тысячи двести рублей 50 копеек"),
        ("1", "Один рубль 00 копеек"),
        ("21.01", "Двадцать один рубль 01 копейка"),
        ("1111.12", "Одна тысяча сто одиннадцать рублей 12 копеек"),
        ("0", "Ноль рублей 00 копеек"),
        ("102.02", "Сто два рубля 02 копейки"),
    ],
)
def test_roubles_are_words_and_kopecks_are_digits(amount, words):
    assert sum_in_words(Decimal(amount)) == words


def test_eleven_to_fourteen_take_the_third_form():
    forms = ("ребёнок", "ребёнка", "детей")
    said = [plural_form(number, forms) for number in (1, 2, 5, 11, 12, 14, 21, 22, 25, 111)]
    expected = ["ребёнок", "ребёнка", "детей", "детей", "детей", "детей"]
    assert said == [*expected, "ребёнок", "ребёнка", "детей", "детей"]


# Genitive, dative and accusative of names that are hard (domain 7.3). F: a woman's name.
HARD = [
    ("Петренко Анна Ивановна", True, "Петренко Анны Ивановны", "Петренко Анне Ивановне"),
    ("Петренко Олег Ильич", False, "Петренко Олега Ильича", "Петренко Олегу Ильичу"),
    ("Черных Пётр Львович", False, "Черных Петра Львовича", "Черных Петру Львовичу"),
    ("Ким Лев Олегович", False, "Кима Льва Олеговича", "Киму Льву Олеговичу"),
    ("Ким Любовь Олеговна", True, "Ким Любови Олеговны", "Ким Любови Олеговне"),
    ("Гоголь Николай Васильевич", False, "Гоголя Николая Васильевича", None),
    ("Гоголь Мария Васильевна", True, "Гоголь Марии Васильевны", "Гоголь Марии Васильевне"),
    ("Дюма Илья Павлович", False, "Дюма Ильи Павловича", "Дюма Илье Павловичу"),
    ("Лопата Ася Петровна", True, "Лопаты Аси Петровны", "Лопате Асе Петровне"),
    ("Иванова-Петрова Мария Ивановна", True, "Ивановой-Петровой Марии Ивановны", None),
    ("Алиев Мамед Гасан оглы", False, "Алиева Мамеда Гасан оглы", "Алиеву Мамеду Гасан оглы"),
    ("Алиева Лейла Гасан кызы", True, "Алиевой Лейлы Гасан кызы", "Алиевой Лейле Гасан кызы"),
]


@pytest.mark.parametrize(("name", "female", "genitive", "dative"), HARD, ids=lambda one: str(one))
def test_hard_names_stand_in_the_right_case(name, female, genitive, dative):
    last, first, middle = name.split(" ", 2)
    assert is_female(middle) is female
    assert inflected(last, first, middle, NameCase.GENITIVE, female=female) == genitive
    if dative:
        assert inflected(last, first, middle, NameCase.DATIVE, female=female) == dative


def test_the_accusative_of_a_girl_and_of_a_boy():
    girl = inflected("Иванова", "Мария", "Петровна", NameCase.ACCUSATIVE, female=True)
    boy = inflected("Ёлкин", "Лев", None, NameCase.ACCUSATIVE, female=False)
    assert (girl, boy) == ("Иванову Марию Петровну", "Ёлкина Льва")


class Card:
    """A person whose genitive the rules get wrong, and whose card says how it is."""

    last_name, first_name, middle_name = "Заяц", "Пётр", "Ильич"
    name_genitive: str | None = "Зайца Петра Ильича"
    name_dative: str | None = None
    name_accusative: str | None = None


def test_what_the_card_says_wins_over_the_rules():
    assert in_case(Card(), NameCase.GENITIVE) == "Зайца Петра Ильича"
    assert in_case(Card(), NameCase.NOMINATIVE) == "Заяц Пётр Ильич"
    assert in_case(Card(), NameCase.DATIVE).endswith("Петру Ильичу")


def test_without_a_patronymic_the_sex_of_the_card_decides():
    assert inflected("Ким", "Саша", None, NameCase.GENITIVE, female=True) == "Ким Саши"
    assert inflected("Ким", "Саша", None, NameCase.GENITIVE, female=False) == "Кима Саши"
    assert is_female(None, otherwise=True) is True


def test_without_patronymic_and_card_the_name_tells_the_sex_and_a_doubtful_one_is_left_alone():
    for name, said in (
        ("Смирнова Ольга", "Смирнову Ольгу"),
        ("Черных Пётр", "Черных Петра"),
        ("Смирнов Иван", "Смирнова Ивана"),
        ("Ким Саша", "Ким Саша"),
    ):
        last, first = name.split()
        assert inflected(last, first, "", NameCase.ACCUSATIVE, female=None) == said


def test_the_name_of_a_kindergarten_gets_quotes_unless_it_brings_its_own():
    assert in_quotes("Детский сад № 5") == "«Детский сад № 5»"
    assert in_quotes("«Теремок» № 4") == "«Теремок» № 4"


def test_quotes_within_quotes_are_of_the_other_kind_and_doubled_ones_stand_once():
    for written, said in (
        ("в группу ««Ромашка»» с 1 сентября", "в группу «Ромашка» с 1 сентября"),
        ("«О переводе в группу «Ромашка»»", "«О переводе в группу „Ромашка“»"),
        ("««Родничок» № 17»", "«„Родничок“ № 17»"),
        ("из «Ромашка» в «Василёк»", "из «Ромашка» в «Василёк»"),
        ("«О переводе в «Ромашка»", "«О переводе в «Ромашка»"),
        ("»«О группе «Ромашка»»", "»«О группе «Ромашка»»"),
    ):
        assert nested_quotes(written) == said


def test_a_list_of_names_takes_ё_for_е():
    names = ["Жуков", "Ёлкин", "Абрамов", "Егоров"]
    assert sorted(names, key=in_order) == ["Абрамов", "Егоров", "Ёлкин", "Жуков"]
