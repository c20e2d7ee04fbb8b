"""Generated pages: positions and employees."""

from __future__ import annotations

from typing import Any

from app.core.entity_api import api_for
from app.core.entity_view import EntityView
from app.core.messages import message
from app.core.people import NAME_FORMS
from app.staff.access_views import EmployeeAccessView
from app.staff.models import Employee, Position


class PositionView(EntityView):
    model = Position
    route_base = "/positions"
    title_many = message("Positions")
    title_new = message("New position")
    list_columns = ["name", "teaching"]
    filter_columns = ["teaching"]
    sections = [(message("Position"), ["name", "teaching"])]


class EmployeeView(EntityView):
    model = Employee
    route_base = "/employees"
    title_many = message("Employees")
    title_new = message("New employee")
    list_columns = ["full_name", "position", "phone", "hired_on", "dismissed_on"]
    filter_columns = ["position", "hired_on"]
    base_order = ("last_name", False)
    sections = [
        (message("Employee"), ["last_name", "first_name", "middle_name", "birth_date", "snils"]),
        (message("Contacts"), ["phone", "email"]),
        (message("Work"), ["position", "hired_on", "dismissed_on", "user"]),
        (message("Name in documents"), NAME_FORMS),
    ]


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(EmployeeAccessView)
    for view in (PositionView, EmployeeView):
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))
