"""Numbers of people and organisations: what is accepted, how it is stored and printed."""

from __future__ import annotations

import pytest

from app.core.errors import RuleViolation
from app.core.identifiers import (
    format_birth_certificate,
    format_phone,
    format_snils,
    normalise_birth_certificate,
    normalise_email,
    normalise_inn,
    normalise_ogrn,
    normalise_phone,
    normalise_snils,
    snils_control,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("112-233-445 95", "11223344595"),
        ("11223344595", "11223344595"),
        ("087-654-303 00", "08765430300"),
        ("001-001-998 00", "00100199800"),  # given before control numbers existed
    ],
)
def test_a_snils_is_eleven_digits_with_its_control_number(typed: str, stored: str) -> None:
    assert normalise_snils(typed) == stored


@pytest.mark.parametrize("typed", ["112-233-445 96", "1122334459", "112233445951", "нет", ""])
def test_a_wrong_snils_is_refused(typed: str) -> None:
    with pytest.raises(RuleViolation):
        normalise_snils(typed)


def test_control_numbers_100_and_101_are_00() -> None:
    assert snils_control("087654303") == 0
    controls = {snils_control(f"{number:09}") for number in range(100_000_000, 100_000_400)}
    assert max(controls) < 100


def test_a_snils_is_printed_with_dashes() -> None:
    assert format_snils("11223344595") == "112-233-445 95"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("89005550152", "+79005550152"),
        ("9005550152", "+79005550152"),
        ("79005550152", "+79005550152"),
        ("8 (861) 624-45-56", "+78616244556"),
        ("+375 29 123-45-67", "+375291234567"),
    ],
)
def test_a_phone_is_stored_in_the_international_form(typed: str, stored: str) -> None:
    assert normalise_phone(typed) == stored


@pytest.mark.parametrize("typed", ["5-55-12", "12345678901234", "нет", "", "8900555015"])
def test_a_number_nobody_can_call_is_refused(typed: str) -> None:
    with pytest.raises(RuleViolation):
        normalise_phone(typed)


def test_phones_are_printed_for_people() -> None:
    assert format_phone("+79005550152") == "+7 (900) 555-01-52"
    assert format_phone("+375291234567") == "+375 29 123-45-67"
    assert format_phone("внутренний 12") == "внутренний 12"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("III-АГ № 123456", "III-АГ № 123456"),
        ("II-ЛО 654321", "II-ЛО № 654321"),
        ("iii аг №123456", "III-АГ № 123456"),
        ("ІІІ-АГ 123456", "III-АГ № 123456"),  # Cyrillic І
        ("ХІ-AB N 123456", "XI-АВ № 123456"),  # Cyrillic Х and І, Latin A and B
        ("IУ-НН No 123456", "IV-НН № 123456"),
        ("I-АГ—123456", "I-АГ № 123456"),
        ("I-АГ No123456", "I-АГ № 123456"),
    ],
)
def test_a_birth_certificate_has_one_stored_form(typed: str, stored: str) -> None:
    assert normalise_birth_certificate(typed) == stored
    assert normalise_birth_certificate(stored) == stored


@pytest.mark.parametrize("typed", ["2-ЛО 654321", "III-АГ 12345", "АГ 123456", "1234 567890", ""])
def test_another_document_is_no_birth_certificate(typed: str) -> None:
    with pytest.raises(RuleViolation):
        normalise_birth_certificate(typed)


def test_a_printed_certificate_keeps_its_number_together() -> None:
    assert format_birth_certificate("I-АГ № 123456") == "I-АГ №\xa0123456"


def test_inn_of_people_and_organisations_are_checked() -> None:
    assert normalise_inn("500100732259") == "500100732259"
    assert normalise_inn("7830 002293") == "7830002293"
    for wrong in ("500100732258", "7830002294", "123", "x"):
        with pytest.raises(RuleViolation):
            normalise_inn(wrong)


def test_ogrn_is_checked() -> None:
    assert normalise_ogrn("1027700132195") == "1027700132195"
    for wrong in ("1027700132196", "102770013219", ""):
        with pytest.raises(RuleViolation):
            normalise_ogrn(wrong)


def test_an_email_is_lowered_and_its_form_checked() -> None:
    assert normalise_email(" Mama@Example.RU ") == "mama@example.ru"
    for wrong in ("mama", "mama@", "mama@ru", "m ama@example.ru", "a@b..ru"):
        with pytest.raises(RuleViolation):
            normalise_email(wrong)
