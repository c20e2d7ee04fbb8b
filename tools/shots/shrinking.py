"""A screenshot made small enough for a repository: few colours, no more bytes than allowed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

MOST_BYTES = 120_000
COLOURS = (160, 96, 64, 32)


def write_small(png: bytes, place: Path) -> int:
    """Write the picture with as many colours as fit and return its bytes.

    Raises SystemExit when it does not fit even with the fewest.
    """
    picture = Image.open(BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        # Without dithering: flat grounds stay flat, letters stay sharp, bytes stay few. By the
        # reach of the colours, not by their number: a red star is a few dots of a whole page.
        few = picture.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        written = BytesIO()
        few.save(written, "PNG", optimize=True)
        if written.tell() <= MOST_BYTES:
            place.write_bytes(written.getvalue())
            return written.tell()
    raise SystemExit(f"{place.name} is larger than {MOST_BYTES} bytes")
