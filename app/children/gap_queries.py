"""Reads of what cards of children lack: for the list and for the figure that opens it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.children.family_queries import linked_on
from app.children.models import Child, ChildGuardian, Enrollment, Guardian
from app.children.rules import GuardianRights
from app.core.messages import message

GAPS = {
    "any": message("anything of the below"),
    "snils": message("SNILS"),
    "birth_certificate": message("birth certificate"),
    "address": message("registration address"),
    "guardian": message("representative"),
    "phone": message("phone of a representative"),
}
"""What a card of a child may lack, by the word that stands in the address of the list."""


def enrolled_on(day: date) -> Any:
    """The condition «the child attends the kindergarten on the day»."""
    return Child.id.in_(
        select(Enrollment.child_id).where(
            Enrollment.starts_on <= day,
            or_(Enrollment.ends_on.is_(None), Enrollment.ends_on > day),
        )
    )


def lacking(gap: str, day: date) -> Any:
    """The condition «attends on the day, and the card lacks this» (a key of GAPS)."""
    conditions = _gaps(day)
    found = or_(*conditions.values()) if gap == "any" else conditions[gap]
    return and_(enrolled_on(day), found)


def _gaps(day: date) -> dict[str, Any]:
    linked = select(ChildGuardian.child_id).where(
        linked_on(day), ChildGuardian.rights != GuardianRights.NONE
    )
    reachable = linked.join(Guardian, Guardian.id == ChildGuardian.guardian_id).where(
        func.coalesce(Guardian.phone, "") != ""
    )
    return {
        "snils": func.coalesce(Child.snils, "") == "",
        "birth_certificate": func.coalesce(Child.birth_certificate, "") == "",
        "address": func.coalesce(Child.registration_address, "") == "",
        "guardian": Child.id.not_in(linked),
        "phone": Child.id.not_in(reachable),
    }


def card_gaps(session: Session, day: date) -> tuple[int, dict[str, int]]:
    """Children who attend on a day, and how many of their cards lack what. One statement."""
    conditions = _gaps(day)
    conditions["any"] = or_(*conditions.values())
    sums = [func.sum(case((one, 1), else_=0)) for one in conditions.values()]
    row = session.execute(select(func.count(Child.id), *sums).where(enrolled_on(day))).one()
    return row[0], dict(zip(conditions, (int(one or 0) for one in row[1:]), strict=True))
