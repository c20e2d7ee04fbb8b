"""Every route says who may call it; what says nothing is refused, and fails the build.

Views declare a right (``@requires("edit")``) on their subject, or are opened
with a reason (``@open_to_anyone``, ``@open_to_signed_in``). One function before
each request judges it, before any view code runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, jsonify, redirect, request, url_for
from flask_appbuilder.const import PERMISSION_PREFIX
from flask_babel import gettext as _
from flask_login import current_user

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Requirement:
    """What a route asks of the caller: a right on a subject, a sign-in, or nothing."""

    right: str | None = None
    subject: str | None = None
    anyone: bool = False
    reason: str | None = None


ANYONE = "anyone"
SIGNED_IN = "signed_in"


def requires(right: str) -> Callable[[F], F]:
    """The view method needs ``can_<right>`` on the subject of its view."""

    def mark(method: F) -> F:
        method._permission_name = right  # type: ignore[attr-defined]
        return method

    return mark


def open_to_signed_in(reason: str) -> Callable[[F], F]:
    """Any signed-in person may call it; rows are reached for reading only."""

    def mark(method: F) -> F:
        method._open_to = (SIGNED_IN, reason)  # type: ignore[attr-defined]
        return method

    return mark


def open_to_anyone(reason: str) -> Callable[[F], F]:
    """Nobody needs to sign in. Such a route touches no scoped row."""

    def mark(method: F) -> F:
        method._open_to = (ANYONE, reason)  # type: ignore[attr-defined]
        return method

    return mark


def _requirement(method: Any, view: Any, name: str) -> Requirement | None:
    opened = getattr(method, "_open_to", None)
    if opened:
        return Requirement(anyone=opened[0] == ANYONE, reason=opened[1])
    right = getattr(method, "_permission_name", None)
    if right is None or view is None:
        return None
    right = (view.method_permission_name or {}).get(name, right)
    return Requirement(right=f"{PERMISSION_PREFIX}{right}", subject=view.class_permission_name)


def requirements(app: Flask) -> dict[str, Requirement | None]:
    """The requirement of every endpoint; None where nothing was declared."""
    found: dict[str, Requirement | None] = {}
    views = {view.endpoint: view for view in app.appbuilder.baseviews}  # type: ignore[attr-defined]
    for endpoint, function in app.view_functions.items():
        blueprint, _dot, name = endpoint.rpartition(".")
        view = views.get(blueprint)
        method = getattr(view, name, function) if view is not None else function
        found[endpoint] = _requirement(method, view, name)
    return found


def wants_json() -> bool:
    """Whether the caller is a script rather than a page."""
    return (
        request.path.startswith("/api/")
        or request.is_json
        or request.accept_mimetypes.best == "application/json"
        or request.path.endswith(".json")
    )


def ask_to_sign_in() -> Any:
    """401 for scripts, the sign-in page for people."""
    if wants_json():
        return jsonify(error=_("Sign in again.")), 401
    target = request.full_path if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("SignInView.login", next=target))


def current_requirement() -> Requirement | None:
    """The requirement of the route at work."""
    kept: dict[str, Requirement | None] | None = current_app.extensions.get("requirements")
    if kept is None:
        kept = current_app.extensions["requirements"] = requirements(current_app)
    return kept.get(request.endpoint or "")


def judge_request() -> Response | None:
    """Before every request: refuse what is not expressly allowed."""
    g.user = current_user
    if request.endpoint is None:
        return None
    requirement = current_requirement()
    if requirement is None:
        abort(403)
    if requirement.anyone:
        return None
    if not current_user.is_authenticated:
        answer: Response = ask_to_sign_in()
        return answer
    if requirement.right is not None:
        security = current_app.appbuilder.sm  # type: ignore[attr-defined]
        if not security.has_access(requirement.right, requirement.subject):
            abort(403)
    return None
