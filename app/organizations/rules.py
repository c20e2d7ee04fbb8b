"""Enumerations and decisions about organisations, settings and appointments."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from app.core.errors import RuleViolation
from app.core.messages import message


class OrganizationKind(enum.StrEnum):
    """Level of the tree: region, district authority, kindergarten, building."""

    REGION = "region"
    AUTHORITY = "authority"
    KINDERGARTEN = "kindergarten"
    BUILDING = "building"


ORGANIZATION_KINDS = {
    OrganizationKind.REGION: message("Region"),
    OrganizationKind.AUTHORITY: message("Education authority"),
    OrganizationKind.KINDERGARTEN: message("Kindergarten"),
    OrganizationKind.BUILDING: message("Building"),
}


class RoleReachKind(enum.StrEnum):
    """Which rows a role opens: the organisation's, also those below, own groups, own children."""

    ORGANIZATION = "organization"
    SUBTREE = "subtree"
    GROUPS = "groups"
    CHILDREN = "children"


ROLE_REACHES = {
    RoleReachKind.ORGANIZATION: message("Whole organization"),
    RoleReachKind.SUBTREE: message("Organization and all below it"),
    RoleReachKind.GROUPS: message("Own groups"),
    RoleReachKind.CHILDREN: message("Own children"),
}


@dataclass(frozen=True)
class Settings:
    """What a kindergarten decides by its local acts, in force on a day.

    ``marking_deadline``         hour until which a day must be marked
    ``sick_note_required``       illness without a note is not excused at closing (domain 2.2)
    ``works_on_moved_saturdays`` working Saturdays of the federal calendar are worked
    ``import_files_days``        how long an uploaded list of children is kept
    ``reading_after_leaving_days`` how long parents read of a child who has left (domain 7.1)
    ``notice_deadline``          hour until which parents report an absence of the same day
    """

    marking_deadline: time = time(9, 0)
    sick_note_required: bool = True
    works_on_moved_saturdays: bool = False
    import_files_days: int = 30
    reading_after_leaving_days: int = 30
    notice_deadline: time = time(8, 30)


def in_force(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Whether an interval covers a day, both ends included."""
    return valid_from <= day and (valid_to is None or day <= valid_to)


def check_interval(valid_from: date, valid_to: date | None, field: str = "valid_to") -> None:
    """Raises RuleViolation, told at ``field``, when the end lies before the start."""
    if valid_to is not None and valid_to < valid_from:
        raise RuleViolation(
            message("The end date is before the start date. Correct one of them."), field=field
        )


def check_order(number: str | None, dated: date | None) -> None:
    """Raises RuleViolation for a role without its order (domain 8, A3.1-2)."""
    if not number:
        raise RuleViolation(
            message("A role is given by an order only: enter its number."), field="order_number"
        )
    if dated is None:
        raise RuleViolation(
            message("A role is given by an order only: enter its date."), field="order_date"
        )


SHORTEST_KEEPING, LONGEST_KEEPING = 1, 3650


def check_keeping(days: int) -> None:
    """Raises RuleViolation for a time that keeps nothing or everything."""
    if not SHORTEST_KEEPING <= days <= LONGEST_KEEPING:
        raise RuleViolation(
            message(
                "Between %(least)s and %(most)s days.", least=SHORTEST_KEEPING, most=LONGEST_KEEPING
            ),
            field="import_files_days",
        )


def check_reading(days: int) -> None:
    """Raises RuleViolation for a time of reading below zero or without an end."""
    if not 0 <= days <= LONGEST_KEEPING:
        raise RuleViolation(
            message("Between %(least)s and %(most)s days.", least=0, most=LONGEST_KEEPING),
            field="reading_after_leaving_days",
        )


BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """«Chrome, Windows»: how a person knows an own device again. Empty for an unknown one."""
    found = (
        next((name for mark, name in known if mark in user_agent), "")
        for known in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, found))


_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p"),
            *("r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya"),
        ),
        strict=True,
    )
)
LONGEST_LOGIN = 40


def in_latin(text: str) -> str:
    """Lower case Latin letters and digits of a Russian name; a double surname keeps its hyphen."""
    letters = (_LATIN.get(one, one) for one in text.lower())
    kept = (
        one if (one.isascii() and one.isalnum()) or one == "-" else "" for one in "".join(letters)
    )
    return "".join(kept).strip("-")


def login_of(last_name: str, first_name: str, middle_name: str | None = None) -> str:
    """«Ёлкина Мария Викторовна» → elkina.mv"""
    initials = "".join(in_latin(one)[:1] for one in (first_name, middle_name or ""))
    surname = in_latin(last_name)[:LONGEST_LOGIN] or "user"
    return f"{surname}.{initials}" if initials else surname


def free_login(wanted: str, taken: Collection[str]) -> str:
    """The login, or with the first number that makes it unique: elkina.mv2."""
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}{number}"
    return found
