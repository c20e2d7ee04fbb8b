"""Registers the pages of attendance: own pages first, then the generated ones."""

from __future__ import annotations

from typing import Any

from app.attendance import entity_views
from app.attendance.report_views import (
    AttendanceControlView,
    AttendanceSummaryView,
    ChildAttendanceView,
)
from app.attendance.sheet_views import AttendanceView


def register(appbuilder: Any) -> None:
    for view in (
        AttendanceView,
        AttendanceControlView,
        AttendanceSummaryView,
        ChildAttendanceView,
    ):
        appbuilder.add_view_no_menu(view)
    entity_views.register(appbuilder)
