"""Months of a group that nobody signed: the sheet is open, not approved, or was never begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.totals import Stay
from app.core.workdays import first_of_month, months_between, next_month

# A year is looked back upon: what is older belongs to the archive.
MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class UnsignedMonth:
    """A month that waits. ``state`` None: nobody ever marked a child in it."""

    month: date
    state: SheetState | None


def earliest_month(day: date) -> date:
    """The first month that is looked back upon from a day."""
    month = first_of_month(day)
    return date(month.year - MONTHS_BACK // 12, month.month, 1)


def months_to_sign(day: date, begun: date | None) -> tuple[date, ...]:
    """Whole months before a day that should be signed by now, the oldest first.

    ``begun``: the month of the first sheet of the kindergarten: before it the product was not in
    use. The last month is asked for in any case.
    """
    this = first_of_month(day)
    months = [month for month in months_between(earliest_month(day), day) if month < this]
    return tuple(month for month in months if month == months[-1] or (begun and month >= begun))


def unsigned_months(
    months: Sequence[date],
    states: Mapping[date, SheetState],
    stays: Sequence[Stay],
    closed_on: date | None = None,
) -> list[UnsignedMonth]:
    """Which of these months of a group wait for closing or approval.

    A month without a sheet waits when a child was listed in it; a group that is closed owes
    nothing for the months after.
    """
    found = []
    for month in months:
        state = states.get(month)
        if state is SheetState.APPROVED:
            continue
        if state is None and not _listed(stays, month, closed_on):
            continue
        found.append(UnsignedMonth(month, state))
    return found


def _listed(stays: Sequence[Stay], month: date, closed_on: date | None) -> bool:
    if closed_on is not None and closed_on <= month:
        return False
    end = next_month(month)
    return any(
        stay.starts_on < end and (stay.ends_on is None or stay.ends_on > month) for stay in stays
    )
