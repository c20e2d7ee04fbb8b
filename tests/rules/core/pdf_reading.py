"""What a test reads out of a PDF."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PageObject, PdfReader

from app.core.drawing import FONT, text_width


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def plain_text(reader: PdfReader) -> str:
    """The text of all pages, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def placed(page: PageObject) -> list[tuple[str, float, float, float]]:
    """Every piece of text with its left end, right end and height on the page."""
    pieces: list[tuple[str, float, float, float]] = []

    def visit(text: str, _cm: Any, matrix: Any, _font: Any, size: float) -> None:
        word = text.strip()
        if word:
            left = float(matrix[4])
            pieces.append((word, left, left + text_width(word, FONT, size), float(matrix[5])))

    page.extract_text(visitor_text=visit)
    return pieces


def outside(reader: PdfReader) -> list[str]:
    """Pieces of text that begin or end off the page."""
    found = []
    for page in reader.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        for word, left, right, y in placed(page):
            if left <= 0 or right >= width or not 0 < y < height:
                found.append(word)
    return found
