"""Writes of moderators: accept, refuse, hide, show again, pin, close. The caller commits.

The post was let through before and its section is the moderator's. A teacher writes here what
others have written, which her own scope does not open: each block says so.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from app.communication.forum import rules
from app.communication.forum.actions import publish, tell_author
from app.communication.forum.models import ForumPost, ForumTopic
from app.communication.forum.queries import Open
from app.communication.forum.reader_actions import key_of
from app.communication.forum.rules import PostState
from app.core.errors import Conflict
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.notifications.actions import take_back


def accept(
    session: ScopedSession,
    row: ForumPost,
    topic: ForumTopic,
    section: Open,
    moderator: str,
    seen: int,
    moment: datetime,
    today: date,
) -> None:
    """What waited appears. ``seen``: which text the moderator has read, by ``edits``.

    Raises Conflict when it does not wait any more or is another text.
    """
    _check_waits(row, seen)
    title, first, topic_id = topic.title, row.number == 1, row.topic_id
    _judge(session, row, moderator, moment, state=PostState.PUBLISHED, reason=None)
    if first:
        mark_topic(session, topic_id, moderator, hidden=False)
    if row.number is None:
        publish(session, row, section, title, moment, today)
        text = message("Your post has appeared: “%(title)s”", title=title)
    else:
        text = message("The change of your post is accepted: “%(title)s”", title=title)
    tell_author(session, row, text, "accepted", moment)


def refuse(
    session: ScopedSession,
    row: ForumPost,
    topic: ForumTopic,
    moderator: str,
    seen: int,
    reason: str,
    moment: datetime,
) -> None:
    """What waited does not appear; its author is told why. Raises RuleViolation, Conflict."""
    _check_waits(row, seen)
    said, title = rules.check_reason(reason), topic.title
    first, topic_id = row.number == 1, row.topic_id
    _judge(session, row, moderator, moment, state=PostState.REFUSED, reason=said)
    if first:
        mark_topic(session, topic_id, moderator, hidden=True)
    text = message("Your post was not accepted (“%(title)s”): %(why)s", title=title, why=said)
    tell_author(session, row, text, "refused", moment)


def hide(
    session: ScopedSession,
    row: ForumPost,
    topic: ForumTopic,
    moderator: str,
    reason: str,
    moment: datetime,
) -> None:
    """Nobody but the author and the moderators sees that it was there; with the first post the
    whole topic goes. Raises RuleViolation, Conflict."""
    if row.state is not PostState.PUBLISHED:
        raise Conflict(message("It is not shown to anybody as it is."))
    said, title, key = rules.check_reason(reason), topic.title, row.id
    first, topic_id = row.number == 1, topic.id
    _judge(session, row, moderator, moment, state=PostState.HIDDEN, reason=said)
    if first:
        mark_topic(session, topic_id, moderator, hidden=True)
    take_back(session, key_of(key))
    text = message("Your post was hidden (“%(title)s”): %(why)s", title=title, why=said)
    tell_author(session, row, text, "hidden", moment)


def show(
    session: ScopedSession, row: ForumPost, topic: ForumTopic, moderator: str, moment: datetime
) -> None:
    """A hidden post is seen again. Raises Conflict."""
    if row.state is not PostState.HIDDEN:
        raise Conflict(message("It is not hidden."))
    first, topic_id = row.number == 1, topic.id
    _judge(session, row, moderator, moment, state=PostState.PUBLISHED, reason=None)
    if first:
        mark_topic(session, topic_id, moderator, hidden=False)


def mark_topic(session: ScopedSession, topic_id: int, moderator: str, **values: bool) -> None:
    """Pin, close, hide a topic or undo it."""
    statement = (
        update(ForumTopic)
        .where(ForumTopic.id == topic_id)
        .values(**values, changed_by=moderator[:120])
    )
    with unscoped("marking a topic of a section that the moderator answers for"):
        session.connection().execute(statement)
    session.expire_all()


def _check_waits(row: ForumPost, seen: int) -> None:
    if row.state is PostState.WAITING and row.edits != seen:
        raise Conflict(message("The author has changed the post meanwhile. Read it anew."))
    if row.state is not PostState.WAITING:
        raise Conflict(message("Another moderator has already decided on this post."))


def _judge(
    session: ScopedSession, row: ForumPost, moderator: str, moment: datetime, **values: Any
) -> None:
    statement = (
        update(ForumPost)
        .where(ForumPost.id == row.id, ForumPost.state == row.state, ForumPost.edits == row.edits)
        .values(**values, judged_at=moment, judged_by=moderator[:120])
    )
    with unscoped("deciding on a post of a section that the moderator answers for"):
        done = session.connection().execute(statement)
    if done.rowcount != 1:
        raise Conflict(message("Another moderator has already decided on this post."))
    session.refresh(row)
