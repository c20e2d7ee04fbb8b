"""Menu and bottom bar: who sees which page, drawn once for each set of rights and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from app.core.i18n import catalogue, translate
from app.core.messages import Message

Rights = tuple[tuple[str, str], ...]
"""(subject, right) pairs, any of which will do."""

# A menu of so many pages needs no sections: all stand below each other, one press away.
FLAT_MOST = 12


@dataclass(frozen=True)
class MenuItem:
    """A page, shown to who has the right (or to all signed in, without one).

    ``kept_for``: in the menu it stands only for whom it is a part of the work, who has one of
    these rights; others find it among all pages. ``count`` names the number shown beside it.
    """

    label: Message
    href: str
    subject: str | None = None
    icon: str = ""
    right: str = "read"
    kept_for: Rights = ()
    count: str = ""


@dataclass(frozen=True)
class MenuSection:
    """A section of the menu with its icon. Quiet ones stand at the end and step back.

    Not ``in_menu``: its pages stand among all pages only, and on the cards they belong to.
    """

    label: Message
    icon: str
    items: tuple[MenuItem, ...]
    quiet: bool = False
    in_menu: bool = True


@dataclass(frozen=True)
class BarItem:
    """An entry of the phone's bottom bar."""

    label: Message
    icon: str
    href: str
    subject: str | None
    right: str = "read"
    count: str = ""
    """The name of the number that the page asks for and shows here (``data-count``)."""


@dataclass(frozen=True)
class Bar:
    """A bottom bar for who has a right (subject, right): its first four that may be opened."""

    needs: tuple[str, str] | None
    items: tuple[BarItem, ...]


@dataclass(frozen=True)
class Frame:
    """The drawn lines of the menu and of the bottom bar.

    ``counts_beyond``: names of the numbers that stand in the menu but not in the bar: «More»
    shows their sum.
    """

    menu: Markup
    bar: Markup
    counts_beyond: str


NO_FRAME = Frame(Markup(), Markup(), "")


def allowed(person: Any, subject: str | None, right: str) -> bool:
    """Whether a person opens a page: by the right to its subject, or without one."""
    return subject is None or person.has_right(f"can_{right}", subject)


def is_here(path: str, href: str) -> bool:
    """Whether an address is a page or one beneath it."""
    if href == "/":
        return path == "/"
    return path == href or path.startswith(href.rstrip("/") + "/")


class Menus:
    """The menu and the bottom bars of an application.

    ``beneath``: under which page of the menu the pages stand that are not in it themselves.
    """

    def __init__(
        self, sections: tuple[MenuSection, ...], bars: tuple[Bar, ...], beneath: Mapping[str, str]
    ) -> None:
        self.sections = sections
        self._bars = bars
        self._beneath = beneath
        self._items = [item for section in sections for item in section.items]
        # A district has few sets of rights, and each a few dozen pages.
        self._drawn = lru_cache(maxsize=1024)(self._draw)

    def place(self, path: str) -> str:
        """Where in the menu a page stands: at its own address, or beneath another page."""
        found = self._beneath.items()
        return next((above for start, above in found if is_here(path, start)), path)

    def frame(self, person: Any, place: str) -> Frame:
        """What a person sees at a place."""
        shown = tuple(_in_menu(person, item) for item in self._items)
        number, bar = next(
            (number, bar)
            for number, bar in enumerate(self._bars)
            if bar.needs is None or allowed(person, *bar.needs)
        )
        in_bar = tuple(
            is_here(place, item.href) if allowed(person, item.subject, item.right) else None
            for item in bar.items
        )
        return self._drawn(catalogue(), shown, self._nearest(place), number, in_bar)

    def _draw(
        self,
        texts: Any,
        shown: tuple[bool, ...],
        here: str,
        number: int,
        in_bar: tuple[bool | None, ...],
    ) -> Frame:
        """``texts``, the catalogue in force, tells the kept ones of each language apart.

        ``in_bar``: of each page of bar ``number``, whether it is open; None: it is not shown.
        """
        menu = self._lines(shown, here)
        pages = zip(self._bars[number].items, in_bar, strict=True)
        bar = [_bar_line(item, active) for item, active in pages if active is not None][:4]
        named = [name for line in menu for name in line["count"].split()]
        counted = {line["count"] for line in bar}
        return Frame(
            _drawn_by("_menu.html", menu),
            _drawn_by("_bar.html", bar),
            " ".join(name for name in named if name not in counted),
        )

    def _nearest(self, path: str) -> str:
        """The address of the menu's page that a page belongs to: «/movement/book», not
        «/movement»."""
        hrefs = [item.href for item in self._items]
        return max((href for href in hrefs if is_here(path, href)), key=len, default="")

    def _lines(self, shown: tuple[bool, ...], here: str) -> list[dict[str, Any]]:
        """The lines of the menu: pages and sections, or pages alone where they are few."""
        marks = iter(shown)
        sections = [
            (section, [_line(item, section, here) for item in section.items if next(marks)])
            for section in self.sections
        ]
        sections = [(section, lines) for section, lines in sections if section.in_menu]
        flat = sum(len(lines) for _section, lines in sections) <= FLAT_MOST
        menu: list[dict[str, Any]] = []
        for section, lines in sections:
            if flat or len(lines) == 1:
                menu += [{**line, "quiet": section.quiet and not flat} for line in lines]
            elif lines:
                menu.append(_section(section, lines))
        return menu


def _drawn_by(template: str, lines: list[dict[str, Any]]) -> Markup:
    drawn = current_app.jinja_env.get_template(template).render(lines=lines)
    return Markup(drawn)  # noqa: S704 - the template escapes


def _in_menu(person: Any, item: MenuItem) -> bool:
    """Whether a page stands in this person's menu, and not only among all pages."""
    return allowed(person, item.subject, item.right) and (
        not item.kept_for
        or any(allowed(person, subject, right) for subject, right in item.kept_for)
    )


def _line(item: MenuItem, section: MenuSection, here: str) -> dict[str, Any]:
    return {
        "label": translate(item.label),
        "icon": item.icon or section.icon,
        "href": item.href,
        "active": item.href == here,
        "count": item.count,
        "items": (),
    }


def _section(section: MenuSection, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "label": translate(section.label),
        "icon": section.icon,
        "active": any(line["active"] for line in lines),
        "count": " ".join(line["count"] for line in lines if line["count"]),
        "items": lines,
        "quiet": section.quiet,
    }


def _bar_line(item: BarItem, active: bool) -> dict[str, Any]:
    return {
        "label": translate(item.label),
        "icon": item.icon,
        "href": item.href,
        "active": active,
        "count": item.count,
    }


def open_pages(person: Any) -> list[tuple[str, str, str]]:
    """(section, page, address) of every page that the person may open, in the menu or not."""
    return [
        (translate(section.label), translate(item.label), item.href)
        for section in current_app.extensions["menus"].sections
        for item in section.items
        if allowed(person, item.subject, item.right)
    ]
