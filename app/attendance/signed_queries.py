"""Reads of what was signed: the figures that were kept when sheets were closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import and_

from app.attendance.models import AttendanceSheet
from app.attendance.rules.frozen import signed_counts
from app.attendance.rules.lifecycle import SheetState
from app.attendance.rules.summary import PeriodTotals
from app.attendance.rules.totals import Counts
from app.attendance.sheet_queries import month_end
from app.core.scoping.session import ScopedSession
from app.core.workdays import months_between
from app.groups.models import ChildGroup

Kept = dict[int, dict[str, Any]]
"""Signed figures of a sheet by the row of the summary: the child, or 0 for the whole group."""


def groups_as_signed(
    session: ScopedSession, query: Any, first: date, last: date, by: str
) -> tuple[dict[int, ChildGroup], dict[tuple[int, date], Kept]]:
    """Groups by name, and what was signed of them in months that lie whole in the period."""
    whole = [
        month
        for month in months_between(first, last)
        if month >= first and month_end(month) <= last
    ]
    totals = AttendanceSheet.totals["children" if by == "child" else "whole"]
    with_signed = query.add_columns(AttendanceSheet.month, totals).outerjoin(
        AttendanceSheet,
        and_(
            AttendanceSheet.group_id == ChildGroup.id,
            AttendanceSheet.month.in_(whole),
            AttendanceSheet.state != SheetState.OPEN,
        ),
    )
    groups: dict[int, ChildGroup] = {}
    signed: dict[tuple[int, date], Kept] = {}
    for group, month, kept in session.execute(with_signed):
        groups[group.id] = group
        if month is not None and kept is not None:
            lines = kept if by == "child" else [{"id": 0, **kept}]
            signed[group.id, month] = {int(line["id"]): line for line in lines}
    return groups, signed


def as_signed(live: PeriodTotals, kept: Kept, row: int) -> PeriodTotals:
    """What was signed of a row; a child who was not on the sheet was signed with nothing."""
    line = kept.get(row)
    counts = Counts() if line is None else signed_counts(live.counts, line)
    return replace(live, counts=counts)
