"""What parents of the demonstration reported: this morning, yesterday evening, for days ahead."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attendance.models import AttendanceCode
from app.attendance.notice_models import AbsenceNotice
from app.attendance.rules.notices import NoticeKind
from app.children.models import Child, ChildGuardian, Guardian, Placement
from app.core import clock
from app.groups.models import ChildGroup

_DAY = timedelta(days=1)
# Place in the group: kind, letter, first and last day from today, hour, note.
_TOLD = (
    (1, NoticeKind.ABSENCE, "Б", 0, 2, time(7, 12), "температура 38,2, ждём врача"),
    (4, NoticeKind.PICK_UP, None, 0, 0, time(18, 40), "заберу после обеда, к зубному"),
    (7, NoticeKind.ABSENCE, "О", 1, 5, time(18, 5), "едем к бабушке"),
)
_GROUPS = ("Звёздочка", "Солнышко")


def tell_notices(session: Session, today: date) -> int:
    """Notices in the groups of the teachers who sign in. Returns how many."""
    query = select(AttendanceCode.letter, AttendanceCode.id)
    codes: dict[str, int] = {row.letter: row.id for row in session.execute(query)}
    groups = session.scalars(select(ChildGroup).where(ChildGroup.name.in_(_GROUPS)))
    number = 0
    for group in groups.all():
        people = _mothers(session, group.id, today)
        for place, kind, letter, first, last, hour, note in _TOLD:
            if place >= len(people):
                continue
            link, child, guardian = people[place]
            said_on = today if hour < time(12) else today - _DAY
            session.add(
                AbsenceNotice(
                    organization_id=group.organization_id,
                    child_id=child.id,
                    kind=kind,
                    starts_on=today + first * _DAY,
                    ends_on=today + last * _DAY,
                    code_id=codes[letter] if letter else None,
                    pickup_at=None if letter else time(12, 30),
                    note=note,
                    relation=link.relation,
                    reported_by_id=guardian.user_id,
                    reported_by_name=f"{guardian.last_name} {guardian.first_name}",
                    reported_at=datetime.combine(said_on, hour, ZoneInfo(clock.DEFAULT_ZONE)),
                )
            )
            number += 1
    session.flush()
    return number


def _mothers(
    session: Session, group_id: int, day: date
) -> list[tuple[ChildGuardian, Child, Guardian]]:
    """The first representative of each child of a group, in the order of the list."""
    query = (
        select(ChildGuardian, Child, Guardian)
        .join(Child, Child.id == ChildGuardian.child_id)
        .join(Guardian, Guardian.id == ChildGuardian.guardian_id)
        .join(Placement, Placement.child_id == Child.id)
        .where(
            Placement.group_id == group_id,
            Placement.starts_on <= day,
            Placement.ends_on.is_(None),
        )
        .order_by(Child.search_key, ChildGuardian.id)
    )
    found: dict[int, tuple[ChildGuardian, Child, Guardian]] = {}
    for link, child, guardian in session.execute(query):
        found.setdefault(child.id, (link, child, guardian))
    return list(found.values())
