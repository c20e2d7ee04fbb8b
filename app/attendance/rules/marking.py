"""Writing marks: what may be written, and what happens when two people write at once.

A wish names the version of the cell that its page knew (0 = no mark). Different cells
merge. The same cell clashes, unless it holds what is wished already: so repeating a request
changes nothing. Undo is a wish like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from app.attendance.rules.codes import Code, codes_on, find_code, present_code
from app.attendance.rules.lifecycle import SheetState, check_editable
from app.attendance.rules.totals import Cell, SheetChild
from app.core.errors import RuleViolation, TooLarge
from app.core.messages import Message, message
from app.core.workdays import Day

MOST_CELLS = 2000


class UnknownChild(RuleViolation):
    """The child is not on this sheet: forged, or moved away since the page was opened."""

    status = 404


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page wants in a cell: a letter, or None to clear it."""

    child: int
    day: date
    code: str | None
    seen: int = 0


class Recorded(NamedTuple):
    """What the cell holds now. Versions count from 1; a cleared cell keeps its version.

    ``revision``: of the sheet, when the cell was written. ``key``: of the stored row, 0 = new.
    """

    child: int
    day: date
    code: Code | None
    version: int
    by: str = ""
    at: datetime | None = None
    documented: bool = False
    revision: int = 0
    by_id: int | None = None
    key: int = 0


