"""The book of movement as a table (domain 4.1): for the page, for paper and as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.formats import show_date
from app.core.i18n import translate
from app.core.messages import message
from app.core.tabular import Column, Kind, Row
from app.movement.book_queries import Facts, Register
from app.movement.rules.book import BookLine, Entry
from app.movement.rules.events import (
    DEPARTURE_REASONS,
    KINDS,
    DepartureReason,
    MovementKind,
)

COLUMNS = (
    message("Number in the book"),
    message("Personal file"),
    message("Child"),
    message("Born on"),
    message("Sex, short"),
    message("Address"),
    message("Representatives, phones"),
    message("Referral"),
    message("From where"),
    message("Contract"),
    message("Enrolled: day, order"),
    message("Group"),
    message("Transfers: day, from, to, order"),
    message("Left: day, order"),
    message("Reason, where to"),
    message("Note"),
)
FAMILY_COLUMNS = (5, 6)
"""Places of the columns that only those see who may open representatives."""


@dataclass(frozen=True)
class BookTable:
    """The book of a kindergarten between two days, ready to be shown."""

    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    children: Sequence[int]
    struck: Sequence[bool]


def book_table(
    register: Register,
    lines: Sequence[BookLine],
    day: date,
    guardians: Mapping[int, Sequence[str]] | None,
    heading: tuple[str, str],
) -> BookTable:
    """The lines in words. ``guardians`` None: who asks may not open representatives."""
    left_out = () if guardians is not None else FAMILY_COLUMNS
    kinds = {3: Kind.DATE, 0: Kind.NUMBER}
    columns = [
        Column(translate(title) if place else "№", kinds.get(place, Kind.TEXT))
        for place, title in enumerate(COLUMNS)
        if place not in left_out
    ]
    rows = []
    for line in lines:
        cells = _cells(register, line, day, guardians or {})
        rows.append([cell for place, cell in enumerate(cells) if place not in left_out])
    return BookTable(
        *heading,
        columns,
        rows,
        [line.arrival.event.child for line in lines],
        [not line.arrival.in_force(day) for line in lines],
    )


def _cells(
    register: Register, line: BookLine, day: date, guardians: Mapping[int, Sequence[str]]
) -> Row:
    event = line.arrival.event
    child = register.children.get(event.child)
    facts = register.facts[event.key]
    file_number = facts.file_number
    return [
        line.number,
        file_number,
        child.name if child else "",
        child.birth_date if child else None,
        translate(message("m") if child.male else message("f")) if child else "",
        child.address if child else "",
        "\n".join(guardians.get(event.child, ())),
        _paper(facts.referral_number, facts.referral_date),
        facts.place or "",
        _paper(facts.contract_number, facts.contract_date),
        f"{show_date(event.effective_on)}, {_order(line.arrival, facts)}",
        register.groups.get(event.group or 0, ""),
        "\n".join(_move(register, one, day) for one in line.moves),
        _left(register, line),
        _reason(register, line),
        _note(line, day),
    ]


def _paper(number: str | None, day: date | None) -> str:
    """«№ 15 от 01.09.2026»; whatever of it is known."""
    if number and day:
        return translate(message("No. %(number)s of %(day)s", number=number, day=show_date(day)))
    if number:
        return f"№ {number}"
    return show_date(day) if day else ""


def _order(entry: Entry, facts: Facts) -> str:
    words = _paper(facts.order_number, facts.order_date)
    return words or translate(message("no order is known"))


def _move(register: Register, entry: Entry, day: date) -> str:
    event, facts = entry.event, register.facts[entry.event.key]
    groups = register.groups
    if event.kind is MovementKind.KEPT_PLACE:
        what = message(
            "place kept from %(first)s to %(last)s",
            first=show_date(event.effective_on),
            last=show_date(event.last_day) if event.last_day else "",
        )
    elif event.kind is MovementKind.TEMPORARY:
        what = message(
            "for a time from %(first)s to %(last)s, to %(into)s",
            first=show_date(event.effective_on),
            last=show_date(event.last_day) if event.last_day else "",
            into=groups.get(event.group or 0, ""),
        )
    elif event.kind is MovementKind.DEPARTURE:
        what = message("departure %(first)s", first=show_date(event.effective_on))
    else:
        what = message(
            "%(first)s, from %(out)s to %(into)s",
            first=show_date(event.effective_on),
            out=groups.get(facts.from_group or 0, "–"),
            into=groups.get(event.group or 0, "–"),
        )
    said = translate(what)
    order = _paper(facts.order_number, facts.order_date)
    if order:
        said += ", " + translate(message("order %(order)s", order=order))
    return said + _reversed(entry, day)


def _reversed(entry: Entry, day: date) -> str:
    if entry.in_force(day) or entry.reversed_on is None:
        return ""
    return " " + translate(
        message(
            "(cancelled: order %(order)s)",
            order=_paper(entry.reversed_by or None, entry.reversed_on),
        )
    )


def _left(register: Register, line: BookLine) -> str:
    if line.departure is None:
        return show_date(line.ended_on) if line.ended_on else ""
    facts = register.facts[line.departure.event.key]
    return f"{show_date(line.departure.event.effective_on)}, {_order(line.departure, facts)}"


def _reason(register: Register, line: BookLine) -> str:
    if line.departure is None:
        return translate(message("end of the temporary stay")) if line.ended_on else ""
    reason = line.departure.event.reason or DepartureReason.OTHER
    place = register.facts[line.departure.event.key].place
    said = translate(DEPARTURE_REASONS[reason])
    return f"{said}: {place}" if place else said


def _note(line: BookLine, day: date) -> str:
    kind = line.arrival.event.kind
    parts = [] if kind is MovementKind.ENROLMENT else [translate(KINDS[kind])]
    cancelled = _reversed(line.arrival, day).strip(" ()")
    return ", ".join(filter(None, [*parts, cancelled]))
