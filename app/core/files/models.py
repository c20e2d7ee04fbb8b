"""Table: files kept in the database's own store."""

from __future__ import annotations

from sqlalchemy import Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.db import Authored, Base, Tenant, column
from app.core.messages import message
from app.core.scoping.reach import OF_GROUP, reach


class StoredFile(Tenant, Authored, Base):
    """A file kept in the database, so that one backup holds the document and its row.

    ``group_id`` narrows the reach to the people of a group (a month sheet's form).
    """

    __tablename__ = "stored_file"

    name: Mapped[str] = column(String(200), label=message("File name"))
    media_type: Mapped[str] = column(String(100), label=message("Type"))
    size: Mapped[int] = column(Integer, label=message("Size, bytes"))
    sha256: Mapped[str] = column(String(64), index=True, label=message("Checksum"))
    group_id: Mapped[int | None] = mapped_column(Integer, index=True)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))

    def __repr__(self) -> str:
        return self.name


reach(StoredFile, OF_GROUP, OF_GROUP)
