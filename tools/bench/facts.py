"""What the requests need to know of a filled database: groups, children, days."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app.attendance.models import AttendanceMark
from app.children.models import Child, Placement
from app.core.db import db
from app.core.scoping.scope import unscoped
from app.core.workdays import next_month
from app.groups.models import ChildGroup
from app.organizations.models import Organization
from tools.bench.databases import Database
from tools.bench.plan import OPEN_BEFORE, shown_day, shown_month, working_days


@dataclass
class GroupFacts:
    """A group as the requests need it."""

    id: int
    number: int
    children: list[tuple[int, str]]
    fresh: deque[date]
    lock: threading.Lock = field(default_factory=threading.Lock)
    corrected: date | None = None
    seen: int = 1

    @property
    def marker(self) -> bytes:
        """The surname of a child: no page of the group is without it."""
        return self.children[0][1].encode()


@dataclass(frozen=True)
class HouseFacts:
    """A kindergarten as the requests need it."""

    code: str
    groups: list[GroupFacts]
    day: date
    month: date

    @property
    def period(self) -> str:
        last = next_month(self.month) - timedelta(days=1)
        return f"from={self.month}&to={last}"


def house_facts(database: Database, code: str, today: date) -> HouseFacts:
    """Read from the database what was filled."""
    with database.app.app_context(), unscoped("looking what the benchmark may ask"):
        session = db.session()
        query = (
            select(ChildGroup.id)
            .join(Organization, Organization.id == ChildGroup.organization_id)
            .where(Organization.code == code)
            .order_by(ChildGroup.name)
        )
        groups = [
            _group_facts(session, key, number, today)
            for number, key in enumerate(session.scalars(query))
        ]
        days = sorted(
            session.scalars(
                select(AttendanceMark.day).where(AttendanceMark.group_id == groups[0].id).distinct()
            )
        )
    return HouseFacts(code, groups, shown_day(today), shown_month(days))


def _group_facts(session: Any, key: int, number: int, today: date) -> GroupFacts:
    """Fresh days lie before the marked ones, the nearest first."""
    children = session.execute(
        select(Child.id, Child.last_name)
        .join(Placement, Placement.child_id == Child.id)
        .where(Placement.group_id == key)
        .order_by(Child.search_key)
    ).all()
    query = select(func.min(AttendanceMark.day)).where(AttendanceMark.group_id == key)
    first = session.scalar(query) or today
    fresh = working_days(first - OPEN_BEFORE + timedelta(days=31), first - timedelta(days=1))
    return GroupFacts(key, number, [tuple(row) for row in children], deque(reversed(fresh)))
