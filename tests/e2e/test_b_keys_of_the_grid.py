"""The month sheet by keyboard and mouse on the old desktop of the group room."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.grid import Grid, saved

MONTH = "/attendance/month/4/2026-11"
FIRST, SECOND, THIRD, FOURTH = (
    "Андреева Виктория",
    "Виноградова Мария",
    "Воробьёв Матвей",
    "Воробьёва Надежда",
)


@pytest.fixture
def grid(kindergarten):
    with kindergarten.somebody("teacher1") as teacher:
        teacher.opens(MONTH)
        yield Grid(teacher.page)


def test_a_letter_is_a_mark_in_both_layouts_and_enter_goes_down(grid):
    grid.cell(SECOND, 24).click()
    grid.press("Escape", "ArrowUp")
    expect(grid.cell(FIRST, 24)).to_be_focused()
    grid.types_russian("б", "Comma")
    grid.press("Enter")
    expect(grid.cell(SECOND, 24)).to_be_focused()
    grid.press("Comma", "Enter")  # the same key in the Latin layout
    expect(grid.cell(THIRD, 24)).to_be_focused()
    grid.press("Space", "ArrowDown", "y", "Delete")
    saved(grid.page)
    grid.page.reload()
    grid.holds(FIRST, {24: "Б"})
    grid.holds(SECOND, {24: "Б"})
    # A mark now, no longer only what the parents reported.
    expect(grid.cell(SECOND, 24)).not_to_have_accessible_name(re.compile("сообщили родители"))
    expect(grid.cell(THIRD, 24)).to_have_class("")  # was here: an empty cell
    expect(grid.cell(FOURTH, 24)).to_have_class("u")  # cleared: not marked


def test_a_range_takes_one_letter_and_the_sums_follow_at_once(grid):
    assert grid.totals(SECOND) == ["15", "–", "–", "20"]
    present = grid.foot("Были в группе").get_by_role("gridcell").nth(22)
    absent = grid.foot("Отсутствовали").get_by_role("gridcell").nth(22)
    expect(present).to_have_text("24")

    grid.cell(SECOND, 20).click()
    grid.press("Escape", "Shift+ArrowDown", *["Shift+ArrowRight"] * 3, "j")  # «О» is on J
    for child in (SECOND, THIRD):
        # 21 and 22 November are a weekend.
        grid.holds(child, {20: "О", 21: "", 22: "", 23: "О"})
    expect(present).to_have_text("22")
    expect(absent).to_have_text("2")
    # A holiday without its paper is excused, though the paper is still asked for.
    assert grid.totals(SECOND) == ["13", "2", "2", "18"]
    expect(grid.page.get_by_text("дето-дней: 325")).to_be_visible()

    grid.press("Control+z")
    grid.holds(SECOND, {20: "", 23: ""})
    assert grid.totals(SECOND) == ["15", "–", "–", "20"]
    grid.press("Control+y")
    grid.holds(THIRD, {20: "О", 23: "О"})
    grid.page.get_by_role("button", name="Отменить", exact=True).click()
    grid.page.get_by_role("button", name="Повторить отменённое").click()
    saved(grid.page)
    grid.page.reload()
    grid.holds(THIRD, {20: "О", 23: "О"})
    assert grid.totals(SECOND) == ["13", "2", "2", "18"]


def test_a_mark_is_copied_over_a_range_by_keys_and_by_the_mouse(grid):
    grid.cell(FIRST, 11).click()
    expect(grid.cell(FIRST, 11)).to_have_text("Н")
    grid.press("Escape", "Control+c")
    grid.cell(SECOND, 12).click()
    grid.press("Escape", "Shift+ArrowDown", "Shift+ArrowRight", "Control+v")
    for child in (SECOND, THIRD):
        grid.holds(child, {12: "Н", 13: "Н"})

    # A drag over cells chooses them; a drag of the green corner repeats the mark.
    grid.cell(FIRST, 18).click()
    grid.press("Escape")
    grip = grid.page.locator(".grip")
    grip.hover()
    grid.page.mouse.down()
    grid.cell(FOURTH, 18).hover()
    grid.page.mouse.up()
    for child in (FIRST, SECOND, THIRD, FOURTH):
        grid.holds(child, {18: "П"})
    saved(grid.page)


def test_a_period_of_one_child_is_filled_at_once(grid):
    page = grid.page
    grid.cell(FOURTH, 9).click()
    page.get_by_role("button", name="период…").click()
    dialog = page.get_by_role("dialog").filter(has_text=f"Период: {FOURTH}")
    dialog.get_by_label("С", exact=True).fill("2026-11-09")
    dialog.get_by_label("По, включительно").fill("2026-11-17")
    dialog.get_by_label("Причина").select_option(label="Б — Болезнь ребёнка")
    dialog.get_by_role("button", name="Заполнить").click()
    grid.holds(FOURTH, {6: "", 9: "Б", 13: "Б", 14: "", 15: "", 16: "Б", 17: "Б", 18: ""})
    # An illness without its certificate is not excused.
    assert grid.totals(FOURTH) == ["8", "7", "–", "20"]
    saved(page)


def test_days_off_and_days_ahead_take_no_mark(grid):
    grid.cell(SECOND, 22).click()
    grid.press("Escape", "Comma")
    expect(grid.page.get_by_text("Это нерабочий день")).to_be_visible()
    grid.holds(SECOND, {22: ""})
    grid.cell(SECOND, 4).click()
    grid.press("Escape", "Comma")
    grid.holds(SECOND, {4: ""})
    # What the parents reported ahead is shown; a key makes no mark of it, nor beside it.
    for child, shown in ((THIRD, ""), (SECOND, "Б")):
        grid.cell(child, 25).click()
        grid.press("Escape", "j")
        expect(grid.page.get_by_text("День ещё впереди")).to_be_visible()
        grid.holds(child, {25: shown})
    expect(grid.cell(SECOND, 25)).to_have_accessible_name(
        f"{SECOND}, 25.11: сообщили родители: Болезнь ребёнка"
    )
