"""``make shots``: the main pages as pictures in docs/images, and the gallery docs/pages.md."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from app.demo.logins import DEMO_PASSWORD
from tests.harness.browser import launch, visit
from tools.shots.gallery import gallery
from tools.shots.kindergarten import NOW, Kindergarten, demonstration
from tools.shots.pictures import SCENES, SIZES, Scene
from tools.shots.shrinking import write_small

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
# The first-visit hints were read: they would cover what the pictures are to show.
HINTS_READ = 'localStorage.setItem("hints", "today month-sheet import-of-children")'
PHONE_SCALE = 2


def sign_in(page: Page, address: str, login: str) -> None:
    """Through the form, as a person does."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("Логин").fill(login)
    page.get_by_label("Пароль", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.get_by_role("main").wait_for()
    page.wait_for_url(lambda url: "/sign-in" not in url)


@contextmanager
def window(browser: Browser, size: str, theme: str) -> Iterator[Page]:
    options: dict[str, Any] = {"device_scale_factor": PHONE_SCALE} if size == "phone" else {}
    with visit(
        browser, SIZES[size], color_scheme=theme, reduced_motion="reduce", **options
    ) as opened:
        opened.page.clock.set_fixed_time(NOW)
        opened.page.add_init_script(HINTS_READ)
        yield opened.page


def take(
    browser: Browser, shown: Kindergarten, scene: Scene, write: Callable[[bytes, str], None]
) -> None:
    """Every picture of a scene, each in a new window and on the rows as they were loaded."""
    for size, theme, file in scene.files():
        shown.restore()
        with window(browser, size, theme) as page:
            if scene.login:
                sign_in(page, shown.address, scene.login)
            page.goto(shown.address + scene.path)
            for step in scene.prepare:
                step(page)
            page.wait_for_load_state("networkidle")
            # Neither the caret nor the ring of a focus that only the way here left behind.
            page.evaluate("document.activeElement?.blur()")
            write(page.screenshot(), file)


def take_all(scenes: Iterable[Scene], images: Path) -> int:
    """Take the pictures of the scenes and return the sum of their bytes."""
    total = 0

    def write(png: bytes, file: str) -> None:
        nonlocal total
        size = write_small(png, images / f"{file}.png")
        total += size
        print(f"{size:>8}  {file}.png")

    images.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="shots-") as folder,
        demonstration(Path(folder)) as shown,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for scene in scenes:
            take(browser, shown, scene, write)
        browser.close()
    return total


def main() -> None:
    names = [scene.name for scene in SCENES]
    parser = argparse.ArgumentParser(prog="make shots", description=__doc__)
    parser.add_argument("scene", nargs="*", choices=[*names, []], help="these only")
    parser.add_argument("--images", type=Path, default=IMAGES, help="the folder of the pictures")
    asked = parser.parse_args()
    chosen = [scene for scene in SCENES if not asked.scene or scene.name in asked.scene]
    total = take_all(chosen, asked.images)
    if asked.images == IMAGES:
        (ROOT / "docs" / "pages.md").write_text(gallery(SCENES), encoding="utf-8")
    print(f"{total:>8}  bytes in all")


if __name__ == "__main__":
    main()
