"""Pages: access for employees in one action: accounts, roles by an order, slips."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Response, abort, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.access import requires
from app.core.db import db
from app.core.entity_base import Action
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.formats import show_date
from app.core.i18n import translate
from app.core.listing import PAGE_SIZES
from app.core.messages import message
from app.core.scoping.scope import acting
from app.core.typed import read_date
from app.documents.models import Document
from app.documents.queries import load_document
from app.documents.rules.lifecycle import DocumentState
from app.organizations.access import signed_in
from app.organizations.access_giving import answer_with_access
from app.organizations.account_actions import Given
from app.organizations.models import RoleReach
from app.organizations.power import gives_any_role, lacks
from app.organizations.rules import OrganizationKind, RoleReachKind, check_order
from app.staff.models import Employee
from app.staff.order_queries import staff_lines
from app.staff.reference import ROLE_OF_POSITION
from app.staff.rules import check_access_day

BASE = "/employees/access"


@dataclass(frozen=True)
class Hired:
    """What a hiring order says of one employee."""

    day: date
    post: str


@dataclass(frozen=True)
class Asked:
    """Who is to get access; ``hired``: by key, when a hiring order gives it."""

    employees: Sequence[Employee]
    back: str
    order: Document | None = None
    hired: Mapping[int, Hired] = field(default_factory=dict)


class EmployeeAccessView(BaseView):
    """Who is hired gets an account, a role and a one-time password at once."""

    route_base = BASE
    default_view = "several"
    class_permission_name = "UserAccount"

    @expose("", methods=["GET", "POST"])
    @requires("add")
    def several(self) -> Any:
        """Employees who were chosen in the list or on a card."""
        keys = _keys()
        if not keys:
            return redirect("/employees/")

        def load() -> Asked:
            found = _employees(keys)
            back = f"/employees/{found[0].id}" if len(found) == 1 else "/employees/"
            return Asked(found, back) if len(found) == len(keys) else abort(404)

        return _answer(load)

    @expose("/order/<int:order_id>", methods=["GET", "POST"])
    @requires("add")
    def by_order(self, order_id: int) -> Any:
        """All whom a signed order hires: the order gives them their roles as well."""
        order, hired = _order(order_id)
        if not hires(order):
            return redirect(f"/orders/{order_id}")
        return _answer(lambda: Asked(_employees(hired), f"/orders/{order_id}", order, hired))


def _order(order_id: int) -> tuple[Document, dict[int, Hired]]:
    """An order that the person may read, and whom it hires. 404 for a stranger's."""
    with acting(signed_in().scope("can_read", "Order")):
        order = load_document(db.session(), order_id) or abort(404)
        lines = staff_lines(db.session(), order_id) if hires(order) else []
        hired = {
            one.employee_id: Hired(one.day, one.position.name if one.position else "")
            for one in lines
        }
    return order, hired


def _employees(keys: Collection[int]) -> Sequence[Employee]:
    query = (
        select(Employee)
        .where(Employee.id.in_(keys))
        .options(joinedload(Employee.position), joinedload(Employee.user))
        .order_by(Employee.search_key, Employee.id)
    )
    return db.session.scalars(query).all()


def hires(order: Document) -> bool:
    """Whether it is a signed order that hires people."""
    return order.kind.effect == "hiring" and order.state is DocumentState.SIGNED


def _choose_roles(rows: list[Employee]) -> Response:
    """The step of the list: the next page asks which role each of them gets."""
    if not rows:
        raise RuleViolation(message("Choose the people first."))
    asked = "&".join(f"employee={row.id}" for row in rows)
    answer: Response = redirect(f"{BASE}?{asked}", 303)  # type: ignore[assignment]
    return answer


GIVE_ACCESS = Action(
    "give-access", message("Give access"), "add", _choose_roles, subject="UserAccount"
)


