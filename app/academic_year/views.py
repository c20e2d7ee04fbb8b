"""Generated pages: academic years and days of the calendar."""

from __future__ import annotations

from typing import Any

from app.academic_year.closing import refuse_closed, stored
from app.academic_year.models import AcademicPeriod, AcademicYear, CalendarDay
from app.academic_year.queries import other_periods, other_years
from app.academic_year.reference import seed_periods
from app.academic_year.rules import PeriodSpan, YearSpan, check_period, check_year
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_view import EntityView, Tab
from app.core.messages import message


class AcademicPeriodView(EntityView):
    model = AcademicPeriod
    route_base = "/academic-periods"
    title_many = message("Periods of the year")
    title_new = message("New period")
    list_columns = ["name", "kind", "starts_on", "ends_on", "year"]
    filter_columns = ["year", "kind"]
    base_order = ("starts_on", True)
    sections = [(message("Period"), ["year", "name", "kind", "starts_on", "ends_on"])]
    empty_text = message("A new academic year brings its usual periods along.")

    def prepare(self, item: AcademicPeriod, *, new: bool) -> None:
        year = YearSpan(item.year.name, item.year.starts_on, item.year.ends_on)
        span = PeriodSpan(item.kind, item.name, item.starts_on, item.ends_on)
        with db.session.no_autoflush:
            for one in {item.year, item.year if new else stored(item, "year")}:
                refuse_closed(db.session(), one)
            check_period(span, year, other_periods(db.session(), item))

    def removing(self, item: AcademicPeriod) -> None:
        refuse_closed(db.session(), item.year)


class AcademicYearView(EntityView):
    model = AcademicYear
    route_base = "/academic-years"
    title_many = message("Academic years")
    title_new = message("New academic year")
    list_columns = ["name", "starts_on", "ends_on"]
    base_order = ("starts_on", True)
    sections = [(message("Academic year"), list_columns)]
    tabs = [Tab(AcademicPeriodView, "year", message("Periods"))]

    def prepare(self, item: AcademicYear, *, new: bool) -> None:
        span = YearSpan(item.name, item.starts_on, item.ends_on)
        with db.session.no_autoflush:
            if not new:
                refuse_closed(db.session(), item)
            check_year(span, other_years(db.session(), item))

    def removing(self, item: AcademicYear) -> None:
        refuse_closed(db.session(), item)

    def written(self, item: AcademicYear, *, new: bool) -> None:
        if new:
            seed_periods(db.session(), item)


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
    for view in (AcademicYearView, AcademicPeriodView, CalendarDayView):
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))
