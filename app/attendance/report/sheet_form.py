"""Form 0504608 as plain values, the same for PDF and XLSX.

Wording is the act's own (приказ Минфина от 30.03.2015 № 52н), hence Russian literals.
Officially an attended day is blank, a missed day «Н», a day off «В». With local letters the
reasons are told apart and a legend explains them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.attendance.rules.codes import DAY_OFF, NOT_LISTED, OFFICIAL_ABSENT, Code
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.totals import (
    Cell,
    ChildTotals,
    Marked,
    SheetChild,
    SheetTotals,
    marks_by_cell,
    sheet_totals,
)
from app.core.workdays import Day

FORM_CODE = "0504608"
DAY_COLUMNS = 31
NBSP = "\N{NO-BREAK SPACE}"
MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
MONTHS_GENITIVE = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)


class Letters(StrEnum):
    """Which signs the days carry."""

    OFFICIAL = "official"
    LOCAL = "local"


class CellLook(StrEnum):
    """How a day cell is drawn besides its letter."""

    PLAIN = "plain"
    NOT_LISTED = "not_listed"
    NO_SUCH_DAY = "no_such_day"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: full name as printed under the signature, and the post."""

    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands around the table. ``formed_on``: the date in the box of codes."""

    organization: str
    group: str
    month: date
    okpo: str = ""
    regime: str = ""
    calculation: str = ""
    formed_on: date | None = None
    state: SheetState = SheetState.OPEN
    head: Signatory = field(default_factory=Signatory)
    responsible: Signatory = field(default_factory=Signatory)
    signed_on: date | None = None

    @property
    def month_text(self) -> str:
        """«ноябрь 2026 г.»."""
        return f"{MONTHS[self.month.month - 1]} {self.month.year} г."


@dataclass(frozen=True, slots=True)
class FormChild:
    """A child with what only the paper shows. ``basis``: «справка № 12 от 20.11.2026»."""

    child: SheetChild
    account: str = ""
    rate: Decimal | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of one child."""

    letter: str = ""
    look: CellLook = CellLook.PLAIN


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of the table."""

    number: int
    name: str
    account: str
    rate: Decimal | None
    cells: tuple[DayCell, ...]
    missed: int
    excused: int
    payable: int
    reasons: str


@dataclass(frozen=True, slots=True)
class SheetForm:
    """The whole form. ``absent``: per day column, None where nothing is counted."""

    heading: Heading
    lines: tuple[FormLine, ...]
    absent: tuple[int | None, ...]
    totals: SheetTotals
    letters: Letters
    legend: str = ""

    @property
    def draft_note(self) -> str:
        """What a paper says that is not approved; nothing on an approved one."""
        if self.heading.state is SheetState.APPROVED:
            return ""
        note = "Черновик: табель не утверждён"
        unfilled = self.totals.whole.unfilled
        return f"{note}, не заполнено дето-дней: {unfilled}" if unfilled else note


def build_form(
    heading: Heading,
    children: Sequence[FormChild],
    days: Sequence[Day],
    marks: Iterable[Marked],
    letters: Letters = Letters.OFFICIAL,
    *,
    sick_note_required: bool = True,
) -> SheetForm:
    """Count a month and lay it out. ``days`` are all days of the month, in order."""
    by_cell = marks_by_cell(marks)
    totals = sheet_totals(
        [item.child for item in children],
        days,
        by_cell.values(),
        sick_note_required=sick_note_required,
    )
    lines = tuple(
        _form_line(number, item, counted, _day_cells(item.child, days, by_cell, letters))
        for number, (item, counted) in enumerate(
            zip(children, totals.children, strict=True), start=1
        )
    )
    absent: list[int | None] = [
        day.absent if day.works and day.present + day.absent else None for day in totals.days
    ]
    absent += [None] * (DAY_COLUMNS - len(absent))
    legend = legend_text(by_cell.values()) if letters is Letters.LOCAL else ""
    return SheetForm(heading, lines, tuple(absent), totals, letters, legend)


def _form_line(
    number: int, item: FormChild, counted: ChildTotals, cells: tuple[DayCell, ...]
) -> FormLine:
    counts = counted.counts
    return FormLine(
        number,
        item.child.name,
        item.account,
        item.rate,
        cells,
        counts.missed,
        counts.excused,
        counts.payable,
        reasons_text(counted.reasons, item.basis),
    )


def _day_cells(
    child: SheetChild, days: Sequence[Day], by_cell: Mapping[Cell, Marked], letters: Letters
) -> tuple[DayCell, ...]:
    cells = []
    for day in days:
        if not child.listed(day.date):
            letter = NOT_LISTED if letters is Letters.LOCAL else ""
            cells.append(DayCell(letter, CellLook.NOT_LISTED))
        elif not day.works:
            cells.append(DayCell(DAY_OFF))
        else:
            mark = by_cell.get((child.id, day.date))
            cells.append(DayCell(day_letter(mark.code if mark else None, letters)))
    cells += [DayCell("", CellLook.NO_SUCH_DAY)] * (DAY_COLUMNS - len(cells))
    return tuple(cells)


def day_letter(code: Code | None, letters: Letters) -> str:
    """The sign of a working day: nothing for presence and for a day not filled yet."""
    if code is None or code.present:
        return ""
    if letters is Letters.LOCAL:
        return code.letter
    # A closing is no working day of the kindergarten: officially the same as a day off.
    return OFFICIAL_ABSENT if code.counts_as_day else DAY_OFF


def reasons_text(reasons: Iterable[tuple[Code, int]], basis: str = "") -> str:
    """«болезнь 4, неуваж. 2; справка № 12 от 20.11.2026»."""
    counted = ", ".join(f"{code.short_name}{NBSP}{number}" for code, number in reasons)
    return "; ".join(part for part in (counted, basis.replace("№ ", f"№{NBSP}")) if part)


def legend_text(marks: Iterable[Marked]) -> str:
    """Explains the local letters that occur, and the three signs that always do."""
    used = {mark.code.letter: mark.code for mark in marks if mark.code and not mark.code.present}
    parts = ["пусто: присутствовал"]
    parts += [f"{letter}: {lower_first(used[letter].name)}" for letter in sorted(used)]
    parts += [f"{DAY_OFF}: выходной, праздник", f"{NOT_LISTED}: не числился"]
    return "Условные обозначения. " + "; ".join(parts) + "."


def lower_first(text: str) -> str:
    """«Болезнь ребёнка» inside a sentence."""
    return text[:1].lower() + text[1:]


def date_in_words(day: date | None) -> str:
    """«30» ноября 2026 г., or the blank to fill by hand."""
    if day is None:
        return "«____» ______________ 20____ г."
    return f"«{day.day:02d}» {MONTHS_GENITIVE[day.month - 1]} {day.year} г."
