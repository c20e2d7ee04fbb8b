"""Table: files kept in the database's own store."""

from __future__ import annotations

from sqlalchemy import Integer, LargeBinary, String, and_, false, or_
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.db import Authored, Base, Tenant, column
from app.core.messages import message
from app.core.scoping.elements import GROUPS, WHOLE, among, scoped
from app.core.scoping.reach import OF_GROUP, Reach, reach


class StoredFile(Tenant, Authored, Base):
    """A file kept in the database, so that one backup holds the document and its row.

    ``group_id`` narrows the reach to the people of a group (a month sheet's form). A ``sealed``
    file is served by the row that it belongs to only: whoever reaches that row gets it, and
    nobody finds it in the list of kept files.
    """

    __tablename__ = "stored_file"

    name: Mapped[str] = column(String(200), label=message("File name"))
    media_type: Mapped[str] = column(String(100), label=message("Type"))
    size: Mapped[int] = column(Integer, label=message("Size, bytes"), format="decimal")
    sha256: Mapped[str] = column(String(64), index=True, label=message("Checksum"))
    group_id: Mapped[int | None] = mapped_column(Integer, index=True)
    sealed: Mapped[bool] = mapped_column(default=False, server_default=false())
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))

    def __repr__(self) -> str:
        return self.name


OPEN_FILE = Reach(
    lambda c: scoped(
        c.organization_id,
        and_(
            or_(among(c.organization_id, WHOLE), among(c.group_id, GROUPS)),
            c.sealed.is_(False),
        ),
    ),
    lambda s, row: (
        not row["sealed"] and (row["organization_id"] in s.whole or row["group_id"] in s.groups)
    ),
    ("organization_id", "group_id", "sealed"),
)
reach(StoredFile, OPEN_FILE, OF_GROUP)
