"""Table: who looked at whose personal data (152-ФЗ). Nobody changes or deletes its rows."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.audit.exceptions import not_logged
from app.core.db import Base, UtcDateTime, column, enum_type
from app.core.messages import message
from app.core.scoping.reach import TENANT, reach


class Look(enum.StrEnum):
    """A card on the screen, a paper, a table taken out, a kept file."""

    VIEWED = "viewed"
    PRINTED = "printed"
    EXPORTED = "exported"
    SERVED = "served"


LOOKS = {
    Look.VIEWED: message("looked at"),
    Look.PRINTED: message("printed"),
    Look.EXPORTED: message("exported"),
    Look.SERVED: message("opened a file"),
}


class ViewRecord(Base):
    """One look at personal data: at one row, or at ``number`` rows that ``path`` asked for.

    Keys have no foreign key: the log outlives what it tells of.
    """

    __tablename__ = "view_record"
    __table_args__ = (
        Index("ix_view_record_organization", "organization_id", "happened_at"),
        Index("ix_view_record_row", "entity", "row_id"),
        Index("ix_view_record_child", "child_id"),
    )

    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id", ondelete="RESTRICT")
    )
    happened_at: Mapped[datetime] = column(UtcDateTime, label=message("When"))
    user_id: Mapped[int | None] = mapped_column(Integer)
    look: Mapped[Look] = column(enum_type(Look), label=message("What was done"), labels=LOOKS)
    entity: Mapped[str] = mapped_column(String(63))
    row_id: Mapped[int | None] = column(Integer, label=message("Number of the record"))
    child_id: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int] = column(Integer, default=1, label=message("Records"))
    path: Mapped[str] = column(String(500), label=message("Page"))
    address: Mapped[str] = column(String(64), default="", label=message("Network address"))
    request_id: Mapped[str | None] = column(String(8), label=message("Request number"))

    organization: Mapped[Any] = relationship("Organization")

    def __repr__(self) -> str:
        return self.path


reach(ViewRecord, TENANT)
not_logged(ViewRecord, "is a log itself; nobody changes it")
