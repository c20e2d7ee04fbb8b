"""Form 0504608 «Табель учёта посещаемости детей» as PDF: landscape A4, drawn to the point.

25 children stand on one page, 40 on two. The headings of the table are repeated, signatures
keep at least two lines of the table with them. Wording is the act's own (52н).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import accumulate, pairwise

from reportlab.pdfgen.canvas import Canvas

from app.attendance.report.form_frame import (
    HEADING_HEIGHT,
    SIGNATURES_HEIGHT,
    draw_continuation,
    draw_footer,
    draw_heading,
    draw_signatures,
)
from app.attendance.report.sheet_form import CellLook, DayCell, FormLine, SheetForm
from app.core.drawing import (
    BOLD,
    FONT,
    LANDSCAPE,
    Box,
    Fitted,
    draw_fitted,
    end_page,
    fit,
    new_canvas,
    paginate,
    wrap,
)
from app.core.tabular import number_text

MARGIN = 24.0
WIDTH = LANDSCAPE[0] - 2 * MARGIN
BELOW = 8.0  # more room at the foot, for the number of the page
HEAD = 37.0
HEAD_TOP = 12.0
ROW = 13.4
CONTINUATION = 14.0
PAD = 1.6
LEGEND_SIZE = 6.5

DAY_WIDTH = 12.3
# №, name, account, rate | 31 days | missed, excused, payable, reasons
LEFT_WIDTHS = (17.0, 128.0, 41.0, 31.0)
RIGHT_WIDTHS = (25.0, 49.0, 41.0, WIDTH - sum(LEFT_WIDTHS) - 31 * DAY_WIDTH - 115.0)
WIDTHS = (*LEFT_WIDTHS, *([DAY_WIDTH] * 31), *RIGHT_WIDTHS)
EDGES = tuple(accumulate(WIDTHS, initial=MARGIN))
FIRST_DAY = len(LEFT_WIDTHS)
AFTER_DAYS = FIRST_DAY + 31

NAME_SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.6, 5.5)
REASON_SIZES = (6.5, 6.2, 6.0, 5.6, 5.3)
NUMBER_SIZES = (7.5, 7.0, 6.5, 6.0, 5.5)
TITLE_SIZES = (6.6, 6.4, 6.2, 6.0, 5.8, 5.5)


def sheet_pdf(form: SheetForm) -> bytes:
    """The form as a file; not approved, every page says that it is a draft."""
    legend = wrap(form.legend, WIDTH, FONT, LEGEND_SIZE) if form.legend else ()
    legend_height = len(legend) * LEGEND_SIZE * 1.2 + (4 if legend else 0)
    names = [_name(line) for line in form.lines]
    reasons = [_reasons(line) for line in form.lines]
    heights = [
        max(ROW, name.height + 0.6, reason.height + 0.6)
        for name, reason in zip(names, reasons, strict=True)
    ]
    room = LANDSCAPE[1] - 2 * MARGIN - BELOW - HEAD
    pages = paginate(
        heights,
        room - HEADING_HEIGHT,
        room - CONTINUATION,
        ROW + legend_height + SIGNATURES_HEIGHT,
    )
    buffer = io.BytesIO()
    title = f"Табель учета посещаемости детей, {form.heading.group}, {form.heading.month_text}"
    canvas = new_canvas(buffer, LANDSCAPE, title)
    for number, page in enumerate(pages, start=1):
        top = LANDSCAPE[1] - MARGIN
        if number == 1:
            draw_heading(canvas, Box(MARGIN, top, WIDTH, HEADING_HEIGHT), form)
            top -= HEADING_HEIGHT
        else:
            draw_continuation(canvas, Box(MARGIN, top, WIDTH, CONTINUATION), title)
            top -= CONTINUATION
        top = _draw_head(canvas, top)
        last = number == len(pages)
        rows = [(form.lines[i], names[i], reasons[i], heights[i]) for i in page]
        bottom = _draw_rows(canvas, top, rows, form if last else None)
        if last:
            bottom = _draw_legend(canvas, bottom, legend)
            draw_signatures(canvas, Box(MARGIN, bottom, WIDTH, SIGNATURES_HEIGHT), form.heading)
        draw_footer(canvas, MARGIN, WIDTH, form.draft_note, number, len(pages))
        if number < len(pages):
            end_page(canvas)
    canvas.save()
    return buffer.getvalue()


def _name(line: FormLine) -> Fitted:
    return fit(line.name, LEFT_WIDTHS[1] - 2 * PAD, FONT, NAME_SIZES, ROW - 0.6)


def _reasons(line: FormLine) -> Fitted:
    return fit(line.reasons, RIGHT_WIDTHS[3] - 2 * PAD, FONT, REASON_SIZES, ROW - 0.6)


def _draw_head(canvas: Canvas, top: float) -> float:
    """The two-storey head of the table; returns the height at which rows begin."""
    bottom = top - HEAD
    tall = dict(
        zip(
            (0, 1, 2, 3, AFTER_DAYS + 2, AFTER_DAYS + 3),
            (
                "№\nп/п",
                "Фамилия, имя ребенка",
                "Номер счета",
                "Плата по ставке",
                "Дни посещения, подлежащие оплате",
                "Причины непосещения (основание)",
            ),
            strict=True,
        )
    )
    for index, text in tall.items():
        _draw_title(canvas, Box(EDGES[index], top, WIDTHS[index], HEAD), text)
    days_width = EDGES[AFTER_DAYS] - EDGES[FIRST_DAY]
    _draw_title(canvas, Box(EDGES[FIRST_DAY], top, days_width, HEAD_TOP), "Дни посещения")
    missed_width = WIDTHS[AFTER_DAYS] + WIDTHS[AFTER_DAYS + 1]
    _draw_title(canvas, Box(EDGES[AFTER_DAYS], top, missed_width, HEAD_TOP), "Пропущено дней")
    lower = top - HEAD_TOP
    for offset, text in enumerate(("всего", "в том числе засчитываемых")):
        index = AFTER_DAYS + offset
        _draw_title(canvas, Box(EDGES[index], lower, WIDTHS[index], HEAD - HEAD_TOP), text)
    for day in range(31):
        box = Box(EDGES[FIRST_DAY + day], lower, DAY_WIDTH, HEAD - HEAD_TOP)
        draw_fitted(canvas, box, Fitted((str(day + 1),), 7.5), FONT, "center")
    outer = [0, 1, 2, 3, FIRST_DAY, AFTER_DAYS, AFTER_DAYS + 2, AFTER_DAYS + 3, len(WIDTHS)]
    inner = [*range(FIRST_DAY + 1, AFTER_DAYS), AFTER_DAYS + 1]
    canvas.lines(
        [(EDGES[0], top, EDGES[-1], top), (EDGES[FIRST_DAY], lower, EDGES[AFTER_DAYS + 2], lower)]
        + [(EDGES[0], bottom, EDGES[-1], bottom)]
        + [(EDGES[index], top, EDGES[index], bottom) for index in outer]
        + [(EDGES[index], lower, EDGES[index], bottom) for index in inner]
    )
    return bottom


def _draw_title(canvas: Canvas, box: Box, text: str) -> None:
    inner = Box(box.left + 1, box.top, box.width - 2, box.height)
    draw_fitted(
        canvas, inner, fit(text, inner.width, FONT, TITLE_SIZES, box.height), FONT, "center"
    )


def _draw_rows(
    canvas: Canvas,
    top: float,
    rows: Sequence[tuple[FormLine, Fitted, Fitted, float]],
    with_totals: SheetForm | None,
) -> float:
    """Lines of one page, and the totals below the last of them; returns the lower edge."""
    levels = [top]
    crosses: list[tuple[float, float, float, float]] = []
    for line, name, reasons, height in rows:
        _draw_line(canvas, levels[-1], height, line, name, reasons)
        crosses += _crossings(line.cells, levels[-1], height)
        levels.append(levels[-1] - height)
    table_bottom = levels[-1]
    if with_totals is not None:
        _draw_totals(canvas, table_bottom, with_totals)
        levels.append(table_bottom - ROW)
    rules = [(EDGES[0], y, EDGES[-1], y) for y in levels]
    for index, edge in enumerate(EDGES):
        # The words of the totals line run across the columns left of the days.
        inside = 0 < index < FIRST_DAY
        rules.append((edge, top, edge, table_bottom if inside else levels[-1]))
    canvas.lines(rules)
    if crosses:
        canvas.setStrokeGray(0.45)
        canvas.lines(crosses)
        canvas.setStrokeGray(0)
    return levels[-1]


def _draw_line(
    canvas: Canvas, top: float, height: float, line: FormLine, name: Fitted, reasons: Fitted
) -> None:
    def box(index: int) -> Box:
        return Box(EDGES[index] + PAD, top, WIDTHS[index] - 2 * PAD, height)

    rate = "" if line.rate is None else number_text(line.rate, 2)
    _draw_number(canvas, box(0), str(line.number))
    draw_fitted(canvas, box(1), name, FONT)
    _draw_number(canvas, box(2), line.account)
    _draw_number(canvas, box(3), rate, "right")
    size = 7.5
    canvas.setFont(FONT, size)
    baseline = top - height / 2 - size * 0.33
    for edge, cell in zip(EDGES[FIRST_DAY:AFTER_DAYS], line.cells, strict=True):
        if cell.letter:
            canvas.drawCentredString(edge + DAY_WIDTH / 2, baseline, cell.letter)
    for offset, value in enumerate((line.missed, line.excused, line.payable)):
        _draw_number(canvas, box(AFTER_DAYS + offset), str(value))
    draw_fitted(canvas, box(AFTER_DAYS + 3), reasons, FONT)


def _draw_number(canvas: Canvas, box: Box, text: str, align: str = "center") -> None:
    if text:
        draw_fitted(canvas, box, fit(text, box.width, FONT, NUMBER_SIZES, box.height), FONT, align)


def _crossings(
    cells: Sequence[DayCell], top: float, height: float
) -> list[tuple[float, float, float, float]]:
    """Both diagonals on days that the month has not, one on days outside the stay."""
    lines = []
    for (left, right), cell in zip(pairwise(EDGES[FIRST_DAY : AFTER_DAYS + 1]), cells, strict=True):
        if cell.look is CellLook.NO_SUCH_DAY:
            lines.append((left, top, right, top - height))
        if cell.look is CellLook.NO_SUCH_DAY or (
            cell.look is CellLook.NOT_LISTED and not cell.letter
        ):
            lines.append((left, top - height, right, top))
    return lines


def _draw_totals(canvas: Canvas, top: float, form: SheetForm) -> None:
    words = Box(EDGES[0] + PAD, top, EDGES[FIRST_DAY] - EDGES[0] - 2 * PAD, ROW)
    draw_fitted(canvas, words, Fitted(("Всего отсутствует детей",), 8), BOLD)
    for edge, number in zip(EDGES[FIRST_DAY:AFTER_DAYS], form.absent, strict=True):
        if number is not None:
            box = Box(edge, top, DAY_WIDTH, ROW)
            draw_fitted(canvas, box, Fitted((str(number),), 7.5), BOLD, "center")
    whole = form.totals.whole
    for offset, value in enumerate((whole.missed, whole.excused, whole.payable)):
        index = AFTER_DAYS + offset
        box = Box(EDGES[index], top, WIDTHS[index], ROW)
        draw_fitted(canvas, box, Fitted((str(value),), 8), BOLD, "center")


def _draw_legend(canvas: Canvas, top: float, legend: Sequence[str]) -> float:
    if not legend:
        return top
    canvas.setFont(FONT, LEGEND_SIZE)
    y = top - 4
    for line in legend:
        y -= LEGEND_SIZE * 1.2
        canvas.drawString(MARGIN, y, line)
    return y
