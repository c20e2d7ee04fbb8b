"""Signed figures: kept when a sheet is closed, shown ever after, compared with the records.

A signed sheet is a document: its figures do not follow a calendar or a setting that changes
later. That they differ is told, and whoever may opens the sheet again (domain 2.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.attendance.rules.totals import ChildTotals, Counts, SheetTotals

# What is kept of a line. How many days lack a paper, or were taken out of the plan, is not.
KEPT = ("plan", "present", "missed_ill", "missed_other", "excused", "unfilled")

Kept = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Signed:
    """A sheet with its signed figures. ``drifted``: children whose records say something else."""

    totals: SheetTotals
    drifted: tuple[int, ...] = ()
    drifted_whole: bool = False

    @property
    def differs(self) -> bool:
        return bool(self.drifted) or self.drifted_whole


def kept_of(counts: Counts) -> dict[str, int]:
    """A line as it is kept with the sheet."""
    return {name: getattr(counts, name) for name in KEPT} | {
        "missed": counts.missed,
        "payable": counts.payable,
    }


def signed_counts(live: Counts, kept: Kept) -> Counts:
    """The counts as signed; what is not kept comes from the records."""
    return replace(live, **{name: int(kept[name]) for name in KEPT})


def same(live: Counts, kept: Kept) -> bool:
    """Whether the records still say what was signed."""
    return signed_counts(live, kept) == live


def signed_totals(live: SheetTotals, kept: Kept) -> Signed:
    """The sheet as signed, and whose records differ.

    ``kept``: what ``close`` froze, ``{"children": [{"id": …, "plan": …}], "whole": {…}}``.
    Children who are on one side only count as different.
    """
    by_child = {int(line["id"]): line for line in kept["children"]}
    lines: list[ChildTotals] = []
    drifted = [key for key in by_child if key not in {line.child for line in live.children}]
    for line in live.children:
        stored = by_child.get(line.child)
        if stored is None:
            drifted.append(line.child)
            lines.append(line)
            continue
        if not same(line.counts, stored):
            drifted.append(line.child)
        lines.append(replace(line, counts=signed_counts(line.counts, stored)))
    whole = signed_counts(live.whole, kept["whole"])
    return Signed(
        SheetTotals(tuple(lines), live.days, whole),
        tuple(drifted),
        not same(live.whole, kept["whole"]),
    )
