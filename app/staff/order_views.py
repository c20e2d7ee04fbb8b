"""Generated pages of the lines of orders, which change while the order is a draft."""

from __future__ import annotations

from app.core.entity_pages import named
from app.core.entity_view import EntityView
from app.core.errors import RuleViolation
from app.core.messages import message
from app.documents.models import Document
from app.documents.rules.lifecycle import DocumentState, check_editable
from app.organizations.rules import check_interval
from app.staff.order_models import AppointmentLine, StaffOrderLine
from app.staff.reference import DUTIES
from app.staff.rules import check_rate

STAFF_EFFECTS = ("hiring", "position_change", "dismissal")
ROLE_EFFECTS = ("appointment",)


def is_about_staff(order: Document) -> bool:
    """Whether the list of an order holds employees."""
    return order.kind.effect in STAFF_EFFECTS


def is_draft(order: Document) -> bool:
    """Whether the list of an order may still change."""
    return order.state is DocumentState.DRAFT


def is_about_roles(order: Document) -> bool:
    """Whether the list of an order holds roles."""
    return order.kind.effect in ROLE_EFFECTS


def check_order(document: Document, effects: tuple[str, ...]) -> None:
    """Raises RuleViolation for an order of another kind, or one that is no draft any more."""
    if document.kind.effect not in effects:
        raise RuleViolation(
            message("This order is of another kind: it has no such list."), field="document"
        )
    check_editable(document.state)


class StaffOrderLineView(EntityView):
    model = StaffOrderLine
    route_base = "/staff-order-lines"
    title_many = message("Employees in orders")
    title_new = message("Add an employee to the order")
    list_columns = ["document", "employee", "position", "rate", "day", "reason"]
    filter_columns = ["document", "employee", "day"]
    base_order = ("day", True)
    sections = [(message("Employee in an order"), list_columns)]

    def title_of(self, item: StaffOrderLine) -> str:
        return named(item.document, item.employee)

    def prepare(self, item: StaffOrderLine, *, new: bool) -> None:
        check_order(item.document, STAFF_EFFECTS)
        check_rate(int(item.rate * 100))

    def removing(self, item: StaffOrderLine) -> None:
        check_editable(item.document.state)


class AppointmentLineView(EntityView):
    model = AppointmentLine
    route_base = "/appointment-lines"
    title_many = message("Roles in orders")
    title_new = message("Add a role to the order")
    list_columns = ["document", "user", "role", "takes", "valid_from", "valid_to"]
    filter_columns = ["document", "user", "role", "valid_from"]
    base_order = ("valid_from", True)
    sections = [(message("Role in an order"), [*list_columns, "duties"])]

    def title_of(self, item: AppointmentLine) -> str:
        return named(item.document, item.user)

    def prepare(self, item: AppointmentLine, *, new: bool) -> None:
        """Duties that nobody wrote are those of the role by the regulation."""
        check_order(item.document, ROLE_EFFECTS)
        check_interval(item.valid_from, item.valid_to)
        if not item.takes and not item.duties:
            item.duties = DUTIES.get(item.role.name)

    def removing(self, item: AppointmentLine) -> None:
        check_editable(item.document.state)


VIEWS = (StaffOrderLineView, AppointmentLineView)
