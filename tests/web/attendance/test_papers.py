"""The form 0504608 through the door: PDF and XLSX, official and with local letters."""

from __future__ import annotations

import io

import openpyxl
import pytest

from app.attendance.models import AttendanceMark
from tests.rules.core.pdf_reading import plain_text, read


@pytest.fixture
def marked(house):
    """A few marks of November; most days are still open."""
    first = house.visit("first")
    cells = [house.cell(0, 9, "Б"), house.cell(1, 10, "О"), house.cell(2, 23, "Я")]
    assert house.marks(first, *cells).status_code == 200
    return house


def paper(house, kind, form, login="first"):
    return house.visit(login).get(f"{house.month_address()}.{kind}?form={form}")


def cells_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def line_of(rows, name):
    return next(row for row in rows if any(str(cell or "").startswith(name) for cell in row))


@pytest.mark.parametrize("login", ["first", "head", "coordinator", "administrator"])
def test_who_may_export_gets_both_papers(marked, login):
    pdf = paper(marked, "pdf", "official", login)
    assert (pdf.status_code, pdf.mimetype) == (200, "application/pdf")
    assert f"0504608-2026-11-{marked.group}.pdf" in pdf.headers["Content-Disposition"]
    assert pdf.headers["Cache-Control"] == "private, no-store"
    assert len(pdf.get_data()) < 100_000
    xlsx = paper(marked, "xlsx", "official", login)
    assert xlsx.status_code == 200
    assert xlsx.get_data().startswith(b"PK")


def test_the_official_pdf_holds_the_house_the_group_the_names_and_the_days(marked):
    text = plain_text(read(paper(marked, "pdf", "official").get_data()))
    for expected in (
        "0504608",
        "Детский сад № 5",
        "Ромашка",
        "Абрамов Тимофей",
        "Белова Арина",
        "Воронцов Лев",
        "30",
    ):
        assert expected in text
    assert "ноябр" in text.lower()
    assert "Ёлкина" not in text


def test_the_official_letters_are_two_and_the_local_ones_have_a_legend(marked):
    official = line_of(cells_of(paper(marked, "xlsx", "official").get_data()), "Абрамов")
    letters = {cell for cell in official if isinstance(cell, str) and len(cell) == 1}
    assert letters == {"Н", "В"}
    rows = cells_of(paper(marked, "xlsx", "local").get_data())
    assert "Б" in line_of(rows, "Абрамов")
    assert "О" in line_of(rows, "Белова")
    assert any("болезнь" in str(cell).lower() for row in rows for cell in row)
    text = plain_text(read(paper(marked, "pdf", "local").get_data()))
    assert "болезнь" in text.lower()


def test_a_form_that_is_none_is_refused(marked):
    assert paper(marked, "pdf", "secret").status_code == 400
    assert paper(marked, "xlsx", "secret").status_code == 400


def test_who_may_not_export_gets_no_paper(marked):
    for kind in ("pdf", "xlsx"):
        assert paper(marked, kind, "official", "parent").status_code == 403
        assert paper(marked, kind, "official", "other").status_code == 404
        stranger = marked.garden.client_of("head_a")
        assert stranger.get(f"{marked.month_address()}.{kind}").status_code == 404
        guest = marked.garden.client_of("anonymous")
        assert guest.get(f"{marked.month_address()}.{kind}").status_code == 302


def test_an_empty_month_is_a_paper_too(house):
    answer = house.visit("first").get(f"{house.month_address('2026-09')}.pdf")
    assert "Абрамов Тимофей" in plain_text(read(answer.get_data()))
    assert house.look(AttendanceMark, group_id=house.group) == []
