"""Which pictures there are: of which page, whose, in which window and theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.harness.browser import DESKTOP, PHONE

Step = Callable[[Page], None]
SIZES = {"desktop": DESKTOP, "phone": PHONE}


@dataclass(frozen=True)
class Scene:
    """A page of one person, with what is done on it before the picture is taken."""

    name: str
    login: str | None
    path: str
    shows: str
    looks: tuple[str, ...] = ("desktop", "phone")
    prepare: tuple[Step, ...] = field(default=())

    def files(self) -> Iterator[tuple[str, str, str]]:
        """(size, theme, name of the file without its ending) of each picture."""
        for look in self.looks:
            size, _dash, theme = look.partition("-")
            yield size, theme or "light", f"{self.name}-{look}"


def mark_absent(page: Page) -> None:
    """Two children are absent: one is ill, the reasons of the other are just being chosen."""
    page.get_by_role("button", name="Воробьёва Надежда: в группе").click()
    reasons = page.get_by_role("group", name="Причина: Воробьёва Надежда")
    reasons.get_by_role("button", name="болезнь").click()
    page.get_by_role("button", name="Герасимова Анна: в группе").click()
    page.get_by_text("Сохранено").first.wait_for()
    page.evaluate("scrollTo(0, 0)")


def first_row(page: Page) -> None:
    """From a list to the card of its first row."""
    page.locator("a.title").first.click()
    page.wait_for_load_state("load")


def edit(page: Page) -> None:
    """From a card to its form."""
    page.get_by_role("link", name="Изменить", exact=True).and_(page.locator(".btn")).click()
    page.wait_for_load_state("load")


def first_order_to_sign(page: Page) -> None:
    """From the list of orders to the one that waits for the head."""
    page.locator("a.title", has_text="новогодних утренников").first.click()
    page.wait_for_load_state("load")


BOTH = ("desktop", "desktop-dark", "phone", "phone-dark")

SCENES = (
    Scene("sign-in", None, "/sign-in", "Sign-in"),
    Scene("home-teacher", "teacher1", "/", "Home of a teacher at 8:55"),
    Scene(
        "today",
        "teacher1",
        "/attendance/today/4",
        "The day of a group: everybody is present, the absent get a reason",
        BOTH,
        (mark_absent,),
    ),
    Scene(
        "month-sheet",
        "teacher1",
        "/attendance/month/4/2026-11",
        "Month sheet: by mouse, touch and keyboard",
        BOTH,
    ),
    Scene("home-head", "head", "/", "Home of the head", ("desktop", "desktop-dark", "phone")),
    Scene("control", "head", "/attendance/control/2026-11-24", "What is not filled"),
    Scene("summary", "head", "/attendance/summary", "Attendance summary of a period"),
    Scene(
        "children", "coordinator", "/children/", "List of children; on a phone the rows are cards"
    ),
    Scene(
        "child", "coordinator", "/children/?q=Виноградова", "Card of a child", prepare=(first_row,)
    ),
    Scene(
        "child-form",
        "coordinator",
        "/children/?q=Виноградова",
        "Form of a child",
        prepare=(first_row, edit),
    ),
    Scene("home-parent", "parent1", "/", "Home of a parent", ("phone", "phone-dark")),
    Scene("schedule", "senior", "/schedule/?group=4", "A week of a group", ("desktop",)),
    Scene("board", "parent1", "/board/", "The board of a parent: what is new and what is asked"),
    Scene(
        "announcement",
        "teacher1",
        "/announcements/new",
        "Writing an announcement: people are counted before it is sent",
    ),
    Scene("mail", "teacher1", "/mail/", "Messages: no telephone number is needed", ("phone",)),
    Scene("forum", "teacher1", "/forum/", "The forum", ("phone",)),
    Scene("events", "head", "/events/", "Events of the month", ("desktop",)),
    Scene(
        "movement-book",
        "head",
        "/movement/book",
        "The movement book: numbers without gaps",
        ("desktop",),
    ),
    Scene(
        "order",
        "head",
        "/orders/",
        "An order before the signature of the head",
        prepare=(first_order_to_sign,),
    ),
    Scene("role", "admin", "/roles/6/rights", "The rights of a role", ("desktop",)),
    Scene("home-authority", "authority", "/", "Home of the education authority"),
)
