"""Draws the PNG icons of the product from its emblem: ``python -m tools.draw_icons``.

Needed only when the emblem changes; the drawn files are kept in ``app/static/icons``.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.harness.browser import launch

STATIC = Path(__file__).resolve().parents[1] / "app" / "static"
GREEN = "#1B6B4F"
SPROUT = (
    '<path d="M12 20v-9M12 11c0-3.500 2.500-6 7-6 0 4-2.500 6-7 6zM12 14c-.3-3-2.500-5-6.500-5 '
    '0 3.700 2.500 5 6.500 5zM8.500 20h7"/>'
)

# File: size in pixels, radius of the corners and size of the sprout as shares of the picture.
# What the system cuts to a shape of its own has no corners and keeps the sprout in the middle.
ICONS = {
    "icon-192.png": (192, 0.25, 0.75),
    "icon-512.png": (512, 0.25, 0.75),
    "maskable-512.png": (512, 0, 0.54),
    "apple-touch.png": (180, 0, 0.68),
}


def drawn(size: int, radius: float, share: float) -> str:
    """The emblem as SVG."""
    edge, scale = (1 - share) / 2 * size, share * size / 24
    # The sprout leans a little downward in its square of 24: lifted, so that it looks centred.
    lift = 0.5 * scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">'
        f'<rect width="{size}" height="{size}" rx="{radius * size}" fill="{GREEN}"/>'
        f'<g transform="translate({edge} {edge - lift}) scale({scale})" fill="none" stroke="#fff" '
        f'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">{SPROUT}</g></svg>'
    )


def main() -> None:
    folder = STATIC / "icons"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, (size, radius, share) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            picture = drawn(size, radius, share)
            page.set_content(f'<body style="margin:0;background:transparent">{picture}</body>')
            page.screenshot(path=folder / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