@dataclass(frozen=True, slots=True)
class Cover:
    """A paper that gives a reason for days ``starts_on`` … ``ends_on``, both inclusive.

    ``child`` None: an order for the whole group.
    """

    id: int
    code: Code
    starts_on: date
    ends_on: date
    child: int | None = None

    def covers(self, child: int, day: date) -> bool:
        """Whether it speaks of this child and day."""
        return self.child in (None, child) and self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class MarkingSheet:
    """What the checks must know about a sheet. ``proposals``: reasons that parents reported."""

    state: SheetState
    days: Mapping[date, Day]
    children: Mapping[int, SheetChild]
    codes: Sequence[Code]
    covers: Sequence[Cover] = ()
    proposals: Mapping[Cell, Code] = field(default_factory=dict)

    def cover_of(self, child: int, day: date, code: Code | None) -> Cover | None:
        """The paper that proves this reason on this day."""
        if code is None or not code.needs_document:
            return None
        return next(
            (
                cover
                for cover in self.covers
                if cover.code.letter == code.letter and cover.covers(child, day)
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class Write:
    """One cell to be written, with its new version and the paper that proves it."""

    child: int
    day: date
    old: Code | None
    new: Code | None
    version: int
    cover: Cover | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else wrote this cell after the page had seen it."""

    child: int
    day: date
    yours: str | None
    theirs: str | None
    by: str
    at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Merge:
    """What a batch comes to."""

    write: tuple[Write, ...] = ()
    clashes: tuple[Clash, ...] = ()
    unchanged: tuple[Cell, ...] = ()


def record(
    sheet: MarkingSheet,
    current: Mapping[Cell, Recorded],
    wishes: Iterable[Wish],
    present_days: Iterable[date],
    today: date,
) -> Merge:
    """Check a request whole, then merge it: wished cells first, then "everybody is here".

    Raises RuleViolation (422; 404 a foreign child; 409 a closed sheet) and then nothing at
    all may be written. ``details["cells"]`` lists every refused cell with its message.
    """
    asked, days = tuple(wishes), tuple(dict.fromkeys(present_days))
    check_wishes(sheet, asked, today)
    check_present_days(sheet, days, today)
    merged = merge(sheet, current, asked)
    wished = {(wish.child, wish.day) for wish in asked}
    filled = fill_present(sheet, current, days, skip=wished)
    return Merge(merged.write + filled, merged.clashes, merged.unchanged)


def check_wishes(sheet: MarkingSheet, wishes: Sequence[Wish], today: date) -> None:
    """Refuse the batch when any of its cells may not hold what is wished."""
    check_editable(sheet.state)
    if len(wishes) > MOST_CELLS:
        raise TooLarge(message("Too many marks at once: at most %(most)s.", most=MOST_CELLS))
    if any(wish.child not in sheet.children for wish in wishes):
        raise UnknownChild(message("A child is not on this sheet. Reload the page."))
    refused = []
    for wish in wishes:
        problem = _problem(sheet, wish, today)
        if problem is not None:
            refused.append((wish.child, wish.day, problem))
    if refused:
        raise RuleViolation(refused[0][2], cells=tuple(refused))


def _problem(sheet: MarkingSheet, wish: Wish, today: date) -> Message | None:
    day = sheet.days.get(wish.day)
    child = sheet.children[wish.child]
    shown = {"child": child.name, "day": wish.day.strftime("%d.%m.%Y")}
    if day is None:
        return message("%(child)s, %(day)s: the day is not in the month of this sheet.", **shown)
    if wish.code is None:
        # Clearing is always possible: it also removes what the calendar has overtaken.
        return None
    code = find_code(wish.code, codes_on(sheet.codes, wish.day))
    if code is None:
        return message("%(child)s, %(day)s: there is no code “%(code)s”.", code=wish.code, **shown)
    if not code.typable:
        return message(
            "%(child)s, %(day)s: “%(code)s” comes from the calendar and the orders by itself.",
            code=code.letter,
            **shown,
        )
    if not day.works:
        return message("%(child)s, %(day)s: it is a day off, no marks are made on it.", **shown)
    if not child.listed(wish.day):
        return message("%(child)s, %(day)s: the child is not in the group on this day.", **shown)
    if wish.day > today and sheet.cover_of(wish.child, wish.day, code) is None:
        return message("%(child)s, %(day)s: the day is still ahead. Enter a document.", **shown)
    return None


def check_present_days(sheet: MarkingSheet, days: Sequence[date], today: date) -> None:
    """Refuse to confirm a day off, a day of another month or a day ahead."""
    if not days:
        return
    check_editable(sheet.state)
    for day in days:
        known = sheet.days.get(day)
        shown = day.strftime("%d.%m.%Y")
        if known is None:
            raise RuleViolation(message("%(day)s is not in the month of this sheet.", day=shown))
        if not known.works:
            raise RuleViolation(
                message("%(day)s is a day off, there is nothing to fill.", day=shown)
            )
        if day > today:
            raise RuleViolation(message("%(day)s is still ahead.", day=shown))
        if present_code(sheet.codes, day) is None:
            raise RuleViolation(message("The list of codes has none for a present child."))


def merge(sheet: MarkingSheet, current: Mapping[Cell, Recorded], wishes: Iterable[Wish]) -> Merge:
    """Sort checked wishes into what is written, what clashes and what is so already.

    Of two wishes for one cell the last one is meant.
    """
    write, clashes, unchanged = [], [], []
    for cell, wish in {(wish.child, wish.day): wish for wish in wishes}.items():
        now = current.get(cell)
        theirs, version = (now.code, now.version) if now else (None, 0)
        wanted = _code_of(sheet, wish)
        if _letter(wanted) == _letter(theirs):
            unchanged.append(cell)
        elif wish.seen == version:
            cover = sheet.cover_of(wish.child, wish.day, wanted)
            write.append(Write(wish.child, wish.day, theirs, wanted, version + 1, cover))
        else:
            by, at = (now.by, now.at) if now else ("", None)
            letters = _letter(wanted), _letter(theirs)
            clashes.append(Clash(wish.child, wish.day, *letters, by, at, version))
    return Merge(tuple(write), tuple(clashes), tuple(unchanged))


def fill_present(
    sheet: MarkingSheet,
    current: Mapping[Cell, Recorded],
    days: Iterable[date],
    skip: Iterable[Cell] = (),
) -> tuple[Write, ...]:
    """«Я» for every listed child without a mark on these days; existing marks stay.

    Whose parents reported an absence gets its reason instead: nobody is present by default
    against their word.
    """
    left_out = set(skip)
    write = []
    for day in days:
        code = present_code(sheet.codes, day)
        for child in sheet.children.values():
            cell = (child.id, day)
            now = current.get(cell)
            filled = now is not None and now.code is not None
            if filled or cell in left_out or not child.listed(day):
                continue
            version = (now.version if now else 0) + 1
            reported = sheet.proposals.get(cell)
            if reported is None:
                write.append(Write(child.id, day, None, code, version))
            else:
                cover = sheet.cover_of(child.id, day, reported)
                write.append(Write(child.id, day, None, reported, version, cover))
    return tuple(write)


def _code_of(sheet: MarkingSheet, wish: Wish) -> Code | None:
    if wish.code is None:
        return None
    return find_code(wish.code, codes_on(sheet.codes, wish.day))


def _letter(code: Code | None) -> str | None:
    return code.letter if code else None
