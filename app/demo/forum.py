"""The forum of the demonstration: sections, talks of families and staff, a post that waits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.children.models import Guardian
from app.communication.forum.models import (
    ForumAdmission,
    ForumPost,
    ForumSection,
    ForumTopic,
)
from app.communication.forum.own_models import ForumSeen, ForumSubscription
from app.communication.forum.rules import PostState
from app.core import clock
from app.core.db import search_key
from app.demo.forum_talks import SECTIONS, TOPICS, Post
from app.groups.models import ChildGroup
from app.organizations.models import Organization, UserAccount
from app.organizations.permissions import ROLES

_ROLES = {
    "head": "head",
    "coordinator": "coordinator",
    "teacher1": "teacher",
    "teacher2": "teacher",
}
_ROLE_NAMES = {role.key: role.name for role in ROLES}


class _People:
    """Accounts by the names of the talks, and how each is called."""

    def __init__(self, session: Session, house: int) -> None:
        self.accounts = {row.username: row for row in session.scalars(select(UserAccount))}
        self.names: dict[int, str] = {
            row.user_id: " ".join(filter(None, (row.first_name, row.middle_name)))
            for row in session.scalars(select(Guardian).where(Guardian.organization_id == house))
            if row.user_id is not None
        }
        known = sorted(
            (row.id, name) for name, row in self.accounts.items() if name.startswith("family")
        )
        self.families = [self.accounts[name] for _key, name in known]

    def account(self, author: str) -> UserAccount:
        if author.startswith("family"):
            return self.families[int(author.removeprefix("family")) * 3 % len(self.families)]
        return self.accounts[author]


def talk_in_forum(session: Session, today: date) -> int:
    """Sections with their talks. Returns how many posts."""
    query = select(Organization).where(Organization.code == "rodnichok")
    house = session.scalars(query).one()
    named = select(ChildGroup.name, ChildGroup.id).where(ChildGroup.organization_id == house.id)
    groups = {row.name: row.id for row in session.execute(named)}
    sections: dict[str, ForumSection] = {}
    for number, one in enumerate(SECTIONS, start=1):
        row = ForumSection(
            organization_id=house.id,
            title=one.title,
            description=one.description,
            list_order=number * 10,
            readers=one.readers,
            writers=one.writers,
            moderated=one.moderated,
        )
        session.add(row)
        session.flush()
        sections[one.title] = row
        session.add_all(
            ForumAdmission(organization_id=house.id, section_id=row.id, group_id=groups[name])
            for name in one.groups
        )
    people, written = _People(session, house.id), 0
    for section, title, pinned, closed, posts in TOPICS:
        topic = _begin(session, sections[section], people, title, posts[0], today)
        topic.pinned, topic.closed = pinned, closed
        for post in posts:
            _write(session, topic, people, post, today)
            written += 1
        _seen_by_teacher(session, topic, people.accounts["teacher1"].id)
    session.flush()
    return written


def _moment(today: date, post: Post) -> datetime:
    day = today - timedelta(days=post.days)
    return datetime.combine(day, post.at, ZoneInfo(clock.DEFAULT_ZONE))


def _begin(
    session: Session,
    section: ForumSection,
    people: _People,
    title: str,
    first: Post,
    today: date,
) -> ForumTopic:
    author, moment = people.account(first.author), _moment(today, first)
    topic = ForumTopic(
        organization_id=section.organization_id,
        section_id=section.id,
        title=title,
        author_id=author.id,
        created_at=moment,
        last_at=moment,
        posts=0,
    )
    session.add(topic)
    session.flush()
    return topic


def _follow(session: Session, topic: ForumTopic, user_id: int) -> None:
    """Whoever writes is told of what comes after it."""
    known = select(ForumSubscription.id).where(
        ForumSubscription.user_id == user_id, ForumSubscription.topic_key == topic.id
    )
    if session.execute(known).first() is None:
        session.add(
            ForumSubscription(
                organization_id=topic.organization_id,
                user_id=user_id,
                section_id=topic.section_id,
                topic_key=topic.id,
            )
        )
        session.flush()


def _write(session: Session, topic: ForumTopic, people: _People, post: Post, today: date) -> None:
    author, moment = people.account(post.author), _moment(today, post)
    role = _ROLES.get(post.author)
    full = f"{author.last_name} {author.first_name}"
    _follow(session, topic, author.id)
    if not post.waits:
        topic.posts += 1
        topic.last_at = moment
    session.add(
        ForumPost(
            organization_id=topic.organization_id,
            section_id=topic.section_id,
            topic_id=topic.id,
            number=None if post.waits else topic.posts,
            state=PostState.WAITING if post.waits else PostState.PUBLISHED,
            author_id=author.id,
            full_name=full,
            public_name=full if role else people.names.get(author.id, author.first_name),
            author_role=_ROLE_NAMES[role] if role else "",
            author_staff=role is not None,
            text=post.text,
            words=search_key(post.text),
            created_at=moment,
            published_at=None if post.waits else moment,
        )
    )


def _seen_by_teacher(session: Session, topic: ForumTopic, teacher: int) -> None:
    session.add(
        ForumSeen(
            organization_id=topic.organization_id,
            user_id=teacher,
            topic_id=topic.id,
            number=max(topic.posts - 1, 0),
        )
    )
