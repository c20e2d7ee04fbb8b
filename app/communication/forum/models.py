"""Tables: sections with their lists of readers, topics, posts, files; who reaches them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    and_,
    exists,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.children.models import Child, Placement
from app.communication.forum.rules import (
    READERS,
    WRITERS,
    PostState,
    Readers,
    Writers,
)
from app.core.audit.exceptions import not_logged
from app.core.db import (
    Authored,
    Base,
    Searched,
    Tenant,
    UtcDateTime,
    Versioned,
    column,
    enum_type,
    utc_now,
)
from app.core.messages import message
from app.core.scoping.elements import CHILDREN, GROUPS, POSTS, WHOLE, among, scoped
from app.core.scoping.reach import TENANT, Reach, reach, written_by_author
from app.groups.models import ChildGroup
from app.organizations.models import Organization, RoleReach
from app.organizations.rules import RoleReachKind


class ForumSection(Tenant, Authored, Versioned, Searched, Base):
    """A section (раздел): who reads, who writes, whether parents' posts wait for approval."""

    __tablename__ = "forum_section"
    __table_args__ = (UniqueConstraint("organization_id", "title"),)

    title: Mapped[str] = column(String(120), label=message("Title"), searched=True)
    description: Mapped[str | None] = column(
        String(500), label=message("Description"), help=message("What is talked about here.")
    )
    list_order: Mapped[int] = column(
        Integer, default=10, label=message("Order"), help=message("Small numbers stand first.")
    )
    readers: Mapped[Readers] = column(
        enum_type(Readers),
        default=Readers.EVERYONE,
        label=message("Who reads"),
        labels=READERS,
        help=message("Groups and roles are added on the card of the section."),
    )
    writers: Mapped[Writers] = column(
        enum_type(Writers), default=Writers.READERS, label=message("Who writes"), labels=WRITERS
    )
    moderated: Mapped[bool] = column(
        default=False,
        label=message("Posts of parents are approved first"),
        help=message("Others see them once a moderator has accepted them."),
    )
    closed: Mapped[bool] = column(
        default=False,
        label=message("Closed"),
        help=message("It can be read, but nothing is added."),
    )

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return self.title


class ForumAdmission(Tenant, Authored, Versioned, Base):
    """A line of the list of a section: a role, or the families and teachers of a group."""

    __tablename__ = "forum_admission"
    __table_args__ = (Index("ix_forum_admission_group", "group_id"),)

    section_id: Mapped[int] = column(
        ForeignKey("forum_section.id", ondelete="RESTRICT"), index=True, label=message("Section")
    )
    group_id: Mapped[int | None] = column(
        ForeignKey("child_group.id", ondelete="RESTRICT"),
        label=message("Group"),
        help=message("Its families and its teachers."),
    )
    role_id: Mapped[int | None] = column(
        ForeignKey("ab_role.id", ondelete="RESTRICT"), label=message("Role")
    )
    may_write: Mapped[bool] = column(default=True, label=message("Writes"))

    organization: Mapped[Organization] = relationship()
    section: Mapped[ForumSection] = relationship()
    group: Mapped[ChildGroup | None] = relationship()
    role: Mapped[Role | None] = relationship()

    def __repr__(self) -> str:
        return f"{self.group or self.role}"


