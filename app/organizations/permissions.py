"""The permission table: roles × subjects × rights (domain 1.3), data for FAB's roles.

``flask --app run sync-roles`` offers each right once. What an administrator
unticks or adds in the panel stays so after an upgrade.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.organizations.rules import RoleReachKind

# Rights by letter: r read, a add, e edit, d delete, x export.
LETTERS = {"r": "read", "a": "add", "e": "edit", "d": "delete", "x": "export"}


@dataclass(frozen=True)
class RoleRow:
    """A role of the product: its name for people, whose rows it opens, its column of the table."""

    key: str
    name: str
    reach: RoleReachKind


ROLES = (
    RoleRow("head", "Заведующий", RoleReachKind.ORGANIZATION),
    RoleRow("coordinator", "Координатор", RoleReachKind.ORGANIZATION),
    RoleRow("administrator", "Системный администратор", RoleReachKind.ORGANIZATION),
    RoleRow("senior_teacher", "Старший воспитатель", RoleReachKind.ORGANIZATION),
    RoleRow("teacher", "Сетевой воспитатель", RoleReachKind.GROUPS),
    RoleRow("accountant", "Бухгалтер", RoleReachKind.ORGANIZATION),
    RoleRow("nurse", "Медработник", RoleReachKind.ORGANIZATION),
    RoleRow("parent", "Родитель", RoleReachKind.CHILDREN),
    RoleRow("authority", "Управление образования", RoleReachKind.SUBTREE),
)

_COLUMNS = tuple(role.key for role in ROLES)

# One line a subject; one word a role, in the order of ROLES; "-" is no right.
_ENTITIES = """
                      head  coord  admin  senior teach  acc  nurse parent auth
