"""Writes of the forum: topics, posts, changes, and who is told of them. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.communication.forum import news_queries, rules
from app.communication.forum.models import (
    ForumFile,
    ForumPost,
    ForumTopic,
)
from app.communication.forum.news_queries import Limits
from app.communication.forum.people_queries import moderators_of, who_still_reads
from app.communication.forum.queries import Open
from app.communication.forum.reader_actions import follow, key_of, see
from app.communication.forum.rules import PostState
from app.core.db import search_key
from app.core.files.uploads import Upload, check_volume
from app.core.messages import Message, message
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.notifications.actions import notify
from app.notifications.rules import notification_kind

KIND = notification_kind("forum", message("Forum"), icon="talk")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Writer:
    """Who writes, how the person is called for the staff and for everybody, and when.

    ``today`` is the day where the person is: who reads a section is judged by it.
    """

    id: int
    full_name: str
    public_name: str
    role: str
    staff: bool
    moment: datetime
    today: date


def href(post_id: int) -> str:
    return f"/forum/posts/{post_id}"


def start_topic(
    session: ScopedSession,
    writer: Writer,
    section: Open,
    title: str,
    text: str,
    files: Sequence[Upload],
    limits: Limits,
) -> ForumPost:
    """A new topic with its first post. Raises RuleViolation, Conflict, TooMany."""
    rules.check_may_write(may_write=section.writes)
    rules.check_open(section_closed=section.hall.closed)
    rules.check_title(title)
    rules.check_text(text)
    _check_pace(session, writer, limits, files)
    topic = ForumTopic(
        organization_id=section.organization_id,
        section_id=section.id,
        title=title,
        author_id=writer.id,
        created_at=writer.moment,
        last_at=writer.moment,
        posts=0,
    )
    session.add(topic)
    session.flush()
    return _post(session, writer, section, topic.id, title, text, files)


def answer(
    session: ScopedSession,
    writer: Writer,
    section: Open,
    topic: ForumTopic,
    text: str,
    files: Sequence[Upload],
    limits: Limits,
) -> ForumPost:
    """A further post of a topic. Raises RuleViolation, Conflict, TooMany."""
    check_writable(section, topic)
    rules.check_text(text)
    _check_pace(session, writer, limits, files)
    return _post(session, writer, section, topic.id, topic.title, text, files)


def check_writable(section: Open, topic: ForumTopic) -> None:
    """Raises Conflict where the person adds no post."""
    rules.check_may_write(may_write=section.writes)
    rules.check_open(
        section_closed=section.hall.closed,
        topic_closed=topic.closed or topic.hidden,
        waiting=not topic.posts,
    )


def _check_pace(
    session: ScopedSession, writer: Writer, limits: Limits, files: Sequence[Upload]
) -> None:
    written = news_queries.written_since(session, writer.id, writer.moment - _HOUR)
    rules.check_pace(written, limits.per_hour)
    if files:
        lately = news_queries.attached_since(session, writer.id, writer.moment - _DAY)
        check_volume(lately, sum(len(one.content) for one in files))


def _post(
    session: ScopedSession,
    writer: Writer,
    section: Open,
    topic_id: int,
    title: str,
    text: str,
    files: Sequence[Upload],
) -> ForumPost:
    row = ForumPost(
        organization_id=section.organization_id,
        section_id=section.id,
        topic_id=topic_id,
        state=PostState.WAITING,
        author_id=writer.id,
        full_name=writer.full_name,
        public_name=writer.public_name,
        author_role=writer.role,
        author_staff=writer.staff,
        text=text,
        words=search_key(text),
        files=len(files),
        created_at=writer.moment,
    )
    session.add(row)
    session.flush()
    _attach(session, row, files)
    follow(session, writer.id, section, topic_id, wanted=True, anew=False)
    if section.waits:
        tell_moderators(session, row, section, title, writer.moment, writer.today)
    else:
        publish(session, row, section, title, writer.moment, writer.today)
        see(session, writer.id, section.organization_id, topic_id, row.number or 0)
    session.flush()
    return row


def _attach(session: ScopedSession, row: ForumPost, files: Sequence[Upload]) -> None:
    for number, one in enumerate(files, start=1):
        session.add(
            ForumFile(
                organization_id=row.organization_id,
                section_id=row.section_id,
                post_id=row.id,
                author_id=row.author_id,
                number=number,
                name=one.name,
                media_type=one.media_type,
                size=len(one.content),
                content=one.content,
            )
        )


def publish(
    session: ScopedSession,
    row: ForumPost,
    section: Open,
    title: str,
    moment: datetime,
    today: date,
) -> None:
    """Give a post its number and tell those who asked, in the caller's transaction."""
    key, author, topic_id = row.id, row.author_id, row.topic_id
    row_values: dict[str, Any] = {"state": PostState.PUBLISHED, "published_at": moment}
    with unscoped("counting a new post in a topic that others have begun"):
        connection = session.connection()
        # The row of the topic is held from here on: two posts never get one number.
        connection.execute(
            update(ForumTopic)
            .where(ForumTopic.id == topic_id)
            .values(posts=ForumTopic.posts + 1, last_at=moment)
        )
        number = connection.execute(
            select(ForumTopic.posts).where(ForumTopic.id == topic_id)
        ).scalar_one()
        connection.execute(
            update(ForumPost).where(ForumPost.id == key).values(**row_values, number=number)
        )
    session.refresh(row)
    people = news_queries.subscribers(session, section.id, topic_id) - {author}
    people = who_still_reads(session, section.hall, people, today)
    text = message("New in the topic “%(title)s”", title=title)
    notify(session, KIND, people, text, key=key_of(key), href=href(key), moment=moment)


