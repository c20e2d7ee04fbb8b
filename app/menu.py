"""The menu, and where the pages stand that are not in it.

In the menu of a person stands what that person's work begins with; whatever else may be opened
is one press further, among all pages (``/pages``), and is found by search. Registers, reference
lists and logs are quiet sections at the end.
"""

from __future__ import annotations

from app.core.menu import MenuItem, MenuSection, Rights
from app.core.messages import message

# Who keeps the kindergarten's data in order: coordinator and administrator.
KEEPERS: Rights = (("UserAccount", "add"),)
# Who answers for more than own groups or own children.
OFFICE: Rights = (("AttendanceControl", "read"), ("MovementRecap", "read"))
# Who knows the whole kindergarten, or all kindergartens.
LEADERS: Rights = (("Organization", "read"),)


def _exporters(subject: str) -> Rights:
    """Who works with a list as a whole: others meet its rows on cards."""
    return ((subject, "export"),)


_ATTENDANCE = MenuSection(
    message("Attendance"),
    "today",
    (
        MenuItem(message("Today"), "/attendance/today", "Attendance", "today", "mark"),
        MenuItem(message("Month sheets"), "/attendance/month", "Attendance", "month"),
        MenuItem(message("Not filled"), "/attendance/control", "AttendanceControl", "warning"),
        MenuItem(
            message("Attendance summary"),
            "/attendance/summary",
            "AttendanceSummary",
            "chart",
            kept_for=OFFICE,
        ),
        MenuItem(
            message("Report an absence"), "/attendance/notices", "AbsenceNotice", "send", "report"
        ),
        MenuItem(
            message("Notices of parents"),
            "/absence-notices/",
            "AbsenceNotice",
            "info",
            kept_for=(("AttendanceControl", "read"), ("Child", "special")),
        ),
        MenuItem(message("Absence documents"), "/absence-documents/", "AbsenceDocument", "clip"),
    ),
)

_CHILDREN = MenuSection(
    message("Kids"),
    "people",
    (
        MenuItem(
            message("Children"), "/children/", "Child", "people", kept_for=_exporters("Child")
        ),
        MenuItem(message("Representatives"), "/guardians/", "Guardian", "phone", kept_for=LEADERS),
        MenuItem(message("Groups"), "/groups/", "ChildGroup", "sprout", kept_for=LEADERS),
        MenuItem(
            message("Who lacks a consent"),
            "/consent-control/",
            "Consent",
            "shield",
            "control",
            kept_for=_exporters("Consent"),
        ),
        MenuItem(
            message("Consents"), "/consents/", "Consent", "shield", kept_for=_exporters("Consent")
        ),
        MenuItem(
            message("After revocations"), "/revocation-tasks/", "RevocationTask", "undo", "edit"
        ),
        MenuItem(
            message("Benefits"),
            "/child-benefits/",
            "ChildBenefit",
            "wallet",
            kept_for=_exporters("ChildBenefit"),
        ),
        MenuItem(
            message("Import of children"), "/children/import", "ChildImport", "upload", "import"
        ),
    ),
)

_MOVEMENT = MenuSection(
    message("Movement"),
    "movement",
    (
        MenuItem(message("Orders about children"), "/movement", "MovementOrder", "file"),
        MenuItem(message("Movement book"), "/movement/book", "MovementBook", "book"),
        MenuItem(message("Recap of the movement"), "/movement/recap", "MovementRecap", "chart"),
        MenuItem(message("Movement of a period"), "/movement/period", "MovementPeriod", "movement"),
        MenuItem(
            message("Transfers between kindergartens"), "/transfer-cases/", "TransferCase", "repeat"
        ),
        MenuItem(message("Passage to the next year"), "/movement/year", "YearTransition", "period"),
    ),
)

_COMMUNICATION = MenuSection(
    message("Communication"),
    "megaphone",
    (
        MenuItem(message("Announcements"), "/board/", "Board", "megaphone", count="board"),
        MenuItem(message("Messages"), "/mail/", "Mail", "mail", count="mail"),
        MenuItem(message("Forum"), "/forum/", "Forum", "talk"),
        MenuItem(message("Events"), "/events/", "Event", "calendar"),
        MenuItem(
            message("Who has read"),
            "/announcements/",
            "Announcement",
            "eye",
            "publish",
            kept_for=(("Announcement", "moderate"),),
        ),
    ),
)

_DOCUMENTS = MenuSection(
    message("Documents"),
    "file",
    (
        MenuItem(message("Orders"), "/orders/", "Order", "file", kept_for=_exporters("Order")),
        # A parent is seldom asked to read a paper, and then finds it on the home page.
        MenuItem(
            message("For me to read"),
            "/acquaintance/",
            "Acquaintance",
            "edit",
            kept_for=(("Document", "read"),),
        ),
        MenuItem(
            message("Register of documents"),
            "/documents/",
            "Document",
            "archive",
            kept_for=_exporters("Document"),
        ),
    ),
)

_STAFF = MenuSection(
    message("Personnel"),
    "person",
    (
        MenuItem(message("Employees"), "/employees/", "Employee", "person"),
        MenuItem(
            message("Positions of employees"), "/employee-positions/", "EmployeePosition", "list"
        ),
        MenuItem(
            message("Teachers of groups"),
            "/group-teachers/",
            "GroupTeacher",
            "sprout",
            kept_for=(("Employee", "read"),),
        ),
        MenuItem(message("Courses"), "/training-courses/", "TrainingCourse", "book"),
    ),
)

