"""What people print stands on A4 without the shell, whole, and readable whatever the theme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.e2e.people import Person

FOR_THE_SCREEN = ("Свернуть меню", "Ctrl K", "Мои фильтры", "Выгрузить", "Закрыть табель", "Ещё")
A4 = {595, 842}
THE_REST = "Весь список — в «Выгрузить»."


@dataclass(frozen=True)
class Paper:
    """A printed page of the product: its sheets and what stands on them."""

    pages: tuple[str, ...]
    landscape: bool

    @property
    def text(self) -> str:
        return " ".join(self.pages)


def printed(person: Person, path: str) -> Paper:
    person.opens(path)
    person.page.wait_for_load_state("networkidle")
    reader = PdfReader(BytesIO(person.page.pdf(prefer_css_page_size=True)))
    sizes = [(round(one.mediabox.width), round(one.mediabox.height)) for one in reader.pages]
    assert all(set(size) == A4 for size in sizes), sizes
    texts = tuple(re.sub(r"\s+", " ", one.extract_text()) for one in reader.pages)
    paper = Paper(texts, sizes[0][0] > sizes[0][1])
    # A note for paper alone names the button that gives the whole list.
    told = paper.text.replace(THE_REST, "")
    left = [words for words in FOR_THE_SCREEN if words in told]
    assert not left, f"{left} stand on the paper: {paper.text[:600]}"
    return paper


def test_a_month_is_one_landscape_sheet_with_all_children(kindergarten):
    with kindergarten.somebody("teacher1") as teacher:
        paper = printed(teacher, "/attendance/month/4/2026-11")
        assert paper.landscape
        assert len(paper.pages) == 1
        for words in ("Звёздочка", "Ноябрь 2026", "Андреева Виктория", "Щербаков Виктор"):
            assert words in paper.text
        assert paper.text.count("Были в группе") == 1
        day = printed(teacher, "/attendance/today/4")
        assert not day.landscape
        assert len(day.pages) == 1
        assert "вторник, 24.11.2026" in day.text


def test_a_list_repeats_its_heads_and_names_its_conditions(kindergarten):
    with kindergarten.somebody("coordinator") as coordinator:
        paper = printed(coordinator, "/children/?size=100")
        assert len(paper.pages) > 1
        assert all("Дата рождения" in page for page in paper.pages[:-1])
        assert "1–100 из" in paper.text
        assert f"На этом листе одна страница из 2. {THE_REST}" in paper.text
        chosen = printed(coordinator, "/children/?f.group=4")
        assert re.search(r"Группа: ?Звёздочка", chosen.text)


def test_a_card_is_one_sheet(kindergarten):
    with kindergarten.somebody("coordinator") as coordinator:
        coordinator.opens("/children/?q=Виноградова+Мария")
        address = coordinator.page.locator("a.title").first.get_attribute("href")
        paper = printed(coordinator, str(address))
        assert len(paper.pages) == 1
        for words in ("Виноградова Мария", "СНИЛС", "Адрес проживания"):
            assert words in paper.text


def test_a_summary_keeps_its_last_column_and_names_its_period(kindergarten):
    with kindergarten.somebody("head") as head:
        paper = printed(head, "/attendance/summary")
        assert paper.landscape
        for words in ("01.11.2026", "24.11.2026", "Среднесписочная", "Всего"):
            assert words in paper.text
        widths = head.page.evaluate(
            "(() => { const t = document.querySelector('.table');"
            " return [t.scrollWidth, t.parentElement.clientWidth]; })()"
        )
        assert widths[0] <= widths[1] + 1
        control = printed(head, "/attendance/control/2026-11-24")
        assert "вторник, 24.11.2026" in control.pages[0]
        assert "Добавить документ" not in control.text


def test_a_sheet_names_its_group_also_for_whoever_has_many(kindergarten):
    with kindergarten.somebody("coordinator") as coordinator:
        paper = printed(coordinator, "/attendance/month/4/2026-11")
        assert "Звёздочка" in paper.text
        assert "Солнышко" not in paper.text


@pytest.mark.parametrize("path", ["/", "/attendance/month/4/2026-11"])
def test_the_dark_theme_does_not_reach_the_paper(kindergarten, path):
    with kindergarten.somebody("teacher1") as teacher:
        teacher.opens(path)
        page = teacher.page
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
        found = page.evaluate(
            "['body', 'h1', 'main'].map(name => { const style = getComputedStyle("
            "document.querySelector(name)); return [style.color, style.backgroundColor]; })"
        )
        assert {colour for colour, _ground in found} == {"rgb(0, 0, 0)"}
        assert found[0][1] == "rgb(255, 255, 255)"
