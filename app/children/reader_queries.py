"""Parents of a group as readers of documents: whom ``documents`` itself does not know."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from app.children.family_queries import linked_on
from app.children.models import ChildGuardian, Guardian, Placement
from app.children.rules import READING_RIGHTS
from app.core.scoping.session import ScopedSession
from app.documents.audience import register_audience
from app.groups.models import ChildGroup


class GroupParents:
    """Representatives with an account whose child is in the group on the day.

    Who has no rights to learn of the child is not among them.
    """

    def choices(self, session: ScopedSession, organization_id: int, day: date) -> dict[int, str]:
        query = (
            select(ChildGroup.id, ChildGroup.name)
            .where(
                ChildGroup.organization_id == organization_id,
                or_(ChildGroup.opened_on.is_(None), ChildGroup.opened_on <= day),
                or_(ChildGroup.closed_on.is_(None), ChildGroup.closed_on > day),
            )
            .order_by(ChildGroup.search_key, ChildGroup.id)
        )
        return {row.id: row.name for row in session.execute(query)}

    def accounts(
        self, session: ScopedSession, organization_id: int, key: int, day: date
    ) -> dict[int, str]:
        query = (
            select(Guardian)
            .join(ChildGuardian, ChildGuardian.guardian_id == Guardian.id)
            .join(Placement, Placement.child_id == ChildGuardian.child_id)
            .where(
                Placement.organization_id == organization_id,
                Placement.group_id == key,
                Placement.starts_on <= day,
                or_(Placement.ends_on.is_(None), Placement.ends_on > day),
                ChildGuardian.rights.in_(READING_RIGHTS),
                linked_on(day),
                Guardian.user_id.is_not(None),
            )
            .distinct()
        )
        found = session.scalars(query).all()
        return {one.user_id: one.full_name for one in found if one.user_id is not None}


register_audience("parents", GroupParents())
