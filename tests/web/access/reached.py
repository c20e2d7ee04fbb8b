"""What each person of the cast may reach: written down by hand, apart from the product's code."""

from __future__ import annotations

from typing import Any

from app.attendance.models import AttendanceCode
from app.groups.models import ChildGroup
from app.organizations.permissions import table
from app.staff.models import Employee
from tests.factories.cast import ANONYMOUS, APPOINTED, LEADS, LINEAGE, NAMED, PARENTS, STEMS

# Who has which right stands in the table of the product; whose rows a role opens stands here.
WHOLE = {
    *("head", "coordinator", "administrator", "senior_teacher", "accountant", "nurse"),
}
SHARED_TABLES = {
    *("organization", "organization_settings", "academic_year", "academic_period"),
    "calendar_day",
    *("position", "age_level", "attendance_code", "document_kind"),
    *("benefit_category", "consent_purpose"),
}
GROUP_TABLES = {
    *("child_group", "group_teacher", "stored_file", "attendance_sheet", "sheet_event"),
    *("event", "lesson"),
}
CHILD_TABLES = {
    *("child", "guardian", "child_guardian", "enrollment", "placement", "guardian_phone"),
    *("child_benefit", "consent", "revocation_task"),
    "absence_notice",
    *("absence_document", "attendance_mark", "mark_revision", "mark_clash", "movement"),
}
# What a parent reaches of the own child, if a right opens it.
PARENT_TABLES = CHILD_TABLES - {"mark_revision", "mark_clash", "movement"}
OPEN_TABLES = {"ab_role", "role_reach"}
# Rows of the house: whoever works in the whole of it reaches them.
HOUSE_TABLES = {
    *("user_session", "change_record", "view_record"),
    *("room", "employee", "appointment", "job", "child_import", "ab_user", "movement_line"),
    "transfer_case",
    *("year_transition", "transition_event"),
    *("employee_position", "employee_education", "employee_category", "past_job"),
    *("training_course", "staff_order_line", "appointment_line"),
    "board_settings",
    *("board_settings", "mail_settings", "forum_settings", "forum_admission"),
}
# Rows that name their readers one by one, whatever the role.
NAMED_TABLES = {"document"}
# Rows of one person: nobody else opens them, not even the head.
OWN_TABLES = {"acquaintance"}
# Its author, who answers for the house, and whom it was addressed to: see _announcements.
ADDRESSED_TABLES = {"announcement", "mail_letter"}
# Sections of one group each: its families, its teacher, and the moderators of the house.
FORUM_TABLES = {"forum_section", "forum_topic", "forum_post"}
KNOWN_TABLES = (
    SHARED_TABLES
    | GROUP_TABLES
    | CHILD_TABLES
    | OPEN_TABLES
    | HOUSE_TABLES
    | NAMED_TABLES
    | OWN_TABLES
    | ADDRESSED_TABLES
    | FORUM_TABLES
)

CHILD_PLACES = ("A1", "A1b", "A2", "B1", "B1b")

# Roles belong to the installation: its root organisation alone changes them (issue 2), and
# nobody of the cast administers the root.
ROOT_ONLY = {"Role", "RoleReach"}


def roles_with(subject: str, right: str) -> frozenset[str]:
    """Roles of the permission table that hold a right."""
    return table().get((subject, right), frozenset())


def grants(person: str, subject: str, right: str) -> list[tuple[str, str]]:
    """(role, organisation) of a person's appointments that hold a right."""
    holders = roles_with(subject, right)
    return [one for one in APPOINTED.get(person, ()) if one[0] in holders]


def may(person: str, subject: str, right: str) -> bool:
    """Whether a person has a right at all, wherever."""
    if subject in ROOT_ONLY and right not in ("read", "export"):
        return False
    return bool(grants(person, subject, right))


def places_reached(person: str, subject: str, right: str, name: str) -> set[str]:
    """Places of the cast whose rows of a table a person reaches by a right."""
    if name == "mail_letter":
        return _letters(person)
    if name in FORUM_TABLES and subject == "Forum":
        return _forum(person, right)
    if name in ADDRESSED_TABLES:
        return _announcements(person, subject, right)
    found: set[str] = set()
    for role, where in grants(person, subject, right):
        found |= _by_role(person, role, where, name)
    if name == "ab_user" and found:
        found.add(APPOINTED[person][0][1])
    return found


