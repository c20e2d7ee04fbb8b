"""Tables: announcements, their readers with receipts, history of the text, attachments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.communication.board.rules import ASKS, STATES, Asks, State
from app.core.audit.exceptions import not_logged
from app.core.db import (
    Authored,
    Base,
    SearchedWhole,
    Tenant,
    UtcDateTime,
    Versioned,
    column,
    enum_type,
    utc_now,
)
from app.core.messages import message
from app.core.scoping.elements import CHILDREN, ME, WHOLE, among, scoped
from app.core.scoping.reach import TENANT, Reach, reach, written_by_author
from app.organizations.models import Organization


class Announcement(Tenant, Authored, Versioned, SearchedWhole, Base):
    """An announcement (объявление). Readers see it through their rows of AnnouncementRecipient."""

    __tablename__ = "announcement"
    __table_args__ = (
        Index("ix_announcement_organization_state", "organization_id", "state", "published_at"),
        Index("ix_announcement_author_published", "author_id", "published_at"),
    )

    title: Mapped[str] = column(String(200), label=message("Title"), searched=True)
    text: Mapped[str] = column(String, default="", label=message("Text"), searched=True)
    state: Mapped[State] = column(
        enum_type(State), default=State.DRAFT, label=message("State"), labels=STATES
    )
    audience: Mapped[str] = mapped_column(String, default="[]")
    audience_label: Mapped[str] = column(String(500), default="", label=message("To whom"))
    author_id: Mapped[int] = column(
        ForeignKey("ab_user.id", ondelete="RESTRICT"), label=message("Author")
    )
    author_name: Mapped[str] = column(String(120), label=message("Author"))
    author_role: Mapped[str] = mapped_column(String(120), default="")
    urgent: Mapped[bool] = column(default=False, label=message("Urgent"))
    pinned: Mapped[bool] = column(default=False, label=message("Pinned"))
    asks: Mapped[Asks] = column(
        enum_type(Asks), default=Asks.NOTHING, label=message("The answer"), labels=ASKS
    )
    question: Mapped[str | None] = mapped_column(String(300))
    choices: Mapped[str] = mapped_column(String, default="[]")
    answer_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shown_until: Mapped[date | None] = column(label=message("Shown until"))
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Published"))
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    people: Mapped[int] = column(Integer, default=0, label=message("People"))
    files: Mapped[int] = mapped_column(Integer, default=0)
    returned_reason: Mapped[str | None] = mapped_column(String(500))

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return self.title


class AnnouncementRecipient(Tenant, Base):
    """One reader and the child it is about; what the reader did. Written at publishing.

    ``child_key`` is the child or 0: a unique key takes no empty values for equal.
    """

    __tablename__ = "announcement_recipient"
    __table_args__ = (
        UniqueConstraint("organization_id", "announcement_id", "user_id", "child_key"),
        Index("ix_announcement_recipient_user", "user_id", "opened_at", "announcement_id"),
        Index("ix_announcement_recipient_announcement", "announcement_id"),
        Index("ix_announcement_recipient_child", "child_id"),
    )

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id", ondelete="RESTRICT"))
    child_key: Mapped[int] = mapped_column(Integer, default=0)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(100))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AnnouncementRevision(Tenant, Base):
    """How the text stood before a change that was made after publishing."""

    __tablename__ = "announcement_revision"
    __table_args__ = (Index("ix_announcement_revision_announcement", "announcement_id"),)

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id", ondelete="RESTRICT"))
    author_id: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(120))


class AnnouncementFile(Tenant, Base):
    """An attachment: which file, and the number by which the announcement calls it."""

    __tablename__ = "announcement_file"
    __table_args__ = (UniqueConstraint("organization_id", "announcement_id", "number"),)

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="RESTRICT"), index=True
    )
    author_id: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"))
    name: Mapped[str] = column(String(200), label=message("File name"))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = column(Integer, label=message("Size, bytes"))


class BoardSettings(Tenant, Authored, Versioned, Base):
    """What a kindergarten decides about its board; without a row the usual holds."""

    __tablename__ = "board_settings"
    __table_args__ = (UniqueConstraint("organization_id"),)

    moderated: Mapped[bool] = column(
        default=False,
        label=message("Announcements of teachers are approved first"),
        help=message("The head, the coordinator or the senior teacher approves them."),
    )
    per_hour: Mapped[int] = column(
        Integer,
        default=20,
        label=message("Announcements of one author an hour"),
        help=message("More are refused: a slip or a lost password must not flood people."),
    )

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return f"{self.organization}"


# A reader's own rows: of the staff by the account, of a parent only while the rights on the child
# are in force. Core tables, marked by hand: no mapped class may stand inside a criterion.
_ROWS = AnnouncementRecipient.__table__.alias("addressed")
ADDRESSED = select(_ROWS.c.announcement_id).where(
    scoped(
        _ROWS.c.user_id,
        and_(_ROWS.c.user_id == ME, or_(_ROWS.c.child_key == 0, among(_ROWS.c.child_id, CHILDREN))),
    )
)

BOARD = Reach(
    lambda c: scoped(
        c.organization_id,
        or_(among(c.organization_id, WHOLE), c.author_id == ME, c.id.in_(ADDRESSED)),
    ),
    lambda s, row: row["organization_id"] in s.whole or row["author_id"] == s.user_id,
    ("organization_id", "author_id"),
)
OF_ANNOUNCEMENT = Reach(
    lambda c: scoped(
        c.organization_id,
        or_(among(c.organization_id, WHOLE), c.author_id == ME, c.announcement_id.in_(ADDRESSED)),
    ),
    lambda s, row: row["organization_id"] in s.whole or row["author_id"] == s.user_id,
    ("organization_id", "author_id"),
)
RECEIPT = Reach(
    lambda c: scoped(
        c.organization_id,
        or_(
            among(c.organization_id, WHOLE),
            among(c.child_id, CHILDREN),
            and_(c.user_id == ME, c.child_key == 0),
        ),
    ),
    lambda s, row: (
        row["organization_id"] in s.whole
        or row["child_id"] in s.children
        or (row["user_id"] == s.user_id and not row["child_key"])
    ),
    ("organization_id", "child_id", "user_id", "child_key"),
)
"""Of an announcement that is reached; whoever reads joins it."""

AUTHORS = written_by_author(BOARD)

reach(Announcement, BOARD, AUTHORS)
reach(AnnouncementRecipient, RECEIPT, TENANT)
reach(AnnouncementRevision, OF_ANNOUNCEMENT, AUTHORS)
reach(AnnouncementFile, OF_ANNOUNCEMENT, AUTHORS)
reach(BoardSettings, TENANT)
not_logged(AnnouncementRecipient, "is the list of who has read, written by reading itself")
not_logged(AnnouncementRevision, "is the history of a text itself, written once")
