"""Who stands on the sheet of a group: children with their stays, and what parents reported."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, or_, select

from app.attendance.notice_models import AbsenceNotice
from app.attendance.notice_queries import NOTICE_COLUMNS
from app.attendance.rules.totals import SheetChild, Stay
from app.children.models import Child, Placement
from app.core.scoping.session import ScopedSession


class SheetPerson(NamedTuple):
    """Names and account of a child."""

    last_name: str
    first_name: str
    middle_name: str | None
    account_number: str | None

    @property
    def full_name(self) -> str:
        return " ".join(part for part in self[:3] if part)


def short_full_name(child: SheetPerson | Child) -> str:
    """Surname and first name, as a teacher calls a child."""
    return f"{child.last_name} {child.first_name}"


# Key, four of a name and account, two ends of a stay.
_OWN_COLUMNS = 7
_LISTED = (
    select(
        Child.id,
        Child.last_name,
        Child.first_name,
        Child.middle_name,
        Child.account_number,
        Placement.starts_on,
        Placement.ends_on,
        *NOTICE_COLUMNS,
    )
    .join(Placement, Placement.child_id == Child.id)
    .outerjoin(
        AbsenceNotice,
        and_(
            AbsenceNotice.child_id == Child.id,
            AbsenceNotice.withdrawn_at.is_(None),
            AbsenceNotice.starts_on <= bindparam("last"),
            AbsenceNotice.ends_on >= bindparam("first"),
        ),
    )
    .where(
        Placement.group_id == bindparam("group"),
        Placement.starts_on <= bindparam("last"),
        or_(Placement.ends_on.is_(None), Placement.ends_on > bindparam("first")),
    )
    .order_by(Child.search_key, Child.id, Placement.starts_on, AbsenceNotice.reported_at)
)


def listed_children(
    session: ScopedSession, group_id: int, first: date, last: date
) -> tuple[tuple[SheetChild, ...], dict[int, SheetPerson], dict[int, tuple[Any, ...]]]:
    """Children of a group within a period, in Russian order of names, with their stays, and
    what their parents reported (rows of ``NOTICE_COLUMNS`` by key: the same statement, since
    a save may not cost one more).
    """
    asked = {"group": group_id, "first": first, "last": last}
    stays: dict[int, list[Stay]] = {}
    people: dict[int, SheetPerson] = {}
    told: dict[int, tuple[Any, ...]] = {}
    for row in session.plain(_LISTED, asked):
        key, *names, starts_on, ends_on = row[:_OWN_COLUMNS]
        people[key] = SheetPerson(*names)
        stay, known = Stay(starts_on, ends_on), stays.setdefault(key, [])
        if not known or known[-1] != stay:
            known.append(stay)
        if row[_OWN_COLUMNS] is not None:
            told[row[_OWN_COLUMNS]] = tuple(row[_OWN_COLUMNS:])
    children = tuple(
        SheetChild(key, tuple(found), short_full_name(people[key])) for key, found in stays.items()
    )
    return children, people, told
