"""Page: sign-ins of a period by role, the people behind each figure, its papers (domain 1.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core.access import requires
from app.core.asked_days import AskedDays
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import FORMATS, LABELS, download, saved_as, table_file
from app.core.formats import show_date, show_moment
from app.core.tabular import Column, Kind
from app.operations.sign_in_queries import Visitor, by_role, visitors
from app.organizations.access import signed_in

BASE = "/sign-ins"
USUAL = timedelta(days=29)
LONGEST = timedelta(days=800)


class Asked(AskedDays):
    """The days and the role, as the address says; what is wrong with them."""

    def __init__(self) -> None:
        today = signed_in().today
        super().__init__()
        self.last = self.read("to", today)
        self.first = self.read("from", self.last - USUAL)
        raw = request.args.get("role", "")
        if raw and not (raw.isascii() and raw.isdigit() and len(raw) < 10):
            abort(400)
        self.role = int(raw) if raw else None
        self.check(LONGEST, _("Choose at most two years."))

    def address(self, role: int | None) -> str:
        days = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return urlencode(days | ({"role": str(role)} if role else {}))


class SignInReportView(BaseView):
    """How often people of each role sign in, and who has never come."""

    route_base = BASE
    class_permission_name = "SignInReport"
    default_view = "report"

    @expose("/")
    @requires("read")
    def report(self) -> Any:
        asked = Asked()
        found = _read(asked)
        shown = page(
            title=_("Sign-ins by role"),
            errors=asked.errors,
            first=asked.first.isoformat(),
            last=asked.last.isoformat(),
            roles=[
                {
                    "label": one.role,
                    "href": f"{BASE}/?{asked.address(one.role_id)}#people",
                    "people": one.people,
                    "came": one.came,
                    "visits": one.visits,
                    "never": one.never,
                    "current": one.role_id == asked.role,
                }
                for one in by_role(found)
            ],
            never_href="/users/?f.entry=never",
            role=asked.role,
            people=[_person(one) for one in found if one.role_id == asked.role],
            exports=[
                {"label": label, "href": f"{BASE}/export/{kind}?{asked.address(asked.role)}"}
                for kind, label in LABELS.items()
            ]
            if signed_in().has_right("can_export", "SignInReport")
            else [],
        )
        status = 400 if asked.errors else 200
        return render_template("operations/sign_ins.html", page=shown), status

    @expose("/export/<kind>")
    @requires("export")
    def export(self, kind: str) -> Any:
        """The people of a role, or of all."""
        asked = Asked()
        if kind not in FORMATS:
            abort(404)
        if asked.errors:
            abort(400)
        found = [one for one in _read(asked) if asked.role in (None, one.role_id)]
        for house, number in Counter(one.house for one in found).items():
            note_look(Look.EXPORTED, "ab_user", house, number=number)
        days = _(
            "from %(first)s to %(last)s", first=show_date(asked.first), last=show_date(asked.last)
        )
        content = table_file(kind, _("Sign-ins by role"), days, _columns(), _rows(found))
        name = saved_as(kind, _("Sign-ins by role"), asked.first, asked.last)
        return download(content, FORMATS[kind], name)


def _read(asked: Asked) -> list[Visitor]:
    if asked.errors:
        return []
    return visitors(db.session(), asked.first, asked.last, signed_in().timezone)


def _person(one: Visitor) -> dict[str, Any]:
    return {
        "name": one.name,
        "login": one.login,
        "href": f"/users/{one.user_id}",
        "visits": one.visits,
        "last": show_moment(one.last_at) if one.last_at else "",
        "never": not one.ever,
        "failures": one.failures,
    }


def _columns() -> list[Column]:
    return [
        Column(_("Role")),
        Column(_("Full name")),
        Column(_("Login")),
        Column(_("Number of sign-ins"), Kind.NUMBER),
        Column(_("Last sign-in of the period")),
        Column(_("Failed sign-ins"), Kind.NUMBER),
        Column(_("Never signed in")),
    ]


def _rows(found: Sequence[Visitor]) -> list[tuple[Any, ...]]:
    return [
        (
            one.role,
            one.name,
            one.login,
            one.visits,
            show_moment(one.last_at) if one.last_at else "",
            one.failures,
            "" if one.ever else _("never"),
        )
        for one in found
    ]
