"""Table: lessons of groups by weekday."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import Date, ForeignKey, String, bindparam, exists, or_
from sqlalchemy.orm import Mapped, relationship

from app.children.models import ChildGuardian, Guardian, Placement
from app.core import clock
from app.core.db import Authored, Base, Tenant, Versioned, column, enum_type
from app.core.messages import message
from app.core.scoping.elements import CHILDREN, GROUPS, ME, WHOLE, among, scoped
from app.core.scoping.reach import OF_GROUP, Reach, reach
from app.groups.models import ChildGroup, Room
from app.organizations.models import Organization
from app.schedule.rules import WEEKDAYS, Weekday
from app.staff.models import Employee


class Lesson(Tenant, Authored, Versioned, Base):
    """A lesson (занятие) of a group that is repeated every week on one day, with dates."""

    __tablename__ = "lesson"

    title: Mapped[str] = column(
        String(120),
        label=message("Activity"),
        help=message("As the programme names it: “Drawing”, “Music”."),
    )
    group_id: Mapped[int] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"), index=True, label=message("Group")
    )
    weekday: Mapped[Weekday] = column(enum_type(Weekday), label=message("Weekday"), labels=WEEKDAYS)
    starts_at: Mapped[time] = column(label=message("Begins at"))
    ends_at: Mapped[time] = column(label=message("Ends at"))
    employee_id: Mapped[int | None] = column(
        ForeignKey("employee.id", ondelete="RESTRICT"), index=True, label=message("Employee")
    )
    room_id: Mapped[int | None] = column(
        ForeignKey("room.id", ondelete="RESTRICT"), index=True, label=message("Room")
    )
    valid_from: Mapped[date] = column(label=message("Valid from"))
    valid_to: Mapped[date | None] = column(
        label=message("Valid to"), help=message("The last day. Empty: until further notice.")
    )

    organization: Mapped[Organization] = relationship()
    group: Mapped[ChildGroup] = relationship()
    employee: Mapped[Employee | None] = relationship()
    room: Mapped[Room | None] = relationship()

    def __repr__(self) -> str:
        return self.title


# Tables of who is where, marked by hand: no mapped class may stand inside a criterion.
_STAY = Placement.__table__.alias("lesson_stay")
_TIE = ChildGuardian.__table__.alias("lesson_tie")
_PARENT = Guardian.__table__.alias("lesson_parent")
_TODAY = bindparam("schedule_today", callable_=clock.today, type_=Date)


def _of_my_child(c: Any) -> Any:
    """The own child is in the group today: by the account of a parent, not by the children whom
    a teacher reaches, who may have moved to other groups."""
    return exists().where(
        scoped(_STAY.c.child_id, among(_STAY.c.child_id, CHILDREN)),
        scoped(_TIE.c.child_id, _TIE.c.child_id == _STAY.c.child_id),
        scoped(_PARENT.c.user_id, _PARENT.c.user_id == ME),
        _PARENT.c.id == _TIE.c.guardian_id,
        _STAY.c.group_id == c.group_id,
        _STAY.c.starts_on <= _TODAY,
        or_(_STAY.c.ends_on.is_(None), _STAY.c.ends_on > _TODAY),
    )


LESSON = Reach(
    lambda c: scoped(
        c.organization_id,
        or_(among(c.organization_id, WHOLE), among(c.group_id, GROUPS), _of_my_child(c)),
    ),
    lambda s, row: row["organization_id"] in s.whole or row["group_id"] in s.groups,
    ("organization_id", "group_id"),
)
"""Of one's own house and groups; a parent: of the group where the own child is today."""

reach(Lesson, LESSON, OF_GROUP)
