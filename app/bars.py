"""The bottom bar of a phone: the four pages that a thumb needs most, by what a person may do.

A teacher at 8:55 marks the day, looks at the month, calls a mother and reads what she wrote; a
parent looks at the child, reports an absence and reads; who answers for the house begins at home.
"""

from __future__ import annotations

from app.core.menu import Bar, BarItem
from app.core.messages import message

_HOME = BarItem(message("Home"), "home", "/", None)
_TODAY = BarItem(message("Today"), "today", "/attendance/today", "Attendance", "mark")
_MONTH = BarItem(message("Month"), "month", "/attendance/month", "Attendance")
_KIDS = BarItem(message("Kids"), "people", "/children/", "Child")
_BOARD = BarItem(message("Announcements"), "megaphone", "/board/", "Board", count="board")
_MAIL = BarItem(message("Messages"), "mail", "/mail/", "Mail", count="mail")
_ABSENCE = BarItem(message("Absence"), "send", "/attendance/notices", "AbsenceNotice", "report")
_SUMMARY = BarItem(message("Summary"), "chart", "/attendance/summary", "AttendanceSummary")

# Four of each and «More»; the first bar counts whose right the person has.
BARS = (
    Bar(("AttendanceControl", "read"), (_HOME, _KIDS, _BOARD, _MAIL)),
    Bar(("Attendance", "mark"), (_TODAY, _MONTH, _KIDS, _MAIL)),
    Bar(("AbsenceNotice", "report"), (_HOME, _ABSENCE, _BOARD, _MAIL)),
    Bar(None, (_HOME, _SUMMARY, _BOARD, _MAIL, _KIDS)),
)
