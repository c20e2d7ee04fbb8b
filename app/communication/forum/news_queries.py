"""Who wants to be told, and the limits of the kindergarten. By account, mostly as the system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.communication.forum.models import ForumFile, ForumPost, ForumTopic
from app.communication.forum.own_models import ForumSettings, ForumSubscription
from app.communication.forum.rules import USUAL_MINUTES, USUAL_PER_HOUR
from app.core.scoping.scope import unscoped


@dataclass(frozen=True)
class Limits:
    """What the kindergarten decided."""

    edit_minutes: int = USUAL_MINUTES
    per_hour: int = USUAL_PER_HOUR


def subscribed(session: Session, user_id: int, section_id: int, topic_id: int) -> tuple[bool, bool]:
    """Whether the person is told of the topic, and of the whole section. One statement."""
    query = select(ForumSubscription.topic_key, ForumSubscription.wanted).where(
        ForumSubscription.user_id == user_id,
        ForumSubscription.section_id == section_id,
        ForumSubscription.topic_key.in_((0, topic_id)),
    )
    wanted = {row.topic_key: row.wanted for row in session.execute(query)}
    return bool(topic_id and wanted.get(topic_id)), bool(wanted.get(0))


def limits_of(session: Session, organization_id: int) -> Limits:
    """As the system: a parent does not reach the settings of the house."""
    query = select(ForumSettings.edit_minutes, ForumSettings.per_hour).where(
        ForumSettings.organization_id == organization_id
    )
    with unscoped("the limits of the forum of the reader's kindergarten"):
        row = session.connection().execute(query).first()
    return Limits(*row) if row else Limits()


def written_since(session: Session, user_id: int, moment: datetime) -> int:
    """Posts of one author within the last time, also those that wait. As the system."""
    query = select(func.count(ForumPost.id)).where(
        ForumPost.author_id == user_id, ForumPost.created_at >= moment
    )
    with unscoped("how many posts their author has written lately, in any section"):
        return int(session.connection().execute(query).scalar_one())


def attached_since(session: Session, user_id: int, moment: datetime) -> int:
    """Bytes that one author has attached within the last time. As the system."""
    query = (
        select(func.coalesce(func.sum(ForumFile.size), 0))
        .join(ForumPost, ForumPost.id == ForumFile.post_id)
        .where(ForumPost.author_id == user_id, ForumPost.created_at >= moment)
    )
    with unscoped("how much the author of a post has attached lately, in any section"):
        return int(session.connection().execute(query).scalar_one())


def has_topics(session: Session, section_id: int) -> bool:
    """Whether anything was ever said in a section."""
    query = select(ForumTopic.id).where(ForumTopic.section_id == section_id).limit(1)
    return session.execute(query).first() is not None


def subscribers(session: Session, section_id: int, topic_id: int) -> frozenset[int]:
    """Accounts that asked to be told of the topic or of its section. As the system.

    Who has refused the topic is not told of it by the section either.
    """
    query = select(
        *(ForumSubscription.user_id, ForumSubscription.topic_key, ForumSubscription.wanted),
    ).where(
        ForumSubscription.section_id == section_id,
        ForumSubscription.topic_key.in_((0, topic_id)),
    )
    wanted: dict[int, bool] = {}
    with unscoped("who asked to be told of new posts"):
        rows = session.connection().execute(query).all()
    for user, key, on in sorted(rows, key=lambda row: row.topic_key):
        wanted[user] = on if key or on else False
    return frozenset(user for user, on in wanted.items() if on)
