"""Tables: notifications, the outbox of letters, what a person wants to hear of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit.exceptions import not_logged
from app.core.db import Base, UtcDateTime, column, enum_type, utc_now
from app.core.messages import message
from app.core.scoping.reach import MINE, reach
from app.notifications.rules import LETTER_STATES, LetterState


class Notification(Base):
    """One piece of news for one account. ``key`` names its cause: it is told once, never twice."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notification_user_read", "user_id", "read_at"),
        Index("ix_notification_user_created", "user_id", "created_at"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = column(String(2000), label=message("Text"))
    href: Mapped[str] = mapped_column(String(300))
    urgent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutgoingLetter(Base):
    """A letter to send, written together with its cause. It tells a kind and a link, no more."""

    __tablename__ = "outgoing_letter"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_outgoing_letter_state_due", "state", "due_at"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    href: Mapped[str] = mapped_column(String(300))
    state: Mapped[LetterState] = column(
        enum_type(LetterState),
        default=LetterState.WAITING,
        label=message("State"),
        labels=LETTER_STATES,
    )
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(300))


class NotificationChoice(Base):
    """What a person chose for a kind; without a row the usual holds (``rules.Channels``)."""

    __tablename__ = "notification_choice"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(40))
    in_product: Mapped[bool] = mapped_column(default=True)
    by_mail: Mapped[bool] = mapped_column(default=False)


for _model in (Notification, OutgoingLetter, NotificationChoice):
    reach(_model, MINE, MINE)
    not_logged(_model, "is what the program tells one person, and what he wants to hear")
