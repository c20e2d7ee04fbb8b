"""Reads of the forum: under the scope, and of those sections only that the rules open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.communication.forum.models import (
    ForumAdmission,
    ForumFile,
    ForumPost,
    ForumSection,
    ForumTopic,
)
from app.communication.forum.own_models import ForumSeen
from app.communication.forum.people_queries import Standings
from app.communication.forum.rules import (
    PAGE,
    Admission,
    Hall,
    PostState,
    moderates,
    reads,
    waits,
    writes,
)
from app.core.db import search_key

_T, _P, _SEEN = ForumTopic, ForumPost, ForumSeen


@dataclass(frozen=True)
class Open:
    """A section that is there for the reader, and what the reader may do in it."""

    id: int
    title: str
    description: str
    list_order: int
    hall: Hall
    writes: bool
    moderates: bool
    waits: bool
    staff: bool

    @property
    def organization_id(self) -> int:
        return self.hall.organization_id


def open_sections(session: Session, standings: Standings) -> dict[int, Open]:
    """The sections of one reader by key, in their order. Two statements."""
    query = select(
        *(ForumSection.id, ForumSection.title, ForumSection.description, ForumSection.list_order),
        *(ForumSection.organization_id, ForumSection.readers, ForumSection.writers),
        *(ForumSection.moderated, ForumSection.closed),
    ).order_by(ForumSection.list_order, ForumSection.search_key, ForumSection.id)
    rows = session.execute(query).all()
    lists: dict[int, list[Admission]] = {}
    if rows:
        listed = select(
            *(ForumAdmission.section_id, ForumAdmission.role_id, ForumAdmission.group_id),
            ForumAdmission.may_write,
        ).order_by(ForumAdmission.id)
        for section, role, group, may_write in session.execute(listed):
            lists.setdefault(section, []).append(Admission(role, group, may_write))
    found = {}
    for row in rows:
        one = _opened(row, tuple(lists.get(row.id, ())), standings)
        if one is not None:
            found[one.id] = one
    return found


def _opened(row: Any, lines: tuple[Admission, ...], standings: Standings) -> Open | None:
    hall = Hall(row.organization_id, row.readers, row.writers, row.moderated, row.closed, lines)
    reader = standings.reads_in(row.organization_id)
    writer = standings.writes_in(row.organization_id)
    if not reads(hall, reader):
        return None
    return Open(
        *(row.id, row.title, row.description or "", row.list_order, hall),
        writes=writes(hall, reader, writer),
        moderates=moderates(hall, reader),
        waits=waits(hall, writer),
        staff=writer.staff,
    )


def _unread(topic: Any = _T) -> Any:
    return topic.posts > func.coalesce(_SEEN.number, 0)


def _seen_by(user_id: int) -> Any:
    return and_(_SEEN.topic_id == _T.id, _SEEN.user_id == user_id)


def _shown() -> Any:
    return and_(_T.posts > 0, _T.hidden.is_(False))


def overview(session: Session, user_id: int, sections: Collection[int]) -> Mapping[int, Any]:
    """(topics, unread ones, latest moment) of sections. One statement."""
    query = (
        select(
            _T.section_id,
            func.count(_T.id).label("topics"),
            func.sum(case((_unread(), 1), else_=0)).label("unread"),
            func.max(_T.last_at).label("last_at"),
        )
        .outerjoin(_SEEN, _seen_by(user_id))
        .where(_T.section_id.in_(sections), _shown())
        .group_by(_T.section_id)
    )
    return {row.section_id: row for row in session.execute(query)}


def topics(
    session: Session, user_id: int, section: Open, words: str, number: int
) -> tuple[Sequence[Any], bool]:
    """A page of the topics of a section: pinned ones first, then those written in last.

    What is hidden or not accepted yet is among them for its author and the moderators.
    """
    query = (
        select(
            *(_T.id, _T.title, _T.posts, _T.last_at, _T.pinned, _T.closed, _T.hidden),
            *(_T.author_id, func.coalesce(_SEEN.number, 0).label("seen")),
        )
        .outerjoin(_SEEN, _seen_by(user_id))
        .where(_T.section_id == section.id)
    )
    if not section.moderates:
        query = query.where(or_(_shown(), _T.author_id == user_id))
    for word in search_key(words).split():
        query = query.where(_T.search_key.contains(word, autoescape=True))
    query = query.order_by(_T.pinned.desc(), _T.last_at.desc(), _T.id.desc())
    rows = session.execute(query.limit(PAGE + 1).offset((number - 1) * PAGE)).all()
    return rows[:PAGE], len(rows) > PAGE


def first_lines(session: Session, topic_ids: Collection[int]) -> Mapping[int, Any]:
    """(names of the author of the first post, its beginning) of topics. One statement."""
    query = select(
        *(_P.topic_id, _P.full_name, _P.public_name, _P.author_staff, _P.author_id, _P.state),
        func.substr(_P.text, 1, 600).label("beginning"),
    ).where(
        _P.topic_id.in_(topic_ids),
        or_(_P.number == 1, and_(_P.number.is_(None), _P.state != PostState.PUBLISHED)),
    )
    found: dict[int, Any] = {}
    for row in session.execute(query.order_by(_P.number.is_(None), _P.id)):
        found.setdefault(row.topic_id, row)
    return found


def topic_of(session: Session, user_id: int, key: int, sections: Mapping[int, Open]) -> Any:
    """(topic, section) where both are there for the reader; None for any other."""
    topic = session.scalars(select(_T).where(_T.id == key)).first()
    section = sections.get(topic.section_id) if topic is not None else None
    if topic is None or section is None:
        return None
    if not (section.moderates or topic.author_id == user_id or (topic.posts and not topic.hidden)):
        return None
    return topic, section


def posts(
    session: Session, user_id: int, topic: ForumTopic, section: Open, page: int, *, last: bool
) -> Sequence[ForumPost]:
    """A page of a topic by the numbers of its posts; on the last one also what waits or was
    refused, for its author and the moderators."""
    first = (page - 1) * PAGE + 1
    numbered = _P.number.between(first, first + PAGE - 1)
    query = select(_P).where(_P.topic_id == topic.id)
    query = query.where(or_(numbered, _P.number.is_(None)) if last else numbered)
    if not section.moderates:
        query = query.where(or_(_P.state == PostState.PUBLISHED, _P.author_id == user_id))
    return session.scalars(query.order_by(_P.number.is_(None), _P.number, _P.id).limit(100)).all()


def post_of(session: Session, user_id: int, key: int, sections: Mapping[int, Open]) -> Any:
    """(post, topic, section) where all are there for the reader; None for any other."""
    post = session.scalars(select(_P).where(_P.id == key)).first()
    found = topic_of(session, user_id, post.topic_id, sections) if post is not None else None
    if post is None or found is None:
        return None
    topic, section = found
    own = section.moderates or post.author_id == user_id
    return (post, topic, section) if own or post.state is PostState.PUBLISHED else None


def numbered_post(session: Session, topic_id: int, number: int) -> ForumPost | None:
    """A published post of a topic by its number, for a quote."""
    query = select(_P).where(
        _P.topic_id == topic_id, _P.number == number, _P.state == PostState.PUBLISHED
    )
    return session.scalars(query).first()


def files_of(session: Session, post_ids: Collection[int]) -> dict[int, list[Any]]:
    """(number, name, media type, size) of the attachments of posts. One statement, or none."""
    if not post_ids:
        return {}
    query = select(
        *(ForumFile.post_id, ForumFile.number, ForumFile.name, ForumFile.media_type),
        ForumFile.size,
    ).where(ForumFile.post_id.in_(post_ids))
    found: dict[int, list[Any]] = {}
    for row in session.execute(query.order_by(ForumFile.post_id, ForumFile.number)):
        found.setdefault(row.post_id, []).append(row)
    return found


def file_of(session: Session, post_id: int, number: int) -> tuple[str, str, bytes] | None:
    query = select(ForumFile.name, ForumFile.media_type, ForumFile.content).where(
        ForumFile.post_id == post_id, ForumFile.number == number
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1], found[2])


def waiting_number(session: Session, sections: Collection[int]) -> int:
    """How many posts of moderated sections wait. One statement."""
    query = select(func.count(_P.id)).where(
        _P.section_id.in_(sections), _P.state == PostState.WAITING
    )
    return session.execute(query).scalar_one()


def waiting(session: Session, sections: Collection[int]) -> Sequence[Any]:
    """(post, topic) of what waits for a moderator, the oldest first, a page of it."""
    query = (
        select(_P, _T)
        .join(_T, _T.id == _P.topic_id)
        .where(_P.section_id.in_(sections), _P.state == PostState.WAITING)
        .order_by(_P.id)
        .limit(PAGE)
    )
    return session.execute(query).all()


def found_posts(
    session: Session, sections: Collection[int], words: str, number: int
) -> tuple[Sequence[Any], bool]:
    """Published posts that hold every word (or stand in a topic called so), the latest first."""
    query = (
        select(
            *(_P.id, _P.text, _P.published_at, _P.full_name, _P.public_name, _P.author_staff),
            *(_P.section_id, _P.author_id, _T.title, _P.number),
        )
        .join(_T, _T.id == _P.topic_id)
        .where(_P.section_id.in_(sections), _P.state == PostState.PUBLISHED, _shown())
    )
    for word in search_key(words).split():
        in_title = and_(_P.number == 1, _T.search_key.contains(word, autoescape=True))
        query = query.where(or_(_P.words.contains(word, autoescape=True), in_title))
    query = query.order_by(_P.published_at.desc(), _P.id.desc())
    rows = session.execute(query.limit(PAGE + 1).offset((number - 1) * PAGE)).all()
    return rows[:PAGE], len(rows) > PAGE
