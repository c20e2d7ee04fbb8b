"""Delivery: readers are written down and told in one transaction; planned ones; new families."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.communication.board import rules
from app.communication.board.models import Announcement, AnnouncementRecipient
from app.communication.board.people_queries import SUBJECT, load_people, moderators, reach_of
from app.communication.board.rules import PartKind, Reach, Recipient, State
from app.core import clock, engine
from app.core.db import db
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.jobs.kinds import JobContext, job_kind
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.notifications.actions import notify
from app.notifications.rules import notification_kind
from app.organizations.access import load_person

KIND = notification_kind("announcements", message("Announcements"), icon="megaphone")
APPROVALS = notification_kind(
    "announcement-approvals",
    message("Announcements on approval"),
    "megaphone",
    ("Announcement", "moderate"),
)
JOB = "publish-announcement"
# More are told by a job: the author need not wait for them.
AT_ONCE = 2000
CHUNK = 1000
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Sender:
    """Whose reach bounds the audience."""

    user_id: int
    reach: Reach


def key_of(announcement_id: int) -> str:
    """The cause of what is told of an announcement."""
    return f"announcement-{announcement_id}"


def href(announcement_id: int, *, author: bool = False) -> str:
    return f"/announcements/{announcement_id}" if author else f"/board/{announcement_id}"


def deliver(
    session: Session,
    row: Announcement,
    sender: Sender,
    today: date,
    moment: datetime,
    progress: Any = None,
) -> int:
    """Write the readers down, tell them and mark it published: all in the caller's transaction.

    Who publishes to more than AT_ONCE people leaves it to the job (state «sending»). Returns the
    number of people. Raises RuleViolation when nobody can be told any more.
    """
    people = load_people(session, sender.reach, today)
    audience = rules.resolve(rules.parts_restored(row.audience), people)
    number = len(audience.people)
    if not number:
        raise RuleViolation(message("There is nobody left to read it."))
    if number > AT_ONCE and progress is None:
        row.state = State.SENDING
        return number
    row.state, row.published_at, row.people = State.PUBLISHED, moment, number
    row.publish_at = None
    session.flush()
    _write_down(session, row.id, audience.recipients, moment, progress)
    text = message("Announcement: %(title)s", title=row.title)
    if row.urgent:
        text = message("Urgent: %(title)s", title=row.title)
    notify(
        session,
        KIND,
        # Whoever wrote it knows.
        audience.people - {row.author_id},
        text,
        key=key_of(row.id),
        href=href(row.id),
        urgent=row.urgent,
        moment=moment,
    )
    return number


def _write_down(
    session: Session,
    announcement_id: int,
    recipients: Collection[Recipient],
    moment: datetime,
    progress: Any = None,
) -> int:
    """Rows of readers who have none yet. Returns how many were new."""
    with unscoped("the readers of an announcement, whom its author does not reach"):
        connection = session.connection()
        known = connection.execute(
            select(AnnouncementRecipient.user_id, AnnouncementRecipient.child_key).where(
                AnnouncementRecipient.announcement_id == announcement_id
            )
        )
        rows = _rows(announcement_id, recipients, {tuple(row) for row in known}, moment)
        statement = _INSERTS[connection.dialect.name](AnnouncementRecipient.__table__)
        statement = statement.on_conflict_do_nothing(
            index_elements=["organization_id", "announcement_id", "user_id", "child_key"]
        )
        for start in range(0, len(rows), CHUNK):
            connection.execute(statement, rows[start : start + CHUNK])
            if progress is not None:
                progress(min(start + CHUNK, len(rows)), len(rows))
    return len(rows)


def _rows(
    announcement_id: int,
    recipients: Collection[Recipient],
    known: Collection[tuple[Any, ...]],
    moment: datetime,
) -> list[dict[str, Any]]:
    return [
        {
            "organization_id": one.organization_id,
            "announcement_id": announcement_id,
            "user_id": one.user_id,
            "child_id": one.child_id,
            "child_key": one.child_id or 0,
            "told_at": moment,
        }
        for one in sorted(recipients, key=lambda one: (one.user_id, one.child_id or 0))
        if (one.user_id, one.child_id or 0) not in known
    ]


def waits_for_approval(session: Session, row: Announcement, today: date) -> None:
    """Tell those who approve."""
    notify(
        session,
        APPROVALS,
        moderators(session, row.organization_id, today),
        message("%(author)s asks to approve: %(title)s", author=row.author_name, title=row.title),
        key=f"{key_of(row.id)}-approval-{row.version}",
        href=href(row.id, author=True),
    )


@job_kind(JOB, title=message("Publishing an announcement"), right="publish", subject=SUBJECT)
def publish_by_job(context: JobContext) -> None:
    """Tell a whole district: readers, news and letters are one transaction of the job."""
    session = db.session()
    row = session.get(Announcement, context.argument["announcement"])
    if row is None or row.state is not State.SENDING:
        return
    sender = Sender(context.starter.id, reach_of(context.starter))
    deliver(session, row, sender, context.starter.today, clock.now(), context.progress)


# -- by itself ----------------------------------------------------------------------------


def publish_planned() -> int:
    """Publish what is due by its plan, each in a transaction of its own. Returns how many."""
    now = clock.now()
    due = select(Announcement.id).where(
        Announcement.state == State.PLANNED, Announcement.publish_at <= now
    )
    with engine.reading(), unscoped("looking for planned announcements that are due"):
        keys = list(db.session.execute(due).scalars())
        db.session.rollback()
    published = 0
    for key in keys:
        published += _publish_one(key, now)
        db.session.remove()
    return published


def _publish_one(key: int, now: datetime) -> int:
    session = db.session()
    with unscoped("publishing a planned announcement in the name of its author"):
        query = select(Announcement).where(Announcement.id == key).with_for_update(of=Announcement)
        row = session.scalars(query).first()
        if row is None or row.state is not State.PLANNED:
            session.rollback()
            return 0
        done = deliver_as_planned(session, row, now)
        session.commit()
    return int(done)


def deliver_as_planned(session: Session, row: Announcement, now: datetime) -> bool:
    """Publish what its author wished, by the author's rights of today; without them it becomes a
    draft again that says why. Runs as the system."""
    person = load_person(row.author_id)
    reach = reach_of(person) if person is not None and person.active else Reach()
    try:
        if person is None or not (reach.whole or reach.groups):
            raise RuleViolation(message("The author may not publish any more."))
        row.publish_at = None
        deliver(session, row, Sender(row.author_id, reach), person.today, now, _quietly)
    except RuleViolation as refused:
        row.state, row.returned_reason = State.DRAFT, translate(refused.text)[:500]
        session.flush()
        return False
    return True


def _quietly(done: int, total: int) -> None:
    """Nobody looks at it."""


def remind_by_plan() -> int:
    """Remind once of what was planned to be reminded of. Returns how many announcements."""
    now = clock.now()
    due = select(Announcement.id).where(
        Announcement.state == State.PUBLISHED, Announcement.remind_at <= now
    )
    with engine.reading(), unscoped("looking for announcements to remind of"):
        keys = list(db.session.execute(due).scalars())
        db.session.rollback()
    for key in keys:
        with unscoped("reminding of an announcement as its author planned"):
            session = db.session()
            row = session.get_one(Announcement, key)
            _remind_all(session, row, now)
            row.remind_at = None
            session.commit()
        db.session.remove()
    return len(keys)


def _remind_all(session: Session, row: Announcement, now: datetime) -> None:
    owed = {
        rules.Asks.NOTHING: AnnouncementRecipient.opened_at,
        rules.Asks.CONFIRM: AnnouncementRecipient.confirmed_at,
        rules.Asks.CHOICE: AnnouncementRecipient.answer,
    }[row.asks]
    query = select(AnnouncementRecipient.user_id).where(
        AnnouncementRecipient.announcement_id == row.id, owed.is_(None)
    )
    notify(
        session,
        KIND,
        set(session.execute(query).scalars()),
        message("You are reminded: %(title)s", title=row.title),
        key=f"{key_of(row.id)}-reminder-{now:%Y%m%d}",
        href=href(row.id),
        urgent=row.urgent,
        moment=now,
    )


def welcome_new_families() -> int:
    """Whoever joined an addressed group or role since reads what still stands on the board.

    Once an hour, without a notification: it is not news, it is unread. Named people stay as
    they were named. Returns how many rows of readers were added.
    """
    now, today = clock.now(), clock.today()
    query = select(Announcement).where(
        Announcement.state == State.PUBLISHED,
        or_(Announcement.shown_until.is_(None), Announcement.shown_until >= today),
    )
    added = 0
    known: dict[tuple[int, Reach], rules.People] = {}
    with unscoped("who joined the readers of what stands on the board"):
        session = db.session()
        for row in session.scalars(query.order_by(Announcement.author_id)).all():
            parts = [
                part
                for part in rules.parts_restored(row.audience)
                if part.kind is not PartKind.PERSON
            ]
            if not parts:
                continue
            reach = _reach_of_author(row.author_id)
            place = (row.author_id, reach)
            if place not in known:
                known = {place: load_people(session, reach, today)}
            found = rules.resolve(parts, known[place])
            added += _write_down(session, row.id, found.recipients, now)
        session.commit()
    return added


def _reach_of_author(author_id: int) -> Reach:
    person = load_person(author_id)
    if person is None or not person.active:
        return Reach()
    return reach_of(person)
