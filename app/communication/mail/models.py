"""Tables: letters, their copies in the boxes of people, attachments, settings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.communication.mail.rules import FOLDERS, Folder
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
from app.core.scoping.elements import ME, scoped
from app.core.scoping.reach import TENANT, Reach, reach
from app.organizations.models import Organization


class MailLetter(Tenant, SearchedWhole, Base):
    """A letter or a draft. Nobody reads it by a right on an organisation: author and boxes only."""

    __tablename__ = "mail_letter"
    __table_args__ = (Index("ix_mail_letter_author_sent", "author_id", "sent_at"),)

    thread_id: Mapped[int | None] = mapped_column(Integer, index=True)
    answers_id: Mapped[int | None] = mapped_column(Integer)
    answers_all: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    author_name: Mapped[str] = column(String(120), label=message("Author"), searched=True)
    author_role: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = column(String(200), label=message("Subject"), searched=True)
    text: Mapped[str] = column(String, default="", label=message("Text"), searched=True)
    to_keys: Mapped[str] = mapped_column(String, default="[]")
    to_label: Mapped[str] = mapped_column(String(500), default="")
    people: Mapped[int] = mapped_column(Integer, default=0)
    files: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailCopy(Tenant, Base):
    """A letter in the box of one person."""

    __tablename__ = "mail_copy"
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id", "letter_id"),
        Index("ix_mail_copy_box", "user_id", "folder", "letter_id"),
        Index("ix_mail_copy_unread", "user_id", "read_at"),
        Index("ix_mail_copy_letter", "letter_id"),
    )

    letter_id: Mapped[int] = mapped_column(ForeignKey("mail_letter.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    user_name: Mapped[str] = mapped_column(String(120), default="")
    folder: Mapped[Folder] = column(
        enum_type(Folder), default=Folder.INBOX, label=message("Folder"), labels=FOLDERS
    )
    received: Mapped[bool] = mapped_column(default=True)
    staff: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailFile(Tenant, Base):
    """An attachment. Not among the kept files: whoever answers for those reads no letters."""

    __tablename__ = "mail_file"
    __table_args__ = (UniqueConstraint("organization_id", "letter_id", "number"),)

    letter_id: Mapped[int] = mapped_column(ForeignKey("mail_letter.id", ondelete="RESTRICT"))
    author_id: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class MailSettings(Tenant, Authored, Versioned, Base):
    """What a kindergarten decides about letters; without a row the usual holds."""

    __tablename__ = "mail_settings"
    __table_args__ = (UniqueConstraint("organization_id"),)

    parents_to_parents: Mapped[bool] = column(
        default=False,
        label=message("Parents may write to the parents of their group"),
        help=message("Off: parents write to the staff only. No list of names is shown either way."),
    )

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return f"{self.organization}"


# Marked by hand: no mapped class may stand inside a criterion.
_BOX = MailCopy.__table__.alias("my_box")
IN_MY_BOX = select(_BOX.c.letter_id).where(scoped(_BOX.c.user_id, _BOX.c.user_id == ME))

LETTER = Reach(
    lambda c: scoped(c.author_id, or_(c.author_id == ME, c.id.in_(IN_MY_BOX))),
    lambda s, row: row["author_id"] == s.user_id,
    ("author_id",),
)
OF_LETTER = Reach(
    lambda c: scoped(c.author_id, or_(c.author_id == ME, c.letter_id.in_(IN_MY_BOX))),
    lambda s, row: row["author_id"] == s.user_id,
    ("author_id",),
)
MY_BOX = Reach(
    lambda c: scoped(c.user_id, c.user_id == ME),
    lambda s, row: row["user_id"] == s.user_id,
    ("user_id",),
)

reach(MailLetter, LETTER, LETTER)
reach(MailFile, OF_LETTER, OF_LETTER)
reach(MailCopy, MY_BOX, MY_BOX)
reach(MailSettings, TENANT)
for _model in (MailLetter, MailCopy, MailFile):
    not_logged(_model, "letters are read by their people only; a log would show them to others")
