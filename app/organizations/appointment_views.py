"""Generated pages of appointments: a role given by an order, with dates."""

from __future__ import annotations

from app.core.entity_pages import named
from app.core.entity_view import EntityView
from app.core.messages import message
from app.organizations.access import signed_in
from app.organizations.models import Appointment
from app.organizations.power import check_role
from app.organizations.rules import check_interval, check_order


class AppointmentView(EntityView):
    model = Appointment
    route_base = "/appointments"
    title_many = message("Appointments")
    title_new = message("New appointment")
    list_columns = ["user", "role", "valid_from", "valid_to", "order_number", "order_date"]
    filter_columns = ["user", "role", "valid_from"]
    base_order = ("valid_from", True)
    sections = [
        (
            message("Appointment"),
            ["user", "role", "valid_from", "valid_to", "order_number", "order_date"],
        )
    ]

    def title_of(self, item: Appointment) -> str:
        return named(item.user, item.role)

    def prepare(self, item: Appointment, *, new: bool) -> None:
        check_interval(item.valid_from, item.valid_to)
        check_order(item.order_number, item.order_date)
        user = item.user_id or item.user.id
        check_role(signed_in(), item.role, house_of(item), user)

    def removing(self, item: Appointment) -> None:
        check_role(signed_in(), item.role, item.organization_id)


def house_of(item: Appointment) -> int:
    """The organisation of an appointment that may not be flushed yet."""
    return item.organization_id or item.organization.id
