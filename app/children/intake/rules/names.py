"""Names of people: put right, told apart into last name, first name and patronymic."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.children.intake.rules.fields import Field
from app.children.intake.rules.problems import Problem, doubtful, note, wrong
from app.children.intake.rules.text import (
    as_cyrillic,
    clean,
    cyrillic_lookalikes,
    is_latin_only,
    plain_dashes,
)
from app.children.rules import Sex
from app.core.messages import Message, message

NAME_LENGTH = 60
_ALLOWED = re.compile(r"[А-ЯЁа-яёҐґЄєІіЇїЎўӘәҒғҚқҢңӨөҰұҮүҺһA-Za-zÀ-ɏ'’`\- ().]+")
_PATRONYMIC = re.compile(r"(ович|евич|ич|овна|евна|ична|инична)$")
_MALE_PATRONYMIC = re.compile(r"(ович|евич|ич|оглы|оглу|улы|уулу)$")
_FEMALE_PATRONYMIC = re.compile(r"(овна|евна|ична|кызы|гызы|кизи)$")
_PATRONYMIC_WORDS = frozenset({"оглы", "оглу", "улы", "уулу", "кызы", "гызы", "кизи"})
# Words inside a name that keep their small letters.
_SMALL = _PATRONYMIC_WORDS | {"де", "да", "ди", "фон", "ван", "дер", "бен", "ибн", "аль", "эль"}
_INITIALS = re.compile(r"[А-ЯЁ]|[А-ЯЁ]\.\s*([А-ЯЁ]\.?)?", re.IGNORECASE)


@dataclass(frozen=True)
class PersonName:
    """A name in three parts; the patronymic may be missing."""

    last_name: str
    first_name: str
    middle_name: str | None = None

    @property
    def full(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))


def tidy_name(text: str, field: Field) -> tuple[str, list[Problem]]:
    """A name or a part of it with letters of one script and capitals where they belong."""
    original = clean(text)
    spaced = re.sub(r"\s*-\s*", "-", plain_dashes(original)).strip(" ,;-")
    problems: list[Problem] = []
    if not _ALLOWED.fullmatch(spaced):
        return "", [wrong(field, message("A name holds only letters. Correct it."), original)]
    cyrillic = cyrillic_lookalikes(spaced)
    if cyrillic != spaced:
        problems.append(
            note(
                field,
                message("Latin letters were replaced by the Cyrillic ones that look the same."),
                original,
            )
        )
    latin = [word for word in re.split(r"[ \-]", cyrillic) if is_latin_only(word)]
    if latin:
        problems.append(
            doubtful(
                field,
                message("“%(word)s” is written in Latin letters.", word=" ".join(latin)),
                original,
            )
        )
    cased = " ".join(_cased(word) for word in cyrillic.split(" "))
    if cased != cyrillic:
        problems.append(
            note(
                field, message("Capital letters were put right: “%(name)s”.", name=cased), original
            )
        )
    if len(cased) > NAME_LENGTH * (3 if field.endswith("name") and " " in cased else 1):
        problems.append(wrong(field, message("The name is too long. Shorten it."), original))
    return cased, problems


def split_full_name(text: str, field: Field) -> tuple[PersonName | None, list[Problem]]:
    """A whole name from one cell. Without a last and a first name the result is None."""
    tidy, problems = tidy_name(text, field)
    if not tidy:
        return None, problems
    name, said = _split(tidy.split(" "), field, clean(text))
    return name, problems + said


def _split(
    words: list[str], field: Field, original: str
) -> tuple[PersonName | None, list[Problem]]:
    if len(words) > 3 and words[-1].lower() in _PATRONYMIC_WORDS:
        words = [*words[:-2], " ".join(words[-2:])]
    if len(words) == 2:
        return _of_two(words, field, original)
    if len(words) == 3:
        return _of_three(words, field, original)
    if len(words) < 2:
        text = message("The cell needs a last name and a first name. Add what is missing.")
        return None, [wrong(field, text, original)]
    return _of_many(words, field, original)


def _of_two(
    words: list[str], field: Field, original: str
) -> tuple[PersonName | None, list[Problem]]:
    last, first = words
    if _INITIALS.fullmatch(first):
        return None, [_initials(field, original)]
    if is_patronymic(first):
        text = message("The last name is missing: this is a first name and a patronymic. Add it.")
        return None, [wrong(field, text, original)]
    return PersonName(last, first), []


def _of_three(
    words: list[str], field: Field, original: str
) -> tuple[PersonName | None, list[Problem]]:
    last, first, middle = words
    if _INITIALS.fullmatch(first):
        return None, [_initials(field, original)]
    if is_patronymic(first) and not is_patronymic(middle):
        name = PersonName(middle, last, first)
        return name, [doubtful(field, _read_as(name), original)]
    name = PersonName(last, first, middle)
    return name, [] if is_patronymic(middle) else [doubtful(field, _read_as(name), original)]


def _initials(field: Field, original: str) -> Problem:
    text = message("Only initials are given. Write the first name and patronymic in full.")
    return wrong(field, text, original)


def _of_many(words: list[str], field: Field, original: str) -> tuple[PersonName, list[Problem]]:
    """Four words and more: the patronymic is known by its ending, the rest is a guess."""
    if is_patronymic(words[-1]):
        name = PersonName(" ".join(words[:-2]), words[-2], words[-1])
    else:
        name = PersonName(words[0], words[1], " ".join(words[2:]))
    return name, [doubtful(field, _read_as(name), original)]


def _read_as(name: PersonName) -> Message:
    return message(
        "Read as: last name “%(last)s”, first name “%(first)s”, patronymic “%(middle)s”.",
        last=name.last_name,
        first=name.first_name,
        middle=name.middle_name or "—",
    )


def is_patronymic(word: str) -> bool:
    """Whether a word has the ending of a patronymic or is two words with «оглы», «кызы»."""
    lowered = as_cyrillic(word).lower()
    if lowered.split(" ")[-1] in _PATRONYMIC_WORDS and " " in lowered:
        return True
    return len(lowered) > 4 and _PATRONYMIC.search(lowered) is not None


def sex_by_patronymic(middle_name: str | None) -> Sex | None:
    """The sex that a patronymic tells, if it tells one."""
    lowered = (middle_name or "").lower()
    if _FEMALE_PATRONYMIC.search(lowered):
        return Sex.FEMALE
    if _MALE_PATRONYMIC.search(lowered):
        return Sex.MALE
    return None


def _cased(word: str) -> str:
    """«ИВАНОВА-ПЕТРОВА», «иванова-петрова» → «Иванова-Петрова»; «МакДональд» stays."""
    if word.lower() in _SMALL:
        return word.lower() if word.isupper() else word
    if len(word) == 1 or "." in word:
        return word.upper()
    if "-" in word:
        return "-".join(_cased(part) for part in word.split("-"))
    if word.isupper() or word.islower() or word[0].islower():
        return word[:1].upper() + word[1:].lower()
    capitals = sum(sign.isupper() for sign in word)
    return word.capitalize() if capitals > 2 else word
