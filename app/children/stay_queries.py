"""Conditions of lists: whether a child is in a group today, was in one before, or in none yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from app.children.models import Child, Placement
from app.core.messages import message

STAYS = {
    "now": message("in a group today"),
    "left": message("was in a group before"),
    "new": message("in no group yet"),
}
"""Every child is in exactly one of them, by the word that stands in the address of the list."""


def stays(stay: str, day: date) -> Any:
    """The condition «so it is with the child on the day» (a key of STAYS)."""
    begun = select(Placement.child_id).where(Placement.starts_on <= day)
    here = begun.where(or_(Placement.ends_on.is_(None), Placement.ends_on > day))
    if stay == "now":
        return Child.id.in_(here)
    if stay == "left":
        return and_(Child.id.in_(begun), Child.id.not_in(here))
    return Child.id.not_in(begun)
