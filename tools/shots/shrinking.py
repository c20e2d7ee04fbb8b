"""A screenshot made small enough for a repository: few colours, no more bytes than allowed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any, cast

from PIL import Image

MOST_BYTES = 120_000
COLOURS = (128, 64, 32)
Colour = tuple[int, int, int]


def write_small(png: bytes, place: Path) -> int:
    """Write the picture with as many colours as fit and return its bytes.

    Raises SystemExit when it does not fit even with the fewest.
    """
    picture = Image.open(BytesIO(png)).convert("RGB")
    counted = cast(Any, picture.getcolors(picture.width * picture.height))
    for number in COLOURS:
        chosen = palette(picture, counted, number)
        written = BytesIO()
        painted(picture, counted, chosen).save(written, "PNG", optimize=True)
        if written.tell() <= MOST_BYTES:
            place.write_bytes(written.getvalue())
            return written.tell()
    raise SystemExit(f"{place.name} is larger than {MOST_BYTES} bytes")


def palette(
    picture: Image.Image, counted: list[tuple[int, Colour]], number: int
) -> dict[Colour, int]:
    """Colour → index: the commonest as they are, so that no ground changes; then the farthest.

    The latter are those of few dots: the red star of a field, the edge of a mark.
    """
    commonest = [colour for _dots, colour in sorted(counted, reverse=True)[: number * 3 // 4]]
    apart = picture.quantize(number - len(commonest), method=Image.Quantize.MAXCOVERAGE)
    values = apart.getpalette() or []
    farthest = zip(values[::3], values[1::3], values[2::3], strict=True)
    return {colour: index for index, colour in enumerate(dict.fromkeys([*commonest, *farthest]))}


def painted(
    picture: Image.Image, counted: list[tuple[int, Colour]], chosen: dict[Colour, int]
) -> Image.Image:
    """The picture in the chosen colours, each dot in the nearest.

    Pillow's own search takes neighbours for equal: white would become grey. No dithering: flat
    grounds stay flat, letters stay sharp, bytes stay few.
    """
    nearest = {colour: chosen[_nearest(colour, chosen)] for _dots, colour in counted}
    raw = picture.tobytes()
    dots = zip(raw[::3], raw[1::3], raw[2::3], strict=True)
    made = Image.frombytes("P", picture.size, bytes(map(nearest.__getitem__, dots)))
    made.putpalette([value for colour in chosen for value in colour])
    return made


def _nearest(colour: Colour, chosen: dict[Colour, int]) -> Colour:
    if colour in chosen:
        return colour
    red, green, blue = colour
    return min(
        chosen, key=lambda one: (one[0] - red) ** 2 + (one[1] - green) ** 2 + (one[2] - blue) ** 2
    )
