"""Writes of authors: drafts, publishing, changes, reminders. The caller commits."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.communication.board import receipt_queries, rules
from app.communication.board.delivery import KIND, Sender, deliver, href, key_of, waits_for_approval
from app.communication.board.file_actions import detach
from app.communication.board.models import (
    Announcement,
    AnnouncementFile,
    AnnouncementRecipient,
    AnnouncementRevision,
)
from app.communication.board.people_queries import load_people
from app.communication.board.rules import Asks, Content, Part, Reach, State, Wish
from app.core.entity_writes import changed_meanwhile
from app.core.errors import Conflict, RuleViolation
from app.core.i18n import translate
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.notifications.actions import notify, take_back


@dataclass(frozen=True)
class Author:
    """Who writes: the account, how it is signed, in which organisation, on which day."""

    user_id: int
    name: str
    role: str
    organization_id: int
    today: date
    moment: datetime
    moderates: bool


def write(session: Session, author: Author, wish: Wish) -> Announcement:
    """A new draft. Raises RuleViolation."""
    rules.check_content(wish.content)
    row = Announcement(
        organization_id=author.organization_id,
        author_id=author.user_id,
        author_name=author.name,
        author_role=author.role,
        state=State.DRAFT,
    )
    _take_over(row, wish)
    session.add(row)
    session.flush()
    return row


def rewrite(
    session: Session, row: Announcement, author: Author, wish: Wish, seen: int | None
) -> None:
    """Change an announcement; after publishing the text before is kept for all to see.

    Raises Conflict when somebody changed it meanwhile or it can be changed no more.
    """
    if seen is not None and seen != row.version:
        raise changed_meanwhile()
    if row.state not in rules.EDITABLE:
        raise Conflict(message("This announcement can be changed no more."))
    rules.check_content(wish.content)
    if row.state is State.PUBLISHED:
        rules.check_publishable(wish.content, row.published_at or author.moment, author.today)
        said = (wish.content.title.strip(), wish.content.text.strip())
        if (row.title, row.text) != said:
            _keep_revision(session, row, author)
            row.edited_at = author.moment
        row.title, row.text = said
        row.urgent, row.pinned = wish.urgent, wish.pinned
        row.shown_until, row.answer_until = wish.content.shown_until, wish.content.answer_until
        row.remind_at = wish.remind_at
    else:
        _take_over(row, wish)
        # Whoever approved or planned it saw another text.
        row.state = State.DRAFT
    session.flush()


def _take_over(row: Announcement, wish: Wish) -> None:
    content = wish.content
    row.title, row.text = content.title.strip(), content.text.strip()
    row.asks = content.asks
    asked = content.asks is Asks.CHOICE
    row.question = content.question.strip() or None if asked else None
    row.choices = json.dumps(list(content.choices) if asked else [], ensure_ascii=False)
    row.answer_until = content.answer_until if content.asks is not Asks.NOTHING else None
    row.shown_until, row.publish_at = content.shown_until, content.publish_at
    row.audience = rules.parts_kept(wish.parts)
    row.urgent, row.pinned, row.remind_at = wish.urgent, wish.pinned, wish.remind_at


def _keep_revision(session: Session, row: Announcement, author: Author) -> None:
    session.add(
        AnnouncementRevision(
            organization_id=row.organization_id,
            announcement_id=row.id,
            author_id=row.author_id,
            title=row.title,
            text=row.text,
            changed_at=author.moment,
            changed_by=author.name,
        )
    )


def discard(session: Session, row: Announcement) -> None:
    """Delete what nobody was told. Raises Conflict for anything that was published."""
    if row.state not in rules.UNPUBLISHED:
        raise Conflict(message("It was published already: take it down instead."))
    query = select(AnnouncementFile.number).where(AnnouncementFile.announcement_id == row.id)
    detach(session, row, list(session.scalars(query)))
    session.delete(row)
    session.flush()


def content_of(row: Announcement) -> Content:
    """The stored announcement as the rules see it."""
    return Content(
        row.title,
        row.text,
        row.asks,
        row.question or "",
        tuple(json.loads(row.choices)),
        row.answer_until,
        row.shown_until,
        row.publish_at,
    )


def publish(session: Session, row: Announcement, author: Author, reach: Reach) -> State:
    """Tell people, now or at the planned time, or ask for approval first. Returns the state.

    Raises RuleViolation for what cannot be published; nothing is written then.
    """
    if row.state not in rules.UNPUBLISHED:
        raise Conflict(message("This announcement is published already."))
    rules.check_publishable(content_of(row), author.moment, author.today)
    parts = rules.parts_restored(row.audience)
    people = load_people(session, reach, author.today)
    rules.check_parts(parts, people, reach)
    if not rules.resolve(parts, people).recipients:
        raise RuleViolation(
            message(
                "None of them can sign in yet, so nobody would read it. Give the families "
                "logins first, or tell them yourself."
            ),
            field="to",
        )
    moderated, most = receipt_queries.board_settings(session, row.organization_id)
    rules.check_rate(receipt_queries.published_lately(session, row.author_id, author.moment), most)
    row.audience_label = _label(parts, people)
    row.returned_reason = None
    if moderated and not author.moderates:
        row.state = State.WAITING
        waits_for_approval(session, row, author.today)
    elif row.publish_at is not None and row.publish_at > author.moment:
        row.state = State.PLANNED
    else:
        deliver(session, row, Sender(author.user_id, reach), author.today, author.moment)
    session.flush()
    return row.state


def _label(parts: Sequence[Part], people: rules.People) -> str:
    said = ", ".join(translate(one) for one in rules.audience_label(parts, people))
    return said if len(said) <= 500 else said[:497] + "…"


def send_back(session: Session, row: Announcement, author: Author, reason: str) -> None:
    """Return an announcement to its author with a reason. Raises RuleViolation."""
    if row.state is not State.WAITING:
        raise Conflict(message("It does not wait for approval any more."))
    if not reason.strip():
        raise RuleViolation(message("Say what is to be changed."), field="reason")
    row.state, row.returned_reason = State.DRAFT, reason.strip()[:500]
    session.flush()
    notify(
        session,
        KIND,
        [row.author_id],
        message("Your announcement was returned: %(title)s", title=row.title),
        key=f"{key_of(row.id)}-returned-{row.version}",
        href=href(row.id, author=True),
        moment=author.moment,
    )


def withdraw(session: Session, row: Announcement) -> None:
    """Take a published announcement down: readers see it no more, the receipts stay."""
    if row.state not in (State.PUBLISHED, State.PLANNED, State.WAITING):
        raise Conflict(message("It is not on the board."))
    row.state = State.WITHDRAWN if row.state is State.PUBLISHED else State.DRAFT
    session.flush()
    take_back(session, key_of(row.id))


def remind(
    session: Session,
    row: Announcement,
    users: Collection[int] | None,
    today: date,
    moment: datetime,
) -> int:
    """Remind those of ``users`` who have not done what was asked, once a day. Returns how many.

    None: everybody who owes it and has ever signed in.
    """
    if row.state is not State.PUBLISHED:
        raise Conflict(message("It is not on the board."))
    owing = rules.REMINDED if users is None else (*rules.REMINDED, rules.Standing.NEVER_CAME)
    found = {
        line.user_id for line in receipt_queries.receipts(session, row) if line.standing in owing
    }
    people = found if users is None else found & set(users)
    if not people:
        return 0
    with unscoped("noting whom the author of an announcement has reminded"):
        session.connection().execute(
            update(AnnouncementRecipient)
            .where(
                AnnouncementRecipient.announcement_id == row.id,
                AnnouncementRecipient.user_id.in_(people),
            )
            .values(reminded_at=moment)
        )
    return notify(
        session,
        KIND,
        people,
        message("You are reminded: %(title)s", title=row.title),
        key=f"{key_of(row.id)}-reminder-{today:%Y%m%d}",
        href=href(row.id),
        urgent=row.urgent,
        moment=moment,
    )
