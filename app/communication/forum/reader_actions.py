"""Writes of a reader: what one has read and wants to be told of. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.dialects import postgresql, sqlite

from app.communication.forum.models import ForumPost, ForumTopic
from app.communication.forum.own_models import ForumSeen, ForumSubscription
from app.communication.forum.queries import Open
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.notifications.actions import mark_read

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def key_of(post_id: int) -> str:
    return f"forum-post-{post_id}"


def see(
    session: ScopedSession, user_id: int, organization_id: int, topic_id: int, number: int
) -> None:
    """The person has read a topic up to a post. Never backwards."""
    values = {
        "organization_id": organization_id,
        "user_id": user_id,
        "topic_id": topic_id,
        "number": number,
    }
    with unscoped("noting up to where one has read a topic"):
        connection = session.connection()
        insert = _INSERTS[connection.dialect.name](ForumSeen.__table__).values(**values)
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=["user_id", "topic_id"],
                set_={"number": insert.excluded.number},
                where=ForumSeen.__table__.c.number < insert.excluded.number,
            )
        )


def read_topic(
    session: ScopedSession,
    user_id: int,
    topic: ForumTopic,
    posts: Sequence[ForumPost],
    moment: datetime,
) -> None:
    """Everything on a page of a topic has been read; the bell is told too."""
    number = max((one.number or 0 for one in posts), default=0)
    keys = [key_of(one.id) for one in posts]
    see(session, user_id, topic.organization_id, topic.id, number)
    if keys:
        mark_read(session, user_id, moment, keys=keys)


def read_section(session: ScopedSession, user_id: int, section: Open) -> None:
    """All topics of a section count as read. One statement, whatever their number."""
    table, topics = ForumSeen.__table__, ForumTopic.__table__
    known = select(topics.c.organization_id, literal(user_id), topics.c.id, topics.c.posts).where(
        topics.c.section_id == section.id, topics.c.posts > 0
    )
    with unscoped("noting that all topics of a section that one reads have been read"):
        connection = session.connection()
        insert = _INSERTS[connection.dialect.name](table).from_select(
            ["organization_id", "user_id", "topic_id", "number"], known
        )
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=["user_id", "topic_id"], set_={"number": insert.excluded.number}
            )
        )


def follow(
    session: ScopedSession,
    user_id: int,
    section: Open,
    topic_id: int,
    *,
    wanted: bool,
    anew: bool = True,
) -> None:
    """Be told of a topic (0: of the whole section) or not. ``anew`` false keeps what was chosen."""
    values = {
        "organization_id": section.organization_id,
        "user_id": user_id,
        "section_id": section.id,
        "topic_key": topic_id,
        "wanted": wanted,
    }
    where = ["user_id", "section_id", "topic_key"]
    with unscoped("keeping what one wants to be told of in the forum"):
        connection = session.connection()
        insert = _INSERTS[connection.dialect.name](ForumSubscription.__table__).values(**values)
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=where, set_={"wanted": insert.excluded.wanted}
            )
            if anew
            else insert.on_conflict_do_nothing(index_elements=where)
        )
