"""Which page of help belongs to which page of the product. The one place that knows."""

from __future__ import annotations

from app.core.messages import Message, message

# The beginning of an address → the file in docs/help. The longest beginning counts.
TOPICS = {
    "/": "home",
    "/sign-in": "sign-in",
    "/account": "sign-in",
    "/account/organization": "organization",
    "/search": "search",
    "/pages": "search",
    "/help": "index",
    "/notifications": "notifications",
    "/board": "board",
    "/board-settings": "announcements",
    "/announcements": "announcements",
    "/attendance/today": "today",
    "/attendance/month": "month-sheet",
    "/attendance/control": "not-filled",
    "/attendance/summary": "summary",
    "/attendance/child": "child-month",
    "/attendance/notices": "absence-notices",
    "/absence-notices": "absence-notices",
    "/mail": "mail",
    "/mail-settings": "mail",
    "/forum": "forum",
    "/forum-sections": "forum-sections",
    "/forum-admissions": "forum-sections",
    "/forum-settings": "forum-sections",
    "/events": "events",
    "/event-records": "events",
    "/schedule": "schedule",
    "/lessons": "schedule",
    "/absence-documents": "absence-documents",
    "/attendance-sheets": "closing",
    "/sheet-events": "closing",
    "/attendance-marks": "history-of-marks",
    "/mark-revisions": "history-of-marks",
    "/mark-clashes": "history-of-marks",
    "/children": "children",
    "/children/import": "import-of-children",
    "/guardians": "family",
    "/child-guardians": "family",
    "/guardian-phones": "family",
    "/child-benefits": "benefits",
    "/benefit-categories": "benefits",
    "/consents": "consents",
    "/consent-control": "consents",
    "/consent-purposes": "consents",
    "/revocation-tasks": "consents",
    "/placements": "children",
    "/enrollments": "children",
    "/employees": "staff",
    "/employees/access": "users-and-roles",
    "/employee-positions": "staff",
    "/staff-order-lines": "staff-orders",
    "/appointment-lines": "staff-orders",
    "/rights-on": "staff-orders",
    "/employee-educations": "staff",
    "/employee-categories": "staff",
    "/past-jobs": "staff",
    "/training-courses": "staff",
    "/positions": "groups-and-staff",
    "/groups": "groups-and-staff",
    "/group-teachers": "groups-and-staff",
    "/age-levels": "reference-lists",
    "/rooms": "reference-lists",
    "/attendance-codes": "reference-lists",
    "/academic-years": "calendar",
    "/academic-periods": "calendar",
    "/calendar-days": "calendar",
    "/movement": "movement",
    "/movement/book": "movement-book",
    "/movement/recap": "movement-recap",
    "/movement/period": "movement-recap",
    "/movement/year": "passage",
    "/year-transitions": "passage",
    "/year-events": "passage",
    "/movements": "movement-book",
    "/transfer-cases": "movement",
    "/orders": "orders",
    "/documents": "documents",
    "/acquaintance": "acquaintance",
    "/document-kinds": "documents",
    "/organizations": "organization",
    "/settings": "organization",
    "/users": "users-and-roles",
    "/sessions": "users-and-roles",
    "/sign-ins": "users-and-roles",
    "/guardian-access": "users-and-roles",
    "/appointments": "users-and-roles",
    "/roles": "users-and-roles",
    "/role-reaches": "users-and-roles",
    "/change-log": "logs",
    "/view-log": "logs",
    "/jobs": "jobs-and-files",
    "/files": "jobs-and-files",
}


def topic_of(path: str) -> str | None:
    """The topic of an address; None for one that no page of help speaks of."""
    path = path.rstrip("/") or "/"
    while path:
        if path in TOPICS:
            return TOPICS[path]
        path = path.rpartition("/")[0]
    return None


# Screens that do not explain themselves: what is said there until the person has read it.
HINTS: dict[str, Message] = {
    "today": message(
        "Everybody counts as present. Press the mark of whoever is absent, choose the reason, "
        "and confirm the day with the button below."
    ),
    "month-sheet": message(
        "Press a cell and type the letter of the mark, or choose it. Several days at once: select "
        "the cells and type the letter once. Everything is saved by itself."
    ),
    "import-of-children": message(
        "Nothing is written until you confirm: first the program shows what it understood and "
        "what would happen to each row."
    ),
}

# The same for a finger, where it differs: shorter, and no letters to type.
TOUCH_HINTS: dict[str, Message] = {
    "today": message("Everybody counts as present. Touch whoever is absent, then confirm the day."),
    "month-sheet": message("Touch a cell and choose the mark. Everything is saved by itself."),
}