def tell_moderators(
    session: ScopedSession,
    row: ForumPost,
    section: Open,
    title: str,
    moment: datetime,
    today: date,
) -> None:
    """A post waits: told once for each text that waits."""
    people = moderators_of(session, section.hall, today) - {row.author_id}
    text = message("A post waits for approval: “%(title)s”", title=title)
    key = f"forum-waiting-{row.id}-{row.edits}"
    notify(session, KIND, people, text, key=key, href="/forum/queue", moment=moment)


def tell_author(
    session: ScopedSession, row: ForumPost, text: Message, what: str, moment: datetime
) -> None:
    key = f"forum-{what}-{row.id}-{row.edits}-{moment:%y%m%d%H%M%S}"
    notify(session, KIND, [row.author_id], text, key=key, href=href(row.id), moment=moment)


def change(
    session: ScopedSession,
    writer: Writer,
    row: ForumPost,
    topic: ForumTopic,
    section: Open,
    text: str,
    limits: Limits,
) -> None:
    """The author changes a post: within the time, and in a moderated section it waits again.

    Raises RuleViolation, Conflict.
    """
    rules.check_edit(row.state, row.published_at, writer.moment, limits.edit_minutes)
    # A topic that is hidden with its refused first post comes back when that one is mended.
    rules.check_open(section_closed=section.hall.closed, topic_closed=topic.closed)
    rules.check_text(text)
    if text == row.text:
        return
    seen_by_others = row.state is PostState.PUBLISHED
    row.text, row.words, row.edits = text, search_key(text), row.edits + 1
    row.edited_at = writer.moment if seen_by_others else row.edited_at
    if section.waits:
        row.state, row.reason = PostState.WAITING, None
    elif not seen_by_others and row.number is not None:
        # The section is moderated no more: what was refused after it had appeared is back.
        row.state, row.reason = PostState.PUBLISHED, None
        if row.number == 1:
            topic.hidden = False
    session.flush()
    if row.state is PostState.WAITING and section.waits:
        tell_moderators(session, row, section, topic.title, writer.moment, writer.today)
    elif row.number is None:
        publish(session, row, section, topic.title, writer.moment, writer.today)
