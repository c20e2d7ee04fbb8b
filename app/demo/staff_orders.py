"""Orders about staff of the demonstration: hired, moved to another position, roles given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.academic_year.rules import usual_year
from app.core import clock
from app.core.scoping.session import ScopedSession
from app.demo.houses import House
from app.documents import actions
from app.documents.models import Document
from app.documents.queries import kind_of
from app.documents.rules.lifecycle import Author
from app.staff.models import Employee, Position
from app.staff.order_models import StaffOrderLine
from app.staff.position_actions import follow_positions

_DAY = timedelta(days=1)
# Position at first, name, the later position and after how many days it came.
_HIRED = (
    ("Инструктор по физической культуре", "Лебедева Оксана Игоревна", "", 0),
    ("Помощник воспитателя", "Мельник Дарья Олеговна", "Младший воспитатель", 48),
)


def hire_staff(session: ScopedSession, house: House, phone: Callable[[], str], today: date) -> None:
    """Two people are hired for the year by one order, one of them gets another position later.

    They have no access yet: the order offers it. A dismissal lies there as a draft.
    """
    begun = usual_year(today).starts_on
    posts = {row.name: row for row in session.scalars(select(Position))}
    people = [_employee(session, house, name, phone()) for _post, name, _later, _days in _HIRED]
    hiring = _draft(session, house, "hiring", begun - 5 * _DAY, "трудовые договоры")
    for person, (post, _name, _later, _days) in zip(people, _HIRED, strict=True):
        _line(session, hiring, person, posts[post], begun)
    _sign(session, house, hiring)
    for person, (_post, _name, later, days) in zip(people, _HIRED, strict=True):
        day = begun + timedelta(days=days)
        if later and day < today:
            basis = "дополнительное соглашение к трудовому договору"
            order = _draft(session, house, "position_change", day - _DAY, basis)
            _line(session, order, person, posts[later], day)
            _sign(session, house, order)
    follow_positions(session, today)
    _leaving(session, house, people[0], today)


def _employee(session: ScopedSession, house: House, name: str, phone: str) -> Employee:
    last, first, middle = name.split()
    person = Employee(
        organization_id=house.organization.id,
        last_name=last,
        first_name=first,
        middle_name=middle,
        birth_date=date(1996, 4, 15),
        phone=phone,
    )
    session.add(person)
    session.flush()
    return person


def _draft(session: ScopedSession, house: House, key: str, day: date, basis: str) -> Document:
    kind = kind_of(session, house.organization.id, key, day)
    return actions.draft(session, house.organization.id, kind, day, basis=basis)


def _line(
    session: ScopedSession,
    order: Document,
    person: Employee,
    post: Position | None,
    day: date,
    reason: str | None = None,
) -> None:
    session.add(
        StaffOrderLine(
            organization_id=order.organization_id,
            document=order,
            employee=person,
            position=post,
            rate=Decimal(1),
            day=day,
            reason=reason,
        )
    )
    session.flush()


def _sign(session: ScopedSession, house: House, order: Document) -> None:
    moment = datetime.combine(order.issued_on, time(10, 15), ZoneInfo(clock.DEFAULT_ZONE))
    actions.sign(session, order, Author(house.head, moment), order.issued_on)


def _leaving(session: ScopedSession, house: House, person: Employee, today: date) -> None:
    """What nobody has signed yet."""
    order = _draft(session, house, "dismissal", today, "заявление работника")
    reason = "по инициативе работника, пункт 3 части 1 статьи 77 ТК РФ"
    _line(session, order, person, None, today + timedelta(days=14), reason)
