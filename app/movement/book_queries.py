"""Reads for the book, the recap and the report: all entries of a kindergarten in few statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.children.models import Child, ChildGuardian, Guardian, Placement
from app.children.rules import Sex
from app.core.formats import NBSP
from app.core.identifiers import format_phone
from app.core.russian import in_order
from app.core.scoping.reach import READ
from app.core.scoping.scope import AccessScope
from app.groups.models import ChildGroup
from app.movement.models import Movement
from app.movement.rules.book import Entry
from app.movement.rules.events import Event
from app.movement.rules.history import History, Misfit, replay


class Facts(NamedTuple):
    """What the book prints of an entry besides its event."""

    order_number: str | None
    order_date: date | None
    from_group: int | None
    place: str | None
    referral_number: str | None
    referral_date: date | None
    contract_number: str | None
    contract_date: date | None
    file_number: str | None
    document_id: int | None


class Listed(NamedTuple):
    """A child of the book."""

    name: str
    birth_date: date
    male: bool
    address: str


@dataclass
class Register:
    """The book of one kindergarten as rows: entries, children, names of groups."""

    entries: list[Entry] = field(default_factory=list)
    facts: dict[int, Facts] = field(default_factory=dict)
    children: dict[int, Listed] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)

    def histories(self, day: date) -> dict[int, History]:
        """What follows from the entries in force on a day, by child."""
        events: dict[int, list[Event]] = {}
        for entry in self.entries:
            if entry.in_force(day):
                events.setdefault(entry.event.child, []).append(entry.event)
        found = {}
        for child, mine in events.items():
            try:
                found[child] = replay(mine)
            except Misfit:
                # As it stood then the book did not hold together: the present is told instead.
                found[child] = replay(
                    [one.event for one in self._of(child) if one.reversed_on is None]
                )
        return found

    def _of(self, child: int) -> list[Entry]:
        return [one for one in self.entries if one.event.child == child]


def read_register(session: Session, organization_id: int) -> Register:
    """All entries of a kindergarten by the time of entry, with the children. Two statements."""
    query = (
        select(
            Movement.id,
            Movement.child_id,
            Movement.kind,
            Movement.effective_on,
            Movement.to_group_id,
            Movement.last_day,
            Movement.reason,
            Movement.book_number,
            Movement.reversed_on,
            Movement.reversed_order,
            Movement.order_number,
            Movement.order_date,
            Movement.from_group_id,
            Movement.place,
            Movement.referral_number,
            Movement.referral_date,
            Movement.contract_number,
            Movement.contract_date,
            Movement.file_number,
            Movement.document_id,
        )
        .where(Movement.organization_id == organization_id)
        .order_by(Movement.id)
    )
    found = Register()
    for row in session.execute(query):
        event = Event(*row[:7])
        order = row.order_number or ""
        entry = Entry(event, row.book_number, order, row.reversed_on, row.reversed_order or "")
        found.entries.append(entry)
        found.facts[event.key] = Facts._make(row[10:])
    found.children = _children(session, organization_id)
    found.groups = _groups(session, organization_id)
    return found


def _children(session: Session, organization_id: int) -> dict[int, Listed]:
    known = select(Movement.child_id).where(Movement.organization_id == organization_id)
    query = select(
        Child.id,
        Child.last_name,
        Child.first_name,
        Child.middle_name,
        Child.birth_date,
        Child.sex,
        Child.residence_address,
        Child.registration_address,
    ).where(Child.organization_id == organization_id, Child.id.in_(known))
    return {
        key: Listed(
            " ".join(filter(None, (last, first, middle))),
            born,
            sex is Sex.MALE,
            lives or registered or "",
        )
        for key, last, first, middle, born, sex, lives, registered in session.execute(query)
    }


def _groups(session: Session, organization_id: int) -> dict[int, str]:
    query = (
        select(ChildGroup.id, ChildGroup.name)
        .where(ChildGroup.organization_id == organization_id)
        .order_by(ChildGroup.search_key)
    )
    return {row.id: row.name for row in session.execute(query)}


def guardians_of(
    session: Session, organization_id: int, day: date, opened: AccessScope
) -> dict[int, list[str]]:
    """Representatives with phones by child, for who may open them. One statement.

    ``opened``: the rows that the right to read representatives opens.
    """
    query = (
        select(
            ChildGuardian.child_id,
            Guardian.id,
            Guardian.organization_id,
            Guardian.phone,
            Guardian.last_name,
            Guardian.first_name,
            Guardian.middle_name,
        )
        .join(Guardian, Guardian.id == ChildGuardian.guardian_id)
        .where(
            ChildGuardian.organization_id == organization_id,
            or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= day),
        )
        .order_by(ChildGuardian.id)
    )
    found: dict[int, list[str]] = {}
    for child, key, house, phone, *names in session.execute(query):
        if READ[Guardian].holds(opened, {"id": key, "organization_id": house}):
            said = " ".join(filter(None, names))
            if phone:
                # A line of its own: in a narrow column of the paper it would be torn otherwise.
                said += f",\n{format_phone(phone).replace(' ', NBSP)}"
            found.setdefault(child, []).append(said)
    return found


def counted_placements(session: Session, organization_id: int, day: date) -> dict[int, int]:
    """Children of each group on a day by the lists, to hold against the book. One statement."""
    query = (
        select(Placement.group_id, func.count(Placement.id))
        .where(
            Placement.organization_id == organization_id,
            Placement.starts_on <= day,
            or_(Placement.ends_on.is_(None), Placement.ends_on > day),
        )
        .group_by(Placement.group_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def unentered(session: Session, organization_id: int) -> int:
    """Children with placements of whom the book knows nothing. One statement."""
    known = select(Movement.id).where(
        and_(Movement.child_id == Placement.child_id, Movement.reversed_on.is_(None))
    )
    query = select(func.count(func.distinct(Placement.child_id))).where(
        Placement.organization_id == organization_id, ~known.exists()
    )
    return session.scalar(query) or 0


def years_of(register: Register) -> Sequence[int]:
    """Calendar years that the book speaks of, the latest first."""
    years = {one.event.effective_on.year for one in register.entries}
    return range(max(years), min(years) - 1, -1) if years else ()


def names_of(register: Register, children: Collection[int]) -> list[tuple[int, str]]:
    """Children by name (Russian order, ё as е)."""
    known: Mapping[int, Any] = register.children
    found = [(key, known[key].name) for key in children if key in known]
    return sorted(found, key=lambda one: in_order(one[1]))
