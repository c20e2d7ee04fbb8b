"""Two people mark one group at the same time, each at a computer of their own."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.grid import Grid, saved

MONTH = "/attendance/month/4/2026-11"
CHILD, OTHER = "Воробьёв Матвей", "Крылова Юлия"


def test_different_cells_merge_and_the_same_cell_is_settled_by_people(kindergarten):
    with (
        kindergarten.somebody("teacher1") as teacher,
        kindergarten.somebody("coordinator") as coordinator,
    ):
        for person in (teacher, coordinator):
            person.opens(MONTH)
        hers, theirs = Grid(teacher.page), Grid(coordinator.page)

        # Different cells: both stand, each sees what the other wrote.
        hers.cell(OTHER, 24).click()
        hers.press("Escape", "Comma")
        saved(hers.page)
        theirs.cell("Герасимова Анна", 24).click()
        theirs.press("Escape", "y")
        saved(theirs.page)
        for grid in (hers, theirs):
            grid.comes_back()
            grid.holds(OTHER, {24: "Б"})
            grid.holds("Герасимова Анна", {24: "Н"})

        # The same cell: the second learns at once who, when and what, and keeps their own mark.
        hers.cell(CHILD, 24).click()
        hers.press("Escape", "Comma", "Enter")
        saved(hers.page)
        coordinator.visit.expect_error("409")
        theirs.cell(CHILD, 24).click()
        theirs.press("Escape", "j", "Enter")
        notice = coordinator.page.get_by_role("alert").filter(has_text="Две отметки в одной клетке")
        expect(notice).to_contain_text(
            f"{CHILD}, 24.11.2026: у вас «О», Ёлкина М. А. в 10:00 — «Б»."
        )
        expect(theirs.cell(CHILD, 24)).to_have_text("О!")
        coordinator.looks("clash", "#notices")

        # The first is told as well.
        hers.comes_back()
        told = teacher.page.get_by_role("alert").filter(has_text="Две отметки в одной клетке")
        expect(told).to_contain_text(
            f"{CHILD}, 24.11.2026: Морозова И. С. в 10:00 — «О», в табеле «Б»."
        )
        teacher.looks("clash-told", "#notices")
        told.get_by_role("button", name="Понятно").click()
        expect(told).to_be_hidden()

        # A choice settles it for both.
        notice.get_by_role("button", name="Поставить: «О»").click()
        expect(notice).to_be_hidden()
        saved(theirs.page)
        hers.comes_back()
        hers.holds(CHILD, {24: "О"})
        teacher.page.reload()
        hers.holds(CHILD, {24: "О"})
        hers.comes_back()
        expect(told).to_be_hidden()


def test_the_mark_of_the_other_may_be_kept(kindergarten):
    with (
        kindergarten.somebody("teacher1") as teacher,
        kindergarten.somebody("coordinator") as coordinator,
    ):
        for person in (teacher, coordinator):
            person.opens(MONTH)
        hers, theirs = Grid(teacher.page), Grid(coordinator.page)
        theirs.cell(CHILD, 24).click()
        theirs.press("Escape", "Comma")
        saved(theirs.page)
        teacher.visit.expect_error("409")
        hers.cell(CHILD, 24).click()
        hers.press("Escape", "y")
        notice = teacher.page.get_by_role("alert").filter(has_text="Морозова И. С.")
        notice.get_by_role("button", name="Оставить: «Б»").click()
        expect(notice).to_be_hidden()
        hers.holds(CHILD, {24: "Б"})
        teacher.page.reload()
        hers.holds(CHILD, {24: "Б"})
