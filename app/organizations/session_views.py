"""Pages: one's own sessions, and the sessions of others for who manages accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.core import clock
from app.core.access import open_to_signed_in
from app.core.columns import ChoiceFilter
from app.core.db import db
from app.core.entity_pages import named, page
from app.core.entity_view import Action, EntityView
from app.core.formats import show
from app.core.messages import Message, message, nmessage
from app.core.scoping.scope import acting, unscoped
from app.organizations.access import signed_in
from app.organizations.session_actions import end_sessions
from app.organizations.session_models import UserSession

MOST_OWN = 50


class OwnSessionsView(BaseView):
    """Where one is signed in; a forgotten computer is signed out from here."""

    route_base = "/account/sessions"
    default_view = "mine"

    @expose("", methods=["GET", "POST"])
    @open_to_signed_in("one's own sessions")
    def mine(self) -> Any:
        person = signed_in()
        if request.method == "POST":
            return _end(request.form.get("which", ""))
        query = (
            select(UserSession)
            .where(UserSession.user_id == person.id, UserSession.ended_at.is_(None))
            .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
            .limit(MOST_OWN)
        )
        with acting(person.widest()):
            rows = db.session.scalars(query).all()
        shown = page(
            title=_("Where you are signed in"),
            rows=[
                {
                    "id": row.id,
                    "device": row.device or _("Unknown device"),
                    "address": row.address,
                    "since": show(row.created_at),
                    "seen": show(row.last_seen_at),
                    "here": row.id == person.visit_id,
                }
                for row in rows
            ],
        )
        return render_template("organizations/sessions.html", page=shown)


def _end(which: str) -> Any:
    """End one session, all others, or all. Only one's own are ever touched (404 for none)."""
    if not which:
        return redirect(url_for("OwnSessionsView.mine"))
    here = current_user.visit_id
    asked: dict[str, Any] = {"users": [current_user.id]}
    if which == "others":
        asked["but"] = here
    elif which != "all":
        if not which.isascii() or not which.isdigit() or len(which) > 9:
            abort(404)
        asked["only"] = [int(which)]
    with unscoped("ending one's own session"):
        number = end_sessions(db.session(), clock.now(), **asked)
        db.session.commit()
    if which not in ("others", "all") and not number:
        abort(404)
    if which == "all" or which == str(here):
        return redirect(url_for("SignInView.login"))
    flash(_("Signed out there."), "success")
    return redirect(url_for("OwnSessionsView.mine"))


STATES: dict[str, tuple[Message, Callable[[], Any]]] = {
    "on": (message("goes on"), lambda: UserSession.ended_at.is_(None)),
    "over": (message("ended"), lambda: UserSession.ended_at.is_not(None)),
}


def end_chosen(rows: list[Any]) -> Message:
    """End sessions of others that the scope let through."""
    with unscoped("ending sessions of users whom the scope let through"):
        number = end_sessions(db.session(), clock.now(), only=[row.id for row in rows])
    return nmessage("%(number)d session is ended.", "%(number)d sessions are ended.", number)


class UserSessionView(EntityView):
    """Visits: who signed in when, from which device; a session that goes on can be ended."""

    model = UserSession
    class_permission_name = "Session"
    route_base = "/sessions"
    title_many = message("Sign-ins and sessions")
    title_new = message("Session")
    list_columns = ["user", "created_at", "last_seen_at", "ended_at", "device", "address"]
    filter_columns = ["user", "created_at"]
    link_filters: ClassVar[dict[str, Any]] = {
        "state": ChoiceFilter(UserSession, "state", message("Session"), STATES)
    }
    base_order = ("created_at", True)
    sections = [(message("Session"), list_columns)]
    read_only = True
    method_permission_name: ClassVar[Mapping[str, str]] = {"step": "end"}
    steps = [
        Action(
            "end",
            message("End the session"),
            "end",
            end_chosen,
            message("The person is signed out there at once. Go on?"),
        )
    ]

    def allows(self, right: str) -> bool:
        if right == "end":
            return bool(self.appbuilder.sm.has_access("can_end", self.class_permission_name))
        return super().allows(right)

    def title_of(self, item: UserSession) -> str:
        return named(item.user, show(item.created_at))


# Nothing of it is written by hand, but a chosen one is ended.
UserSessionView.include_route_methods = UserSessionView.include_route_methods | {"step"}
