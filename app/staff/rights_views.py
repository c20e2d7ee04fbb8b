"""Who had which right on a day and by which order; the annex to the regulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from flask import abort, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core.access import requires
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import FORMATS, LABELS, download, saved_as, table_file
from app.core.formats import show_date
from app.core.typed import read_date
from app.organizations.access import signed_in
from app.organizations.models import Organization
from app.organizations.permissions import ROLES
from app.organizations.rules import RoleReachKind
from app.staff.order_queries import HeldRight, rights_on
from app.staff.reference import DUTIES
from app.staff.report import ANNEX, REGISTER, HeldRole, annex_rows, register_rows

# Parents stand in no regulation: they come and go with their children.
STAFF_ROLES = tuple(row.name for row in ROLES if row.reach is not RoleReachKind.CHILDREN)
WHOSE = {"staff": STAFF_ROLES, "all": None}


class RightsView(BaseView):
    """Rights on a day: those in force then, whatever was changed since."""

    route_base = "/rights-on"
    class_permission_name = "Appointment"
    default_view = "rights"

    @expose("/")
    @requires("read")
    def rights(self) -> Any:
        day, whose = _asked()
        orders = signed_in().scope("can_read", "Order").whole
        found = [_held(one, orders) for one in rights_on(db.session(), day, WHOSE[whose])]
        asked = f"?day={day.isoformat()}&whose={whose}"
        may = signed_in().has_right("can_export", "Appointment")
        exports = [
            {"label": LABELS[kind], "href": f"{self.route_base}/export/{kind}{asked}"}
            for kind in FORMATS
        ]
        shown = page(
            title=_("Rights on a day"),
            day=day.isoformat(),
            whose=whose,
            rows=found,
            exports=exports if may else [],
            annex_href=f"{self.route_base}/annex.pdf{asked}" if may else None,
        )
        return render_template("staff/rights.html", page=shown)

    @expose("/export/<kind>")
    @requires("export")
    def export(self, kind: str) -> Any:
        if kind not in FORMATS:
            abort(404)
        day, whose = _asked()
        found = rights_on(db.session(), day, WHOSE[whose])
        _note(Look.EXPORTED, found)
        rows = register_rows([_held(one) for one in found])
        title = f"Права доступа на {show_date(day)}"
        house = signed_in().organization_full_name or ""
        content = table_file(kind, title, house, list(REGISTER), rows)
        return download(content, FORMATS[kind], saved_as(kind, title))

    @expose("/annex.pdf")
    @requires("export")
    def annex(self) -> Any:
        """Приложение к положению: who has which duties by which order."""
        day, _whose = _asked()
        found = rights_on(db.session(), day, STAFF_ROLES)
        _note(Look.PRINTED, found)
        rows = annex_rows([_held(one) for one in found])
        title = "Приложение к положению об автоматизированной информационной системе"
        said = f"Лица, ответственные за работу в системе, на {show_date(day)}"
        house = signed_in().organization_full_name or ""
        subtitle = "\n".join(filter(None, (house, said, _approval())))
        content = table_file("pdf", title, subtitle, list(ANNEX), rows)
        return download(content, FORMATS["pdf"], saved_as("pdf", "Приложение к положению", day))


def _approval() -> str:
    """The line where the head approves the annex; none where several organisations are read."""
    whole = signed_in().scope("can_export", "Appointment").whole
    house = db.session.get(Organization, whole[0]) if len(whole) == 1 else None
    if house is None:
        return ""
    return f"Утверждаю: заведующий {'_' * 20} {house.head_name or ''}  «___» {'_' * 14} 20___ г."


def _note(look: Look, found: Sequence[HeldRight]) -> None:
    """Names and roles leave the program: the log of looks tells who took them."""
    for house, number in Counter(one.house for one in found).items():
        note_look(look, "appointment", house, number=number)


def _asked() -> tuple[date, str]:
    """The day and whose rights; today and staff when nothing is asked. 400 for nonsense."""
    raw, whose = request.args.get("day", ""), request.args.get("whose", "staff")
    if whose not in WHOSE:
        abort(400)
    if not raw:
        return signed_in().today, whose
    try:
        return read_date(raw), whose
    except ValueError:
        abort(400)


def _held(one: HeldRight, orders: Collection[int] = ()) -> HeldRole:
    """A role in words; ``orders``: the houses whose orders may be opened from the page."""
    parts = [f"№ {one.order_number}" if one.order_number else ""]
    parts.append(f"от {show_date(one.order_date)}" if one.order_date else "")
    return HeldRole(
        one.name,
        one.position,
        one.role,
        one.valid_from,
        one.valid_to,
        " ".join(filter(None, parts)),
        one.duties or DUTIES.get(one.role, ""),
        f"/orders/{one.order}" if one.order and one.house in orders else None,
    )
