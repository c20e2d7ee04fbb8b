"""The paper of an order (приказ) or another document: A4, as an office keeps it (domain 4.3).

Organisation in full, kind, number, date and place, title, text, signature, lines for those who are
shown it. Real text: it can be searched and selected.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from reportlab.pdfgen.canvas import Canvas

from app.core import clock
from app.core.drawing import BOLD, FONT, PORTRAIT, end_page, new_canvas, text_width, wrap
from app.core.russian import tied

_LEFT, _RIGHT, _TOP, _BOTTOM = 85.0, 42.5, 57.0, 57.0  # 30, 15, 20 and 20 mm
_WIDTH = PORTRAIT[0] - _LEFT - _RIGHT
_SIZE, _LEADING = 12.0, 16.0
_INDENT = 35.0
_SMALL = 8.0
_READER_LINES, _READER_LEADING = 3, 20.0
_SIGNATURE_GAP = 1.5 * _LEADING
# Signature and lines for readers, which stay with the last words of the text.
_CLOSING = _SIGNATURE_GAP + 2.5 * _LEADING + 18 + _READER_LINES * _READER_LEADING


@dataclass(frozen=True)
class Paper:
    """Everything that stands on the paper. Texts are ready, moments are shown in ``zone``."""

    organization: str
    kind: str
    is_order: bool
    number: str
    day: str
    place: str
    title: str
    text: str
    post: str
    signer: str
    signed_at: datetime | None = None
    zone: str = clock.DEFAULT_ZONE
    draft: bool = False

    @property
    def name(self) -> str:
        """How the paper is called at its head, empty when its title alone says it."""
        return called(self.kind, is_order=self.is_order)

    @property
    def signed(self) -> str:
        """«подписано в системе 24.11.2026 10:05», empty for a draft."""
        if self.signed_at is None:
            return ""
        return f"подписано в системе {clock.local(self.signed_at, self.zone):%d.%m.%Y %H:%M}"


def called(kind: str, *, is_order: bool) -> str:
    """«ПРИКАЗ», «ПРОТОКОЛ»; a kind of several words («Положение, правила») leaves it to titles."""
    if is_order:
        return "ПРИКАЗ"
    return "" if " " in kind.strip() else kind.strip().upper()


def order_pdf(paper: Paper) -> bytes:
    """The paper as PDF: the same bytes for the same content."""
    buffer = io.BytesIO()
    number = f" № {paper.number}" if paper.number else ""
    sheet = _Sheet(
        new_canvas(buffer, PORTRAIT, f"{paper.name.capitalize() or paper.title}{number}"), paper
    )
    sheet.heading()
    *paragraphs, last = paper.text.rstrip().split("\n")
    for paragraph in paragraphs:
        sheet.paragraph(paragraph)
    sheet.paragraph(last, below=_CLOSING)
    sheet.signature()
    sheet.readers()
    sheet.foot()
    sheet.canvas.save()
    return buffer.getvalue()


def house_lines(name: str) -> list[str]:
    """The legal form on one line and the name in quotes on the next, where one line is short."""
    form, quote, own = name.partition(" «")
    if not quote or text_width(name, BOLD, 11) <= _WIDTH:
        return [name]
    return [form, f"«{own}"]


class _Sheet:
    """A pen that goes down the page and turns it."""

    def __init__(self, canvas: Canvas, paper: Paper) -> None:
        self.canvas = canvas
        self.paper = paper
        self.y = PORTRAIT[1] - _TOP
        self.page = 1

    def room(self, height: float) -> None:
        """Turn the page unless ``height`` fits."""
        if self.y - height < _BOTTOM:
            self.foot()
            end_page(self.canvas)
            self.page += 1
            self.y = PORTRAIT[1] - _TOP

    def lines(self, text: str, font: str, size: float, leading: float, *, center: bool) -> None:
        for line in wrap(text, _WIDTH, font, size):
            self.room(leading)
            self.canvas.setFont(font, size)
            if center:
                self.canvas.drawCentredString(_LEFT + _WIDTH / 2, self.y - size, line)
            else:
                self.canvas.drawString(_LEFT, self.y - size, line)
            self.y -= leading

    def heading(self) -> None:
        paper = self.paper
        if paper.draft:
            self.canvas.setFont(BOLD, _SIZE)
            self.canvas.drawRightString(_LEFT + _WIDTH, self.y - _SIZE, "ПРОЕКТ")
            self.y -= _LEADING
        for part in house_lines(paper.organization):
            self.lines(part, BOLD, 11, 14, center=True)
        self.y -= 4
        self.canvas.line(_LEFT, self.y, _LEFT + _WIDTH, self.y)
        self.y -= 22
        if paper.name:
            self.lines(paper.name, BOLD, 15, 24, center=True)
        self.canvas.setFont(FONT, _SIZE)
        number = f"№ {paper.number or '______'}"
        self.canvas.drawString(_LEFT, self.y - _SIZE, paper.day)
        self.canvas.drawRightString(_LEFT + _WIDTH, self.y - _SIZE, number)
        self.y -= _LEADING + 4
        if paper.place:
            self.lines(paper.place, FONT, _SIZE, _LEADING, center=True)
        self.y -= 10
        for line in wrap(paper.title, _WIDTH * 0.62, BOLD, _SIZE):
            self.room(_LEADING)
            self.canvas.setFont(BOLD, _SIZE)
            self.canvas.drawString(_LEFT, self.y - _SIZE, line)
            self.y -= _LEADING
        self.y -= 10

    def paragraph(self, text: str, below: float = 0.0) -> None:
        """The first line is indented; «ПРИКАЗЫВАЮ:» stands as it is written.

        ``below``: points that stay on the page of the last two lines.
        """
        if not text.strip():
            self.y -= _LEADING / 2
            return
        lines = wrap(tied(text.strip()), _WIDTH, FONT, _SIZE, _INDENT)
        if len(lines) > 1:
            self.room(2 * _LEADING)
        kept = max(len(lines) - 2, 0)
        for number, line in enumerate(lines):
            self.room((len(lines) - kept) * _LEADING + below if number == kept else _LEADING)
            self.canvas.setFont(FONT, _SIZE)
            left = _LEFT + (_INDENT if number == 0 else 0)
            self.canvas.drawString(left, self.y - _SIZE, line)
            self.y -= _LEADING

    def signature(self) -> None:
        """Post, place for the hand, name."""
        self.y -= _SIGNATURE_GAP
        base = self.y - _SIZE
        self.canvas.setFont(FONT, _SIZE)
        self.canvas.drawString(_LEFT, base, self.paper.post)
        self.canvas.drawRightString(_LEFT + _WIDTH, base, self.paper.signer)
        left = _LEFT + text_width(self.paper.post, FONT, _SIZE) + 24
        right = _LEFT + _WIDTH - text_width(self.paper.signer, FONT, _SIZE) - 12
        left = max(left, right - 150)
        if right > left + 20:
            self.canvas.line(left, base - 2, right, base - 2)
        self.canvas.setFont(FONT, _SMALL)
        note = self.paper.signed or "подпись"
        self.canvas.drawCentredString((left + right) / 2, base - 11, note)
        self.y -= _LEADING * 2

    def readers(self) -> None:
        """«С приказом ознакомлены»: lines for hands. The acquaintance list names people."""
        word = "приказом" if self.paper.is_order else "документом"
        self.y -= _LEADING / 2
        self.lines(f"С {word} ознакомлены:", FONT, 11, 18, center=False)
        self.canvas.setFont(FONT, 10.5)
        for _line in range(_READER_LINES):
            base = self.y - 12
            self.canvas.line(_LEFT, base - 2, _LEFT + 110, base - 2)
            self.canvas.line(_LEFT + 120, base - 2, _LEFT + 290, base - 2)
            self.canvas.drawString(_LEFT + 300, base, "«____» ______________ 20___ г.")
            self.y -= _READER_LEADING

    def foot(self) -> None:
        """The number of the page from the second on."""
        if self.page > 1:
            self.canvas.setFont(FONT, 9)
            self.canvas.drawCentredString(PORTRAIT[0] / 2, 28, str(self.page))
