"""The frame of every page: menu by rights, bottom bar, person, breadcrumbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user

from app.core.entity_pages import Page, page
from app.core.formats import legal_name
from app.core.i18n import translate
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
class PageHelp:
    """The help of a page, and a hint for who opens it for the first time, by mouse or finger."""

    topic: str
    href: str
    hint: Message | None = None
    touch_hint: Message | None = None


def install(
    app: Flask,
    menu: tuple[MenuSection, ...],
    bars: tuple[Bar, ...],
    help_of: Callable[[str], PageHelp | None],
    choice_of: Callable[[Any], dict[str, str] | None],
    beneath: Mapping[str, str],
) -> None:
    """Give every template the shell, the trail to the page and its help.

    ``choice_of`` tells which of several organisations the person looks at; ``beneath`` says
    under which page of the menu the pages stand that are not in it themselves.
    """
    app.extensions["choice_of"] = choice_of
    app.extensions["help_of"] = help_of
    app.extensions["beneath"] = beneath
    app.extensions["menu"] = menu
    app.extensions["bars"] = bars
    app.context_processor(_values)


def _allowed(person: Any, subject: str | None, right: str) -> bool:
    return subject is None or person.has_right(f"can_{right}", subject)


def _is_here(path: str, href: str) -> bool:
    if href == "/":
        return path == "/"
    return path == href or path.startswith(href.rstrip("/") + "/")


def _nearest(path: str) -> str:
    """The address of the menu's page that a page belongs to: «/movement/book», not «/movement»."""
    hrefs = [item.href for section in current_app.extensions["menu"] for item in section.items]
    return max((href for href in hrefs if _is_here(path, href)), key=len, default="")


def _place(path: str) -> str:
    """Where in the menu a page stands: at its own address, or beneath another page."""
    found = current_app.extensions["beneath"].items()
    return next((above for start, above in found if _is_here(path, start)), path)


def _in_menu(person: Any, item: MenuItem) -> bool:
    """Whether a page stands in this person's menu, and not only among all pages."""
    return _allowed(person, item.subject, item.right) and (
        not item.kept_for
        or any(_allowed(person, subject, right) for subject, right in item.kept_for)
    )


def _menu(person: Any, path: str) -> list[dict[str, Any]]:
    """The lines of the menu: pages and sections, or pages alone where they are few."""
    here = _nearest(path)
    sections = [
        (section, [_line(item, section, here) for item in section.items if _in_menu(person, item)])
        for section in current_app.extensions["menu"]
        if section.in_menu
    ]
    flat = sum(len(lines) for _section, lines in sections) <= FLAT_MOST
    menu: list[dict[str, Any]] = []
    for section, lines in sections:
        if flat or len(lines) == 1:
            menu += [{**line, "quiet": section.quiet and not flat} for line in lines]
        elif lines:
            menu.append(_section(section, lines))
    return menu


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


def open_pages(person: Any) -> list[tuple[str, str, str]]:
    """(section, page, address) of every page that the person may open, in the menu or not."""
    return [
        (translate(section.label), translate(item.label), item.href)
        for section in current_app.extensions["menu"]
        for item in section.items
        if _allowed(person, item.subject, item.right)
    ]


def _bar(person: Any, path: str) -> list[dict[str, Any]]:
    bar = next(
        bar
        for bar in current_app.extensions["bars"]
        if bar.needs is None or _allowed(person, *bar.needs)
    )
    return [
        {
            "label": translate(item.label),
            "icon": item.icon,
            "href": item.href,
            "active": _is_here(path, item.href),
            "count": item.count,
        }
        for item in bar.items
        if _allowed(person, item.subject, item.right)
    ][:4]


def _counts_beyond(menu: list[dict[str, Any]], bar: list[dict[str, Any]]) -> str:
    """Names of the numbers that stand in the menu but not in the bar: «More» shows their sum."""
    named = [name for line in menu for name in line["count"].split()]
    return " ".join(name for name in named if name not in {item["count"] for item in bar})


def _shown(person: Any) -> dict[str, Any]:
    initials = (person.last_name[:1] + person.first_name[:1]).upper()
    roles = list(dict.fromkeys(grant.role_name for grant in person.grants))
    return {
        "id": person.id,
        "name": person.signature,
        "initials": initials,
        "role_label": ", ".join(roles) or _("no role"),
    }


def _trail(path: str) -> list[tuple[str, str | None]]:
    """Section › page: from the menu, by the address."""
    found: tuple[MenuSection, MenuItem] | None = None
    for section in current_app.extensions["menu"]:
        for item in section.items:
            longer = found is None or len(item.href) > len(found[1].href)
            if longer and item.href != "/" and _is_here(path, item.href):
                found = section, item
    if found is None:
        return []
    section, item = found
    trail: list[tuple[str, str | None]] = [(translate(item.label), item.href)]
    if len(section.items) > 1:
        trail.insert(0, (translate(section.label), None))
    return trail


def _back(path: str, trail: list[tuple[str, str | None]]) -> dict[str, str] | None:
    """The way up from a page: from a form to its card, from a card to its list, else home."""
    if path == "/":
        return None
    if not trail:
        return {"href": "/", "label": _("Home")}
    label, href = trail[-1]
    base = (href or "/").rstrip("/")
    if not _is_here(path, base):
        return {"href": href or "/", "label": label}
    inner = path[len(base) :].strip("/").split("/")
    if inner == [""]:
        return None
    if len(inner) == 2 and inner[0].isdigit() and not base.startswith("/attendance/"):
        return {"href": f"{base}/{inner[0]}", "label": _("Card")}
    return {"href": href or "/", "label": label}


def _hint(helped: PageHelp | None) -> dict[str, str] | None:
    if helped is None or helped.hint is None:
        return None
    return {
        "key": helped.topic,
        "text": translate(helped.hint),
        "touch": translate(helped.touch_hint or helped.hint),
        "href": helped.href,
    }


def _values() -> dict[str, Any]:
    # Once, not at every line of the menu: the proxies of Flask are slow.
    person, path = current_user._get_current_object(), request.path
    signed_in = person.is_authenticated
    name = getattr(person, "organization_name", None) or current_app.config["APP_NAME"]
    helped: PageHelp | None = current_app.extensions["help_of"](path)
    full = getattr(person, "organization_full_name", None) or ""
    place = _place(path)
    trail = _trail(place) if signed_in else []
    menu = _menu(person, place) if signed_in else []
    bar = _bar(person, place) if signed_in else []
    shell: Page = page(
        organization={"short_name": name, "name": legal_name(full), "full_name": full},
        choice=current_app.extensions["choice_of"](person),
        menu=menu,
        bottom_bar=bar,
        counts_beyond=_counts_beyond(menu, bar),
        pages_href="/pages",
        user=_shown(person) if signed_in else None,
        back=_back(path, trail) if signed_in else None,
        demo=current_app.config["DEMO"],
        home_href="/",
        help_href=helped.href if helped else None,
        hint=_hint(helped) if signed_in else None,
        search_href="/search" if signed_in else None,
        bell_href="/notifications/" if signed_in else None,
        password_href="/account/password",  # noqa: S106 - an address
        sign_out_href="/sign-out",
        request_id=g.get("shown_request_id"),
    )
    return {"shell": shell, "breadcrumbs": trail}
