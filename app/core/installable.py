"""The web app manifest: what a phone needs to put the product on its home screen."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify
from flask_babel import gettext as _

from app.core.access import open_to_anyone
from app.core.web import asset

# The grounds of the page head in light and dark (tokens.css: --surface) and of the page (--bg).
LIGHT, DARK, GROUND = "#ffffff", "#191e1b", "#f4f6f4"


def install(app: Flask) -> None:
    """Serve the manifest, and tell templates the colours of the browser's frame."""
    app.add_url_rule("/manifest.webmanifest", "manifest", manifest)
    app.jinja_env.globals["frame_colours"] = (("light", LIGHT), ("dark", DARK))


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": asset(f"icons/{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@open_to_anyone("the browser asks for it without a session; it tells no data")
def manifest() -> Response:
    """Name, icons and start page. The home page suits every role, and asks to sign in first."""
    told: dict[str, Any] = {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": "ru",
        "name": _("Network garden"),
        "short_name": _("Network garden"),
        "description": _("Attendance, children and groups of a kindergarten"),
        "background_color": GROUND,
        "theme_color": LIGHT,
        "icons": [
            _icon("icon-192", 192, "any"),
            _icon("icon-512", 512, "any"),
            _icon("maskable-512", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": _("Today"), "url": "/attendance/today"},
            {"name": _("Search"), "url": "/search"},
        ],
    }
    answer = jsonify(told)
    answer.mimetype = "application/manifest+json"
    # The icons' addresses change with the build: the browser asks again each day.
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
