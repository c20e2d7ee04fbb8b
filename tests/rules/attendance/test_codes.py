"""The recommended codes: flags of domain 2.2."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.attendance.rules.codes import RECOMMENDED_CODES, codes_on, find_code, present_code
from tests.rules.attendance.november_sheet import CODES


@pytest.mark.parametrize(
    ("letter", "present", "excused", "illness", "counts", "document", "typable"),
    [
        ("Я", True, False, False, True, False, True),
        ("Н", False, False, False, True, False, True),
        ("Б", False, True, True, True, True, True),
        ("К", False, True, False, True, True, True),
        ("О", False, True, False, True, True, True),
        ("С", False, True, False, True, True, True),
        ("Л", False, True, False, True, True, True),
        ("П", False, True, False, True, True, True),
        ("Р", False, True, False, False, True, True),
        ("В", False, False, False, False, False, False),
        ("Х", False, False, False, False, False, False),
    ],
)
def test_flags_of_the_recommended_codes(
    letter: str,
    present: bool,
    excused: bool,
    illness: bool,
    counts: bool,
    document: bool,
    typable: bool,
) -> None:
    code = CODES[letter]
    assert (code.present, code.excused, code.illness) == (present, excused, illness)
    assert (code.counts_as_day, code.needs_document, code.typable) == (counts, document, typable)


def test_letters_are_unique_and_cyrillic() -> None:
    letters = [code.letter for code in RECOMMENDED_CODES]
    assert len(set(letters)) == len(letters) == 11
    assert all("А" <= letter <= "Я" for letter in letters)


def test_only_an_absence_without_any_reason_is_unexplained() -> None:
    assert [code.letter for code in RECOMMENDED_CODES if code.unexplained] == ["Н"]


def test_a_small_letter_and_a_latin_lookalike_are_understood() -> None:
    assert find_code("б", CODES) is CODES["Б"]
    assert find_code(" H ", CODES) is CODES["Н"]
    assert find_code("o", CODES) is CODES["О"]
    assert find_code("Щ", CODES) is None


def test_a_code_is_found_only_while_it_is_in_force() -> None:
    old = replace(CODES["П"], valid_to=date(2026, 10, 31))
    new = replace(CODES["П"], excused=False, valid_from=date(2026, 11, 1))
    assert codes_on([old, new], date(2026, 10, 31))["П"] is old
    assert codes_on([old, new], date(2026, 11, 1))["П"] is new


def test_presence_is_found_by_its_flag_whatever_its_letter() -> None:
    here = replace(CODES["Я"], letter="+")
    assert present_code([CODES["Н"], here], date(2026, 11, 2)) is here
    assert present_code([CODES["Н"]], date(2026, 11, 2)) is None
