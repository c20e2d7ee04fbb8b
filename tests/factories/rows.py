"""One row of any model, with sensible values for whatever the test does not care about.

    rows = Rows(session, organization)
    group = rows.make(ChildGroup, name="Ромашка")
    child = rows.placed_child(group, last_name="Ёлкин")
    rows.make(AttendanceMark, child=child, group=group, sheet=rows.sheet(group))

Runs as the system: ``with unscoped("test data")``. It flushes and never commits.
"""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Enum,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Time,
    inspect,
)
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.attendance.models import AbsenceDocument, AttendanceCode, AttendanceSheet
from app.children.models import Child, ChildGuardian, Enrollment, Guardian, Placement
from app.core.db import UtcDateTime
from app.core.scoping.reach import SCOPED_TABLES
from app.groups.models import ChildGroup, GroupTeacher
from app.organizations import actions
from app.organizations.models import Appointment, Organization, UserAccount
from app.staff.models import Employee

YEAR_START = date(2026, 9, 1)
MONTH = date(2026, 11, 1)
MONDAY = date(2026, 11, 2)

PASSWORD = "correct horse battery"
# One round instead of the product's many: a test may sign in as often as it likes.
QUICK_HASH = generate_password_hash(PASSWORD, "pbkdf2:sha256:1")

# What may not be invented by the type alone.
VALUES: dict[str, Any] = {
    "birth_date": date(2022, 5, 10),
    "month": MONTH,
    "day": MONDAY,
    "ends_on": None,
    "sick_note_required": True,
    "timezone": "Europe/Moscow",
    "letter": "Б",
    "snils": None,
}
UNIQUE_DAYS = {
    *("calendar_day.day", "organization_settings.valid_from", "academic_year.starts_on"),
    *("attendance_code.valid_from", "year_transition.starts_on"),
}


