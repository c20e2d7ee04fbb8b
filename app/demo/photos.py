"""Photos of the demonstration: drawings instead of photos, so that no child is shown."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.children.consents.queries import photographed
from app.children.models import Child, Placement
from app.communication.events.models import Event
from app.communication.events.photo_models import EventPhoto, EventPhotoChild
from app.core.files.pictures import clean_picture

_SIZE = (1200, 900)
_LEAVES = ("#c8553d", "#e0a030", "#8a9a3b", "#d97b29", "#a63d2f")
_CLOTHES = ("#c8553d", "#3f7cac", "#e0a030", "#6a8d4f", "#8e5a8a", "#d9807a")
_SKIN, _HAIR = "#f0c8a0", ("#5b3a24", "#a9743b", "#2f2a26")


def hang_photos(session: Session, today: date) -> int:
    """Photos of the autumn festival: works, a round dance of five children, one to be marked."""
    event = session.scalars(select(Event).where(Event.title == "Осенины")).one()
    rng = Random("photos")  # noqa: S311 - repeatable on purpose, no secret
    agreed = (
        select(Child.id)
        .join(Placement, Placement.child_id == Child.id)
        .where(
            Placement.group_id == event.group_id,
            Placement.starts_on <= event.day,
            Placement.ends_on.is_(None),
            Child.id.in_(photographed(today)),
        )
        .order_by(Child.search_key)
    )
    dancers = list(session.scalars(agreed.limit(5)))
    drawn = (
        ("Выставка поделок", _leaves(rng), True, ()),
        ("Хоровод «Листопад»", _dance(rng, max(len(dancers), 3)), not dancers, dancers),
        (None, _dance(rng, 2), False, ()),
    )
    for number, (caption, picture, nobody, children) in enumerate(drawn, start=1):
        _hang(session, event, number, caption, picture, nobody, children)
    session.flush()
    return len(drawn)


def _hang(
    session: Session,
    event: Event,
    number: int,
    caption: str | None,
    picture: Image.Image,
    nobody: bool,
    children: Sequence[int],
) -> None:
    content = io.BytesIO()
    picture.save(content, "PNG", compress_level=1)
    clean = clean_picture("рисунок.png", content.getvalue())
    place = {"organization_id": event.organization_id, "group_id": event.group_id}
    photo = EventPhoto(
        **place,
        event_id=event.id,
        number=number,
        caption=caption,
        nobody=nobody,
        width=clean.width,
        height=clean.height,
        content=clean.full,
        small=clean.small,
    )
    session.add(photo)
    session.flush()
    session.add_all(EventPhotoChild(**place, photo_id=photo.id, child_id=one) for one in children)


def _room(wall: str, floor: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", _SIZE, wall)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 640, *_SIZE), fill=floor)
    return picture, draw


def _leaf(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, colour: str) -> None:
    points = []
    for step in range(36):
        angle = step * pi / 18
        radius = size * (0.55 + 0.35 * abs(cos(2.5 * angle)))
        points.append((x + radius * cos(angle), y + radius * sin(angle)))
    draw.polygon(points, fill=colour)
    draw.line((x, y, x + size * 0.3, y + size * 1.15), fill="#6b4a2b", width=4)


def _leaves(rng: Random) -> Image.Image:
    """A table with works of the children: leaves and pumpkins."""
    picture, draw = _room("#f3ead8", "#d9c3a0")
    for place in range(9):
        colour = rng.choice(_LEAVES)
        _leaf(draw, 110 + place * 125, 170 + rng.randint(-50, 50), rng.randint(45, 70), colour)
    draw.rectangle((80, 560, 1120, 600), fill="#9b7148")
    for place in range(4):
        x = 190 + place * 260
        for shift in (-50, -25, 0, 25, 50):
            draw.ellipse(
                (x + shift - 45, 430, x + shift + 45, 562), fill="#d97b29", outline="#b5611b"
            )
        draw.rectangle((x - 8, 400, x + 8, 436), fill="#6b7f3a")
    return picture


def _dance(rng: Random, number: int) -> Image.Image:
    """Children who hold hands, as paper dolls."""
    picture, draw = _room("#dfe9ee", "#caa87a")
    for _leaf_number in range(14):
        spot = rng.randint(40, 1160), rng.randint(40, 260)
        _leaf(draw, *spot, rng.randint(18, 32), rng.choice(_LEAVES))
    step = 1000 / number
    for place in range(number):
        x = 100 + step * (place + 0.5)
        if place:
            draw.line((x - step + 55, 560, x - 55, 560), fill=_SKIN, width=16)
        draw.ellipse((x - 62, 318, x + 62, 442), fill=_HAIR[place % 3])
        draw.ellipse((x - 52, 338, x + 52, 446), fill=_SKIN)
        draw.arc((x - 22, 380, x + 22, 420), 20, 160, fill="#8a4b3a", width=5)
        for eye in (-20, 20):
            draw.ellipse((x + eye - 5, 376, x + eye + 5, 388), fill="#3a2d28")
        colour = _CLOTHES[(place + number) % 6]
        draw.polygon(((x - 40, 446), (x + 40, 446), (x + 85, 660), (x - 85, 660)), fill=colour)
        for leg in (-30, 14):
            draw.rectangle((x + leg, 660, x + leg + 16, 760), fill="#4c4038")
    return picture
