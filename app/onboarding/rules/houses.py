"""Places of groups, and kindergartens side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.summary import GroupPeriod
from app.core.workdays import first_of_month
from app.onboarding.rules.days import Tally, is_unfilled, tally_of_sums, total

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Places:
    """Children and places. ``over`` counts children above the capacity, group by group.

    ``placeless`` counts children of groups whose capacity is not entered: with them no share of
    the places can be told.
    """

    children: int = 0
    capacity: int = 0
    free: int = 0
    over: int = 0
    placeless: int = 0

    def __add__(self, other: Places) -> Places:
        return Places(
            self.children + other.children,
            self.capacity + other.capacity,
            self.free + other.free,
            self.over + other.over,
            self.placeless + other.placeless,
        )


def places(period: GroupPeriod, day: date) -> Places:
    """Places of one group; a group without a capacity has neither free ones nor too many."""
    children = period.listed(day)
    if period.capacity is None:
        return Places(children, placeless=children)
    free = period.capacity - children
    return Places(children, period.capacity, max(free, 0), max(-free, 0))


def open_groups(periods: Iterable[GroupPeriod], day: date) -> list[GroupPeriod]:
    """Groups that exist on a day, whether it is a working day or not."""
    return [one for one in periods if one.closed_on is None or one.closed_on > day]


@dataclass(frozen=True, slots=True)
class HouseFigures:
    """A kindergarten beside the others."""

    id: int
    name: str
    groups: int = 0
    places: Places = field(default_factory=Places)
    today: Tally = field(default_factory=Tally)
    month: Tally = field(default_factory=Tally)
    unfilled: int = 0
    unsigned: int = 0
    unbegun: int = 0


def name_order(name: str) -> list[tuple[int, int, str]]:
    """Names as people order them: № 4 before № 17, ё as е, quotes and capitals as none."""
    plain = re.sub(r"[«»„“”\"]", "", name.lower()).replace("ё", "е").strip()
    parts = re.findall(r"\d+|\D+", plain)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def house_figures(
    house: int,
    name: str,
    periods: Sequence[GroupPeriod],
    today: date,
    sheets: Mapping[int, SheetState],
    sums: Mapping[date, Sequence[int]],
) -> HouseFigures:
    """Figures of one kindergarten. ``sheets``: state of last month's sheet by group.

    ``sums``: marked, present and taken out children by day; the groups need the marks of today
    only. ``unsigned`` counts sheets not approved, ``unbegun`` groups with children and no sheet.
    """
    days = tally_of_sums(periods, sums)
    working = open_groups(periods, today)
    return HouseFigures(
        house,
        name,
        len(working),
        sum((places(one, today) for one in working), Places()),
        days.get(today, Tally()),
        total(days, first_of_month(today), today - _DAY),
        sum(is_unfilled(one, today) for one in working),
        sum(sheets.get(one.id, SheetState.APPROVED) is not SheetState.APPROVED for one in periods),
        sum(one.id not in sheets and had_children_before(one, today) for one in working),
    )


def had_children_before(period: GroupPeriod, today: date) -> bool:
    """Whether somebody was on the list of the group in the month before that of ``today``."""
    month = first_of_month(today)
    last_month = first_of_month(month - _DAY)
    return any(
        stay.starts_on < month and (stay.ends_on is None or stay.ends_on > last_month)
        for stay in period.stays
    )
