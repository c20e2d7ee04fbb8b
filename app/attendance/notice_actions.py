"""Writes of parents' notices. The caller commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.academic_year.queries import calendar, entered_days, lineage_of
from app.attendance import notice_queries
from app.attendance.code_queries import CodeBook, code_book
from app.attendance.notice_models import AbsenceNotice
from app.attendance.rules.notices import (
    Circumstances,
    Notice,
    Report,
    check_report,
    check_span,
    kept_until,
    same,
    shown_days,
)
from app.children.models import Child
from app.core import clock
from app.core.messages import message
from app.core.scoping.session import ScopedSession
from app.notifications.actions import notify, take_back
from app.notifications.rules import notification_kind
from app.organizations.models import Organization
from app.organizations.queries import settings_on
from app.organizations.rules import Settings

TOLD = notification_kind(
    "absence-notices", message("Notices of parents"), "mail", ("AbsenceNotice", "read")
)


@dataclass(frozen=True)
class Desk:
    """A child whose parent reports, with what its kindergarten goes by today."""

    child: Child
    organization: Organization
    settings: Settings
    book: CodeBook
    now: datetime
    """On the clock of the kindergarten."""

    @property
    def today(self) -> date:
        return self.now.date()


def desk_of(session: ScopedSession, child_id: int, moment: datetime) -> Desk | None:
    """None when the child is out of scope: another family's, or rights have ended."""
    child = session.scalars(select(Child).where(Child.id == child_id)).first()
    if child is None:
        return None
    query = select(Organization).where(Organization.id == child.organization_id)
    organization = session.scalars(query).one()
    now = clock.local(moment, organization.timezone)
    settings = settings_on(session, [organization.id], now.date())[organization.id]
    return Desk(child, organization, settings, code_book(session, organization.path), now)


def report(session: ScopedSession, desk: Desk, wish: Report, user: tuple[int, str]) -> bool:
    """Keep a parent's notice; ``user``: account and name. False: it is known already.

    Raises RuleViolation: too late, a day off, reported otherwise (409), marked already (409).
    """
    check_span(wish, desk.today)
    # Two parents at once, or a double press: one waits for the other.
    session.execute(
        select(Child.id).where(Child.id == desk.child.id).with_for_update(key_share=True)
    )
    known = _circumstances(session, desk, wish.starts_on, wish.ends_on)
    if any(same(wish, one) for one in known.standing):
        return False
    check_report(wish, known)
    row = AbsenceNotice(
        organization_id=desk.organization.id,
        child_id=desk.child.id,
        kind=wish.kind,
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
        code_id=desk.book.ids[wish.code] if wish.code else None,
        pickup_at=wish.pickup_at,
        note=wish.note or None,
        relation=notice_queries.relation_of(session, desk.child.id, user[0]),
        reported_by_id=user[0],
        reported_by_name=user[1],
        reported_at=desk.now,
    )
    session.add(row)
    session.flush()
    _tell_teachers(session, desk, row, wish)
    return True


def _tell_teachers(session: ScopedSession, desk: Desk, row: AbsenceNotice, wish: Report) -> None:
    child = f"{desk.child.last_name} {desk.child.first_name}"
    days = shown_days(row.starts_on, row.ends_on)
    key, day = row.id, row.starts_on
    reason = wish.code.name if wish.code else ""
    text = message(
        "%(child)s will be absent: %(days)s. %(reason)s", child=child, days=days, reason=reason
    )
    if wish.pickup_at is not None:
        text = message(
            "%(child)s leaves early: %(days)s at %(time)s",
            child=child,
            days=days,
            time=f"{wish.pickup_at:%H:%M}",
        )
    for group, users in notice_queries.leaders_of(session, desk.child.id, day).items():
        href = f"/attendance/today/{group}/{day.isoformat()}"
        notify(session, TOLD, users, text, key=f"absence-notice-{key}", href=href)


def withdraw(session: ScopedSession, desk: Desk, row: AbsenceNotice) -> None:
    """Take back what has not begun yet: the whole notice, or its days ahead.

    Raises RuleViolation (409) when nothing is left to withdraw or the teacher has marked it.
    """
    if row.withdrawn_at is not None:
        return
    known = _circumstances(session, desk, row.starts_on, row.ends_on)
    notice = next(one for one in known.standing if one.id == row.id)
    kept = kept_until(notice, known)
    if kept is None:
        row.withdrawn_at = desk.now
        take_back(session, f"absence-notice-{row.id}")
    else:
        row.ends_on = kept
    session.flush()


def standing_notices(session: ScopedSession, desk: Desk, since: date) -> list[Notice]:
    """Notices of the child that nobody withdrew and that end on a day or later, latest first."""
    found = notice_queries.notices_of_children(session, [desk.child.id], since, desk.book.by_id)
    return found.get(desk.child.id, [])


def _circumstances(session: ScopedSession, desk: Desk, first: date, last: date) -> Circumstances:
    path = desk.organization.path
    days = calendar(
        entered_days(session, lineage_of(path), first, last),
        path,
        first,
        last,
        works_on_moved_saturdays=desk.settings.works_on_moved_saturdays,
    )
    child = desk.child
    # Whoever withdraws a past notice is told so: its days are read too.
    since = min(first, desk.today - timedelta(days=1))
    return Circumstances(
        desk.now,
        desk.settings.notice_deadline,
        notice_queries.listed_child(session, child.id, child.full_name),
        days,
        notice_queries.marked_days(session, child.id, first, last),
        standing_notices(session, desk, since),
    )
