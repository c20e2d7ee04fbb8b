"""November 2026 (20 working days, 4.11 is a holiday) and the recommended codes, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import strategies as st

from app.attendance.rules.codes import RECOMMENDED_CODES, Code
from app.attendance.rules.totals import Mark, SheetChild, Stay
from app.core.workdays import Day, month_days

CODES = {code.letter: code for code in RECOMMENDED_CODES}
DAYS: tuple[Day, ...] = month_days(2026, 11)
WORKING = tuple(day.date for day in DAYS if day.works)
START = date(2026, 9, 1)


def nov(day: int) -> date:
    return date(2026, 11, day)


def child(number: int, starts_on: date = START, ends_on: date | None = None) -> SheetChild:
    return SheetChild(number, (Stay(starts_on, ends_on),), f"Ребёнок {number}")


def mark(number: int, day: date, letter: str, documented: bool = False) -> Mark:
    return Mark(number, day, CODES[letter], documented)


def filled(
    number: int, absent: dict[date, Code] | None = None, documented: Iterable[date] = ()
) -> list[Mark]:
    """Every working day marked: present, unless said otherwise."""
    proved = set(documented)
    reasons = absent or {}
    return [Mark(number, day, reasons.get(day, CODES["Я"]), day in proved) for day in WORKING]


@st.composite
def sheets(draw: st.DrawFn, *, full: bool = False) -> tuple[list[SheetChild], list[Mark], bool]:
    """Some children with any stay, marks on any days, any codes."""
    offsets = st.integers(-5, 35)
    children, marks = [], []
    typable = [code for code in RECOMMENDED_CODES if code.typable]
    codes = st.sampled_from(typable if full else [*typable, None])
    for number in range(draw(st.integers(1, 4))):
        start = nov(1) + timedelta(draw(offsets))
        end = draw(st.none() | offsets.map(lambda shift: nov(1) + timedelta(shift)))
        children.append(SheetChild(number, (Stay(start, end),)))
        days = [day.date for day in DAYS]
        if not full:
            days = draw(st.lists(st.sampled_from(days), unique=True, max_size=12))
        letters = draw(st.lists(codes, min_size=len(days), max_size=len(days)))
        proved = draw(st.booleans())
        marks += [Mark(number, day, code, proved) for day, code in zip(days, letters, strict=True)]
    return children, marks, draw(st.booleans())
