"""The frame of every page: menu by rights, bottom bar, person, breadcrumbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user

from app.core.entity_pages import Page, page
from app.core.i18n import translate
from app.core.messages import Message


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu, shown to who has the right (or to all signed in, without one)."""

    label: Message
    href: str
    subject: str | None = None
    right: str = "read"


@dataclass(frozen=True)
class MenuSection:
    """A section of the menu with its icon."""

    label: Message
    icon: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True)
class BarItem:
    """An entry of the phone's bottom bar; the first five that the person may open are shown."""

    label: Message
    icon: str
    href: str
    subject: str | None
    right: str = "read"


def install(app: Flask, menu: tuple[MenuSection, ...], bar: tuple[BarItem, ...]) -> None:
    """Give every template the shell and the trail to the page."""
    app.extensions["menu"] = menu
    app.extensions["bar"] = bar
    app.context_processor(_values)


def _allowed(subject: str | None, right: str) -> bool:
    if subject is None:
        return True
    security = current_app.appbuilder.sm  # type: ignore[attr-defined]
    return bool(security.has_access(f"can_{right}", subject))


def _is_here(href: str) -> bool:
    if href == "/":
        return request.path == "/"
    return request.path == href or request.path.startswith(href.rstrip("/") + "/")


def _menu() -> list[dict[str, Any]]:
    sections = []
    for section in current_app.extensions["menu"]:
        items = [
            {"label": translate(item.label), "href": item.href, "active": _is_here(item.href)}
            for item in section.items
            if _allowed(item.subject, item.right)
        ]
        if not items:
            continue
        alone = len(section.items) == 1
        sections.append(
            {
                "label": translate(section.label),
                "icon": section.icon,
                "href": items[0]["href"] if alone else None,
                "active": any(item["active"] for item in items),
                "items": [] if alone else items,
            }
        )
    return sections


def _bar() -> list[dict[str, Any]]:
    return [
        {
            "label": translate(item.label),
            "icon": item.icon,
            "href": item.href,
            "active": _is_here(item.href),
        }
        for item in current_app.extensions["bar"]
        if _allowed(item.subject, item.right)
    ][:4]


def _person() -> dict[str, Any] | None:
    if not current_user.is_authenticated:
        return None
    initials = (current_user.last_name[:1] + current_user.first_name[:1]).upper()
    roles = list(dict.fromkeys(grant.role_name for grant in current_user.grants))
    return {
        "id": current_user.id,
        "name": current_user.signature,
        "initials": initials,
        "role_label": ", ".join(roles) or _("no role"),
    }


def _trail() -> list[tuple[str, str | None]]:
    """Section › page: from the menu, by the address."""
    best: tuple[str, list[tuple[str, str | None]]] = ("", [])
    for section in current_app.extensions["menu"]:
        for item in section.items:
            if _is_here(item.href) and len(item.href) > len(best[0]) and item.href != "/":
                trail: list[tuple[str, str | None]] = [(translate(item.label), item.href)]
                if len(section.items) > 1:
                    trail.insert(0, (translate(section.label), None))
                best = (item.href, trail)
    return best[1]


def _values() -> dict[str, Any]:
    person = _person()
    name = getattr(current_user, "organization_name", None) or current_app.config["APP_NAME"]
    full = getattr(current_user, "organization_full_name", None) or ""
    shell: Page = page(
        organization={"short_name": name, "name": full},
        organizations=[],
        menu=_menu() if person else [],
        bottom_bar=_bar() if person else [],
        user=person,
        demo=current_app.config["DEMO"],
        home_href="/",
        password_href="/account/password",  # noqa: S106 - an address
        sign_out_href="/sign-out",
        request_id=g.get("shown_request_id"),
    )
    return {"shell": shell, "breadcrumbs": _trail() if person else []}