class ForumTopic(Tenant, Searched, Base):
    """A topic (тема). Without published posts, or with its first one hidden, nobody else sees it.

    ``posts`` is the number of the last published post: the count of all that were ever published.
    """

    __tablename__ = "forum_topic"
    __table_args__ = (Index("ix_forum_topic_section", "section_id", "pinned", "last_at"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("forum_section.id", ondelete="RESTRICT"))
    title: Mapped[str] = column(String(200), label=message("Title"), searched=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    posts: Mapped[int] = mapped_column(Integer, default=0)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    pinned: Mapped[bool] = column(default=False, label=message("Pinned"))
    closed: Mapped[bool] = column(default=False, label=message("Closed"))
    hidden: Mapped[bool] = column(default=False, label=message("Hidden"))
    changed_by: Mapped[str | None] = mapped_column(String(120))

    def __repr__(self) -> str:
        return self.title


class ForumPost(Tenant, Base):
    """A post (ответ). ``number`` counts the published ones of a topic; empty until then.

    ``full_name`` is for the staff, ``public_name`` for everybody: of a parent the name and
    patronymic alone.
    """

    __tablename__ = "forum_post"
    __table_args__ = (
        UniqueConstraint("organization_id", "topic_id", "number"),
        Index("ix_forum_post_topic", "topic_id", "number"),
        Index("ix_forum_post_state", "organization_id", "state", "section_id"),
        Index("ix_forum_post_author", "author_id", "created_at"),
    )

    section_id: Mapped[int] = mapped_column(ForeignKey("forum_section.id", ondelete="RESTRICT"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topic.id", ondelete="RESTRICT"))
    number: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[PostState] = mapped_column(enum_type(PostState), default=PostState.PUBLISHED)
    author_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    full_name: Mapped[str] = mapped_column(String(150))
    public_name: Mapped[str] = mapped_column(String(150))
    author_role: Mapped[str] = mapped_column(String(120), default="")
    author_staff: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(String)
    # The whole text as it is searched: a search key of lists is cut, a post is not.
    words: Mapped[str] = mapped_column(String, default="")
    files: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edits: Mapped[int] = mapped_column(Integer, default=0)
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by: Mapped[str | None] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(String(500))


class ForumFile(Tenant, Base):
    """An attachment of a post. Not among the kept files: who answers for those reads no posts."""

    __tablename__ = "forum_file"
    __table_args__ = (UniqueConstraint("organization_id", "post_id", "number"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("forum_post.id", ondelete="RESTRICT"), index=True
    )
    section_id: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


# The wall around sections: of the house for who works in it, else by the own groups and children.
# Which of them a person really reads is judged by the rules (``rules.reads``); days
# and roles are theirs. Marked by hand: no mapped class may stand inside a criterion.
_ROW = ForumSection.__table__.alias("forum_wall")
_LIST = ForumAdmission.__table__.alias("forum_list")
_ROLE = RoleReach.__table__.alias("forum_role")
_OWN = Child.__table__.alias("forum_own")
_STAY = Placement.__table__.alias("forum_stay")
_HOUSES_OF_CHILDREN = select(_OWN.c.organization_id).where(
    scoped(_OWN.c.id, among(_OWN.c.id, CHILDREN))
)
_GROUPS_OF_CHILDREN = select(_STAY.c.group_id).where(
    scoped(_STAY.c.child_id, among(_STAY.c.child_id, CHILDREN))
)
_LISTED = select(_LIST.c.section_id).where(
    scoped(
        _LIST.c.organization_id,
        or_(
            among(_LIST.c.group_id, GROUPS),
            _LIST.c.group_id.in_(_GROUPS_OF_CHILDREN),
            tuple_(_LIST.c.organization_id, _LIST.c.role_id).in_(POSTS),
        ),
    )
)


def _works_there(c: Any) -> Any:
    """By an appointment that is not that of a parent, with or without a group of one's own."""
    return exists().where(
        tuple_(c.organization_id, _ROLE.c.role_id).in_(POSTS),
        _ROLE.c.reach != RoleReachKind.CHILDREN,
    )


def _within(c: Any) -> Any:
    return or_(
        among(c.organization_id, WHOLE),
        and_(c.readers.in_((Readers.EVERYONE, Readers.STAFF)), _works_there(c)),
        and_(
            c.readers.in_((Readers.EVERYONE, Readers.PARENTS)),
            c.organization_id.in_(_HOUSES_OF_CHILDREN),
        ),
        and_(c.readers == Readers.CHOSEN, c.id.in_(_LISTED)),
    )


_WITHIN = select(_ROW.c.id).where(scoped(_ROW.c.organization_id, _within(_ROW.c)))

SECTION = Reach(
    lambda c: scoped(c.organization_id, _within(c)),
    TENANT.holds,
    TENANT.columns,
)
OF_SECTION = Reach(
    lambda c: scoped(
        c.organization_id, or_(among(c.organization_id, WHOLE), c.section_id.in_(_WITHIN))
    ),
    TENANT.holds,
    TENANT.columns,
)
AUTHORS = written_by_author(OF_SECTION)
"""One's own posts; what others wrote is changed by nobody but its moderators."""

reach(ForumSection, SECTION, TENANT)
reach(ForumAdmission, OF_SECTION, TENANT)
reach(ForumTopic, OF_SECTION, AUTHORS)
reach(ForumPost, OF_SECTION, AUTHORS)
reach(ForumFile, OF_SECTION, AUTHORS)
not_logged(ForumTopic, "a talk is read by its section; it says itself who closed or pinned it")
not_logged(ForumPost, "a talk is read by its section; a log would show it to others")
not_logged(ForumFile, "is part of a post, which is left out itself")
