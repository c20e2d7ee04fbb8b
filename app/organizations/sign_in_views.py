"""Pages: sign-in, sign-out, one's own password."""

from __future__ import annotations

import ipaddress
from typing import Any

from flask import (
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy import select

from app.core import clock
from app.core.access import open_to_anyone, open_to_signed_in
from app.core.addresses import local_target
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.formats import legal_name
from app.core.i18n import translate
from app.core.scoping.scope import forget_scope, unscoped
from app.organizations import actions
from app.organizations.access import load_person
from app.organizations.forms import PasswordForm, SignInForm
from app.organizations.models import Organization
from app.organizations.rules import device_of
from app.organizations.session_actions import Visitor, begin_session, end_sessions

FREE_ENDPOINTS = {"PasswordView.change", "SignInView.logout", "assets", "csrf_token", "manifest"}


def is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def root_organization() -> dict[str, str] | None:
    """How the installation's first organisation is called, in short and in full."""
    query = select(Organization.short_name, Organization.name).order_by(Organization.id)
    with unscoped("the sign-in page shows the name of the kindergarten"):
        row = db.session.connection().execute(query).first()
    if row is None:
        return None
    full = legal_name(row.name)
    # A new installation has one name for both: it is not said twice.
    return {"name": row.short_name, "place": full if full != row.short_name else ""}


class SignInView(BaseView):
    """Sign-in and sign-out."""

    route_base = ""
    default_view = "login"

    @expose("/sign-in", methods=["GET", "POST"])
    @open_to_anyone("the door itself; counts failures by login and by address")
    def login(self) -> Any:
        if current_user.is_authenticated and request.method == "GET":
            return redirect("/")
        form = SignInForm()
        error, status = None, 200
        if request.method == "POST" and form.validate_on_submit():
            try:
                return self._sign_in(form)
            except actions.SignInRefused as refusal:
                db.session.commit()
                error, status = translate(refusal.text), refusal.status
        elif request.method == "POST":
            error, status = _("Type the login and the password."), 422
        shown = page(
            title=_("Sign in"),
            username=form.username.data,
            error=error,
            next=local_target(request.values.get("next")),
        )
        demo = current_app.config["DEMO"]
        return render_template(
            "sign_in.html",
            page=shown,
            organization=root_organization(),
            demo=demo,
            demo_logins=current_app.config.get("DEMO_LOGINS") if demo else None,
            demo_password=current_app.config.get("DEMO_PASSWORD") if demo else None,
        ), status

    def _sign_in(self, form: SignInForm) -> Any:
        config = current_app.config
        limits = actions.SignInLimits(
            config["SIGN_IN_ATTEMPTS"],
            config["SIGN_IN_LOCK_SECONDS"],
            config["SIGN_IN_ATTEMPTS_PER_ADDRESS"],
        )
        with unscoped("signing in"):
            attempt = actions.Attempt(
                form.username.data or "",
                form.password.data or "",
                request.remote_addr or "",
                clock.now(),
                local=is_loopback(request.remote_addr),
            )
            user_id, epoch = actions.sign_in(db.session(), attempt, limits)
            person = load_person(user_id)
            assert person is not None
            device = device_of(request.user_agent.string)
            token = begin_session(
                db.session(),
                Visitor(user_id, person.organization_id, device, attempt.address, attempt.moment),
            )
            db.session.commit()
        session.clear()
        session["epoch"] = epoch
        session["visit"] = token
        session.permanent = not form.shared_computer.data
        if form.shared_computer.data:
            session["shared"] = True
            session["seen"] = int(clock.now().timestamp())
        login_user(person)
        forget_scope()
        return redirect(local_target(request.form.get("next")))

    @expose("/sign-out", methods=["POST"])
    @open_to_signed_in("ends one's own session")
    def logout(self) -> Any:
        with unscoped("ending one's own session"):
            end_sessions(db.session(), clock.now(), only=[current_user.visit_id])
            db.session.commit()
        logout_user()
        session.clear()
        return redirect(url_for("SignInView.login"))


class PasswordView(BaseView):
    """One's own password; the old one is asked, the other sessions end."""

    route_base = "/account"
    default_view = "change"

    @expose("/password", methods=["GET", "POST"])
    @open_to_signed_in("one's own password")
    def change(self) -> Any:
        form = PasswordForm()
        error, field, status = None, "old_password", 200
        if request.method == "POST" and form.validate_on_submit():
            try:
                with unscoped("changing one's own password"):
                    session["epoch"] = actions.change_password(
                        db.session(),
                        current_user.id,
                        form.old_password.data or "",
                        form.new_password.data or "",
                        form.confirm.data or "",
                    )
                    end_sessions(
                        db.session(),
                        clock.now(),
                        users=[current_user.id],
                        but=current_user.visit_id,
                    )
                    db.session.commit()
            except RuleViolation as refusal:
                db.session.rollback()
                error, status = translate(refusal.text), refusal.status
                field = refusal.details.get("field", field)
            else:
                flash(_("The password is changed. Other sessions are ended."), "success")
                return redirect("/")
        elif request.method == "POST":
            error, status = _("Fill in all three fields."), 422
        shown = page(
            title=_("Change password"),
            errors={field: error} if error else {},
            forced=current_user.must_change_password,
            rules=[_("at least %(n)d characters", n=actions.MINIMUM_PASSWORD)],
        )
        return render_template("change_password.html", page=shown), status


def demand_new_password() -> Any:
    """Before a request: whoever has a temporary password changes it first."""
    # The address first: no person is loaded for an asset.
    if (
        request.endpoint not in FREE_ENDPOINTS
        and current_user.is_authenticated
        and current_user.must_change_password
    ):
        return redirect(url_for("PasswordView.change"))
    return None
