"""The recap of the book as a table (domain 4.4), for paper and as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.i18n import translate
from app.core.messages import message
from app.core.tabular import Column, Kind, Row
from app.movement.rules.events import NO_GROUP
from app.movement.rules.recap import FIGURES, Figure, GroupRecap, Recap


@dataclass(frozen=True)
class RecapLine:
    """One group, or the whole kindergarten (``group`` None)."""

    group: int | None
    name: str
    figures: GroupRecap


def recap_lines(recap: Recap, groups: Mapping[int, str]) -> list[RecapLine]:
    """Groups in the order of ``groups`` that had anybody, and the sum below them."""
    named = {**groups, NO_GROUP: translate(message("Without a group"))}
    found = [
        RecapLine(key, name, recap.lines[key])
        for key, name in named.items()
        if key in recap.lines and any(recap.lines[key].children.values())
    ]
    return [*found, RecapLine(None, translate(message("Total")), recap.total)]


def recap_columns() -> list[Column]:
    """Heads: the group and the figures."""
    figures = [Column(translate(FIGURES[one]), Kind.NUMBER) for one in Figure]
    return [Column(translate(message("Group"))), *figures]


def recap_rows(lines: Sequence[RecapLine]) -> list[Row]:
    """The figures of the lines."""
    return [[line.name, *(line.figures[one] for one in Figure)] for line in lines]


def signature(post: str, name: str) -> list[str]:
    """The line on which the head signs, and the day."""
    return [f"{post} _____________________ {name}", "«____» ______________ 20___ г."]
