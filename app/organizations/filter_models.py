"""Table: conditions of lists, kept under names by each person."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit.exceptions import not_logged
from app.core.db import Base
from app.core.scoping.reach import MINE, reach


class KeptFilter(Base):
    """The conditions of a list under a name of one's own: an address without its page."""

    __tablename__ = "kept_filter"
    __table_args__ = (UniqueConstraint("user_id", "place", "name"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    place: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(2000))


reach(KeptFilter, MINE, MINE)
not_logged(KeptFilter, "conditions of a list under a name of one's own; nobody else reads them")