Organization          rx    rx     raex   r      -      r    -     -      raex
OrganizationSettings  rx    rae    raedx  r      -      -    -     -      r
UserAccount           r     rae    raex   -      -      -    -     -      -
Role                  r     rae    raed   -      -      -    -     -      -
RoleReach             r     rae    raed   -      -      -    -     -      -
Appointment           raex  raex   raedx  -      -      -    -     -      -
AcademicYear          rx    rx     raedx  r      -      -    -     -      r
AcademicPeriod        rx    rx     raedx  r      -      -    -     -      r
CalendarDay           rx    raedx  raedx  r      r      r    -     -      raedx
DocumentKind          rx    raex  raedx  rx     r      r    r     -      raedx
Document              raedx raedx raedx  raex   r      rx   r     -      -
Order                 raedx raedx raedx  rx     -      rx   r     -      -
Position              rx    rx     raedx  r      -      -    -     -      r
Employee              rx    raex   raedx  r      -      -    -     -      -
EmployeePosition      rx    raedx  raedx  r      -      -    -     -      -
EmployeeEducation     rx    raedx  raedx  r      -      -    -     -      -
EmployeeCategory      rx    raedx  raedx  r      -      -    -     -      -
PastJob               rx    raedx  raedx  r      -      -    -     -      -
TrainingCourse        rx    raedx  raedx  r      -      -    -     -      -
StaffOrderLine        raedx raedx  raedx  -      -      -    -     -      -
AppointmentLine       raedx raedx  raedx  -      -      -    -     -      -
AgeLevel              rx    rx     raedx  rx     -      -    -     -      raedx
Room                  rx    rx     raedx  rx     -      -    -     -      -
ChildGroup            rx    raex   raedx  rx     r      r    r     -      r
GroupTeacher          rx    raex   raedx  rx     r      -    -     -      -
Child                 rx    raex   raedx  rx     rex    rx   rx    r      -
Guardian              rx    raex   raedx  rx     rex    -    -     -      -
ChildGuardian         rx    raedx  raedx  rx     r      -    -     -      -
GuardianPhone         rx    raedx  raedx  rx     raed   -    -     -      -
BenefitCategory       rx    rx     raedx  r      -      rx   -     -      raedx
ChildBenefit          rx    raedx  raedx  -      -      rx   -     r      -
ConsentPurpose        rx    rx     raedx  r      r      -    r     -      raedx
Consent               rx    raedx  raedx  rx     r      -    r     r      -
RevocationTask        rx    rex    rex    r      -      -    -     -      -
Enrollment            rx    rx     rx     rx     -      rx   -     -      -
Placement             rx    rx     rx     rx     r      rx   -     -      -
YearTransition        rx    rx     rx     -      -      -    -     -      -
TransitionEvent       rx    rx     rx     -      -      -    -     -      -
Movement              rx    rx     rx     rx     r      rx   -     -      -
TransferCase          rx    rx     rx     rx     -      -    -     -      rx
AttendanceCode        rx    raex   raedx  r      r      r    r     -      raedx
AttendanceSheet       rx    rx     rx     rx     rx     rx   -     -      r
AttendanceMark        rx    rx     rx     rx     rx     rx   rx    -      -
MarkRevision          rx    rx     rx     rx     r      -    -     -      -
MarkClash             r     r      r      r      r      -    -     -      -
SheetEvent            rx    rx     rx     rx     r      r    -     -      r
AbsenceDocument       rx    raex   raex   rx     raex   rx   raex  -      -
AbsenceNotice         rx    rx     rx     rx     rx     -    rx    -      -
StoredFile            r     r      r      r      r      r    -     -      -
ChangeRecord          rx    rx     rx     -      -      -    -     -      -
ViewRecord            rx    rx     rx     -      -      -    -     -      -
Event                 raex  raex   raex   raex   raex   r    r     r      r
Lesson                rx    raedx  raedx  raedx  r      -    r     r      -
ForumSection          raex  raex   raedx  rx     -      -    -     -      -
ForumAdmission        raedx raedx  raedx  rx     -      -    -     -      -
ForumSettings         rx    raex   raedx  rx     -      -    -     -      -
MailSettings          rx    raex   raedx  rx     -      -    -     -      -
BoardSettings         rx    raex   raedx  rx     -      -    -     -      -
Job                   r     r      r      -      -      -    -     -      -
"""

# Rights on pages of our own: subject, right, roles.
_PAGES = """
Child              special head coordinator administrator nurse parent
AbsenceDocument    special head coordinator administrator teacher nurse
AbsenceNotice      special head coordinator administrator teacher nurse
AbsenceNotice      report  parent
ChildBenefit       special head coordinator administrator accountant parent
Consent            revoke  head coordinator administrator parent
Consent            control head coordinator administrator senior_teacher teacher
ChildImport        import  coordinator administrator
Attendance         read    head coordinator administrator senior_teacher teacher accountant
Attendance         export  head coordinator administrator senior_teacher teacher accountant
Attendance         mark    coordinator teacher
Attendance         close   coordinator teacher
Attendance         approve head
Attendance         reopen  head coordinator
AttendanceControl  read    head coordinator administrator senior_teacher
AttendanceSummary  read head coordinator administrator senior_teacher teacher accountant authority
AttendanceSummary  export head coordinator administrator senior_teacher teacher accountant authority
ChildAttendance    read    head coordinator administrator senior_teacher teacher accountant parent
Appointment        any     head administrator
Session            read    head coordinator administrator
SignInReport       read    head coordinator administrator
SignInReport       export  head coordinator administrator
Movement           special head coordinator administrator nurse
MovementOrder      read    head coordinator administrator senior_teacher
MovementOrder      edit    head coordinator administrator
YearTransition     plan    coordinator administrator
YearTransition     confirm coordinator
YearTransition     execute administrator
MovementBook       read    head coordinator administrator
MovementBook       export  head coordinator administrator
MovementRecap      read    head coordinator administrator senior_teacher accountant authority
MovementRecap      export  head coordinator administrator senior_teacher accountant authority
MovementPeriod     read    head coordinator administrator senior_teacher accountant
MovementPeriod     export  head coordinator administrator senior_teacher accountant
Board              read    head coordinator administrator senior_teacher teacher
Board              read    accountant nurse parent authority
Board              answer  head coordinator administrator senior_teacher teacher
Board              answer  accountant nurse parent authority
Announcement       publish  head coordinator senior_teacher teacher
Announcement       moderate head coordinator senior_teacher
Event              subscribe head coordinator administrator senior_teacher teacher
Event              subscribe accountant nurse parent authority
Mail               read    head coordinator administrator senior_teacher teacher
Mail               read    accountant nurse parent authority
Mail               write   head coordinator administrator senior_teacher teacher
Mail               write   accountant nurse parent authority
Mail               receive head administrator
Forum              read    head coordinator administrator senior_teacher teacher
Forum              read    accountant nurse parent
Forum              write   head coordinator administrator senior_teacher teacher
Forum              write   accountant nurse parent
Forum              moderate head coordinator senior_teacher teacher
Session            end     administrator
Order              sign    head
Document           approve head coordinator administrator senior_teacher teacher accountant nurse
Acquaintance read head coordinator administrator senior_teacher teacher accountant nurse parent
Acquaintance confirm head coordinator administrator senior_teacher teacher accountant nurse parent
"""


def table() -> dict[tuple[str, str], frozenset[str]]:
    """(subject, right) → keys of the roles that have it."""
    granted: dict[tuple[str, str], set[str]] = {}
    for line in _ENTITIES.strip().splitlines()[1:]:
        subject, *cells = line.split()
        for role, cell in zip(_COLUMNS, cells, strict=True):
            for letter in cell.replace("-", ""):
                granted.setdefault((subject, LETTERS[letter]), set()).add(role)
    for line in _PAGES.strip().splitlines():
        subject, right, *roles = line.split()
        granted.setdefault((subject, right), set()).update(roles)
    return {key: frozenset(roles) for key, roles in granted.items()}
