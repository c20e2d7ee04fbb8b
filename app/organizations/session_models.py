"""Table: sessions of signed-in people, which are also the log of their visits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.audit.exceptions import not_logged
from app.core.db import Base, Personal, UtcDateTime, column
from app.core.messages import message
from app.core.scoping.reach import OF_USER, reach
from app.organizations.models import Organization, UserAccount


class UserSession(Base):
    """One sign-in on one device. It goes on until it is ended; the row stays as the visit."""

    __tablename__ = "user_session"
    __table_args__ = (
        UniqueConstraint("token"),
        Index("ix_user_session_user", "user_id", "created_at"),
        Index("ix_user_session_organization", "organization_id", "created_at"),
    )

    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id", ondelete="RESTRICT")
    )
    user_id: Mapped[int] = column(
        ForeignKey("ab_user.id", ondelete="RESTRICT"), label=message("User")
    )
    # Stands in the signed cookie of the browser; no page shows it.
    token: Mapped[str] = mapped_column(String(43))
    created_at: Mapped[datetime] = column(UtcDateTime, label=message("Signed in"))
    last_seen_at: Mapped[datetime] = column(UtcDateTime, label=message("Last seen"))
    ended_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Ended"))
    device: Mapped[str] = column(String(120), default="", label=message("Device"))
    address: Mapped[str] = column(
        String(64), default="", label=message("Network address"), personal=Personal.ORDINARY
    )

    organization: Mapped[Organization | None] = relationship()
    user: Mapped[UserAccount] = relationship(foreign_keys=user_id)

    def __repr__(self) -> str:
        return self.device or self.address


reach(UserSession, OF_USER, OF_USER)
not_logged(UserSession, "is the log of sign-ins itself")
