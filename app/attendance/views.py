"""Registers the pages of attendance: own pages first, then the generated ones."""

from __future__ import annotations

from typing import Any

from app.attendance import entity_views
from app.attendance.child_views import ChildAttendanceView
from app.attendance.control_views import AttendanceControlView
from app.attendance.day_views import DayView
from app.attendance.movement_actions import KeptPlaces, OpenSheets
from app.attendance.notice_views import NoticeView
from app.attendance.sheet_step_views import SheetStepView
from app.attendance.sheet_views import SheetView
from app.attendance.stay_actions import MarksFollow
from app.attendance.summary_views import AttendanceSummaryView
from app.attendance.year_checks import first_mark, signed_sheets
from app.children.actions import FOLLOWERS
from app.movement.departures import DEPARTURE_CHECKS
from app.movement.followers import FOLLOWERS as MOVEMENT_FOLLOWERS
from app.movement.transition.checks import CHECKS, ENTRIES

PAGES = (
    DayView,
    SheetView,
    SheetStepView,
    AttendanceControlView,
    AttendanceSummaryView,
    ChildAttendanceView,
    NoticeView,
)


def register(appbuilder: Any) -> None:
    for view in PAGES:
        appbuilder.add_view_no_menu(view)
    entity_views.register(appbuilder)
    FOLLOWERS[:] = [MarksFollow()]
    MOVEMENT_FOLLOWERS["attendance"] = KeptPlaces()
    DEPARTURE_CHECKS["attendance"] = OpenSheets()
    CHECKS["attendance"] = signed_sheets
    ENTRIES["attendance"] = first_mark
