"""Orders about staff: hiring, change of position, dismissal. Rows get their dates at the signature.

What an order changed is kept on its line, so that an order of cancellation puts it back, or
refuses because others rest on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.core.formats import show_date, show_number
from app.core.messages import Message, message
from app.core.name_cases import NameCase, in_case
from app.core.russian import long_date
from app.core.scoping.session import ScopedSession
from app.documents.effects import Effect, register_effect
from app.documents.models import Document
from app.documents.rules.lifecycle import Author
from app.staff.career_models import EmployeePosition
from app.staff.ledger_actions import DAY, LEAVERS, Ledger, end_role, put_back
from app.staff.models import Employee
from app.staff.order_models import StaffOrderLine
from app.staff.order_queries import appointments_from, staff_lines
from app.staff.queries import open_positions, position_on


class StaffEffect(Effect):
    """An order with employees in its list."""

    lines_subject = "StaffOrderLine"

    def lines_href(self, document: Document) -> str:
        return f"/orders/{document.id}?tab=staff_order_line#tabs"

    def lines(self, session: ScopedSession, document: Document) -> list[str]:
        return [self.said(one) for one in staff_lines(session, document.id)]

    def said(self, line: StaffOrderLine) -> str:
        """One item of the order's list."""
        raise NotImplementedError

    def problems(self, session: ScopedSession, line: StaffOrderLine) -> Sequence[Message]:
        """What forbids this line."""
        raise NotImplementedError

    def carry_out(
        self, session: ScopedSession, line: StaffOrderLine, document: Document, ledger: Ledger
    ) -> None:
        """Write the rows of one line."""
        raise NotImplementedError

    def check(self, session: ScopedSession, document: Document, today: date) -> list[Message]:
        found = staff_lines(session, document.id)
        if not found:
            return [message("The order has no employees yet. Fill in its list.")]
        return [one for line in found for one in self.problems(session, line)]

    def apply(self, session: ScopedSession, document: Document, author: Author) -> None:
        for line in staff_lines(session, document.id):
            ledger = Ledger()
            self.carry_out(session, line, document, ledger)
            held = position_on(session, line.employee_id, author.moment.date())
            if held is not None and held != line.employee.position_id:
                ledger.set(line.employee, "position_id", held)
            line.undo = ledger.text()
        session.flush()

    def reverse(
        self, session: ScopedSession, document: Document, cancelling: Document, author: Author
    ) -> None:
        for line in reversed(staff_lines(session, document.id)):
            put_back(session, line.undo)
            line.undo = "[]"


def _named(line: StaffOrderLine, case: NameCase) -> str:
    return in_case(line.employee, case)


def _new_position(line: StaffOrderLine, document: Document) -> EmployeePosition:
    return EmployeePosition(
        organization_id=line.organization_id,
        employee_id=line.employee_id,
        position_id=line.position_id,
        rate=line.rate,
        starts_on=line.day,
        order_number=document.number,
        order_date=document.issued_on,
    )


def _post_said(line: StaffOrderLine) -> str:
    post = line.position.name if line.position else ""
    return f"{post[:1].lower()}{post[1:]}, ставка {show_number(line.rate.normalize())}"


def _end_positions(
    session: ScopedSession, line: StaffOrderLine, last: date, document: Document, ledger: Ledger
) -> None:
    for row in open_positions(session, line.employee_id, last + DAY):
        ledger.set(row, "ends_on", last)
        ledger.set(row, "end_order_number", document.number)
        ledger.set(row, "end_order_date", document.issued_on)