def _keys() -> list[int]:
    """Chosen employees, by the form or the address. 404 for what names none."""
    given = request.form if request.method == "POST" else request.args
    raws = given.getlist("employee")[: PAGE_SIZES[-1]]
    if not all(raw.isascii() and raw.isdigit() and len(raw) < 10 for raw in raws):
        abort(404)
    return sorted({int(raw) for raw in raws})


def _answer(load: Callable[[], Asked]) -> Any:
    """The form, or the slips. What was refused is told on the form."""
    error, status = "", 200
    if request.method == "POST":
        try:
            return answer_with_access(Employee, _given(load()))
        except RuleViolation as refusal:
            db.session.rollback()
            error, status = translate(refusal.text), refusal.status
    return render_template("staff/access.html", page=_page(load(), error)), status


def _page(asked: Asked, error: str) -> Any:
    typed = request.form.get
    order, title = asked.order, _("Access for employees")
    if len(asked.employees) == 1:
        title = _("Access for %(name)s", name=asked.employees[0].full_name)
    return page(
        title=title,
        rows=[_row(one, asked) for one in asked.employees],
        roles=_offered(asked),
        by_order=str(order) if order else "",
        valid_from=typed("valid_from") or signed_in().today.isoformat(),
        number=typed("order_number", ""),
        dated=typed("order_date", ""),
        error=error,
        back_href=asked.back,
        waiting=any(one.user_id is None for one in asked.employees),
    )


def _row(one: Employee, asked: Asked) -> dict[str, Any]:
    hired = asked.hired.get(one.id)
    post = hired.post if hired else one.position.name if one.position else ""
    since = _("from %(day)s", day=show_date(hired.day)) if hired else ""
    return {
        "id": one.id,
        "name": one.full_name,
        "note": " · ".join(filter(None, (post, since))),
        "login": one.user.username if one.user else "",
        "user_href": f"/users/{one.user_id}" if one.user_id else None,
        "role": request.form.get(f"role-{one.id}"),
        "usual": ROLE_OF_POSITION.get(post, ""),
    }


def _offered(asked: Asked) -> list[Role]:
    """Roles of an employee there that the person may give. A parent gets access as a parent."""
    if not asked.employees:
        return []
    person, house = signed_in(), asked.employees[0].organization_id
    any_role = gives_any_role(person, house)
    above = asked.employees[0].organization.kind in (
        OrganizationKind.REGION,
        OrganizationKind.AUTHORITY,
    )
    strange = RoleReachKind.CHILDREN, *(() if above else (RoleReachKind.SUBTREE,))
    query = select(Role).join(RoleReach, RoleReach.role_id == Role.id).order_by(Role.id)
    roles = db.session.scalars(query.where(RoleReach.reach.not_in(strange))).all()
    return [one for one in roles if any_role or not lacks(person, one.id, house)]


def _given(asked: Asked) -> dict[int, Given]:
    """What the form says of each. Raises RuleViolation for a role or a day that is none."""
    roles = {str(one.id): one for one in db.session.scalars(select(Role))}
    number: str | None
    dated: date | None
    if asked.order is not None:
        number, dated, common = asked.order.number, asked.order.issued_on, None
    else:
        number = request.form.get("order_number", "").strip()[:30] or None
        dated, common = _day("order_date"), _day("valid_from")
        if common is None:
            raise RuleViolation(message("Say from which day the role is given."))
        check_order(number, dated)
    found = {}
    for one in asked.employees:
        chosen = request.form.get(f"role-{one.id}", "")
        if not chosen or one.user_id is not None:
            continue
        if chosen not in roles:
            raise RuleViolation(message("Choose the role."))
        day = common or asked.hired[one.id].day
        check_access_day(one.full_name, one.dismissed_on, day)
        found[one.id] = Given(roles[chosen], day, number, dated)
    if not found:
        raise RuleViolation(message("Choose the role."))
    return found


def _day(name: str) -> date | None:
    raw = request.form.get(name, "").strip()
    if not raw:
        return None
    try:
        return read_date(raw)
    except ValueError:
        raise RuleViolation(message("This is no date. Choose a day.")) from None
