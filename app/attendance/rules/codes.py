"""Codes of the attendance sheet. Meaning stands in the flags, never in the letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# The two letters that the official form knows, and the one that practice adds.
OFFICIAL_ABSENT = "Н"
DAY_OFF = "В"
NOT_LISTED = "Х"

# A key pressed on a Latin keyboard that looks the same as the Cyrillic letter.
_LOOKALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")


class Tint(StrEnum):
    """Colour of a mark on the screen, by meaning."""

    RED = "red"
    AMBER = "amber"
    BLUE = "blue"
    VIOLET = "violet"


@dataclass(frozen=True, slots=True)
class Code:
    """One reason, or presence.

    ``present``: the child was there. ``excused``: the missed day is not charged.
    ``illness``: counts as missed by illness. ``counts_as_day``: False takes the day out of
    the plan. ``needs_document``: a paper is due. ``typable``: a person may enter it.
    ``for_parents``: parents may name it when they report an absence.
    ``valid_from`` … ``valid_to``: both inclusive, None = open.
    """

    letter: str
    name: str
    short_name: str
    present: bool = False
    excused: bool = False
    illness: bool = False
    counts_as_day: bool = True
    needs_document: bool = False
    typable: bool = True
    tint: Tint = Tint.BLUE
    valid_from: date | None = None
    valid_to: date | None = None
    for_parents: bool = False

    def __hash__(self) -> int:
        # Of what tells codes apart: they are counted by, and twelve fields take long to hash.
        return hash((self.letter, self.valid_from))

    @property
    def unexplained(self) -> bool:
        """Absent and no reason known yet: a paper that arrives later may explain it."""
        return not (self.present or self.excused or self.needs_document) and self.counts_as_day

    def valid_on(self, day: date) -> bool:
        """Whether the code may be used for this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def codes_on(codes: Iterable[Code], day: date) -> dict[str, Code]:
    """Codes in force on a day, by letter."""
    return {code.letter: code for code in codes if code.valid_on(day)}


def find_code(letter: str, codes: Mapping[str, Code]) -> Code | None:
    """The code of a typed letter: small letters and Latin look-alikes are understood."""
    plain = letter.strip().upper()
    return codes.get(plain) or codes.get(plain.translate(_LOOKALIKES))


def present_code(codes: Iterable[Code], day: date) -> Code | None:
    """The code that "everybody is here" writes on this day."""
    return next(
        (code for code in codes if code.present and code.typable and code.valid_on(day)), None
    )


# Seeds of the reference table, names as the kindergartens write them (domain 2.2). They are
# data of the organisation, hence Russian: an administrator renames them in the panel.
RECOMMENDED_CODES: tuple[Code, ...] = (
    Code("Я", "Присутствовал", "был", present=True),
    Code(
        "Н",
        "Неявка без уважительной причины или причина не выяснена",
        "неуваж.",
        tint=Tint.RED,
    ),
    Code(
        "Б",
        "Болезнь ребёнка",
        "болезнь",
        excused=True,
        illness=True,
        needs_document=True,
        tint=Tint.AMBER,
        for_parents=True,
    ),
    Code(
        "К",
        "Карантин в группе",
        "карантин",
        excused=True,
        needs_document=True,
        tint=Tint.VIOLET,
    ),
    Code(
        "О",
        "Отпуск родителей",
        "отпуск",
        excused=True,
        needs_document=True,
        for_parents=True,
    ),
    Code(
        "С",
        "Санаторно-курортное лечение",
        "санаторий",
        excused=True,
        needs_document=True,
        for_parents=True,
    ),
    Code("Л", "Летний период", "лето", excused=True, needs_document=True),
    Code(
        "П",
        "Болезнь родителя или семейные обстоятельства",
        "семья",
        excused=True,
        needs_document=True,
        for_parents=True,
    ),
    Code(
        "Р",
        "Ремонт, авария, закрытие детского сада",
        "закрыто",
        excused=True,
        counts_as_day=False,
        needs_document=True,
        tint=Tint.VIOLET,
    ),
    Code(
        DAY_OFF,
        "Выходной или праздничный день",
        "выходной",
        counts_as_day=False,
        typable=False,
    ),
    Code(
        NOT_LISTED,
        "Не числился",
        "не числился",
        counts_as_day=False,
        typable=False,
    ),
)
