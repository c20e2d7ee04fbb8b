"""Page: access for an employee in one action: account, role by an order, slip."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, render_template, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.messages import message
from app.core.typed import read_date
from app.organizations.access import signed_in
from app.organizations.access_giving import answer_with_access
from app.organizations.account_actions import Given
from app.organizations.power import gives_any_role, lacks
from app.staff.models import Employee


class EmployeeAccessView(BaseView):
    """Who is hired gets an account, a role and a one-time password at once."""

    route_base = "/employees/access"
    default_view = "give"
    class_permission_name = "UserAccount"

    @expose("/<int:employee_id>", methods=["GET", "POST"])
    @requires("add")
    def give(self, employee_id: int) -> Any:
        query = select(Employee).where(Employee.id == employee_id)
        employee = db.session.scalars(query).first() or abort(404)
        error, status = "", 200
        if request.method == "POST":
            try:
                return answer_with_access(Employee, [employee.id], _given())
            except RuleViolation as refusal:
                db.session.rollback()
                error, status = translate(refusal.text), refusal.status
                employee = db.session.scalars(query).first() or abort(404)
        person = signed_in()
        house = employee.organization_id
        any_role = gives_any_role(person, house)
        roles = db.session.scalars(select(Role).order_by(Role.id)).all()
        shown = page(
            title=_("Access for %(name)s", name=employee.full_name),
            roles=[one for one in roles if any_role or not lacks(person, one.id, house)],
            account=employee.user_id,
            chosen=request.form.get("role", ""),
            today=request.form.get("valid_from") or person.today.isoformat(),
            number=request.form.get("order_number", ""),
            dated=request.form.get("order_date", ""),
            error=error,
            back_href=f"/employees/{employee.id}",
        )
        return render_template("organizations/access.html", page=shown), status


def _given() -> Given:
    """What the form says. Raises RuleViolation for a role or a day that is none."""
    raw = request.form.get("role", "")
    key = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
    role = db.session.scalars(select(Role).where(Role.id == key)).first()
    if role is None:
        raise RuleViolation(message("Choose the role."))
    number = request.form.get("order_number", "").strip()[:30] or None
    valid_from = _day("valid_from")
    if valid_from is None:
        raise RuleViolation(message("Say from which day the role is given."))
    return Given(role, valid_from, number, _day("order_date"))


def _day(name: str) -> date | None:
    raw = request.form.get(name, "").strip()
    if not raw:
        return None
    try:
        return read_date(raw)
    except ValueError:
        raise RuleViolation(message("This is no date. Choose a day.")) from None
