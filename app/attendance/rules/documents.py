"""Papers about absence: a certificate, an application, an order for the whole group.

A paper covers ``starts_on`` … ``ends_on``, both inclusive, and fills the working days of
that time: it gives the reason, and the proof to a reason that is marked already. What people
have marked otherwise is told, not overwritten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.attendance.rules.codes import Code
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.marking import Cover, Recorded, Write
from app.attendance.rules.totals import Cell, SheetChild
from app.core.errors import RuleViolation
from app.core.messages import message
from app.core.workdays import Day, first_of_month

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class DocumentClash:
    """A cell that says something else than the paper."""

    child: int
    day: date
    theirs: Code
    by: str


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """What a paper does.

    ``write``: cells that get its code, empty ones and unexplained absences. ``attach``:
    cells with the same reason, which only get the proof. ``clashes``: marked otherwise, left
    alone. ``in_closed``: cells of closed sheets, left alone: a correction is due there.
    ``others``: papers for the same days with another reason; a person decides which holds.
    """

    write: tuple[Write, ...] = ()
    attach: tuple[Cell, ...] = ()
    clashes: tuple[DocumentClash, ...] = ()
    in_closed: tuple[Cell, ...] = ()
    others: tuple[Cover, ...] = ()


def check_document(cover: Cover, others: Iterable[Cover] = ()) -> tuple[Cover, ...]:
    """Refuse a paper that cannot be; return those for the same days with another reason.

    Two papers with one reason may overlap (a prolonged illness); two reasons for one day are
    for a person to look at.
    """
    if cover.ends_on < cover.starts_on:
        raise RuleViolation(message("The document ends before it starts. Check its dates."))
    if (cover.ends_on - cover.starts_on).days >= LONGEST_DAYS:
        raise RuleViolation(message("The document covers more than a year. Check its dates."))
    code = cover.code
    if code.present or not code.typable or not code.needs_document:
        raise RuleViolation(
            message("“%(code)s” is not a reason that a document proves.", code=code.letter)
        )
    return tuple(
        other
        for other in others
        if other.id != cover.id
        and other.code.letter != code.letter
        and (other.child is None or cover.child is None or other.child == cover.child)
        and other.starts_on <= cover.ends_on
        and cover.starts_on <= other.ends_on
    )


def plan_document(
    cover: Cover,
    children: Collection[SheetChild],
    days: Iterable[Day],
    current: Mapping[Cell, Recorded],
    states: Mapping[date, SheetState],
) -> DocumentPlan:
    """What the paper changes in the cells of these children.

    ``states``: state of the sheet by first day of the month; a month without a sheet is open.
    Raises RuleViolation when no working day of a listed child is covered.
    """
    cells = _covered_cells(cover, children, days)
    closed = {cell for cell in cells if _closed(states, cell[1])}
    write: list[Write] = []
    attach: list[Cell] = []
    clashes: list[DocumentClash] = []
    for cell in cells:
        if cell in closed:
            continue
        now = current.get(cell)
        if now is None or now.code is None or now.code.unexplained:
            old, version = (now.code, now.version) if now else (None, 0)
            write.append(Write(*cell, old, cover.code, version + 1, cover))
        elif now.code.letter != cover.code.letter:
            clashes.append(DocumentClash(*cell, now.code, now.by))
        elif not now.documented:
            attach.append(cell)
    return DocumentPlan(
        tuple(write), tuple(attach), tuple(clashes), tuple(c for c in cells if c in closed)
    )


def _covered_cells(
    cover: Cover, children: Collection[SheetChild], days: Iterable[Day]
) -> list[Cell]:
    cells = [
        (child.id, day.date)
        for day in days
        if day.works
        for child in children
        if child.listed(day.date) and cover.covers(child.id, day.date)
    ]
    if not cells:
        raise RuleViolation(
            message("No working day of the child in the group lies in these dates.")
        )
    return cells


def _closed(states: Mapping[date, SheetState], day: date) -> bool:
    return states.get(first_of_month(day), SheetState.OPEN) is not SheetState.OPEN