def _forum(person: str, right: str) -> set[str]:
    """The section of a group is not there for who works in the whole house and moderates none."""
    found: set[str] = set()
    for role, where in grants(person, "Forum", right):
        if role in roles_with("Forum", "moderate") and role in WHOLE:
            found |= {place for place in STEMS if place[0] == where}
        if role == "teacher":
            found.add(LEADS[person])
        if role == "parent":
            groups = {_GROUP_OF.get(place, place) for place in PARENTS[person]}
            found |= {place for place in groups if place[0] == where}
    return found


def _letters(person: str) -> set[str]:
    """In one's own box: what one wrote or got, whatever rights there are."""
    wrote = {place for place in CHILD_PLACES if place.startswith(LEADS.get(person, "-"))}
    if person == "head_a":
        wrote = {place for place in CHILD_PLACES if place.startswith("A2")}
    return wrote | set(PARENTS.get(person, ()))


def _announcements(person: str, subject: str, right: str) -> set[str]:
    """On the board stands what was addressed to the person, whatever house is reached whole."""
    found: set[str] = set()
    for role, where in grants(person, subject, right):
        if subject == "Board" and role == "parent":
            found |= {place for place in PARENTS[person] if place[0] == where}
        if subject == "Announcement" and role == "teacher":
            found |= {place for place in CHILD_PLACES if place.startswith(LEADS[person])}
        if subject == "Announcement" and role in WHOLE:
            found |= {place for place in CHILD_PLACES if place[0] == where}
    return found


def _by_role(person: str, role: str, where: str, name: str) -> set[str]:
    if name in OPEN_TABLES:
        return set(STEMS)
    if name in OWN_TABLES:
        return {place for place, named in NAMED.items() if person in named and place[0] == where}
    shared = set(LINEAGE[where]) if name in SHARED_TABLES else set()
    if role == "authority":
        return set(STEMS)
    if role in WHOLE:
        return shared | {place for place in STEMS if place[0] == where}
    if name in NAMED_TABLES:
        return {place for place, named in NAMED.items() if person in named and place[0] == where}
    if role == "teacher" and name in GROUP_TABLES | CHILD_TABLES:
        return shared | {place for place in STEMS if place.startswith(LEADS[person])}
    if role == "parent" and name in ("event", "lesson"):
        groups = {_GROUP_OF.get(place, place) for place in PARENTS[person]}
        return shared | {place for place in groups if place[0] == where}
    if role == "parent" and name in PARENT_TABLES:
        return shared | {place for place in PARENTS[person] if place[0] == where}
    return shared


# Stems that no page may ever show to a person. The name of one's own house stands in every page.
_ALWAYS = {
    "head_a": "D A A1 A1b A2",
    "coordinator_a": "D A A1 A1b A2",
    "administrator_a": "D A A1 A1b A2",
    "senior_a": "D A A1 A1b A2",
    "accountant_a": "D A A1 A1b A2",
    "nurse_a": "D A A1 A1b A2",
    "teacher_a": "D A A1 A1b",
    # Parents read the purposes and categories that the house and the authority share.
    "parent_a": "D A A1",
    "administrator_b": "D B B1 B1b",
    "teacher_b": "D B B1 B1b",
    # Groups and sheets, never a child.
    "authority": "D A A1 A2 B B1",
    "mixed": "D A A1 A1b A2 B B1",
    "parent_ab": "D A A2 B B1b",
    "divorced": "D A",
    "nobody": "B",
    # The door shows whose it is.
    ANONYMOUS: "D",
}


# The group of a child that has no group of its own name.
_GROUP_OF = {"A1b": "A1", "B1b": "B1"}


def told_of_own_children(garden: Any, person: str) -> list[str]:
    """What the home of a parent tells of rows that the parent does not reach: the name of the
    own child's group, the names of its teachers, and the reasons of the kindergarten."""
    told: list[str] = []
    with garden.system() as session:
        for place in PARENTS.get(person, ()):
            group = _GROUP_OF.get(place, place)
            told.append(session.get(ChildGroup, garden.cast.row(group, "child_group")).name)
            teacher = session.get(Employee, garden.cast.row(group, "employee"))
            told += [
                teacher.last_name,
                teacher.first_name,
                teacher.middle_name or teacher.last_name,
            ]
            code = session.get(AttendanceCode, garden.cast.row(place[0], "attendance_code"))
            told.append(code.name)
    return told


def forbidden_stems(person: str) -> list[str]:
    """Texts of places of which this person may see nothing at all."""
    allowed = _ALWAYS[person].split()
    return [stem for place, stem in STEMS.items() if place not in allowed]
