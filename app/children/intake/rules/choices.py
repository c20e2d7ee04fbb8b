"""Cells that hold one of few values: sex, health group, citizenship, relation."""

from __future__ import annotations

import re

from app.children.intake.rules.text import clean, fold
from app.children.rules import Relation, Sex

RUSSIA = "Россия"
_MALE = frozenset("м муж мужской мальчик мал m male".split())
_FEMALE = frozenset("ж жен женский девочка дев f female".split())
_ROMAN = ("I", "II", "III", "IV", "V")
_HEALTH_WORDS = {
    "перв": "I",
    "втор": "II",
    "трет": "III",
    "четв": "IV",
    "пят": "V",
}
_RUSSIA = frozenset({"россия", "рф", "российская федерация", "российское", "гражданин рф", "rus"})
_RELATIONS = {
    "мать": Relation.MOTHER,
    "мама": Relation.MOTHER,
    "отец": Relation.FATHER,
    "папа": Relation.FATHER,
    "опекун": Relation.GUARDIAN,
    "попечитель": Relation.GUARDIAN,
    "приемный родитель": Relation.FOSTER_PARENT,
    "приемная мать": Relation.FOSTER_PARENT,
    "приемный отец": Relation.FOSTER_PARENT,
    "бабушка": Relation.OTHER,
    "дедушка": Relation.OTHER,
    "представитель": Relation.OTHER,
    "законный представитель": Relation.OTHER,
    "тетя": Relation.OTHER,
    "дядя": Relation.OTHER,
}
_SAME_ADDRESS = frozenset(
    {"тот же", "там же", "он же", "совпадает", "по месту регистрации", "по прописке", "то же"}
)


def read_sex(text: str) -> Sex | None:
    """The sex, or None when the word is not known."""
    word = clean(text).lower().strip(". ")
    key = fold(word)
    if key in _MALE or word in _MALE:
        return Sex.MALE
    if key in _FEMALE or word in _FEMALE:
        return Sex.FEMALE
    return None


def read_health_group(text: str) -> str | None:
    """The health group as a Roman number I–V, or None when it is not known."""
    words = re.sub(r"(группа|гр)\b\.?", "", fold(text)).strip()
    if words.isdigit() and 1 <= int(words) <= len(_ROMAN):
        return _ROMAN[int(words) - 1]
    letters = clean(text).upper().replace("І", "I").replace("У", "V")
    found = re.match(r"(IV|V|I{1,3})(?![A-ZА-ЯЁ])", letters)
    if found:
        return found.group(1)
    return next((roman for stem, roman in _HEALTH_WORDS.items() if words.startswith(stem)), None)


def read_citizenship(text: str) -> str:
    """The country; every way to write Russia becomes one."""
    return RUSSIA if fold(text) in _RUSSIA else clean(text)


def read_relation(text: str) -> Relation | None:
    """The relation, or None when the word is not known."""
    return _RELATIONS.get(fold(text))


def is_same_address(text: str) -> bool:
    """Words that send to the address of registration."""
    return fold(text) in _SAME_ADDRESS
