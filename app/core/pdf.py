"""PDF of any list: portrait or landscape by its width, nothing ever cut off at the right."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from app.core.drawing import (
    BOLD,
    FONT,
    LANDSCAPE,
    LEADING,
    PORTRAIT,
    Box,
    Fitted,
    draw_fitted,
    end_page,
    fit,
    new_canvas,
    paginate,
    text_width,
    wrap,
)
from app.core.tabular import Column, Kind, Row, cell_text

_MARGIN = 30.0
_FOOTER = 14.0
_PAD = 3.0
_WIDEST = 240.0  # a longer text is wrapped even where the page has room
_SIZES = (8.5, 7.5, 6.5, 5.5)
_GREY = 0.94
# A double surname may be broken after its hyphen, a telephone number may not.
_WORDS = re.compile(r"[ \t\n]+|(?<=[а-яё]-)(?=[А-ЯЁ])")
_CLOSING_SIZE, _CLOSING_LEADING = 10.0, 20.0


@dataclass(frozen=True, slots=True)
class _Line:
    cells: tuple[tuple[str, ...], ...]
    height: float


@dataclass(frozen=True, slots=True)
class _Layout:
    page: tuple[float, float]
    size: float
    widths: tuple[float, ...]

    @property
    def leading(self) -> float:
        return self.size * LEADING

    @property
    def usable(self) -> float:
        return self.page[0] - 2 * _MARGIN


def table_pdf(
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    page_label: str = "%(page)s / %(pages)s",
    footer: str = "",
    closing: Sequence[str] = (),
    wide: bool = False,
    largest: float = _SIZES[0],
) -> bytes:
    """A table with repeated headings; ``page_label`` is worded by the caller.

    ``closing``: lines below the table, for signatures; they never stand on a page alone.
    ``wide``: landscape in any case. ``largest``: points, for tables of very many columns.

    The page turns to landscape when the columns need it; then text wraps, then it gets
    smaller, down to 5.5 points.
    """
    texts = [tuple(map(cell_text, row, columns)) for row in rows]
    layout = _layout(columns, texts, wide=wide, largest=largest)
    titles = (
        fit(title, layout.usable, BOLD, (14, 13, 12, 11), 60),
        fit(subtitle, layout.usable, FONT, (9, 8.5, 8, 7.5), 60),
    )
    used = sum(item.height for item in titles if item.lines != ("",)) + 8
    heading = _line([column.title for column in columns], layout, BOLD)
    room = layout.page[1] - 2 * _MARGIN - _FOOTER - heading.height
    most_lines = max(int((room - used - 2 * _PAD) / layout.leading), 1)
    lines = [
        part for text in texts for part in _parts(_line(text, layout, FONT), layout, most_lines)
    ]
    tail = _CLOSING_LEADING * (len(closing) + 1) if closing else 0.0
    together = 1 if closing else 0
    pages = paginate([line.height for line in lines], room - used, room, tail, together=together)
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, layout.page, title)
    for number, page in enumerate(pages, start=1):
        top = layout.page[1] - _MARGIN
        if number == 1:
            top = _draw_titles(canvas, layout, titles, top)
        shown = [heading, *(lines[index] for index in page)]
        _draw_table(canvas, layout, columns, shown, top)
        _draw_footer(canvas, layout, footer, page_label % {"page": number, "pages": len(pages)})
        if number == len(pages):
            _draw_closing(canvas, closing, top - sum(line.height for line in shown))
        else:
            end_page(canvas)
    canvas.save()
    return buffer.getvalue()


def _draw_closing(canvas: Canvas, closing: Sequence[str], top: float) -> None:
    canvas.setFont(FONT, _CLOSING_SIZE)
    for number, text in enumerate(closing, start=1):
        canvas.drawString(_MARGIN, top - number * _CLOSING_LEADING - 4, text)


def _layout(
    columns: Sequence[Column],
    texts: Sequence[Sequence[str]],
    *,
    wide: bool = False,
    largest: float = _SIZES[0],
) -> _Layout:
    """The largest size at which every column holds its longest word, on the narrowest page."""
    for size in (one for one in _SIZES if one <= largest):
        natural, least = _wanted_widths(columns, texts, size)
        mass = _overflow(texts, least, size)
        for page in (LANDSCAPE,) if wide else (PORTRAIT, LANDSCAPE):
            usable = page[0] - 2 * _MARGIN
            fits_whole = sum(natural) <= usable
            fits_wrapped = page is LANDSCAPE and sum(least) <= usable
            if fits_whole or fits_wrapped:
                return _Layout(page, size, _shared(natural, least, mass, usable))
    usable = LANDSCAPE[0] - 2 * _MARGIN
    scale = usable / sum(least)
    return _Layout(LANDSCAPE, _SIZES[-1], tuple(width * scale for width in least))


def _wanted_widths(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], size: float
) -> tuple[list[float], list[float]]:
    natural, least = [], []
    for index, column in enumerate(columns):
        head_words = [text_width(word, BOLD, size) for word in column.title.split()]
        values = {text[index] for text in texts}
        lines = {line for value in values for line in value.splitlines()}
        whole = max((text_width(line, FONT, size) for line in lines), default=0.0)
        if column.kind is Kind.TEXT:
            words = {word for value in values for word in _WORDS.split(value)}
            word = max((text_width(item, FONT, size) for item in words), default=0.0)
        else:
            word = whole  # a date or a number is never broken
        head = max(head_words, default=0.0)
        # One column may not take the page because of one endless word.
        longest = min(max(word, head), _WIDEST / 2)
        least.append(longest + 2 * _PAD + 1)
        natural.append(max(min(max(whole, head), _WIDEST), longest) + 2 * _PAD + 1)
    return natural, least


def _overflow(texts: Sequence[Sequence[str]], least: Sequence[float], size: float) -> list[float]:
    """How much text of each column would not stand on the first line at its least width."""
    found = [0.0] * len(least)
    for row in texts:
        for index, text in enumerate(row):
            found[index] += max(text_width(text, FONT, size) + 2 * _PAD - least[index], 0.0)
    return found


def _shared(
    natural: list[float], least: list[float], mass: list[float], usable: float
) -> tuple[float, ...]:
    """The room beyond the least widths goes to columns by the text that waits for it, so that the
    rows get low; none gets more than its longest text needs."""
    total = sum(natural)
    if total <= usable:
        return tuple(width * usable / total for width in natural)
    widths, spare = list(least), usable - sum(least)
    open_columns = {
        index for index, more in enumerate(mass) if more and natural[index] > least[index]
    }
    while spare > 0.01 and open_columns:
        whole = sum(mass[index] for index in open_columns)
        given = {
            index: min(spare * mass[index] / whole, natural[index] - widths[index])
            for index in open_columns
        }
        for index, more in given.items():
            widths[index] += more
        spare -= sum(given.values())
        open_columns = {one for one in open_columns if natural[one] - widths[one] > 0.01}
    rest = usable / sum(widths)
    return tuple(width * rest for width in widths)


def _line(texts: Sequence[str], layout: _Layout, font: str) -> _Line:
    cells = tuple(
        (text,)
        if text_width(text, font, layout.size) <= width - 2 * _PAD and "\n" not in text
        else wrap(text, width - 2 * _PAD, font, layout.size)
        for text, width in zip(texts, layout.widths, strict=True)
    )
    return _Line(cells, max(map(len, cells)) * layout.leading + 2 * _PAD)


def _parts(line: _Line, layout: _Layout, most_lines: int) -> list[_Line]:
    """A row taller than a page goes on below its own beginning."""
    deepest = max(map(len, line.cells))
    if deepest <= most_lines:
        return [line]
    parts = []
    for start in range(0, deepest, most_lines):
        cells = tuple(cell[start : start + most_lines] for cell in line.cells)
        parts.append(_Line(cells, max(map(len, cells)) * layout.leading + 2 * _PAD))
    return parts


def _draw_titles(
    canvas: Canvas, layout: _Layout, titles: tuple[Fitted, Fitted], top: float
) -> float:
    for text, font in zip(titles, (BOLD, FONT), strict=True):
        if text.lines != ("",):
            draw_fitted(canvas, Box(_MARGIN, top, layout.usable, text.height), text, font)
            top -= text.height
    return top - 8


def _draw_table(
    canvas: Canvas,
    layout: _Layout,
    columns: Sequence[Column],
    lines: Sequence[_Line],
    top: float,
) -> None:
    right = _MARGIN + sum(layout.widths)
    canvas.setFillGray(_GREY)
    canvas.rect(_MARGIN, top - lines[0].height, right - _MARGIN, lines[0].height, stroke=0, fill=1)
    canvas.setFillGray(0)
    rules = [(_MARGIN, top, right, top)]
    y = top
    for number, line in enumerate(lines):
        canvas.setFont(FONT if number else BOLD, layout.size)
        left = _MARGIN
        for cell, width, column in zip(line.cells, layout.widths, columns, strict=True):
            baseline = y - _PAD - layout.size * 0.8
            for text in cell:
                if number and column.kind is Kind.NUMBER:
                    canvas.drawRightString(left + width - _PAD, baseline, text)
                elif text:
                    canvas.drawString(left + _PAD, baseline, text)
                baseline -= layout.leading
            left += width
        y -= line.height
        rules.append((_MARGIN, y, right, y))
    left = _MARGIN
    for width in (0.0, *layout.widths):
        left += width
        rules.append((left, top, left, y))
    canvas.setStrokeGray(0.6)
    canvas.lines(rules)


def _draw_footer(canvas: Canvas, layout: _Layout, footer: str, label: str) -> None:
    canvas.setFont(FONT, 7.5)
    y = _MARGIN - 6
    space = text_width(label, FONT, 7.5) + 10
    note = wrap(footer, layout.usable - space, FONT, 7.5)[0]
    canvas.drawString(_MARGIN, y, note)
    canvas.drawRightString(layout.page[0] - _MARGIN, y, label)
