"""Generated pages: positions and employees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.core.columns import ChoiceFilter
from app.core.entity_api import api_for
from app.core.entity_view import EntityView, Tab
from app.core.formats import show_date
from app.core.jobs.consumer import CHORES
from app.core.messages import message
from app.core.people import NAME_FORMS
from app.staff import career_views, order_views
from app.staff import order_actions as order_actions  # carries out orders about staff
from app.staff import role_actions as role_actions  # carries out orders about roles
from app.staff.access_views import GIVE_ACCESS, EmployeeAccessView
from app.staff.career_views import (
    EmployeeCategoryView,
    EmployeeEducationView,
    EmployeePositionView,
    PastJobView,
    TrainingCourseView,
)
from app.staff.models import Employee, Position
from app.staff.pages import career_sections
from app.staff.position_actions import follow_positions_of_today
from app.staff.queries import lacks_access, lacks_course, loses_category, never_entered
from app.staff.rights_views import RightsView


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
    empty_text = message(
        "New employees come by orders of hiring. Add those who work already by hand."
    )
    empty_read_text = message(
        "New employees come by orders of hiring. The administrator adds those who work already."
    )
    list_columns = ["full_name", "position", "phone", "hired_on", "dismissed_on"]
    filter_columns = ["position", "hired_on"]
    link_filters = {
        "due": ChoiceFilter(
            Employee,
            "due",
            message("Due"),
            {
                "course": (message("for courses"), lambda: lacks_course(clock.today())),
                "category": (message("for an attestation"), lambda: loses_category(clock.today())),
            },
        ),
        "access": ChoiceFilter(
            Employee,
            "access",
            message("Access"),
            {
                "none": (message("no access yet"), lambda: lacks_access(clock.today())),
                "never": (message("never signed in"), never_entered),
            },
        ),
    }
    base_order = ("last_name", False)
    sections = [
        (message("Employee"), ["last_name", "first_name", "middle_name", "birth_date", "snils"]),
        (message("Contacts"), ["phone", "email"]),
        (message("Work"), ["position", "hired_on", "dismissed_on", "user"]),
        (message("Name in documents"), NAME_FORMS),
    ]
    tabs = [
        Tab(EmployeePositionView, "employee", message("Positions")),
        Tab(EmployeeEducationView, "employee"),
        Tab(EmployeeCategoryView, "employee"),
        Tab(TrainingCourseView, "employee"),
        Tab(PastJobView, "employee"),
    ]

    steps = [GIVE_ACCESS]
    choice_columns = ["position"]

    def tell_apart(self, rows: Sequence[Employee]) -> Mapping[int, Sequence[str]]:
        """Who does not work here any more, and since when those work who are alike otherwise."""
        alike = Counter((row.full_name, row.position_id) for row in rows)
        notes: dict[int, list[str]] = {}
        for row in rows:
            if row.hired_on and alike[row.full_name, row.position_id] > 1:
                day = show_date(row.hired_on)
                notes.setdefault(row.id, []).append(_("works since %(day)s", day=day))
            if row.dismissed_on is not None and row.dismissed_on < clock.today():
                day = show_date(row.dismissed_on)
                notes.setdefault(row.id, []).append(_("last day of work %(day)s", day=day))
        return notes

    def leading_sections(self, item: Employee) -> Sequence[dict[str, Any]]:
        """Service, category and courses, computed from the dates."""
        return career_sections(item, clock.today())


CHORES["positions of today"] = follow_positions_of_today


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(EmployeeAccessView)
    appbuilder.add_view_no_menu(RightsView)
    for view in (PositionView, EmployeeView, *career_views.VIEWS, *order_views.VIEWS):
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))
