"""What the text of a heading means."""

from __future__ import annotations

import re

from app.children.intake.rules.fields import Field, Person, person_field
from app.children.intake.rules.synonyms import (
    ADULT,
    CHILD,
    CONTACTS,
    NEED_PARENT,
    NOISE,
    PERSON_WORDS,
    RELATION,
)
from app.children.intake.rules.text import as_cyrillic, clean, fold, has_cyrillic


def heading_words(text: str) -> str:
    """A heading as it is compared: «№ п/п» → «номер п п», «E-mail» → «e mail»."""
    plain = clean(text).replace("№", " номер ").replace("\n", " ")
    lowered = plain.lower().replace("ё", "е")
    if has_cyrillic(lowered):
        lowered = _by_word(lowered)
    return re.sub(r"[\W_]+", " ", lowered).strip()


def recognise_heading(text: str, parent: str = "") -> Field | None:
    """The field of a heading under its parent heading, or None when it is not known."""
    own, above = heading_words(text), heading_words(parent)
    if own == above:
        above = ""
    if above and (person_of(above) or own in NEED_PARENT or not own):
        joined = f"{above} {own}".strip()
        found = _recognise(joined) if not person_of(own) else _recognise(own)
        if found is not None or person_of(above) or own in NEED_PARENT:
            return found
    if above:
        return _recognise(own) or _recognise(f"{above} {own}")
    return _recognise(own)


def person_of(words: str) -> Person | None:
    """Which adult a heading speaks about; both «мать» and «родитель»: the mother."""
    for person, stems in PERSON_WORDS.items():
        if stems.intersection(words.split()):
            return person
    return None


def contact_part(text: str) -> str | None:
    """«phone» or «email» for a heading that names a contact but no person."""
    words = heading_words(text)
    if words not in CONTACTS:
        return None
    return "phone" if words in ADULT["phone"] else "email"


def _recognise(words: str) -> Field | None:
    person = person_of(words)
    if person is None:
        return _CHILD_BY_WORDS.get(words) or _CHILD_BY_WORDS.get(_without_noise(words))
    stems = frozenset[str]().union(*PERSON_WORDS.values())
    rest = " ".join(word for word in _without_noise(words).split() if word not in stems)
    if rest in RELATION:
        return Field.REPRESENTATIVE_RELATION
    if rest == "место работы":
        return Field.WORKPLACE
    part = _ADULT_BY_WORDS.get(rest)
    return person_field(person, part) if part else None


def _without_noise(words: str) -> str:
    return " ".join(word for word in words.split() if word not in NOISE)


def _by_word(text: str) -> str:
    """Latin lookalikes in Cyrillic, but «e-mail» and other Latin words left alone."""
    return " ".join(
        as_cyrillic(word) if has_cyrillic(word) or len(word) == 1 else word
        for word in text.split(" ")
    )


def _by_words() -> dict[str, Field]:
    known = {heading_words(text): field for field, texts in CHILD.items() for text in texts}
    known |= {heading_words(text): Field.REPRESENTATIVE_PHONE for text in ADULT["phone"]}
    known |= {heading_words(text): Field.REPRESENTATIVE_EMAIL for text in ADULT["email"]}
    known |= {heading_words(text): Field.REPRESENTATIVE_RELATION for text in RELATION}
    return known


_CHILD_BY_WORDS = _by_words()
_ADULT_BY_WORDS = {heading_words(text): part for part, texts in ADULT.items() for text in texts}
FOLDED_TOTALS = frozenset(fold(word) for word in ("итого", "всего", "итог"))
