"""Rows found by words, each kind under the scope of its own right to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session, joinedload

from app.children.models import Child, Guardian
from app.core.db import search_key
from app.core.formats import show_date
from app.core.identifiers import format_phone
from app.core.listing import search_condition
from app.core.messages import Message, message
from app.documents.models import Document
from app.groups.models import ChildGroup
from app.organizations.models import Organization
from app.staff.models import Employee

LEAST_LETTERS = 2
LONGEST = 100
MOST = 6
"""How many rows of a kind are shown at once; the list of the kind shows the others."""

_PHONE = re.compile(r"[+(]?\d[\d\s()+-]{2,}")


@dataclass(frozen=True)
class Kind:
    """What is searched: the right that opens it, where its cards are, what tells twins apart."""

    key: str
    label: Message
    model: Any
    route: str
    note: Callable[[Any], str]
    links: tuple[Any, ...] = ()

    @property
    def subject(self) -> str:
        return str(self.model.__name__)


@dataclass(frozen=True)
class Found:
    """One row as a person sees it."""

    label: str
    note: str
    href: str


def _named(row: Any) -> str:
    return "" if row is None else str(row)


def _paper(row: Any) -> str:
    """«Приказ о зачислении · № 12-в · 03.11.2026»."""
    number = f"№ {row.number}" if row.number else ""
    return " · ".join(filter(None, (str(row.kind), number, show_date(row.issued_on))))


KINDS = (
    Kind("child", message("Children"), Child, "/children", lambda row: show_date(row.birth_date)),
    Kind(
        "guardian",
        message("Representatives"),
        Guardian,
        "/guardians",
        lambda row: format_phone(row.phone) if row.phone else "",
    ),
    Kind(
        "employee",
        message("Employees"),
        Employee,
        "/employees",
        lambda row: _named(row.position),
        (Employee.position,),
    ),
    Kind(
        "group",
        message("Groups"),
        ChildGroup,
        "/groups",
        lambda row: _named(row.age_level),
        (ChildGroup.age_level,),
    ),
    Kind("document", message("Documents"), Document, "/documents", _paper, (Document.kind,)),
    Kind(
        "organization",
        message("Organizations"),
        Organization,
        "/organizations",
        lambda row: row.address or "",
    ),
)


def asked_words(text: str) -> str:
    """What to search for: folded, and a phone number as it is stored, without its prefix.

    Empty when fewer than two letters or digits were typed.
    """
    folded = search_key(text.replace("\x00", "")[:LONGEST])
    if _PHONE.fullmatch(folded):
        digits = re.sub(r"\D", "", folded)
        folded = digits[1:] if len(digits) == 11 and digits[0] in "78" else digits
    return folded if len(re.sub(r"\W", "", folded)) >= LEAST_LETTERS else ""


def holds(words: str, text: str) -> bool:
    """Whether every word stands in a text, in any order.

    The last letter of a long word may differ: «табель» finds «Табели за месяц».
    """
    folded = search_key(text)
    return all(word in folded or (len(word) > 4 and word[:-1] in folded) for word in words.split())


def _select(kind: Kind, words: str, *, with_house: bool) -> Select[Any]:
    """Rows that hold every word; those that begin with the first word come first."""
    key, first = kind.model.search_key, words.split()[0]
    near = case(
        (key.startswith(first, autoescape=True), 0),
        (key.contains(f" {first}", autoescape=True), 1),
        else_=2,
    )
    links = (*kind.links, kind.model.organization) if _in_house(kind, with_house) else kind.links
    return (
        select(kind.model)
        .where(search_condition(kind.model, words))
        .options(*(joinedload(link) for link in links))
        .order_by(near, key, kind.model.id)
        .limit(MOST + 1)
    )


def rows_of(
    session: Session, kind: Kind, words: str, *, with_house: bool
) -> tuple[list[Found], bool]:
    """At most ``MOST`` rows of a kind in the scope in force, and whether there are more.

    ``with_house`` names the organisation of each row, for whoever reaches several.
    """
    rows = session.scalars(_select(kind, words, with_house=with_house)).all()
    found = []
    for row in rows[:MOST]:
        house = _named(row.organization) if _in_house(kind, with_house) else ""
        note = " · ".join(filter(None, (kind.note(row), house)))
        found.append(Found(_title(row), note, f"{kind.route}/{row.id}"))
    return found, len(rows) > MOST


def _in_house(kind: Kind, with_house: bool) -> bool:
    return with_house and kind.model is not Organization


def _title(row: Any) -> str:
    if isinstance(row, Document):
        return row.title
    return str(getattr(row, "full_name", None) or row)
