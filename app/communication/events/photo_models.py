"""Tables: photos of events and the children who can be recognised on them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    and_,
    exists,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.children.models import Child, Placement
from app.communication.events.models import EVENT, Event, works_here
from app.core.db import Authored, Base, Personal, Tenant, Versioned, column
from app.core.messages import message
from app.core.scoping.elements import CHILDREN, WHOLE, among, scoped
from app.core.scoping.reach import OF_GROUP, Reach, reach


class EventPhoto(Tenant, Authored, Versioned, Base):
    """A photo of an event, drawn anew. Not among the kept files: its own page alone serves it.

    Readers see it when it was said who is on it and each of these children has a consent.
    """

    __tablename__ = "event_photo"
    __table_args__ = (UniqueConstraint("organization_id", "event_id", "number"),)

    event_id: Mapped[int] = column(
        ForeignKey("event.id", ondelete="RESTRICT"), index=True, label=message("Event")
    )
    group_id: Mapped[int | None] = mapped_column(ForeignKey("child_group.id", ondelete="RESTRICT"))
    number: Mapped[int] = column(Integer, label=message("Photo"))
    caption: Mapped[str | None] = column(String(200), label=message("Caption"))
    nobody: Mapped[bool] = column(
        default=False, server_default=false(), label=message("No child can be recognised")
    )
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    small: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))

    event: Mapped[Event] = relationship()

    def __repr__(self) -> str:
        return f"№ {self.number}"


class EventPhotoChild(Tenant, Authored, Versioned, Base):
    """A child who can be recognised on a photo. Families never read whom else it shows."""

    __tablename__ = "event_photo_child"
    __table_args__ = (UniqueConstraint("organization_id", "photo_id", "child_id"),)

    photo_id: Mapped[int] = column(
        ForeignKey("event_photo.id", ondelete="RESTRICT"), index=True, label=message("Photo")
    )
    group_id: Mapped[int | None] = mapped_column(ForeignKey("child_group.id", ondelete="RESTRICT"))
    child_id: Mapped[int] = column(
        ForeignKey("child.id", ondelete="RESTRICT"),
        index=True,
        label=message("Child"),
        personal=Personal.ORDINARY,
    )

    photo: Mapped[EventPhoto] = relationship()
    child: Mapped[Child] = relationship()

    def __repr__(self) -> str:
        return f"{self.child}"


# Marked by hand: no mapped class may stand inside a criterion.
_EVENT = Event.__table__.alias("photo_event")
_STAY = Placement.__table__.alias("photo_stay")


def _has_a_child_there(c: Any) -> Any:
    """A child of the person is in the kindergarten on the day of the event. The appointment of a
    parent outlasts that, and the rights of a representative: it opens the event, no photo."""
    return exists().where(
        scoped(_STAY.c.child_id, among(_STAY.c.child_id, CHILDREN)),
        _STAY.c.organization_id == c.organization_id,
        _STAY.c.starts_on <= c.day,
        or_(_STAY.c.ends_on.is_(None), _STAY.c.ends_on > c.day),
    )


def _of_event(c: Any) -> Any:
    """Of a group as the event itself; of the whole house by its staff and families of the day."""
    return and_(
        EVENT.criterion(c),
        or_(
            c.group_id.is_not(None),
            among(c.organization_id, WHOLE),
            works_here(c),
            _has_a_child_there(c),
        ),
    )


OF_EVENT = Reach(
    lambda c: scoped(
        c.organization_id,
        c.event_id.in_(select(_EVENT.c.id).where(_of_event(_EVENT.c))),
    ),
    lambda s, row: row["organization_id"] in s.whole or row["group_id"] in s.groups,
    ("organization_id", "group_id"),
)
"""Of an event that is reached; which photos of it are shown is asked besides, by consents."""

reach(EventPhoto, OF_EVENT, OF_GROUP)
reach(EventPhotoChild, OF_GROUP, OF_GROUP)
