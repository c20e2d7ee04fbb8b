"""What comes from the pages of the movement, taken apart and judged by its form."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import inspect
from werkzeug.datastructures import MultiDict

from app.core.i18n import translate
from app.core.messages import Message, message
from app.core.typed import read_date
from app.movement.models import MovementLine
from app.movement.rules.events import DepartureReason, KeptReason, MovementKind
from app.movement.rules.lines import REQUIRED

Form = MultiDict[str, str]
MOST_CHOSEN = 500
_DATES = ("effective_on", "last_day", "referral_date", "contract_date")
_CHOICES: dict[str, Any] = {"reason": DepartureReason, "kept_reason": KeptReason}
_KEYS = ("to_group_id", "partner_id")
_LONGEST = {"place": 200, "referral_number": 40, "contract_number": 40, "file_number": 20}
Error = tuple[str, str, str]


# What a fact is called in the orders of one kind, where it has a plainer name there.
_CALLED = {
    (MovementKind.DEPARTURE, "effective_on"): message("Day of leaving"),
    (MovementKind.DEPARTURE, "place"): message("Where to"),
    (MovementKind.BY_TRANSFER, "place"): message("Where from"),
}
_LEAVING = message("This day is no longer counted.")


def label_of(name: str, kind: MovementKind) -> str:
    """How people call a fact of an order of this kind."""
    if name == "partner_id":
        return translate(message("To a kindergarten of this system"))
    return translate(_CALLED.get((kind, name)) or info_of(name)["label"])


def help_of(name: str, kind: MovementKind) -> str:
    """What stands under the field of a fact; empty for most."""
    if name == "effective_on":
        return translate(_LEAVING) if kind is MovementKind.DEPARTURE else ""
    told = info_of(name).get("help")
    return translate(told) if told else ""


def info_of(name: str) -> dict[str, Any]:
    """What is declared at the column of a fact: label, help, format."""
    found: dict[str, Any] = inspect(MovementLine).columns[name].info
    return found


@dataclass
class Read:
    """Facts of an order as typed, and what is wrong with them: (field, label, text)."""

    kind: MovementKind
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)


def read_facts(
    kind: MovementKind,
    form: Form,
    names: Collection[str],
    groups: Collection[int],
    partners: Collection[int],
) -> Read:
    """The facts with these names. ``groups``, ``partners``: what may be chosen."""
    found = Read(kind)
    for name in names:
        raw = form.get(name, "").strip()
        if not raw:
            if name in REQUIRED:
                _wrong(found, name, message("Fill in this field."))
            found.values[name] = None
            continue
        _read_one(found, name, raw, {"to_group_id": groups, "partner_id": partners})
    return found


def _read_one(found: Read, name: str, raw: str, offered: dict[str, Collection[int]]) -> None:
    if name in _DATES:
        day = read_day(raw)
        if day is None:
            _wrong(found, name, message("There is no such date."))
        found.values[name] = day
    elif name in _KEYS:
        key = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
        if key not in offered[name]:
            _wrong(found, name, message("Choose from the list."))
        found.values[name] = key
    elif name in _CHOICES:
        kind = _CHOICES[name]
        known = {one.value for one in kind}
        if raw not in known:
            _wrong(found, name, message("Choose from the list."))
        else:
            found.values[name] = kind(raw)
    else:
        if len(raw) > _LONGEST[name]:
            _wrong(found, name, message("The text is too long."))
        found.values[name] = " ".join(raw.split())


def _wrong(found: Read, name: str, text: Message) -> None:
    found.errors.append((name, label_of(name, found.kind), translate(text)))


def read_day(raw: str) -> date | None:
    """A day of the form «2026-11-24» between 2000 and 2100; None for anything else."""
    try:
        day = read_date(raw)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def read_keys(form: Form, name: str) -> list[int]:
    """Chosen rows by key; what is no number is left out."""
    raw = form.getlist(name)[:MOST_CHOSEN]
    return [int(one) for one in raw if one.isascii() and one.isdigit() and len(one) < 10]
