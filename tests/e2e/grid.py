"""The month sheet as a person handles it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass
class Grid:
    """Cells are found by the child's name and the number of the day."""

    page: Page

    @property
    def table(self) -> Locator:
        return self.page.get_by_role("grid")

    def line(self, child: str) -> Locator:
        return self.table.get_by_role("row").filter(has_text=child)

    def cell(self, child: str, day: int) -> Locator:
        return self.line(child).get_by_role("gridcell").nth(day - 1)

    def totals(self, child: str) -> list[str]:
        """Present, missed, excused and to pay for, as they stand behind the days."""
        return self.line(child).get_by_role("gridcell").all_inner_texts()[-4:]

    def foot(self, words: str) -> Locator:
        """One of the two lines of sums under the days."""
        return self.table.get_by_role("row").filter(has_text=words)

    def holds(self, child: str, marks: dict[int, str]) -> None:
        """The letters that stand on these days; an empty text is an empty cell."""
        for day, letter in marks.items():
            expect(self.cell(child, day)).to_have_text(letter)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def types_russian(self, letter: str, code: str) -> None:
        """A key in the Russian layout; Playwright itself knows a Latin keyboard only."""
        keyboard = self.page.context.new_cdp_session(self.page)
        event = {"key": letter, "code": code, "text": letter}
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
        keyboard.detach()

    def comes_back(self) -> None:
        """The person looks at this window again: it asks at once what others wrote."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def saved(page: Page) -> None:
    """The page says that the server has everything."""
    expect(page.locator("[data-save-state]")).to_contain_text("Сохранено")
