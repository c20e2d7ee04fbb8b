"""Orders about roles in the system: given and taken with dates, many in one order."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from app.core.messages import Message, message
from app.core.name_cases import NameCase, in_case, inflected
from app.core.russian import long_date
from app.core.scoping.session import ScopedSession
from app.documents.effects import Effect, register_effect
from app.documents.models import Document
from app.documents.rules.lifecycle import Author
from app.organizations.models import Appointment
from app.staff.ledger_actions import DAY, Ledger, end_role, put_back
from app.staff.models import Employee
from app.staff.order_models import AppointmentLine
from app.staff.order_queries import appointments_from, role_lines


class Appointing(Effect):
    """Приказ о назначении ответственных: roles are given and taken, many in one order."""

    lines_subject = "AppointmentLine"

    def lines_href(self, document: Document) -> str:
        return f"/orders/{document.id}?tab=appointment_line#tabs"

    def lines(self, session: ScopedSession, document: Document) -> list[str]:
        return [self.said(session, one) for one in role_lines(session, document.id)]

    def said(self, session: ScopedSession, line: AppointmentLine) -> str:
        """A whole sentence: one order may give a role to one person and take it from another."""
        name, role, since = _full_name(session, line), line.role.name, long_date(line.valid_from)
        if line.takes:
            return f"Освободить с {since} {name} от обязанностей по роли «{role}»"
        until = f" по {long_date(line.valid_to)}" if line.valid_to else ""
        duties = f"; обязанности: {line.duties.rstrip('.')}" if line.duties else ""
        return f"Назначить с {since}{until} {name} ответственным лицом по роли «{role}»{duties}"

    def check(self, session: ScopedSession, document: Document, today: date) -> list[Message]:
        found = role_lines(session, document.id)
        if not found:
            return [message("The order has no roles yet. Fill in its list.")]
        return [one for line in found for one in _role_problems(session, line)]

    def apply(self, session: ScopedSession, document: Document, author: Author) -> None:
        for line in role_lines(session, document.id):
            ledger = Ledger()
            if line.takes:
                for row in _roles_of(session, line, line.valid_from):
                    end_role(session, row, line.valid_from - DAY, ledger)
            else:
                appointment = Appointment(
                    organization_id=line.organization_id,
                    user_id=line.user_id,
                    role_id=line.role_id,
                    valid_from=line.valid_from,
                    valid_to=line.valid_to,
                    order_number=document.number,
                    order_date=document.issued_on,
                )
                ledger.made(session, appointment)
            line.undo = ledger.text()
        session.flush()

    def reverse(
        self, session: ScopedSession, document: Document, cancelling: Document, author: Author
    ) -> None:
        """What was given ends the day before the cancellation; what was taken is back."""
        for line in reversed(role_lines(session, document.id)):
            if line.takes or line.valid_from >= cancelling.issued_on:
                put_back(session, line.undo)
            else:
                for row in _roles_of(session, line, cancelling.issued_on):
                    row.valid_to = cancelling.issued_on - DAY
            line.undo = "[]"


def _roles_of(session: ScopedSession, line: AppointmentLine, day: date) -> list[Appointment]:
    return appointments_from(session, line.organization_id, line.user_id, day, line.role_id)


def _role_problems(session: ScopedSession, line: AppointmentLine) -> list[Message]:
    name, role = str(line.user), line.role.name
    known = _roles_of(session, line, line.valid_from)
    if line.takes and not known:
        return [message("%(name)s has no role “%(role)s” to take away.", name=name, role=role)]
    if not line.takes and any(
        line.valid_to is None or row.valid_from <= line.valid_to for row in known
    ):
        return [message("%(name)s has the role “%(role)s” then already.", name=name, role=role)]
    return []


def _full_name(session: ScopedSession, line: AppointmentLine) -> str:
    """Full name by the employee's card, in the accusative; by the account when there is none."""
    query = select(Employee).where(
        Employee.user_id == line.user_id,
        Employee.organization_id == line.organization_id,
        or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= line.valid_from),
    )
    employee = session.scalars(query).first()
    if employee is not None:
        return in_case(employee, NameCase.ACCUSATIVE)
    # An account keeps the patronymic beside the first name.
    first, _space, middle = line.user.first_name.partition(" ")
    return inflected(line.user.last_name, first, middle, NameCase.ACCUSATIVE, female=None)


register_effect("appointment", Appointing())
