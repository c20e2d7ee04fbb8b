"""Drawing on PDF pages: one Cyrillic font, text that fits its box, page breaks.

Pages are drawn straight on the canvas: a month sheet has a thousand cells, and generic
flowables cost several times more. Text is real text of an embedded subset, so it can be
selected and searched. Measures are points, y grows upwards.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import fontpkg_pt_sans
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT, BOLD = "PTSans", "PTSans-Bold"
PORTRAIT: tuple[float, float] = A4
LANDSCAPE: tuple[float, float] = (A4[1], A4[0])
LEADING = 1.14
HAIRLINE = 0.4
_RISE = 0.74  # from the top of a line box to its baseline, in sizes

# Registered once in a process: parsing a font costs milliseconds. Only the letters that occur
# are embedded; keeping all of ASCII readable in the file would add some 20 kB to each.
_FILES = fontpkg_pt_sans.ROOT / "files"
for _name, _file in ((FONT, "PT_Sans-Web-Regular.ttf"), (BOLD, "PT_Sans-Web-Bold.ttf")):
    pdfmetrics.registerFont(TTFont(_name, _FILES / _file, asciiReadable=0))

# A no-break space keeps «№ 12» and «1 234,50» together.
_PIECES = re.compile(r"[ \t]+|[^ \t\-/]+[\-/]?|[\-/]")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its left top corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text broken into lines at the size at which it fits."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """Height of all lines."""
        return len(self.lines) * self.size * LEADING


def new_canvas(buffer: io.BytesIO, page: tuple[float, float], title: str) -> Canvas:
    """A canvas whose bytes depend on what is drawn only, not on the clock."""
    canvas = Canvas(buffer, pagesize=page, invariant=1, pageCompression=1, lang="ru-RU")
    canvas.setTitle(title)
    canvas.setLineWidth(HAIRLINE)
    return canvas


def end_page(canvas: Canvas) -> None:
    """Finish a page; the next one begins with the same line width."""
    canvas.showPage()
    canvas.setLineWidth(HAIRLINE)


@lru_cache(maxsize=20_000)
def text_width(text: str, font: str, size: float) -> float:
    """Width of one line."""
    return float(pdfmetrics.stringWidth(text, font, size))


@lru_cache(maxsize=4_000)
def wrap(text: str, width: float, font: str, size: float, indent: float = 0) -> tuple[str, ...]:
    """Lines no wider than ``width``: broken at spaces, after hyphens, else inside a word.

    The first one is narrower by ``indent``.
    """
    lines: list[str] = []
    whole, width = width, width - indent
    for paragraph in text.splitlines() or [""]:
        line = ""
        for piece in _PIECES.findall(paragraph):
            joined = line + piece
            if not line.strip() or text_width(joined.rstrip(), font, size) <= width:
                line = joined if line.strip() else piece.lstrip()
            else:
                lines.append(line.rstrip())
                line, width = piece.lstrip(), whole
            while text_width(line.rstrip(), font, size) > width and len(line) > 1:
                head = _longest_head(line, width, font, size)
                lines.append(line[:head])
                line, width = line[head:], whole
        lines.append(line.rstrip())
        width = whole
    return tuple(lines)


def _longest_head(word: str, width: float, font: str, size: float) -> int:
    head = 1
    while head < len(word) and text_width(word[: head + 1], font, size) <= width:
        head += 1
    return head


def fit(text: str, width: float, font: str, sizes: tuple[float, ...], most_height: float) -> Fitted:
    """The first of ``sizes`` at which the text stands within the box.

    One line is tried at every size but the last two, then several lines, without breaking a
    word. Text too long even for the last size keeps that size and grows downwards: the caller
    makes the row higher.
    """
    if "\n" not in text:
        for size in sizes[:-2] or sizes:
            if text_width(text, font, size) <= width:
                return Fitted((text,), size)
    pieces = _PIECES.findall(text)
    for size in sizes:
        fitted = Fitted(wrap(text, width, font, size), size)
        whole = all(text_width(piece.rstrip(), font, size) <= width for piece in pieces)
        if whole and fitted.height <= most_height:
            return fitted
    return Fitted(wrap(text, width, font, sizes[-1]), sizes[-1])


def draw_fitted(canvas: Canvas, box: Box, text: Fitted, font: str, align: str = "left") -> None:
    """Lines in the middle of the box's height; ``align`` is left, right or center."""
    canvas.setFont(font, text.size)
    leading = text.size * LEADING
    y = box.top - (box.height - text.height) / 2 - text.size * _RISE - text.size * 0.07
    for line in text.lines:
        if align == "left":
            canvas.drawString(box.left, y, line)
        elif align == "right":
            canvas.drawRightString(box.left + box.width, y, line)
        else:
            canvas.drawCentredString(box.left + box.width / 2, y, line)
        y -= leading


def paginate(
    heights: Sequence[float], first: float, other: float, tail: float, together: int = 2
) -> list[range]:
    """Which rows stand on which page.

    ``first``, ``other``: room for rows on the first and on the other pages. ``tail``: what
    follows the last row and must stand on its page with at least ``together`` rows.
    """
    pages: list[range] = []
    start, count = 0, len(heights)
    while True:
        room = other if pages else first
        end, used = start, 0.0
        while end < count and used + heights[end] <= room:
            used += heights[end]
            end += 1
        if end == count and used + tail <= room:
            pages.append(range(start, end))
            return pages
        # Leave the tail its company, yet always move on.
        end = max(min(end, count - together), start + 1)
        if end >= count:
            pages.append(range(start, count))
            return pages
        pages.append(range(start, end))
        start = end
