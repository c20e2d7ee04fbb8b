"""Names in the cases that documents ask for: by the rules of the language, or as the person says.

Genitive (заявление от Ивановой), dative (выдать Ивановой), accusative (зачислить Иванову). The
rules of ``pytrovich`` are right for nearly all names; what they get wrong is written in the
person's card once (``name_genitive`` …) and stands then in every document.
"""

from __future__ import annotations

import enum
from typing import Protocol

from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from app.core.russian import in_order


class NameCase(enum.StrEnum):
    """Cases of a name in documents."""

    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"


class Named(Protocol):
    """A person with a name in three parts, and the forms that were written by hand."""

    last_name: str
    first_name: str
    middle_name: str | None
    name_genitive: str | None
    name_dative: str | None
    name_accusative: str | None


_CASES = {
    NameCase.GENITIVE: Case.GENITIVE,
    NameCase.DATIVE: Case.DATIVE,
    NameCase.ACCUSATIVE: Case.ACCUSATIVE,
}
_MAKER, _DETECTOR = PetrovichDeclinationMaker(), PetrovichGenderDetector()
# Patronymics of the peoples whose names do not change: «Мамед оглы», «Лейла кызы».
_OF_SON, _OF_DAUGHTER = ("оглы", "оглу", "улы", "уулу"), ("кызы", "гызы", "кизи")


def is_female(middle_name: str | None, *, otherwise: bool | None = False) -> bool | None:
    """Whether a name is a woman's: by the patronymic, else as the card says (``otherwise``)."""
    folded = in_order(middle_name or "").strip()
    if folded.endswith(("вна", "чна", *_OF_DAUGHTER)):
        return True
    if folded.endswith(("вич", "ьич", "мич", *_OF_SON)):
        return False
    return otherwise


def in_case(person: Named, case: NameCase, *, female: bool | None = None) -> str:
    """The full name in a case: «Иванову Марию Петровну».

    ``female``: the sex by the card, asked only where the patronymic does not tell. None where no
    card tells it: then the name does («Смирнова Ольга»), and one that is both stays undeclined.
    """
    if case is NameCase.NOMINATIVE:
        parts = (person.last_name, person.first_name, person.middle_name)
        return " ".join(filter(None, parts))
    written: str | None = getattr(person, f"name_{case}")
    if written:
        return written
    return inflected(person.last_name, person.first_name, person.middle_name, case, female=female)


def inflected(
    last_name: str, first_name: str, middle_name: str | None, case: NameCase, *, female: bool | None
) -> str:
    """A name in a case by the rules of the language alone; ``female`` as in ``in_case``."""
    parts = (
        (NamePart.LASTNAME, last_name),
        (NamePart.FIRSTNAME, first_name),
        (NamePart.MIDDLENAME, middle_name),
    )
    gender = _gender(last_name, first_name, is_female(middle_name, otherwise=female))
    if gender is Gender.ANDROGYNOUS:
        return " ".join(text for _part, text in parts if text)
    return " ".join(_MAKER.make(part, gender, _CASES[case], text) for part, text in parts if text)


def _gender(last_name: str, first_name: str, female: bool | None) -> Gender:
    if female is None:
        told: Gender = _DETECTOR.detect(lastname=last_name, firstname=first_name)  # type: ignore[no-untyped-call]
        return told
    return Gender.FEMALE if female else Gender.MALE