_YEAR = MenuSection(
    message("Academic year"),
    "calendar",
    (
        # A teacher and a parent come to it from the group and the child on their home pages.
        MenuItem(message("Schedule"), "/schedule/", "Lesson", "clock", kept_for=OFFICE),
        MenuItem(message("Academic years"), "/academic-years/", "AcademicYear", "period"),
        MenuItem(message("Periods of the year"), "/academic-periods/", "AcademicPeriod", "period"),
        MenuItem(
            message("Days of the calendar"),
            "/calendar-days/",
            "CalendarDay",
            "calendar",
            kept_for=_exporters("CalendarDay"),
        ),
    ),
)

_MANAGEMENT = MenuSection(
    message("Management"),
    "building",
    (
        MenuItem(
            message("Organizations"),
            "/organizations/",
            "Organization",
            "building",
            kept_for=_exporters("Organization"),
        ),
        MenuItem(message("Users"), "/users/", "UserAccount", "people"),
        MenuItem(message("Appointments"), "/appointments/", "Appointment", "key"),
        MenuItem(message("Rights on a day"), "/rights-on/", "Appointment", "shield"),
        MenuItem(message("Roles"), "/roles/", "Role", "lock"),
    ),
)

_SETTINGS = MenuSection(
    message("Settings"),
    "settings",
    tuple(
        MenuItem(label, href, subject, "settings", kept_for=((subject, "edit"),))
        for label, href, subject in (
            (message("Settings of the kindergarten"), "/settings/", "OrganizationSettings"),
            (message("Settings of letters"), "/mail-settings/", "MailSettings"),
            (message("Settings of the board"), "/board-settings/", "BoardSettings"),
            (message("Sections of the forum"), "/forum-sections/", "ForumSection"),
            (message("Settings of the forum"), "/forum-settings/", "ForumSettings"),
        )
    ),
    quiet=True,
)

# Rows that are reached from cards, and seldom looked for by themselves.
_REGISTERS = MenuSection(
    message("Registers"),
    "list",
    tuple(
        MenuItem(label, href, subject, "list", right)
        for label, href, subject, right in (
            (message("Register of sheets"), "/attendance-sheets/", "AttendanceSheet", "read"),
            (message("Attendance marks"), "/attendance-marks/", "AttendanceMark", "read"),
            (message("Enrolments"), "/enrollments/", "Enrollment", "read"),
            (message("Placements in groups"), "/placements/", "Placement", "read"),
            (message("Entries of the movement book"), "/movements/", "Movement", "read"),
            (message("Register of events"), "/event-records/", "Event", "edit"),
            (message("Lessons of the schedule"), "/lessons/", "Lesson", "edit"),
            (message("Kept files"), "/files/", "StoredFile", "read"),
        )
    ),
    in_menu=False,
)

_REFERENCE_LISTS = MenuSection(
    message("Reference lists"),
    "book",
    tuple(
        MenuItem(label, href, subject, icon="book", kept_for=((subject, "edit"),))
        for label, href, subject in (
            (message("Age levels"), "/age-levels/", "AgeLevel"),
            (message("Rooms"), "/rooms/", "Room"),
            (message("Positions"), "/positions/", "Position"),
            (message("Attendance codes"), "/attendance-codes/", "AttendanceCode"),
            (message("Categories of benefits"), "/benefit-categories/", "BenefitCategory"),
            (message("Purposes of consents"), "/consent-purposes/", "ConsentPurpose"),
            (message("Kinds of documents"), "/document-kinds/", "DocumentKind"),
        )
    ),
    quiet=True,
)

_LOGS = MenuSection(
    message("Logs"),
    "clock",
    (
        MenuItem(message("Log of changes"), "/change-log/", "ChangeRecord", "clock"),
        MenuItem(message("Log of looks at personal data"), "/view-log/", "ViewRecord", "eye"),
        MenuItem(message("Sign-ins and sessions"), "/sessions/", "Session", "key"),
        MenuItem(message("Sign-ins by role"), "/sign-ins/", "SignInReport", "chart"),
        MenuItem(
            message("History of marks"),
            "/mark-revisions/",
            "MarkRevision",
            "clock",
            kept_for=KEEPERS,
        ),
        MenuItem(
            message("Clashes of marks"), "/mark-clashes/", "MarkClash", "warning", kept_for=KEEPERS
        ),
        MenuItem(message("Jobs"), "/jobs/", "Job", "repeat", kept_for=KEEPERS),
    ),
    quiet=True,
)

MENU = (
    MenuSection(message("Home"), "home", (MenuItem(message("Home"), "/", icon="home"),)),
    _ATTENDANCE,
    _CHILDREN,
    _COMMUNICATION,
    _DOCUMENTS,
    _MOVEMENT,
    _STAFF,
    _YEAR,
    _MANAGEMENT,
    _SETTINGS,
    _REFERENCE_LISTS,
    _LOGS,
    _REGISTERS,
)

# Pages that are not in the menu, and the page of the menu that they stand beneath.
BENEATH = {
    "/attendance/child": "/children/",
    "/child-guardians": "/guardians/",
    "/forum-admissions": "/forum-sections/",
    "/sheet-events": "/attendance-sheets/",
    "/role-reaches": "/roles/",
}
