"""Reads of photos: those of an event with their state today, who may be marked, the pixels."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.children.consents.queries import photographed
from app.children.models import Child, Placement
from app.communication.events.models import Event
from app.communication.events.photo_models import EventPhoto, EventPhotoChild
from app.communication.events.photo_rules import Candidate, OnPhoto, PhotoState, photo_state
from app.core.scoping.scope import unscoped
from app.groups.models import ChildGroup


@dataclass(frozen=True)
class Shot:
    """A photo without its pixels, and how it stands on a day."""

    id: int
    number: int
    caption: str
    nobody: bool
    width: int
    height: int
    children: tuple[OnPhoto, ...]
    state: PhotoState


def shots(session: Session, event_id: int, day: date, number: int | None = None) -> list[Shot]:
    """Photos of an event in reach, all or one, whatever their state. Two statements."""
    query = select(
        *(EventPhoto.id, EventPhoto.number, EventPhoto.caption, EventPhoto.nobody),
        *(EventPhoto.width, EventPhoto.height),
    ).where(EventPhoto.event_id == event_id)
    if number is not None:
        query = query.where(EventPhoto.number == number)
    rows = session.execute(query.order_by(EventPhoto.number)).all()
    people = _on(session, [row.id for row in rows], day)
    return [_shot(row, people.get(row.id, ())) for row in rows]


def _shot(row: Any, people: Sequence[OnPhoto]) -> Shot:
    state = photo_state(people, nobody=row.nobody)
    caption = row.caption or ""
    size = (row.width, row.height)
    return Shot(row.id, row.number, caption, row.nobody, *size, tuple(people), state)


def _on(session: Session, photos: Collection[int], day: date) -> dict[int, list[OnPhoto]]:
    """Who is on these photos. As the system: a family reads no consent of another."""
    if not photos:
        return {}
    query = (
        select(
            EventPhotoChild.photo_id,
            EventPhotoChild.child_id,
            EventPhotoChild.child_id.in_(photographed(day)).label("agreed"),
        )
        .where(EventPhotoChild.photo_id.in_(photos))
        .order_by(EventPhotoChild.id)
    )
    found: dict[int, list[OnPhoto]] = {}
    with unscoped("whether the families of all children on a photo agree that it is shown"):
        for row in session.connection().execute(query):
            found.setdefault(row.photo_id, []).append(OnPhoto(row.child_id, bool(row.agreed)))
    return found


def candidates(session: Session, event: Event, day: date, marked: Collection[int] = ()) -> Any:
    """Children of the event on its days, and those marked before, by name. Two statements."""
    last = event.ends_on or event.day
    here = select(Placement.child_id).where(
        Placement.organization_id == event.organization_id,
        Placement.starts_on <= last,
        or_(Placement.ends_on.is_(None), Placement.ends_on > event.day),
    )
    if event.group_id is not None:
        here = here.where(Placement.group_id == event.group_id)
    who = (Child.id, Child.last_name, Child.first_name, Child.birth_date)
    query = (
        select(
            *who,
            func.min(ChildGroup.name).label("group"),
        )
        .join(Placement, Placement.child_id == Child.id)
        .join(ChildGroup, ChildGroup.id == Placement.group_id)
        .where(
            or_(Child.id.in_(here), Child.id.in_(marked)),
            Placement.starts_on <= last,
            or_(Placement.ends_on.is_(None), Placement.ends_on > event.day),
        )
        .group_by(*who, Child.search_key)
        .order_by(Child.search_key, Child.id)
    )
    rows = session.execute(query).all()
    agreed = _agreed(session, [row.id for row in rows], day)
    return [
        Candidate(
            row.id,
            f"{row.last_name} {row.first_name}",
            row.birth_date,
            row.group,
            row.id in agreed,
        )
        for row in rows
    ]


def _agreed(session: Session, children: Collection[int], day: date) -> set[int]:
    query = select(Child.id).where(Child.id.in_(children), Child.id.in_(photographed(day)))
    with unscoped("which families agree that photos are shown, for whoever marks the children"):
        return set(session.connection().execute(query).scalars())


def photo_of(session: Session, event_id: int, number: int) -> EventPhoto | None:
    query = select(EventPhoto).where(EventPhoto.event_id == event_id, EventPhoto.number == number)
    return session.scalars(query).first()


def pixels(session: Session, photo_id: int, *, small: bool) -> bytes | None:
    """The file of a photo in reach."""
    part = EventPhoto.small if small else EventPhoto.content
    query = select(part).where(EventPhoto.id == photo_id)
    return session.execute(query).scalar()


def last_number(session: Session, event_id: int) -> tuple[int, int]:
    """(how many photos an event has, the last number). One statement."""
    query = select(func.count(EventPhoto.id), func.max(EventPhoto.number)).where(
        EventPhoto.event_id == event_id
    )
    number, last = session.execute(query).one()
    return int(number), int(last or 0)


def marks_of(session: Session, photo_id: int) -> dict[int, EventPhotoChild]:
    query = select(EventPhotoChild).where(EventPhotoChild.photo_id == photo_id)
    return {row.child_id: row for row in session.scalars(query)}
