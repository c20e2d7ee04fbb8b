"""The pictures of the pages: small, all there, and told of in the gallery."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from tools.shots.gallery import gallery
from tools.shots.pictures import SCENES
from tools.shots.shrinking import MOST_BYTES, write_small

DOCS = Path(__file__).parents[3] / "docs"
MOST_BYTES_OF_ALL = 2_000_000


def test_the_gallery_is_what_the_command_writes():
    assert (DOCS / "pages.md").read_text(encoding="utf-8") == gallery(SCENES)


def test_every_picture_is_there_small_and_of_a_scene():
    named = {f"{name}.png" for scene in SCENES for _size, _theme, name in scene.files()}
    kept = {path.name: path.stat().st_size for path in (DOCS / "images").glob("*.png")}
    assert set(kept) == named
    assert max(kept.values()) <= MOST_BYTES
    assert sum(kept.values()) <= MOST_BYTES_OF_ALL


def test_a_ground_and_a_colour_of_few_dots_stay_what_they_are(tmp_path):
    picture = Image.new("RGB", (400, 400), "#ffffff")
    for at in range(400):
        picture.putpixel((at, 1), (at % 256, at % 200, at % 150))
    picture.putpixel((200, 200), (180, 35, 24))
    png = BytesIO()
    picture.save(png, "PNG")
    size = write_small(png.getvalue(), tmp_path / "small.png")
    shown = Image.open(tmp_path / "small.png").convert("RGB")
    assert size == (tmp_path / "small.png").stat().st_size
    assert shown.getpixel((300, 300)) == (255, 255, 255)
    red, green, blue = shown.getpixel((200, 200))
    assert red > 150
    assert green < 70
    assert blue < 70
