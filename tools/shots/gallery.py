"""docs/pages.md: every picture with what it shows."""

from __future__ import annotations

from collections.abc import Iterable

from tools.shots.pictures import Scene

HEAD = """# The main pages

Made by `make shots` from the demonstration: all people and figures are invented. On the left
a desktop of 1366×768, on the right a phone of 390×844; the dark theme follows the system or the
choice of the person.
"""
WIDTHS = {"desktop": 560, "phone": 180}


def gallery(scenes: Iterable[Scene]) -> str:
    """The text of the page, in the order of the scenes."""
    return HEAD + "".join(_part(scene) for scene in scenes)


def _part(scene: Scene) -> str:
    files = list(scene.files())
    lines = [f"\n## {scene.shows}\n"]
    for theme in ("light", "dark"):
        shown = [(size, name) for size, its_theme, name in files if its_theme == theme]
        pictures = " ".join(_picture(scene, size, theme, name) for size, name in shown)
        if pictures:
            lines.append(f"{pictures}\n")
    return "\n".join(lines)


def _picture(scene: Scene, size: str, theme: str, name: str) -> str:
    said = f"{scene.shows}: {size}{', dark' if theme == 'dark' else ''}"
    return f'<img src="images/{name}.png" width="{WIDTHS[size]}" alt="{said}">'
