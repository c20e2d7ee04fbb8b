"""The cast: a district with two kindergartens, whoever works there, and rows of every model.

Every text that is long enough carries the stem of its *place*, so that a leaked row is seen in
any answer. Places are as fine as the reach of a role: two groups of one kindergarten and two
children of one group are different places.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy.orm import Session

from app.academic_year.models import AcademicPeriod, AcademicYear, CalendarDay
from app.attendance.history_models import MarkClash, MarkRevision, SheetEvent
from app.attendance.models import AbsenceDocument, AttendanceCode, AttendanceMark, AttendanceSheet
from app.attendance.notice_models import AbsenceNotice
from app.attendance.rules.notices import NoticeKind
from app.children.benefits.models import BenefitCategory, ChildBenefit
from app.children.consents.models import Consent, ConsentPurpose, RevocationTask
from app.children.family_models import GuardianPhone
from app.children.models import (
    Child,
    ChildGuardian,
    ChildImport,
    Enrollment,
    Guardian,
    Placement,
)
from app.children.rules import GuardianRights
from app.communication.board.models import Announcement, AnnouncementRecipient, BoardSettings
from app.communication.board.rules import State
from app.communication.events.models import Event
from app.communication.forum.models import (
    ForumAdmission,
    ForumPost,
    ForumSection,
    ForumTopic,
)
from app.communication.forum.own_models import ForumSettings
from app.communication.forum.rules import PostState, Readers
from app.communication.mail.models import MailCopy, MailLetter, MailSettings
from app.communication.mail.rules import Folder
from app.core import clock
from app.core.audit.models import ChangeRecord
from app.core.audit.view_models import ViewRecord
from app.core.files.models import StoredFile
from app.core.jobs.models import Job
from app.documents.attached_models import Acquaintance, DocumentFile
from app.documents.models import Document, DocumentAccess, DocumentKind
from app.groups.models import AgeLevel, ChildGroup, GroupTeacher, Room
from app.movement.case_models import TransferCase
from app.movement.models import Movement, MovementLine
from app.movement.rules.events import MovementKind
from app.movement.transition.models import TransitionEvent, YearTransition
from app.organizations import actions
from app.organizations.models import Organization, OrganizationSettings, UserAccount
from app.organizations.rules import OrganizationKind
from app.organizations.session_models import UserSession
from app.schedule.models import Lesson
from app.staff.career_models import (
    EmployeeCategory,
    EmployeeEducation,
    EmployeePosition,
    PastJob,
    TrainingCourse,
)
from app.staff.models import Employee, Position
from app.staff.order_models import AppointmentLine, StaffOrderLine
from tests.factories.rows import MONDAY, Rows

# Long and without meaning, so that none stands in a page by chance. Latin, so that JSON keeps
# them as they are. A1b is another child of group A1, A2 another group.
STEMS = {
    "D": "tungstendelta",
    "A": "quartzitealpha",
    "A1": "feldsparalpha",
    "A1b": "muscovitealpha",
    "A2": "alabasteralpha",
    "B": "zirconiumbravo",
    "B1": "molybdenbravo",
    "B1b": "praseodymbravo",
}
LINEAGE = {"D": ("D",), "A": ("D", "A"), "B": ("D", "B")}

# login: what it is appointed to, as (role of the permission table, organisation).
APPOINTED: dict[str, tuple[tuple[str, str], ...]] = {
    "head_a": (("head", "A"),),
    "coordinator_a": (("coordinator", "A"),),
    "administrator_a": (("administrator", "A"),),
    "senior_a": (("senior_teacher", "A"),),
    "teacher_a": (("teacher", "A"),),
    "accountant_a": (("accountant", "A"),),
    "nurse_a": (("nurse", "A"),),
    "parent_a": (("parent", "A"),),
    "administrator_b": (("administrator", "B"),),
    "teacher_b": (("teacher", "B"),),
    "authority": (("authority", "D"),),
    "mixed": (("administrator", "A"), ("parent", "B")),
    "parent_ab": (("parent", "A"), ("parent", "B")),
    "divorced": (("parent", "A"),),
    "nobody": (),
}
ANONYMOUS = "anonymous"
PERSONS = (*APPOINTED, ANONYMOUS)

# Who leads a group, and whose child is whose.
LEADS = {"teacher_a": "A1", "teacher_b": "B1"}
# The divorced parent of A1 was deprived of the rights: linked to the child, and reaches nothing.
PARENTS: dict[str, tuple[str, ...]] = {
    "parent_a": ("A1",),
    "mixed": ("B1",),
    "parent_ab": ("A2", "B1b"),
    "divorced": (),
}


@dataclass
class Cast:
    """Keys of what was made: plain values, good in any session."""

    organizations: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)

    def keep(self, place: str, *rows: Any) -> None:
        for row in rows:
            self.rows.setdefault(place, {})[type(row).__tablename__] = row.id

    def row(self, place: str, table: str) -> int:
        """The key of the row of a table at a place."""
        return self.rows[place][table]


def make_cast(session: Session) -> Cast:
    """Makes everything. Runs as the system; the caller commits."""
    actions.sync_roles(session)
    cast = Cast()
    tree = _organizations(session, cast)
    rows = {place: Rows(session, tree[place[0]], stem) for place, stem in STEMS.items()}
    users = _users(session, cast, tree)
    for key in ("D", "A", "B"):
        _reference_rows(rows[key], cast, key)
    for key in ("A", "B"):
        _house_rows(rows[key], cast, key)
    for place in ("A1", "A2", "B1"):
        _group_rows(rows[place], cast, place)
    for place in ("A1", "A2", "B1"):
        _child_rows(rows[place], cast, place, place)
    _child_rows(rows["A1b"], cast, "A1b", "A1")
    _child_rows(rows["B1b"], cast, "B1b", "B1")
    for place in ("A1", "A2", "B1"):
        _forum(rows[place], cast, place, users)
    _families(rows, cast, users)
    _papers(rows, cast, users)
    for place in ("A", "B"):
        told = {"entity": "room", "row_id": cast.row(place, "room"), "happened_at": clock.now()}
        cast.keep(place, rows[place].make(ChangeRecord, **told))
        cast.keep(place, rows[place].make(ViewRecord, **told))
    for key, login in (("A", "teacher_a"), ("B", "teacher_b")):
        _order_lines(rows[key], cast, key, users[login])
    return cast


def _organizations(session: Session, cast: Cast) -> dict[str, Organization]:
    tree: dict[str, Organization] = {}
    for key in ("D", "A", "B"):
        stem = STEMS[key]
        tree[key] = actions.add_organization(
            session,
            tree.get("D"),
            kind=OrganizationKind.KINDERGARTEN if "D" in tree else OrganizationKind.AUTHORITY,
            code=f"{stem}-code",
            name=f"{stem} full name",
            short_name=f"{stem} short",
            head_name=f"{stem} head",
            address=f"{stem} address",
            email=f"{stem}@example.org",
        )
        cast.organizations[key] = tree[key].id
        cast.keep(key, tree[key])
    return tree


def _users(session: Session, cast: Cast, tree: dict[str, Organization]) -> dict[str, UserAccount]:
    users = {}
    kept: set[str] = set()
    for login, roles in APPOINTED.items():
        key = roles[0][1] if roles else "B"
        # Their texts are those of the house: whoever manages its users sees them all.
        rows = Rows(session, tree[key], STEMS[key])
        users[login] = rows.user(login, email=f"{login}@{STEMS[key]}.example")
        cast.users[login] = users[login].id
        for role, where in roles:
            appointment = Rows(session, tree[where]).appoint(users[login], role)
            appointment.order_date = MONDAY
            appointment.order_number = f"{STEMS[where]}-{users[login].id}"
            cast.keep(where, appointment)
        cast.keep(key, users[login])
        if key not in kept:
            kept.add(key)
            cast.keep(key, rows.make(UserSession, user_id=users[login].id))
    return users


def _reference_rows(rows: Rows, cast: Cast, key: str) -> None:
    """What an organisation shares with those below it."""
    year = rows.make(AcademicYear)
    cast.keep(
        key,
        year,
        rows.make(AcademicPeriod, year=year, starts_on=year.starts_on, ends_on=year.ends_on),
        rows.make(CalendarDay, day=date(2026, 11, 6)),
        rows.make(OrganizationSettings),
        rows.make(Position),
        rows.make(DocumentKind, is_order=True, effect=None),
        rows.make(AgeLevel, from_years=3, to_years=4),
        rows.make(BenefitCategory),
        rows.make(ConsentPurpose, stop_days=30),
        rows.make(AttendanceCode, letter="Б", excused=True, illness=True, needs_document=True),
    )


def _house_rows(rows: Rows, cast: Cast, key: str) -> None:
    """What only the people of the whole house reach."""
    file = rows.make(StoredFile)
    job = rows.make(Job)
    position = cast.row(key, "position")
    employee = rows.make(Employee, position_id=position, phone=f"+7495{PHONES[key]}")
    cast.keep(key, file, job, employee, rows.make(Room))
    cast.keep(
        key,
        rows.make(EmployeePosition, employee=employee, position_id=position, rate=1),
        *(
            rows.make(model, employee=employee)
            for model in (EmployeeEducation, EmployeeCategory, PastJob, TrainingCourse)
        ),
    )
    passage = rows.make(YearTransition, starts_on=date(2027, 9, 1), outcome=None)
    cast.keep(key, passage, rows.make(TransitionEvent, transition=passage))
    cast.keep(key, rows.make(ChildImport, file_id=file.id, job_id=job.id), rows.make(BoardSettings))
    cast.keep(key, rows.make(MailSettings), rows.make(ForumSettings))


def _group_rows(rows: Rows, cast: Cast, place: str) -> None:
    house = cast.rows[place[0]]
    group = rows.make(ChildGroup, age_level_id=house["age_level"], room_id=house["room"])
    employee = rows.teacher_of(group)
    teacher = rows.session.query(GroupTeacher).filter_by(employee_id=employee.id).one()
    file = rows.make(StoredFile, group_id=group.id)
    sheet = rows.make(AttendanceSheet, group=group, pdf_file_id=file.id)
    cast.keep(place, group, employee, teacher, file, sheet)
    _event(rows, cast, place, group)
    cast.keep(place, rows.make(SheetEvent, sheet=sheet, group=group, pdf_file_id=file.id))


def _event(rows: Rows, cast: Cast, place: str, group: Any) -> None:
    """Without a text of its own: families of one group are different places and all see it."""
    plain = Rows(rows.session, rows.organization)
    cast.keep(place, plain.make(Event, title="Праздник", group=group, day=MONDAY))
    times = {"starts_at": time(9, 0), "ends_at": time(9, 20), "valid_from": MONDAY}
    cast.keep(place, plain.make(Lesson, title="Рисование", group=group, **times))


# Russian, since what people write is shown as it is.
_SECTIONS = {"A1": "Первая группа", "A2": "Вторая группа", "B1": "Третья группа"}


def _forum(rows: Rows, cast: Cast, place: str, users: dict[str, UserAccount]) -> None:
    """The section of a group with a topic, begun by who reads it no more. Without a stem, as the
    event: families of one group are different places and all see it."""
    plain = Rows(rows.session, rows.organization)
    author = users[f"administrator_{place[0].lower()}"].id
    section = plain.make(ForumSection, title=_SECTIONS[place], readers=Readers.CHOSEN)
    line = plain.make(
        ForumAdmission, section=section, group_id=cast.row(place, "child_group"), role=None
    )
    where = {"section_id": section.id, "author_id": author}
    topic = plain.make(ForumTopic, **where, posts=1, title="Прогулки")
    post = plain.make(
        ForumPost,
        **where,
        topic_id=topic.id,
        number=1,
        state=PostState.PUBLISHED,
        full_name="Лесная Анна",
        public_name="Анна",
        text="Одеваемся теплее.",
        published_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    )
    cast.keep(place, section, line, topic, post)


def _child_rows(rows: Rows, cast: Cast, place: str, group_place: str) -> None:
    group = rows.session.get_one(ChildGroup, cast.row(group_place, "child_group"))
    sheet_id = cast.row(group_place, "attendance_sheet")
    code_id = cast.row(place[0], "attendance_code")
    child = rows.placed_child(group)
    enrollment = rows.session.query(Enrollment).filter_by(child_id=child.id).one()
    placement = rows.session.query(Placement).filter_by(child_id=child.id).one()
    cell: dict[str, Any] = {"sheet_id": sheet_id, "group": group, "child": child, "day": MONDAY}
    document = rows.make(
        AbsenceDocument, group=group, child=child, code_id=code_id, starts_on=MONDAY
    )
    mark = rows.make(AttendanceMark, **cell, code_id=code_id, document=document)
    revision = rows.make(MarkRevision, **cell)
    notice = rows.make(
        AbsenceNotice,
        child=child,
        kind=NoticeKind.ABSENCE,
        code_id=code_id,
        starts_on=MONDAY,
        ends_on=MONDAY,
    )
    cast.keep(place, notice)
    cast.keep(place, child, enrollment, placement, document, mark, revision)
    cast.keep(place, rows.make(MarkClash, **cell))
    cast.keep(place, rows.make(Movement, child=child, to_group=group, kind=MovementKind.INITIAL))


def _letter(
    rows: Rows, cast: Cast, place: str, users: dict[str, UserAccount], reader: UserAccount | None
) -> None:
    """From the teacher of the group (or the head) to the guardian of the child alone."""
    leader = next((login for login, led in LEADS.items() if place.startswith(led)), "head_a")
    sent = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    row = rows.make(MailLetter, author_id=users[leader].id, sent_at=sent)
    row.thread_id = row.id
    cast.keep(place, row)
    boxes = [(users[leader].id, Folder.SENT, False)]
    boxes += [(reader.id, Folder.INBOX, True)] if reader else []
    for user, folder, received in boxes:
        rows.make(MailCopy, letter_id=row.id, user_id=user, folder=folder, received=received)


def _announcement(
    rows: Rows, cast: Cast, place: str, users: dict[str, UserAccount], reader: UserAccount | None
) -> None:
    """About one child, by the teacher of its group (or the head), to its guardian alone."""
    leader = next((login for login, led in LEADS.items() if place.startswith(led)), "head_a")
    row = rows.make(
        Announcement,
        author_id=users[leader].id,
        state=State.PUBLISHED,
        published_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    )
    cast.keep(place, row)
    if reader is not None:
        child = cast.row(place, "child")
        rows.make(
            AnnouncementRecipient,
            announcement_id=row.id,
            user_id=reader.id,
            child_id=child,
            child_key=child,
        )


def _families(rows: dict[str, Rows], cast: Cast, users: dict[str, UserAccount]) -> None:
    """Each child has a guardian; one person is guardian in both kindergartens."""
    for login, place in LEADS.items():
        employee = rows[place].session.get_one(Employee, cast.row(place, "employee"))
        employee.user_id = users[login].id
    owners = {place: login for login, places in PARENTS.items() for place in places}
    for place in ("A1", "A1b", "A2", "B1", "B1b"):
        session = rows[place].session
        child = session.get_one(Child, cast.row(place, "child"))
        user = users.get(owners.get(place, ""))
        _announcement(rows[place], cast, place, users, user)
        _letter(rows[place], cast, place, users, user)
        guardian = rows[place].guardian_of(child, user, phone=f"+7916{PHONES[place]}")
        link = session.query(ChildGuardian).filter_by(child_id=child.id).one()
        phone = rows[place].make(GuardianPhone, guardian=guardian, number=f"+7916{FURTHER[place]}")
        cast.keep(place, guardian, link, phone)
        _consents(rows[place], cast, place, child, guardian)
    _divorced(rows["A1"], cast, users["divorced"])


def _consents(rows: Rows, cast: Cast, place: str, child: Child, guardian: Guardian) -> None:
    house = cast.rows[place[0]]
    consent = rows.make(
        Consent, child=child, guardian=guardian, purpose_id=house["consent_purpose"]
    )
    cast.keep(
        place,
        consent,
        rows.make(RevocationTask, child=child, consent=consent, due_on=MONDAY),
        rows.make(
            ChildBenefit,
            child=child,
            category_id=house["benefit_category"],
            starts_on=MONDAY,
            document_date=MONDAY,
        ),
    )


def _order_lines(rows: Rows, cast: Cast, key: str, user: UserAccount) -> None:
    """A line of each kind in a draft of an order of the house."""
    orders = {
        effect: rows.make(
            Document, kind_id=rows.make(DocumentKind, is_order=True, effect=effect).id
        )
        for effect in ("hiring", "appointment")
    }
    cast.keep(
        key,
        rows.make(
            StaffOrderLine,
            document=orders["hiring"],
            employee_id=cast.row(key, "employee"),
            position_id=cast.row(key, "position"),
            rate=1,
            day=MONDAY,
        ),
        rows.make(
            AppointmentLine,
            document=orders["appointment"],
            user=user,
            role=rows.session.query(Role).order_by(Role.id).first(),
            valid_from=MONDAY,
        ),
    )


def _divorced(rows: Rows, cast: Cast, user: UserAccount) -> None:
    child = rows.session.get_one(Child, cast.row("A1", "child"))
    guardian = rows.make(Guardian, user_id=user.id)
    rows.make(
        ChildGuardian, child=child, guardian=guardian, rights=GuardianRights.NONE, ground="решение"
    )


def _papers(rows: dict[str, Rows], cast: Cast, users: dict[str, UserAccount]) -> None:
    """A draft of an order in each house, and one that is addressed to named persons."""
    for place in ("A", "A1", "B", "B1"):
        kind = cast.row(place[0], "document_kind")
        document = rows[place].make(Document, kind_id=kind)
        cast.keep(place, document)
        if place in ("A", "B"):
            facts = {"child_id": cast.row(f"{place}1", "child"), "document": document}
            cast.keep(place, rows[place].make(MovementLine, **facts))
            cast.keep(place, rows[place].make(TransferCase, partner_id=0))
        for login in NAMED.get(place, ()):
            rows[place].make(DocumentAccess, document_id=document.id, user_id=users[login].id)
            line = rows[place].make(Acquaintance, document_id=document.id, user_id=users[login].id)
            cast.keep(place, line)
        file = rows[place].make(StoredFile, sealed=True)
        rows[place].make(DocumentFile, document_id=document.id, number=1, file_id=file.id)


# Whose eyes a document is for, besides those who work in the whole house.
NAMED = {"A1": ("teacher_a",), "B1": ("teacher_b",)}
FURTHER = {place: f"{number}" for number, place in enumerate(STEMS, 5550201)}
PHONES = {place: f"{number}" for number, place in enumerate(STEMS, 5550101)}
