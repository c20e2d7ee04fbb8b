"""Tables beside the talks: up to where people have read, what they follow, settings."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.communication.forum.rules import USUAL_MINUTES, USUAL_PER_HOUR
from app.core.audit.exceptions import not_logged
from app.core.db import Authored, Base, Tenant, Versioned, column
from app.core.messages import message
from app.core.scoping.reach import MINE, TENANT, reach
from app.organizations.models import Organization


class ForumSeen(Tenant, Base):
    """Up to which post a person has read a topic."""

    __tablename__ = "forum_seen"
    __table_args__ = (UniqueConstraint("user_id", "topic_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topic.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(Integer, default=0)


class ForumSubscription(Tenant, Base):
    """Who is told of new posts: of a topic, or (``topic_key`` 0) of a whole section.

    ``wanted`` false keeps a refusal: writing in the topic does not subscribe anew.
    """

    __tablename__ = "forum_subscription"
    __table_args__ = (
        UniqueConstraint("user_id", "section_id", "topic_key"),
        Index("ix_forum_subscription_section", "section_id", "topic_key"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    section_id: Mapped[int] = mapped_column(ForeignKey("forum_section.id", ondelete="RESTRICT"))
    topic_key: Mapped[int] = mapped_column(Integer, default=0)
    wanted: Mapped[bool] = mapped_column(default=True)


class ForumSettings(Tenant, Authored, Versioned, Base):
    """What a kindergarten decides about its forum; without a row the usual holds."""

    __tablename__ = "forum_settings"
    __table_args__ = (UniqueConstraint("organization_id"),)

    edit_minutes: Mapped[int] = column(
        Integer,
        default=USUAL_MINUTES,
        label=message("Minutes to change one's post"),
        help=message("Later it stays as others have read it. 0: at once."),
    )
    per_hour: Mapped[int] = column(
        Integer,
        default=USUAL_PER_HOUR,
        label=message("Posts of one person an hour"),
        help=message("More are refused: a slip or a lost password must not flood people."),
    )

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return f"{self.organization}"


reach(ForumSeen, MINE, MINE)
reach(ForumSubscription, MINE, MINE)
reach(ForumSettings, TENANT)
not_logged(ForumSeen, "is written by reading itself")
not_logged(ForumSubscription, "is one person's own choice of news")