class Rows:
    """Makes rows of one organisation, numbered from ``first``.

    ``stem`` stands in every text that is long enough.
    """

    def __init__(
        self, session: Session, organization: Organization, stem: str = "", first: int = 1
    ) -> None:
        self.session = session
        self.organization = organization
        self.stem = stem
        self._numbers = itertools.count(first)

    def make(self, model: type, **values: Any) -> Any:
        """A flushed row. Links that must be set and are not given are made too."""
        number = next(self._numbers)
        mapper: Any = inspect(model)
        given = set(values)
        given |= {_key_of(mapper, name) for name in values if name in mapper.relationships}
        if "organization_id" in mapper.columns and not {"organization", "organization_id"} & given:
            values["organization_id"] = self.organization.id
            given.add("organization_id")
        for column in mapper.columns:
            name = mapper.get_property_by_column(column).key
            if name in given or column.primary_key:
                continue
            if column.foreign_keys:
                if not column.nullable:
                    target = next(iter(column.foreign_keys)).column.table.name
                    values[name] = self.make(SCOPED_TABLES[target]).id
                continue
            value = self._value(column, number)
            if value is not None:
                values[name] = value
        values.update(self._whole(model, values))
        row = model(**values)
        self.session.add(row)
        self.session.flush()
        return row

    def _whole(self, model: type, values: dict[str, Any]) -> dict[str, Any]:
        """Values that must fit each other."""
        if model.__name__ == "AcademicYear" and values.get("ends_on") is None:
            return {"ends_on": values["starts_on"] + timedelta(days=364)}
        if model.__name__ == "YearTransition":
            return {"outcome": None}
        if model.__name__ == "AcademicPeriod" and values.get("ends_on") is None:
            return {"ends_on": values["starts_on"]}
        if model is AbsenceDocument and values.get("ends_on") is None:
            return {"ends_on": values["starts_on"] + timedelta(days=4)}
        mapper: Any = inspect(model)
        ends = mapper.columns.get("ends_on")
        if ends is not None and not ends.nullable and values.get("ends_on") is None:
            return {"ends_on": values["starts_on"] + timedelta(days=4)}
        return {}

    def _value(self, column: Any, number: int) -> Any:
        name, kind = column.name, column.type
        if f"{column.table.name}.{name}" in UNIQUE_DAYS:
            return YEAR_START - timedelta(days=number)
        if name in VALUES:
            return VALUES[name]
        wanted = not column.nullable and column.default is None
        if isinstance(kind, Enum):
            return next(iter(kind.enum_class)) if wanted else None
        if isinstance(kind, String):
            return self._text(column, number)
        if not wanted:
            return None
        return next(value for types, value in BY_TYPE if isinstance(kind, types))

    def _text(self, column: Any, number: int) -> str | None:
        """The stem and a number; a nullable column stays empty where they do not fit."""
        stem = self.stem or column.table.name
        text = f"{stem}{number:04d}"
        if column.name == "email":
            text += "@example.org"
        elif column.info.get("format"):
            # A number with a form of its own.
            phone = column.info["format"] == "phone" and not column.nullable
            return f"+7916{5_560_000 + number}" if phone else None
        room = column.type.length or 500
        if column.default is not None and not self.stem:
            return None
        if column.default is not None and column.default.is_scalar and column.default.arg:
            return None
        if len(text) <= room and (self.stem or not column.nullable):
            return text
        return f"{number}"[-room:] if not column.nullable else None

    def user(self, login: str, **values: Any) -> UserAccount:
        """A person who can sign in with ``PASSWORD``."""
        return self.make(
            UserAccount,
            username=login,
            email=values.pop("email", f"{login}@localhost"),
            password=QUICK_HASH,
            active=True,
            **values,
        )

    def appoint(self, user: UserAccount, role: str, since: date = YEAR_START) -> Appointment:
        """A role of the permission table in this organisation."""
        return actions.appoint(self.session, user, role, self.organization, since)

    def placed_child(self, group: ChildGroup, since: date = YEAR_START, **values: Any) -> Child:
        """A child who is enrolled and in the group since a day."""
        child = self.make(Child, **values)
        enrollment = self.make(Enrollment, child=child, starts_on=since)
        self.make(Placement, child=child, enrollment=enrollment, group=group, starts_on=since)
        return child

    def guardian_of(self, child: Child, user: UserAccount | None = None, **values: Any) -> Guardian:
        """A guardian with rights in force."""
        guardian = self.make(Guardian, user_id=user.id if user else None, **values)
        self.make(ChildGuardian, child=child, guardian=guardian)
        return guardian

    def teacher_of(self, group: ChildGroup, user: UserAccount | None = None, **values: Any) -> Any:
        """An employee who leads the group since the start of the year."""
        employee = self.make(Employee, user_id=user.id if user else None, **values)
        self.make(GroupTeacher, group=group, employee=employee, valid_from=YEAR_START)
        return employee

    def codes(self) -> dict[str, AttendanceCode]:
        """The usual codes by letter: present, ill, leave, absent."""
        return {
            letter: self.make(AttendanceCode, letter=letter, valid_from=date(2020, 1, 1), **flags)
            for letter, flags in CODES.items()
        }

    def sheet(self, group: ChildGroup, month: date = MONTH) -> AttendanceSheet:
        """The open month sheet of a group."""
        return self.make(AttendanceSheet, group=group, month=month)


CODES: dict[str, dict[str, bool]] = {
    "Я": {"present": True},
    "Б": {"excused": True, "illness": True, "needs_document": True},
    "О": {"excused": True},
    "Н": {},
}

# Values of columns that must be set, by type. UtcDateTime decorates DateTime.
BY_TYPE: tuple[tuple[Any, Any], ...] = (
    ((DateTime, UtcDateTime), datetime(2026, 11, 2, 6, 30, tzinfo=UTC)),
    (Date, YEAR_START),
    (Time, time(9, 0)),
    (Boolean, False),
    ((Integer, Numeric), 1),
    (LargeBinary, b"content"),
)


def _key_of(mapper: Any, relation: str) -> str:
    column = next(iter(mapper.relationships[relation].local_columns))
    return str(mapper.get_property_by_column(column).key)
