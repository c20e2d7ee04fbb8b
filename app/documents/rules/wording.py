"""Texts of documents: templates with {words} that are filled when the document is shown or signed.

The words are Russian, because those who write templates are the people of the kindergarten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.core.errors import RuleViolation
from app.core.messages import Message, message

_PLACE = re.compile(r"\{([^{}]*)\}")

LIST = "список"
# Words that every template may use; effects add their own.
COMMON = (
    *("организация", "организация кратко", "заведующий", "место", "дата", "номер"),
    *("основание", "вступает", LIST),
)

MEANINGS: dict[str, Message] = {
    "организация": message("the full name of the kindergarten"),
    "организация кратко": message("its short name"),
    "заведующий": message("surname and initials of the head"),
    "место": message("the town from the card of the organization"),
    "дата": message("the date of the document"),
    "номер": message("the number that the signature gives"),
    "основание": message("what is written in the field “Basis”"),
    "вступает": message("from which day it is in force"),
    LIST: message("children, employees or roles of the order, numbered"),
    "отменяемый": message("date, number and title of the order that is cancelled"),
}
"""What people read for each word: shown on the card of a kind."""


def words_of(template: str) -> list[str]:
    """Words in braces, in order, each once."""
    return list(dict.fromkeys(word.strip() for word in _PLACE.findall(template)))


def check_words(template: str, more: Sequence[str] = (), field: str = "text") -> None:
    """Raises RuleViolation for a word in braces that nothing fills in."""
    known = (*COMMON, *more)
    strange = [word for word in words_of(template) if word not in known]
    if strange:
        raise RuleViolation(
            message(
                "Nothing fills in “{%(word)s}”. These words are known: %(known)s.",
                word=strange[0],
                known=", ".join(f"{{{word}}}" for word in known),
            ),
            field=field,
        )


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its words filled in; a word without a value stays as it is.

    A paragraph whose words are all empty is left out («Основание: {основание}» without one).
    """
    lines = []
    for line in template.replace("\r\n", "\n").split("\n"):
        words = words_of(line)
        if words and all(word in values and not values[word] for word in words):
            continue
        lines.append(_PLACE.sub(lambda found: values.get(found[1].strip(), found[0]), line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def listed(lines: Sequence[str]) -> str:
    """The list of an order: one item needs no number, several are numbered."""
    if len(lines) == 1:
        return lines[0]
    return "\n".join(f"{number}) {line}" for number, line in enumerate(lines, 1))
