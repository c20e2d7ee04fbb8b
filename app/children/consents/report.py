"""Papers of one consent on A4: the consent by 152-ФЗ, art. 9 part 4, its revocation by part 2.

What the kindergarten does not keep (the identity document of the signer) is a line to be filled
in by hand.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from reportlab.pdfgen.canvas import Canvas

from app.core.drawing import (
    BOLD,
    FONT,
    LEADING,
    PORTRAIT,
    end_page,
    new_canvas,
    text_width,
    wrap,
)
from app.core.russian import plural_form

_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 42.0, 50.0, 50.0
_WIDTH = PORTRAIT[0] - _LEFT - _RIGHT
_SIZE = 10.5
_SMALL = 7.5
_DAYS = ("дня", "дней", "дней")
_MEANS = "с использованием средств автоматизации и без них"


@dataclass(frozen=True)
class ConsentPaper:
    """All that stands on the paper. ``given_on`` None: the date is a line, too. ``revoked_on``: a
    print of what is no longer in force says so."""

    operator: str
    operator_address: str
    operator_numbers: str
    signer: str
    signer_relation: str
    signer_address: str
    ground: str
    child: str
    birth_date: date
    certificate: str
    name: str
    purpose: str
    personal_data: str
    operations: str
    recipients: str
    term: str
    stop_days: int
    given_on: date | None
    revoked_on: date | None = None
    revocation: str = ""


class _Flow:
    """Paragraphs one under another, on as many pages as they need."""

    def __init__(self, title: str) -> None:
        self.buffer = io.BytesIO()
        self.canvas: Canvas = new_canvas(self.buffer, PORTRAIT, title)
        self.y = PORTRAIT[1] - _TOP

    def room(self, height: float) -> None:
        if self.y - height < _BOTTOM:
            end_page(self.canvas)
            self.y = PORTRAIT[1] - _TOP

    def text(
        self,
        text: str,
        *,
        font: str = FONT,
        size: float = _SIZE,
        centre: bool = False,
        gap: float = 5,
    ) -> None:
        for line in wrap(text, _WIDTH, font, size):
            self.room(size * LEADING)
            self.y -= size * LEADING
            self.canvas.setFont(font, size)
            if centre:
                self.canvas.drawCentredString(_LEFT + _WIDTH / 2, self.y, line)
            else:
                self.canvas.drawString(_LEFT, self.y, line)
        self.y -= gap

    def field(self, label: str, value: str, caption: str = "") -> None:
        """A label with its value, or with a line to be filled in by hand."""
        if value:
            self.text(f"{label}: {value}")
            return
        self.room(_SIZE * 2.6)
        self.y -= _SIZE * 1.5
        self.canvas.setFont(FONT, _SIZE)
        self.canvas.drawString(_LEFT, self.y, f"{label}:")
        start = _LEFT + text_width(f"{label}:", FONT, _SIZE) + 5
        self.canvas.line(start, self.y - 2, _LEFT + _WIDTH, self.y - 2)
        self.caption(caption, start, _LEFT + _WIDTH)
        self.y -= 12

    def caption(self, text: str, left: float, right: float) -> None:
        self.canvas.setFont(FONT, _SMALL)
        self.canvas.drawCentredString((left + right) / 2, self.y - 10, text)


def consent_pdf(paper: ConsentPaper) -> bytes:
    """The paper as a PDF."""
    flow = _Flow(f"Согласие: {paper.name}")
    _heading(flow, paper, "СОГЛАСИЕ")
    if paper.revoked_on is not None:
        how = f": {paper.revocation}" if paper.revocation else ""
        flow.text(f"ОТОЗВАНО {paper.revoked_on:%d.%m.%Y}{how}", font=BOLD, centre=True, gap=12)
    _people(flow, paper)
    flow.text(
        "Руководствуясь статьёй 9 Федерального закона от 27.07.2006 № 152-ФЗ «О персональных "
        "данных», свободно, своей волей и в интересах ребёнка даю согласие оператору — "
        f"{paper.operator}, адрес: {paper.operator_address or '_' * 30}, — на обработку "
        "персональных данных ребёнка на следующих условиях."
    )
    for number, (label, value) in enumerate(_conditions(paper), 1):
        flow.text(f"{number}. {label}: {value}")
    _signature(flow, paper.given_on, paper.signer)
    flow.canvas.save()
    return flow.buffer.getvalue()


def revocation_pdf(paper: ConsentPaper) -> bytes:
    """The statement of who takes a signed consent back; its day is a line until it is known."""
    flow = _Flow(f"Отзыв согласия: {paper.name}")
    _heading(flow, paper, "ОТЗЫВ СОГЛАСИЯ")
    _people(flow, paper)
    given = f", данное мной {paper.given_on:%d.%m.%Y}" if paper.given_on else ""
    flow.text(
        "Руководствуясь частью 2 статьи 9 Федерального закона от 27.07.2006 № 152-ФЗ «О "
        f"персональных данных», отзываю согласие на обработку персональных данных ребёнка{given} "
        f"оператору — {paper.operator}. Цель обработки: {_sentence(paper.purpose)}"
    )
    flow.text(
        f"Прошу прекратить обработку для этой цели {_stop(paper.stop_days)}, если закон не "
        "обязывает хранить сведения дольше."
    )
    flow.text("Мне известно, что отзыв согласия не лишает ребёнка права посещать детский сад.")
    _signature(flow, paper.revoked_on, paper.signer)
    flow.y -= 34
    flow.field("Отзыв принят", "", "дата, должность, подпись и расшифровка подписи работника")
    flow.canvas.save()
    return flow.buffer.getvalue()


def _heading(flow: _Flow, paper: ConsentPaper, title: str) -> None:
    flow.text(paper.operator, gap=1)
    flow.text(", ".join(filter(None, (paper.operator_address, paper.operator_numbers))), size=9)
    flow.y -= 16
    flow.text(title, font=BOLD, size=13, centre=True, gap=1)
    flow.text("на обработку персональных данных ребёнка", font=BOLD, size=11.5, centre=True, gap=1)
    flow.text(f"Цель: {paper.name}", size=11, centre=True, gap=12)


def _people(flow: _Flow, paper: ConsentPaper) -> None:
    """Who signs and for whom."""
    flow.field("Законный представитель", f"{paper.signer} ({paper.signer_relation})")
    flow.field("Адрес", paper.signer_address, "адрес места жительства")
    flow.field("Документ, удостоверяющий личность", "", "вид, серия, номер, кем и когда выдан")
    flow.field("Ребёнок", f"{paper.child}, дата рождения {paper.birth_date:%d.%m.%Y}")
    flow.field("Свидетельство о рождении", paper.certificate, "серия, номер, кем и когда выдано")
    if paper.ground:
        flow.field("Основание полномочий", paper.ground)
    flow.y -= 4


def _stop(days: int) -> str:
    """By when the processing ends, counted from the revocation."""
    if days == 0:
        return "в день получения отзыва"
    return f"в срок не более {days} {plural_form(days, _DAYS)} со дня получения отзыва"


def _conditions(paper: ConsentPaper) -> list[tuple[str, str]]:
    return [
        ("Цель обработки", _sentence(paper.purpose)),
        ("Персональные данные", _sentence(paper.personal_data)),
        (
            "Действия с персональными данными",
            _sentence(f"{paper.operations.rstrip('.')}, {_MEANS}"),
        ),
        (
            "Кому передаются персональные данные",
            _sentence(paper.recipients or "третьим лицам не передаются"),
        ),
        ("Срок действия согласия", _sentence(f"со дня подписания {paper.term}")),
        (
            "Отзыв согласия",
            "согласие можно отозвать в любое время письменным заявлением на имя руководителя или "
            "в личном кабинете родителя; оператор прекращает обработку для этой цели "
            f"{_stop(paper.stop_days)}, если закон не обязывает хранить сведения дольше. Отзыв и "
            "отказ от согласия не лишают ребёнка права посещать детский сад.",
        ),
    ]


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}."


def _signature(flow: _Flow, day: date | None, signer: str) -> None:
    flow.room(70)
    flow.y -= 34
    canvas = flow.canvas
    date_text = f"{day:%d.%m.%Y}" if day else ""
    third = _WIDTH / 3
    for number, (caption, value) in enumerate(
        (("дата", date_text), ("подпись", ""), ("расшифровка подписи", signer))
    ):
        left = _LEFT + third * number
        right = left + third - 14
        canvas.line(left, flow.y, right, flow.y)
        size = _SIZE
        while size > 6 and text_width(value, FONT, size) > right - left:
            size -= 0.5
        canvas.setFont(FONT, size)
        canvas.drawCentredString((left + right) / 2, flow.y + 3, value)
        flow.caption(caption, left, right)