class Hiring(StaffEffect):
    """Приказ о приёме на работу."""

    def said(self, line: StaffOrderLine) -> str:
        name = _named(line, NameCase.ACCUSATIVE)
        return f"{name} на должность: {_post_said(line)}, с {long_date(line.day)}"

    def problems(self, session: ScopedSession, line: StaffOrderLine) -> list[Message]:
        name, employee = line.employee.full_name, line.employee
        found = []
        if line.position_id is None:
            found.append(message("%(name)s: choose the position.", name=name))
        works = employee.hired_on is not None and (
            employee.dismissed_on is None or employee.dismissed_on >= line.day
        )
        if works:
            found.append(
                message(
                    "%(name)s works here since %(day)s already.",
                    name=name,
                    day=show_date(employee.hired_on or line.day),
                )
            )
        return found

    def carry_out(
        self, session: ScopedSession, line: StaffOrderLine, document: Document, ledger: Ledger
    ) -> None:
        ledger.set(line.employee, "hired_on", line.day)
        ledger.set(line.employee, "dismissed_on", None)
        ledger.made(session, _new_position(line, document))


class ChangingPosition(StaffEffect):
    """Приказ о переводе на другую должность."""

    def said(self, line: StaffOrderLine) -> str:
        name = _named(line, NameCase.ACCUSATIVE)
        return f"{name} на должность: {_post_said(line)}, с {long_date(line.day)}"

    def problems(self, session: ScopedSession, line: StaffOrderLine) -> list[Message]:
        name = line.employee.full_name
        found = []
        if line.position_id is None:
            found.append(message("%(name)s: choose the position.", name=name))
        if not _works_on(line.employee, line.day):
            found.append(_not_working(line))
        if any(row.starts_on >= line.day for row in _later(session, line)):
            found.append(
                message(
                    "%(name)s: a position from %(day)s or later is entered already.",
                    name=name,
                    day=show_date(line.day),
                )
            )
        return found

    def carry_out(
        self, session: ScopedSession, line: StaffOrderLine, document: Document, ledger: Ledger
    ) -> None:
        _end_positions(session, line, line.day - DAY, document, ledger)
        ledger.made(session, _new_position(line, document))


def _later(session: ScopedSession, line: StaffOrderLine) -> Sequence[EmployeePosition]:
    return open_positions(session, line.employee_id, line.day)


def _works_on(employee: Employee, day: date) -> bool:
    return (
        employee.hired_on is not None
        and employee.hired_on <= day
        and (employee.dismissed_on is None or employee.dismissed_on >= day)
    )


def _not_working(line: StaffOrderLine) -> Message:
    return message(
        "%(name)s does not work here on %(day)s.",
        name=line.employee.full_name,
        day=show_date(line.day),
    )


class Dismissal(StaffEffect):
    """Приказ о прекращении трудового договора."""

    def said(self, line: StaffOrderLine) -> str:
        name = _named(line, NameCase.ACCUSATIVE)
        ground = f", {line.reason}" if line.reason else ""
        return f"{name}, последний рабочий день — {long_date(line.day)}{ground}"

    def problems(self, session: ScopedSession, line: StaffOrderLine) -> list[Message]:
        name, employee = line.employee.full_name, line.employee
        found = []
        if not line.reason:
            found.append(message("%(name)s: enter the ground of dismissal.", name=name))
        if employee.dismissed_on is not None:
            found.append(
                message(
                    "%(name)s is dismissed on %(day)s already.",
                    name=name,
                    day=show_date(employee.dismissed_on),
                )
            )
        elif not _works_on(employee, line.day):
            found.append(_not_working(line))
        return found

    def carry_out(
        self, session: ScopedSession, line: StaffOrderLine, document: Document, ledger: Ledger
    ) -> None:
        """Positions, groups and roles end with the last day of work."""
        ledger.set(line.employee, "dismissed_on", line.day)
        _end_positions(session, line, line.day, document, ledger)
        if line.employee.user_id is not None:
            house, user = line.organization_id, line.employee.user_id
            for row in appointments_from(session, house, user, line.day + DAY):
                end_role(session, row, line.day, ledger)
        for leaver in LEAVERS:
            leaver(session, line.employee, line.day, ledger)


register_effect("hiring", Hiring())
register_effect("position_change", ChangingPosition())
register_effect("dismissal", Dismissal())
