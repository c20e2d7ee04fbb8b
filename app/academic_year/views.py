"""Generated pages: academic years and days of the calendar."""

from __future__ import annotations

from typing import Any

from app.academic_year.models import AcademicYear, CalendarDay
from app.core.entity_api import api_for
from app.core.entity_view import EntityView
from app.core.messages import message
from app.organizations.rules import check_interval


class AcademicYearView(EntityView):
    model = AcademicYear
    route_base = "/academic-years"
    title_many = message("Academic years")
    title_new = message("New academic year")
    list_columns = ["name", "starts_on", "ends_on"]
    base_order = ("starts_on", True)
    sections = [(message("Academic year"), list_columns)]

    def prepare(self, item: AcademicYear, *, new: bool) -> None:
        check_interval(item.starts_on, item.ends_on, "ends_on")


class CalendarDayView(EntityView):
    model = CalendarDay
    route_base = "/calendar-days"
    title_many = message("Days of the calendar")
    title_new = message("New day")
    list_columns = ["day", "kind", "title", "basis", "organization"]
    filter_columns = ["day", "kind"]
    base_order = ("day", True)
    sections = [(message("Day"), ["day", "kind", "title", "basis"])]
    empty_text = message("Federal holidays come by themselves. Add days of the region or your own.")


def register(appbuilder: Any) -> None:
    for view in (AcademicYearView, CalendarDayView):
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))
