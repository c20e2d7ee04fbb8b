"""Writes of photos: taking them in, marking who is on them, deleting. The caller commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.communication.events import photo_queries
from app.communication.events.models import Event
from app.communication.events.photo_models import EventPhoto, EventPhotoChild
from app.communication.events.photo_rules import Candidate, check_marks, check_number
from app.core.errors import RuleViolation
from app.core.files.pictures import clean_picture
from app.core.messages import message
from app.core.scoping.session import ScopedSession


def take_in(session: ScopedSession, event: Event, files: Sequence[tuple[str, bytes]]) -> int:
    """Keep photos of an event; nobody but its writers sees them until they are marked.

    Raises RuleViolation for any file that is no photo: then none is kept. Returns the first number.
    """
    key, house, group = event.id, event.organization_id, event.group_id
    session.execute(select(Event.id).where(Event.id == key).with_for_update())
    known, last = photo_queries.last_number(session, key)
    check_number(known, len(files))
    for number, (name, content) in enumerate(files, start=last + 1):
        picture = clean_picture(name, content)
        session.add(
            EventPhoto(
                organization_id=house,
                event_id=key,
                group_id=group,
                number=number,
                width=picture.width,
                height=picture.height,
                content=picture.full,
                small=picture.small,
            )
        )
    session.flush()
    return last + 1


def mark(
    session: ScopedSession,
    photo: EventPhoto,
    chosen: Collection[int],
    candidates: Collection[Candidate],
    *,
    nobody: bool,
    caption: str,
) -> None:
    """Say who is on a photo: from then on families see it. Raises RuleViolation."""
    if len(caption) > 200:
        raise RuleViolation(message("At most 200 characters."), field="caption")
    check_marks(chosen, candidates, nobody=nobody)
    photo.nobody, photo.caption = nobody, caption or None
    known = photo_queries.marks_of(session, photo.id)
    for child in sorted(known.keys() - set(chosen)):
        session.delete(known[child])
    session.add_all(
        EventPhotoChild(
            organization_id=photo.organization_id,
            photo_id=photo.id,
            group_id=photo.group_id,
            child_id=child,
        )
        for child in sorted(set(chosen) - known.keys())
    )
    session.flush()


def remove(session: ScopedSession, photo: EventPhoto) -> None:
    """Delete a photo with its marks: no copy stays."""
    for row in photo_queries.marks_of(session, photo.id).values():
        session.delete(row)
    session.flush()
    session.delete(photo)
    session.flush()
