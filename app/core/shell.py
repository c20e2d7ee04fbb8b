"""What stands around every page: menu, bottom bar, person, breadcrumbs, help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user

from app.core.entity_pages import Page, page
from app.core.formats import legal_name
from app.core.i18n import translate
from app.core.menu import NO_FRAME, MenuItem, Menus, MenuSection, is_here
from app.core.messages import Message


@dataclass(frozen=True)
class PageHelp:
    """The help of a page, and a hint for who opens it for the first time, by mouse or finger."""

    topic: str
    href: str
    hint: Message | None = None
    touch_hint: Message | None = None


def install(
    app: Flask,
    menus: Menus,
    help_of: Callable[[str], PageHelp | None],
    choice_of: Callable[[Any], dict[str, str] | None],
) -> None:
    """Give every template the shell, the trail to the page and its help.

    ``choice_of`` tells which of several organisations the person looks at.
    """
    app.extensions["choice_of"] = choice_of
    app.extensions["help_of"] = help_of
    app.extensions["menus"] = menus
    app.context_processor(_values)


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
    for section in current_app.extensions["menus"].sections:
        for item in section.items:
            longer = found is None or len(item.href) > len(found[1].href)
            if longer and item.href != "/" and is_here(path, item.href):
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
    if not is_here(path, base):
        return {"href": href or "/", "label": label}
    inner = path[len(base) :].strip("/").split("/")
    if inner == [""]:
        return None
    if base.startswith("/attendance/"):
        # Its first page leads straight to a group or a child: up from there would come back.
        return {"href": "/", "label": _("Home")}
    if len(inner) == 2 and inner[0].isdigit():
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
    menus: Menus = current_app.extensions["menus"]
    place = menus.place(path)
    trail = _trail(place) if signed_in else []
    frame = menus.frame(person, place) if signed_in else NO_FRAME
    shell: Page = page(
        organization={"short_name": name, "name": legal_name(full), "full_name": full},
        choice=current_app.extensions["choice_of"](person),
        frame=frame,
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
