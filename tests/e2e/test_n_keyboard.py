"""The main path of a teacher by the keyboard alone: every stop is seen, nothing needs a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.demo.logins import DEMO_PASSWORD
from tests.harness.browser import DESKTOP

# A ring or a shadow around what has the focus, or the row that stands for it.
SEEN = """() => {
    const at = document.activeElement;
    const ringed = (style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    const box = at.getBoundingClientRect();
    const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    // A child's row is one button: its ring stands around the row.
    const shown = [getComputedStyle(at), getComputedStyle(at, '::after')].some(ringed);
    return [shown && inside, at.outerHTML.slice(0, 90)];
}"""


def goes_to(page: Page, name: str, most: int = 60) -> None:
    """Presses Tab until the focus stands on what is called so; each stop must be visible."""
    for _press in range(most):
        page.keyboard.press("Tab")
        seen, what = page.evaluate(SEEN)
        assert seen, f"the focus is not seen on {what}"
        label = page.evaluate(
            "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
        )
        if name in (label or ""):
            return
    raise AssertionError(f"{most} times Tab do not lead to «{name}»")


def test_a_teacher_marks_and_confirms_the_day_without_a_mouse(kindergarten):
    with kindergarten.window(DESKTOP) as person:
        page = person.page
        person.opens("/sign-in")
        expect(page.get_by_label("Логин")).to_be_focused()
        page.keyboard.type("teacher1")
        page.keyboard.press("Tab")
        page.keyboard.type(DEMO_PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
        page.keyboard.press("Enter")
        goes_to(page, "Отметить сегодня")
        page.keyboard.press("Enter")
        page.wait_for_url("**/attendance/today**")
        goes_to(page, ": в группе")
        child = page.evaluate("document.activeElement.getAttribute('aria-label')").partition(":")[0]
        page.keyboard.press("Enter")
        goes_to(page, "болезнь")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"{child}: болезнь")).to_be_visible()
        goes_to(page, "Подтвердить", most=90)
        page.keyboard.press("Enter")
        expect(page.locator("[data-save-state]")).to_contain_text("день подтверждён")
