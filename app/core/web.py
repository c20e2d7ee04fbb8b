"""What every answer of the application has: errors for people, headers, CSRF, assets."""

from __future__ import annotations

import hashlib
import logging
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.security import safe_join

from app.core.access import judge_request, open_to_anyone, open_to_signed_in, wants_json
from app.core.afterwards import write_afterwards
from app.core.db import db
from app.core.entity_pages import page
from app.core.entity_writes import changed_meanwhile
from app.core.errors import RuleViolation
from app.core.i18n import template_plural, template_text, translate
from app.core.scoping.scope import ScopeRefused
from app.core.typed import typed_date

log = logging.getLogger(__name__)
STATIC = Path(__file__).resolve().parent.parent / "static"

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
# Named here: what the system thinks a suffix means differs from machine to machine.
ASSET_KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


@lru_cache(maxsize=1)
def tree_hash() -> str:
    """One hash of all assets: module imports inside scripts stay within it."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=256)
def asset(path: str) -> str:
    """The address of an asset, new whenever any asset changed."""
    return f"/assets/{tree_hash()}/{path}"


@lru_cache(maxsize=512)
def drawn_icon(name: str, size: str = "icon") -> Markup:
    """An icon of the sprite, for the eye only; each is drawn once in the life of a process."""
    drawn = '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
    return Markup(drawn).format(size, asset("icons.svg"), name)  # noqa: S704 - a constant


def install(app: Flask) -> None:
    """Attach the request hooks, error pages, assets and template values."""
    app.before_request(_number_request)
    app.before_request(judge_request)
    app.after_request(_finish)
    app.jinja_env.globals.update(
        asset=asset,
        drawn_icon=drawn_icon,
        typed_date=typed_date,
        _=template_text,
        gettext=template_text,
        ngettext=template_plural,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_url_rule("/assets/<version>/<path:name>", "assets", serve_asset)
    app.add_url_rule("/csrf-token", "csrf_token", fresh_token)
    app.register_error_handler(RuleViolation, answer_rule)
    app.register_error_handler(ScopeRefused, answer_refused)
    app.register_error_handler(ObjectDeletedError, answer_refused)
    app.register_error_handler(StaleDataError, lambda error: answer_rule(changed_meanwhile()))
    app.register_error_handler(CSRFError, answer_csrf)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, answer_bug)


@open_to_anyone("style sheets, scripts and pictures of the product")
def serve_asset(version: str, name: str) -> Response:
    path = safe_join(str(STATIC), name)
    kind = ASSET_KINDS.get(Path(name).suffix)
    if path is None or kind is None or not Path(path).is_file():
        abort(404)
    answer = Response(Path(path).read_bytes(), mimetype=kind)
    answer.set_etag(tree_hash())
    this_build = version == tree_hash()
    answer.headers["Cache-Control"] = KEPT_FOR_GOOD if this_build else "no-cache"
    answer.make_conditional(request)
    return answer


@open_to_signed_in("a page that stayed open for long asks for a fresh token")
def fresh_token() -> Response:
    answer: Response = jsonify(token=generate_csrf())
    answer.headers["Cache-Control"] = "no-store"
    return answer


def start_clean() -> None:
    """Nothing of another request is known to this one.

    Inside an outer application context Flask 3.1 shares ``g`` between all requests, and with it
    the signed-in person and his scope. Must run before whatever keeps something there.
    """
    for name in list(g):
        g.pop(name)


def _number_request() -> None:
    g.request_id = secrets.token_hex(4)


def _finish(answer: Response) -> Response:
    if g.get("scope_refused") and answer.status_code < 400:
        # Somebody swallowed the refusal; the person gets what a stranger gets.
        db.session.rollback()
        answer = app_response(404)
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "assets":
        headers.setdefault("Cache-Control", "private, no-store")
    write_afterwards(answered=answer.status_code < 400)
    return answer


TITLES: dict[int, Any] = {
    400: lambda: (_("The request is not understood"), _("Go back and try again.")),
    401: lambda: (_("Sign in again"), _("The session ended.")),
    403: lambda: (_("No right for this"), _("Ask the administrator or the coordinator.")),
    404: lambda: (
        _("There is no such page"),
        _("The record is not there or belongs to others. Go back to the list."),
    ),
    405: lambda: (_("This address is not opened like that"), _("Go back and use the button.")),
    409: lambda: (_("Somebody was faster"), _("Open the page anew and look.")),
    413: lambda: (_("The file is too large"), _("At most 20 MB fit.")),
    503: lambda: (
        _("The program is busy"),
        _("Nothing was saved. Wait a little and repeat; what you typed stays in the page."),
    ),
    429: lambda: (_("Too many attempts"), _("Wait a few minutes.")),
}


def app_response(code: int, text: str | None = None, **details: Any) -> Response:
    """An error as JSON for scripts and as a page for people."""
    fallback = (
        _("Something went wrong"),
        _(
            "The error is recorded. Nothing was half-saved. Try again; if it repeats, tell the "
            "administrator the number below."
        ),
    )
    title, hint = TITLES[code]() if code in TITLES else fallback
    if wants_json():
        answer: Response = jsonify(error=text or f"{title}. {hint}", **details)
    else:
        shown = page(code=code, title=title, text=text or hint, request_id=g.get("request_id"))
        answer = Response(render_template("error.html", page=shown))
    answer.status_code = code
    return answer


def answer_rule(error: RuleViolation) -> Response:
    db.session.rollback()
    details = {"fields": error.details["fields"]} if "fields" in error.details else {}
    return app_response(error.status, translate(error.text), **details)


def answer_refused(error: Exception) -> Response:
    log.warning("refused %s: %s", g.get("request_id"), error)
    db.session.rollback()
    g.pop("scope_refused", None)
    return app_response(404)


def answer_csrf(error: CSRFError) -> Response:
    text = _("The page stood open too long or was opened twice. Load it again and repeat.")
    return app_response(400, text, csrf=True)


def answer_http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    code = error.code or 500
    if code in (301, 302, 303, 307, 308):
        return error.get_response()  # type: ignore[return-value]
    return app_response(code)


def answer_bug(error: Exception) -> Response:
    """A bug: logged with the number that the page shows; its text reaches nobody."""
    db.session.rollback()
    if isinstance(error, OperationalError):
        # The database is away, or another writer held it longer than this one could wait.
        log.warning("database %s: %s", g.get("request_id"), error.orig)
        return app_response(503)
    if isinstance(error, IntegrityError):
        log.warning("integrity %s: %s", g.get("request_id"), error.orig)
        text = _("The change does not fit other records. Open the page anew and look.")
        return app_response(409, text)
    log.error("request %s failed", g.get("request_id"), exc_info=error)
    return app_response(500)
