"""Tables: events and private addresses of calendar feeds."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, String, and_, exists, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import ChildGuardian, Guardian, Placement
from app.communication.events.rules import EVENT_STATES, EventState
from app.core.audit.exceptions import not_logged
from app.core.db import (
    Authored,
    Base,
    Personal,
    Searched,
    Tenant,
    UtcDateTime,
    Versioned,
    column,
    enum_type,
    utc_now,
)
from app.core.messages import message
from app.core.scoping.elements import CHILDREN, GROUPS, ME, ORGS, WHOLE, among, scoped
from app.core.scoping.reach import OF_GROUP, Reach, reach
from app.groups.models import ChildGroup
from app.organizations.models import Organization
from app.staff.models import Employee


class Event(Tenant, Authored, Versioned, Searched, Base):
    """An event (мероприятие) of a group, or of the whole organisation (no group)."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_organization_day", "organization_id", "day"),)

    title: Mapped[str] = column(String(200), label=message("What"), searched=True)
    group_id: Mapped[int | None] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"),
        index=True,
        label=message("Group"),
        help=message("Empty: the whole kindergarten."),
    )
    staff_only: Mapped[bool] = column(
        default=False,
        label=message("For the staff only"),
        help=message("Parents do not see it: a meeting of teachers."),
    )
    day: Mapped[date] = column(label=message("Date"))
    ends_on: Mapped[date | None] = column(
        label=message("Last day"), help=message("Empty: one day.")
    )
    starts_at: Mapped[time | None] = column(label=message("From what time"))
    ends_at: Mapped[time | None] = column(label=message("Until what time"))
    place: Mapped[str | None] = column(
        String(200), label=message("Where it is held"), searched=True
    )
    responsible: Mapped[str | None] = column(
        String(200), label=message("Responsible"), personal=Personal.ORDINARY
    )
    participants: Mapped[str | None] = column(
        String(1000),
        label=message("Participants"),
        help=message("Who takes part, in words: “parents and children”. No lists of children."),
    )
    description: Mapped[str | None] = column(String(4000), label=message("Description"))
    result: Mapped[str | None] = column(
        String(4000), label=message("Result"), help=message("What came of it, when it was held.")
    )
    state: Mapped[EventState] = column(
        enum_type(EventState),
        default=EventState.PLANNED,
        label=message("State"),
        labels=EVENT_STATES,
    )
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organization: Mapped[Organization] = relationship()
    group: Mapped[ChildGroup | None] = relationship()

    def __repr__(self) -> str:
        return self.title


class CalendarFeed(Base):
    """A private address of a person's calendar. The secret itself is nowhere kept."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


# Tables of who is where, marked by hand: no mapped class may stand inside a criterion.
_STAY = Placement.__table__.alias("event_stay")
_TIE = ChildGuardian.__table__.alias("event_tie")
_PARENT = Guardian.__table__.alias("event_parent")
_WORKER = Employee.__table__.alias("event_worker")


def _of_my_child(c: Any) -> Any:
    """The own child is in the group of the event on its day: by the account of a parent, not by
    the children whom a teacher reaches, who may have moved to other groups."""
    return exists().where(
        scoped(_STAY.c.child_id, among(_STAY.c.child_id, CHILDREN)),
        scoped(_TIE.c.child_id, _TIE.c.child_id == _STAY.c.child_id),
        scoped(_PARENT.c.user_id, _PARENT.c.user_id == ME),
        _PARENT.c.id == _TIE.c.guardian_id,
        _STAY.c.group_id == c.group_id,
        _STAY.c.starts_on <= c.day,
        or_(_STAY.c.ends_on.is_(None), _STAY.c.ends_on > c.day),
    )


def works_here(c: Any) -> Any:
    """The person is one of the staff of the house."""
    return exists().where(
        scoped(_WORKER.c.user_id, _WORKER.c.user_id == ME),
        _WORKER.c.organization_id == c.organization_id,
        _WORKER.c.dismissed_on.is_(None),
    )


EVENT = Reach(
    lambda c: scoped(
        c.organization_id,
        or_(
            among(c.organization_id, WHOLE),
            among(c.group_id, GROUPS),
            and_(
                among(c.organization_id, ORGS),
                c.group_id.is_(None),
                or_(c.staff_only.is_(False), works_here(c)),
            ),
            and_(c.staff_only.is_(False), c.group_id.is_not(None), _of_my_child(c)),
        ),
    ),
    lambda s, row: row["organization_id"] in s.whole or row["group_id"] in s.groups,
    ("organization_id", "group_id"),
)
"""Of one's own house and groups; a parent: of the own child's group, and what is for everybody."""

MINE = Reach(
    lambda c: scoped(c.user_id, c.user_id == ME),
    lambda s, row: row["user_id"] == s.user_id,
    ("user_id",),
)

reach(Event, EVENT, OF_GROUP)
reach(CalendarFeed, MINE, MINE)
not_logged(CalendarFeed, "is the secret of one person, changed by that person alone")
