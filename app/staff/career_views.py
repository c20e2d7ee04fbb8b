"""Generated pages of a career: positions, education, categories, earlier jobs, courses."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.core.entity_pages import named
from app.core.entity_view import EntityView
from app.core.messages import message
from app.organizations.rules import check_interval
from app.staff.career_models import (
    EmployeeCategory,
    EmployeeEducation,
    EmployeePosition,
    PastJob,
    TrainingCourse,
)
from app.staff.queries import position_on
from app.staff.rules import check_rate


class EmployeePositionView(EntityView):
    model = EmployeePosition
    route_base = "/employee-positions"
    title_many = message("Positions of employees")
    title_new = message("New position of an employee")
    list_columns = [
        *("employee", "position", "rate", "starts_on", "ends_on", "order_number", "order_date")
    ]
    filter_columns = ["employee", "position", "starts_on", "ends_on"]
    base_order = ("starts_on", True)
    sections = [
        (message("Position"), list_columns),
        (message("Leaving the position"), ["end_order_number", "end_order_date"]),
    ]

    def title_of(self, item: EmployeePosition) -> str:
        return named(item.employee, item.position)

    def prepare(self, item: EmployeePosition, *, new: bool) -> None:
        check_rate(int(item.rate * 100))
        check_interval(item.starts_on, item.ends_on, "ends_on")

    def written(self, item: EmployeePosition, *, new: bool) -> None:
        """The position of today stands on the card and in lists."""
        found = position_on(db.session(), item.employee_id, clock.today())
        if found is not None:
            item.employee.position_id = found


class EmployeeEducationView(EntityView):
    model = EmployeeEducation
    route_base = "/employee-educations"
    title_many = message("Education")
    title_new = message("New education")
    list_columns = [
        *("employee", "level", "institution", "speciality", "graduated_in"),
    ]
    filter_columns = ["employee", "level"]
    base_order = ("graduated_in", True)
    sections = [
        (
            message("Education"),
            [
                *("employee", "level", "institution", "speciality", "qualification"),
                *("graduated_in", "diploma_number"),
            ],
        )
    ]

    def title_of(self, item: EmployeeEducation) -> str:
        return named(item.employee, item.institution)


class EmployeeCategoryView(EntityView):
    model = EmployeeCategory
    route_base = "/employee-categories"
    title_many = message("Categories")
    title_new = message("New category")
    list_columns = ["employee", "category", "assigned_on", "valid_to", "order_number", "order_date"]
    filter_columns = ["employee", "category", "valid_to"]
    base_order = ("assigned_on", True)
    sections = [(message("Category"), list_columns)]

    def title_of(self, item: EmployeeCategory) -> str:
        return named(item.employee, item)

    def prepare(self, item: EmployeeCategory, *, new: bool) -> None:
        check_interval(item.assigned_on, item.valid_to)


class PastJobView(EntityView):
    model = PastJob
    route_base = "/past-jobs"
    title_many = message("Earlier work")
    title_new = message("New earlier work")
    list_columns = ["employee", "employer", "post", "starts_on", "ends_on", "teaching"]
    filter_columns = ["employee", "teaching"]
    base_order = ("starts_on", True)
    sections = [(message("Earlier work"), list_columns)]

    def title_of(self, item: PastJob) -> str:
        return named(item.employee, item.employer)

    def prepare(self, item: PastJob, *, new: bool) -> None:
        check_interval(item.starts_on, item.ends_on, "ends_on")


class TrainingCourseView(EntityView):
    model = TrainingCourse
    route_base = "/training-courses"
    title_many = message("Courses")
    title_new = message("New course")
    list_columns = ["employee", "title", "institution", "hours", "finished_on", "document_number"]
    filter_columns = ["employee", "finished_on"]
    base_order = ("finished_on", True)
    sections = [(message("Course"), list_columns)]

    def title_of(self, item: TrainingCourse) -> str:
        return named(item.employee, item.title)


VIEWS = (
    EmployeePositionView,
    EmployeeEducationView,
    EmployeeCategoryView,
    PastJobView,
    TrainingCourseView,
)
