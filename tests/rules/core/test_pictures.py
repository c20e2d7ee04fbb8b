"""A photo that is attached loses where and when it was taken, and nothing else."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.core.errors import TooLarge
from app.core.files import pictures
from app.core.files.pictures import without_place
from app.core.files.uploads import Upload
from tests.factories.photos import CAMERA, photo

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def sent(form, **taken):
    return Upload(f"photo.{form.lower()}", KINDS[form], photo(form, **taken))


@pytest.mark.parametrize("form", list(KINDS))
def test_a_photo_tells_no_place_and_no_camera(form):
    given = sent(form)
    assert CAMERA.encode() in given.content
    kept = without_place(given)
    assert (kept.name, kept.media_type) == (given.name, given.media_type)
    assert CAMERA.encode() not in kept.content
    opened = Image.open(io.BytesIO(kept.content))
    assert (opened.format, opened.size, dict(opened.getexif())) == (form, (40, 20), {})


def test_a_photo_that_lay_on_its_side_stands_upright():
    kept = without_place(sent("JPEG", orientation=6))
    assert Image.open(io.BytesIO(kept.content)).size == (20, 40)


def test_what_was_clear_stays_clear():
    kept = without_place(sent("PNG", mode="RGBA"))
    assert Image.open(io.BytesIO(kept.content)).getpixel((0, 0)) == (0, 0, 0, 0)


def test_what_tells_nothing_and_what_is_no_photo_stays_as_it_is():
    plain = sent("PNG", told=False)
    assert without_place(plain) is plain
    for other in (Upload("a.pdf", "application/pdf", b"%PDF-"), Upload("a.png", "image/png", b"x")):
        assert without_place(other) is other


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 700)
    with pytest.raises(TooLarge):
        without_place(sent("JPEG"))
