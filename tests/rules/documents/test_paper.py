"""The paper of an order: within its margins, dates and numbers are not torn apart."""

from __future__ import annotations

from dataclasses import replace

from app.core.drawing import PORTRAIT
from app.core.russian import tied
from app.documents.report import Paper, called, order_pdf
from tests.rules.core.pdf_reading import placed, read

RIGHT_MARGIN = PORTRAIT[0] - 42.5
LINE = "Лебедеву Оксану Игоревну на должность: инструктор по физической культуре, ставка 1, "


def paper(text: str) -> Paper:
    return Paper(
        organization="МБДОУ «Детский сад № 17»",
        kind="Приказ",
        is_order=True,
        number="1-к",
        day="«27» августа 2026 г.",
        place="г. Зареченск",
        title="О приёме на работу",
        text=text,
        post="Заведующий",
        signer="Соколова Е. В.",
    )


def test_an_indented_line_ends_before_the_right_margin():
    texts = "\n".join(f"{number}) {LINE * 3}с 1 сентября 2026 г." for number in range(1, 9))
    pages = read(order_pdf(paper(texts))).pages
    pieces = [piece for page in pages for piece in placed(page)]
    assert len(pieces) > 20
    assert [text for text, _left, right, _y in pieces if right > RIGHT_MARGIN + 0.5] == []


def test_dates_numbers_and_shares_stay_on_one_line():
    space = "\N{NO-BREAK SPACE}"
    said = tied("№ 12-к, ставка 0,5, с 1 сентября 2026 г., 12.03.2022 г. р., 5 детей")
    assert said.replace(space, "_") == (
        "№_12-к, ставка_0,5, с_1_сентября_2026_г., 12.03.2022_г._р., 5 детей"
    )


def test_signature_and_lines_for_readers_stay_on_the_page_of_the_last_words_of_the_order():
    for lines in range(1, 80):
        pages = read(order_pdf(paper("\n".join(["Направить детей."] * lines)))).pages
        for page in pages:
            texts = [text for text, _left, _right, _y in placed(page)]
            if any("Соколова Е. В." in text for text in texts):
                assert any("Направить" in text for text in texts), lines
                assert any("ознакомлены" in text for text in texts), lines


def test_a_kind_of_several_words_is_no_heading_of_a_paper_its_title_says_what_it_is():
    assert called("Приказ о зачислении", is_order=True) == "ПРИКАЗ"
    assert called("Протокол", is_order=False) == "ПРОТОКОЛ"
    assert called("Положение, правила", is_order=False) == ""
    agreement = replace(paper("Стороны договорились."), kind="Договор, соглашение", is_order=False)
    text = read(order_pdf(agreement)).pages[0].extract_text()
    assert "ДОГОВОР" not in text
    assert agreement.title in text
