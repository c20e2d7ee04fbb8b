"""What surrounds the table of form 0504608: heading with the codes, signatures, foot."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from app.attendance.report.sheet_form import FORM_CODE, Heading, SheetForm, date_in_words
from app.core.drawing import BOLD, FONT, Box, draw_fitted, fit, text_width

HEADING_HEIGHT = 76.0
SIGNATURES_HEIGHT = 50.0

_SIZE = 8.0
_SMALL = 5.8
_CODES_WIDTH = 74.0
_CODE_ROW = 12.5
_STEP = 13.0
_SIZES = (8.0, 7.5, 7.0, 6.5, 6.0)


def draw_heading(canvas: Canvas, box: Box, form: SheetForm) -> None:
    """Title, month, box of codes, organisation, group, kind of calculation and regime."""
    heading = form.heading
    middle = box.left + box.width / 2
    canvas.setFont(BOLD, 11.5)
    canvas.drawCentredString(middle, box.top - 11, "ТАБЕЛЬ УЧЕТА ПОСЕЩАЕМОСТИ ДЕТЕЙ")
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(middle, box.top - 23, f"за {heading.month_text}")
    _draw_codes(canvas, box, heading)
    wide = box.width - _CODES_WIDTH - 120
    y = box.top - 39
    _draw_field(canvas, box.left, y, wide, "Учреждение", heading.organization)
    y -= _STEP
    _draw_field(canvas, box.left, y, wide, "Структурное подразделение (группа)", heading.group)
    y -= _STEP
    half = wide / 2 - 6
    _draw_field(canvas, box.left, y, half, "Вид расчета", heading.calculation)
    _draw_field(canvas, box.left + half + 12, y, half, "Режим работы", heading.regime)


def _draw_codes(canvas: Canvas, box: Box, heading: Heading) -> None:
    right = box.left + box.width
    left = right - _CODES_WIDTH
    formed = heading.formed_on.strftime("%d.%m.%Y") if heading.formed_on else ""
    rows = (
        ("", "КОДЫ"),
        ("Форма по ОКУД", FORM_CODE),
        ("Дата", formed),
        ("по ОКПО", heading.okpo),
        ("", ""),
    )
    top = box.top - 2
    canvas.setFont(FONT, _SIZE)
    for index, (label, value) in enumerate(rows):
        y = top - index * _CODE_ROW - _CODE_ROW / 2 - _SIZE * 0.33
        canvas.drawRightString(left - 4, y, label)
        canvas.drawCentredString(left + _CODES_WIDTH / 2, y, value)
    levels = [top - index * _CODE_ROW for index in range(len(rows) + 1)]
    canvas.grid([left, right], levels)


def _draw_field(
    canvas: Canvas, left: float, y: float, width: float, label: str, value: str
) -> None:
    """A label and its value on a line; a long value gets smaller, then two lines."""
    canvas.setFont(FONT, _SIZE)
    canvas.drawString(left, y, label)
    start = left + text_width(label, FONT, _SIZE) + 5
    room = left + width - start
    canvas.line(start, y - 2, left + width, y - 2)
    fitted = fit(value, room, FONT, (*_SIZES, 5.4), _STEP - 1)
    draw_fitted(canvas, Box(start, y - 1.4 + fitted.height, room, fitted.height), fitted, FONT)


def draw_continuation(canvas: Canvas, box: Box, title: str) -> None:
    """What the sheet is, above the table of the second and later pages."""
    fitted = fit(title, box.width, FONT, _SIZES, box.height)
    draw_fitted(canvas, Box(box.left, box.top + 2, box.width, box.height), fitted, FONT)


def draw_signatures(canvas: Canvas, box: Box, heading: Heading) -> None:
    """Head on the left, the responsible person on the right, the date below."""
    y = box.top - 22
    half = box.width / 2
    head, responsible = heading.head, heading.responsible
    _draw_signature(
        canvas,
        (box.left, y, half - 20),
        "Руководитель учреждения",
        (("(подпись)", "", 0.4), ("(расшифровка подписи)", head.name, 0.6)),
    )
    _draw_signature(
        canvas,
        (box.left + half, y, half),
        "Ответственное лицо",
        (
            ("(должность)", responsible.position, 0.3),
            ("(подпись)", "", 0.28),
            ("(расшифровка подписи)", responsible.name, 0.42),
        ),
    )
    canvas.setFont(FONT, _SIZE)
    canvas.drawString(box.left, y - 25, date_in_words(heading.signed_on))


def _draw_signature(
    canvas: Canvas,
    place: tuple[float, float, float],
    label: str,
    blanks: tuple[tuple[str, str, float], ...],
) -> None:
    left, y, width = place
    canvas.setFont(FONT, _SIZE)
    canvas.drawString(left, y, label)
    start = left + text_width(label, FONT, _SIZE) + 6
    room = left + width - start - 6 * (len(blanks) - 1)
    for caption, value, share in blanks:
        blank = room * share
        canvas.line(start, y - 2, start + blank, y - 2)
        fitted = fit(value, blank, FONT, _SIZES, 18)
        draw_fitted(
            canvas, Box(start, y - 1 + fitted.height, blank, fitted.height), fitted, FONT, "center"
        )
        canvas.setFont(FONT, _SMALL)
        canvas.drawCentredString(start + blank / 2, y - 9, caption)
        start += blank + 6


def draw_footer(
    canvas: Canvas, left: float, width: float, note: str, number: int, count: int
) -> None:
    """«Лист 1 из 2» and, on a paper that is not approved, that it is a draft."""
    y = 22.0
    canvas.setFont(BOLD, 7.5)
    canvas.drawString(left, y, note)
    canvas.setFont(FONT, 7.5)
    canvas.drawRightString(left + width, y, f"Лист {number} из {count}")
