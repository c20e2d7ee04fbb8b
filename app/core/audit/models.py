"""Table: the log of changes. The database itself refuses to change or delete its rows."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.audit.basis import LONGEST
from app.core.audit.exceptions import not_logged
from app.core.db import Base, Personal, UtcDateTime, column, enum_type
from app.core.messages import message
from app.core.scoping.reach import TENANT, reach


class Operation(enum.StrEnum):
    """What happened to the row; a step is what changes no column that people see."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    STEP = "step"


OPERATIONS = {
    Operation.CREATED: message("created"),
    Operation.CHANGED: message("changed"),
    Operation.DELETED: message("deleted"),
    Operation.STEP: message("step"),
}


class ChangeRecord(Base):
    """One row of an entity, changed once: what it was and what it became.

    ``changes`` is a JSON list of ``[column, old, new]``, or ``[column, new]`` where the old value
    was not known to the writer. ``search_key`` holds the texts, never those of special data.
    Keys of person, row and child have no foreign key: history outlives what it tells of.
    """

    __tablename__ = "change_record"
    __table_args__ = (
        Index("ix_change_record_organization", "organization_id", "happened_at"),
        Index("ix_change_record_row", "entity", "row_id"),
        Index("ix_change_record_child", "child_id"),
    )

    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id", ondelete="RESTRICT")
    )
    happened_at: Mapped[datetime] = column(UtcDateTime, label=message("When"))
    user_id: Mapped[int | None] = mapped_column(Integer)
    entity: Mapped[str] = mapped_column(String(63))
    row_id: Mapped[int | None] = column(Integer, label=message("Number of the record"))
    child_id: Mapped[int | None] = mapped_column(Integer)
    operation: Mapped[Operation] = column(
        enum_type(Operation), label=message("What was done"), labels=OPERATIONS
    )
    title: Mapped[str] = column(
        String(200), default="", label=message("Record"), personal=Personal.ORDINARY
    )
    changes: Mapped[str] = mapped_column(Text, default="[]")
    basis: Mapped[str | None] = column(String(LONGEST), label=message("Basis document"))
    document_id: Mapped[int | None] = mapped_column(Integer)
    request_id: Mapped[str | None] = column(String(8), label=message("Request number"))
    search_key: Mapped[str] = mapped_column(String(500), default="")

    organization: Mapped[Any] = relationship("Organization")

    def __repr__(self) -> str:
        return self.title


reach(ChangeRecord, TENANT)
not_logged(ChangeRecord, "is the log itself; nobody changes it")
