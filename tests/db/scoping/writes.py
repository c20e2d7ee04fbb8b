"""Writes that an administrator of A and a teacher of A try: forbidden ones and permitted ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.attendance.models import AttendanceMark, AttendanceSheet
from app.children.models import Child, ChildGuardian, Enrollment, Guardian, Placement
from app.children.rules import Relation, Sex
from app.core.scoping.scope import unscoped
from app.groups.models import AgeLevel, ChildGroup, GroupTeacher
from app.organizations.models import Appointment, Organization, UserAccount
from tests.factories.rows import MONDAY, YEAR_START

Step = Callable[[Session, Any], Any]


def own(session: Session, cast: Any, model: Any, place: str = "A1") -> Any:
    return session.get_one(model, cast.row(place, model.__tablename__))


def foreign(session: Session, cast: Any, model: Any, place: str = "B1") -> Any:
    """A foreign row that somebody still holds in a variable."""
    with unscoped("the system hands out a foreign row"):
        row = own(session, cast, model, place)
        session.expunge(row)
    return row


def taken_in(session: Session, row: Any) -> Any:
    session.add(row)
    return row


def placement(session: Session, cast: Any, **values: Any) -> None:
    given = {
        "organization_id": cast.organizations["A"],
        "child_id": cast.row("A1", "child"),
        "enrollment_id": cast.row("A1", "enrollment"),
        "group_id": cast.row("A1", "child_group"),
        "starts_on": MONDAY,
    }
    session.add(Placement(**(given | values)))


def link(session: Session, cast: Any, **values: Any) -> None:
    given = {
        "organization_id": cast.organizations["A"],
        "child_id": cast.row("A1", "child"),
        "guardian_id": cast.row("A2", "guardian"),
        "relation": Relation.OTHER,
    }
    session.add(ChildGuardian(**(given | values)))


def change(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def give(session: Session, cast: Any, organization: Any) -> None:
    change(own(session, cast, Child), organization=organization)


def expired_then_changed(session: Session, cast: Any) -> None:
    """The old value was forgotten: it is asked from the database, not taken for the new one."""
    row = own(session, cast, AgeLevel, "D")
    session.expire(row)
    row.organization_id = cast.organizations["A"]


FORBIDDEN: dict[str, Step] = {
    "new row of another organisation": lambda s, c: s.add(
        Child(
            organization_id=c.organizations["B"],
            last_name="x",
            first_name="x",
            sex=Sex.MALE,
            birth_date=YEAR_START,
        )
    ),
    "foreign group by key": lambda s, c: placement(s, c, group_id=c.row("B1", "child_group")),
    "foreign group by row": lambda s, c: placement(
        s, c, group_id=None, group=foreign(s, c, ChildGroup)
    ),
    "foreign child": lambda s, c: placement(s, c, child_id=c.row("B1", "child")),
    "foreign enrolment": lambda s, c: placement(s, c, enrollment_id=c.row("B1", "enrollment")),
    "absent child": lambda s, c: placement(s, c, child_id=987_654),
    "association with a foreign guardian": lambda s, c: link(
        s, c, guardian_id=c.row("B1", "guardian")
    ),
    "association that would grant itself": lambda s, c: link(
        s, c, guardian_id=None, guardian=foreign(s, c, Guardian)
    ),
    "association of a foreign child": lambda s, c: link(s, c, child_id=c.row("B1", "child")),
    "key given as an SQL expression": lambda s, c: placement(
        s, c, group_id=literal(c.row("B1", "child_group"))
    ),
    "key given as a subquery": lambda s, c: placement(
        s, c, group_id=select(ChildGroup.__table__.c.id).limit(1).scalar_subquery()
    ),
    "moving a row out": lambda s, c: change(own(s, c, Child), organization_id=c.organizations["B"]),
    "moving a row out by its link": lambda s, c: give(s, c, foreign(s, c, Organization, "B")),
    "changing a link to a foreign row": lambda s, c: change(
        own(s, c, Placement), group_id=c.row("B1", "child_group")
    ),
    "changing a foreign row held in a variable": lambda s, c: change(
        taken_in(s, foreign(s, c, Child)), citizenship="x"
    ),
    "moving a foreign row in": lambda s, c: change(
        taken_in(s, foreign(s, c, Child)), organization_id=c.organizations["A"]
    ),
    "deleting a foreign row": lambda s, c: s.delete(foreign(s, c, Placement)),
    "readable and not writable: row of the district": lambda s, c: change(
        own(s, c, AgeLevel, "D"), name="x"
    ),
    "readable and not writable: deleted": lambda s, c: s.delete(own(s, c, AgeLevel, "D")),
    "readable and not writable: moved in": lambda s, c: change(
        own(s, c, AgeLevel, "D"), organization_id=c.organizations["A"]
    ),
    "readable and not writable: moved in after it expired": expired_then_changed,
    "readable and not writable: the organisation above": lambda s, c: change(
        own(s, c, Organization, "D"), head_name="x"
    ),
    "changing the key of a row": lambda s, c: change(own(s, c, AgeLevel, "D"), id=987_654),
    "an appointment in another organisation": lambda s, c: s.add(
        Appointment(
            organization_id=c.organizations["B"],
            user_id=c.users["administrator_a"],
            role_id=1,
            valid_from=YEAR_START,
        )
    ),
    "an appointment of a foreign user": lambda s, c: s.add(
        Appointment(
            organization_id=c.organizations["A"],
            user_id=c.users["teacher_b"],
            role_id=1,
            valid_from=YEAR_START,
        )
    ),
    "moving a user of another organisation in": lambda s, c: change(
        taken_in(s, foreign(s, c, UserAccount, "B")), organization_id=c.organizations["A"]
    ),
    "a foreign employee for one's own group": lambda s, c: s.add(
        GroupTeacher(
            organization_id=c.organizations["A"],
            group_id=c.row("A1", "child_group"),
            employee_id=c.row("B1", "employee"),
            valid_from=YEAR_START,
        )
    ),
}


TEACHER: dict[str, Step] = {
    "child of another group": lambda s, c: change(
        taken_in(s, foreign(s, c, Child, "A2")), citizenship="x"
    ),
    "mark of another group": lambda s, c: change(
        taken_in(s, foreign(s, c, AttendanceMark, "A2")), version=2
    ),
    "mark moved to another group": lambda s, c: change(
        own(s, c, AttendanceMark), group_id=c.row("A2", "child_group")
    ),
    "sheet of another group": lambda s, c: s.add(
        AttendanceSheet(
            organization_id=c.organizations["A"],
            group_id=c.row("A2", "child_group"),
            month=YEAR_START,
        )
    ),
    "the own group, which is read only": lambda s, c: change(own(s, c, ChildGroup), name="x"),
    "the organisation of the own child": lambda s, c: change(
        own(s, c, Child), organization_id=c.organizations["B"]
    ),
}


PERMITTED: dict[str, Step] = {
    "new row": lambda s, c: s.add(
        AgeLevel(organization_id=c.organizations["A"], name="x", from_years=1, to_years=2)
    ),
    "new link by keys": placement,
    "new link by rows": lambda s, c: placement(
        s, c, child_id=None, child=own(s, c, Child), group_id=None, group=own(s, c, ChildGroup)
    ),
    "new association": link,
    "changed text": lambda s, c: change(own(s, c, Child), citizenship="Россия"),
    "changed link": lambda s, c: change(own(s, c, Placement), group_id=c.row("A2", "child_group")),
    "link to a shared row of the district": lambda s, c: change(
        own(s, c, ChildGroup), age_level_id=c.row("D", "age_level")
    ),
    "emptied link": lambda s, c: change(own(s, c, ChildGroup), room_id=None),
    "deleted row": lambda s, c: s.delete(own(s, c, GroupTeacher)),
    "two new rows that need each other": lambda s, c: s.add(
        Enrollment(
            organization_id=c.organizations["A"],
            starts_on=MONDAY,
            child=Child(
                organization_id=c.organizations["A"],
                last_name="x",
                first_name="x",
                sex=Sex.MALE,
                birth_date=YEAR_START,
            ),
        )
    ),
    "expired and changed": lambda s, c: (
        s.expire(own(s, c, Child)),
        change(own(s, c, Child), organization_id=c.organizations["A"], citizenship="x"),
    ),
}


def mark_row(cast: Any, **values: Any) -> dict[str, Any]:
    given = {
        "organization_id": cast.organizations["A"],
        "sheet_id": cast.row("A1", "attendance_sheet"),
        "group_id": cast.row("A1", "child_group"),
        "child_id": cast.row("A1", "child"),
        "day": YEAR_START,
    }
    return given | values


REGISTER: dict[str, Callable[[Any], dict[str, Any]]] = {
    "another organisation": lambda c: mark_row(c, organization_id=c.organizations["B"]),
    "a group of others": lambda c: mark_row(c, group_id=c.row("A2", "child_group")),
    "a foreign child": lambda c: mark_row(c, child_id=c.row("B1", "child")),
    "a child of another group": lambda c: mark_row(c, child_id=c.row("A2", "child")),
    "a foreign sheet": lambda c: mark_row(c, sheet_id=c.row("B1", "attendance_sheet")),
    "a foreign document": lambda c: mark_row(c, document_id=c.row("B1", "absence_document")),
    "a foreign code": lambda c: mark_row(c, code_id=c.row("B", "attendance_code")),
    "an expression": lambda c: mark_row(c, child_id=literal(c.row("B1", "child"))),
}


def commit(step: Step, session: Session, cast: Any) -> None:
    step(session, cast)
    session.commit()
