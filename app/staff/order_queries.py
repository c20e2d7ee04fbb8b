"""Reads for orders about staff: lines, who holds which role on a day and by which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from app.core.scoping.session import ScopedSession
from app.documents.models import Document
from app.organizations.models import Appointment, UserAccount
from app.organizations.queries import in_force
from app.staff.models import Employee, Position
from app.staff.order_models import AppointmentLine, StaffOrderLine


def staff_lines(session: ScopedSession, document_id: int) -> list[StaffOrderLine]:
    """The employees of an order, as they were entered."""
    query = (
        select(StaffOrderLine)
        .options(joinedload(StaffOrderLine.employee), joinedload(StaffOrderLine.position))
        .where(StaffOrderLine.document_id == document_id)
        .order_by(StaffOrderLine.id)
    )
    return list(session.scalars(query))


def role_lines(session: ScopedSession, document_id: int) -> list[AppointmentLine]:
    """The roles of an order, as they were entered."""
    query = (
        select(AppointmentLine)
        .options(joinedload(AppointmentLine.user), joinedload(AppointmentLine.role))
        .where(AppointmentLine.document_id == document_id)
        .order_by(AppointmentLine.id)
    )
    return list(session.scalars(query))


def appointments_from(
    session: ScopedSession,
    organization_id: int,
    user_id: int,
    day: date,
    role_id: int | None = None,
) -> list[Appointment]:
    """Roles of a person in an organisation that hold on a day or begin later."""
    query = select(Appointment).where(
        Appointment.organization_id == organization_id,
        Appointment.user_id == user_id,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= day),
    )
    if role_id is not None:
        query = query.where(Appointment.role_id == role_id)
    return list(session.scalars(query.order_by(Appointment.valid_from, Appointment.id)))


@dataclass(frozen=True)
class HeldRight:
    """A role on a day: whose, since when, and by which order.

    ``order``: the key of the order if it was signed here; None for one written down by number.
    """

    name: str
    login: str
    position: str
    role: str
    valid_from: date
    valid_to: date | None
    order_number: str
    order_date: date | None
    order: int | None
    duties: str
    house: int


def rights_on(
    session: ScopedSession, day: date, roles: tuple[str, ...] | None = None
) -> list[HeldRight]:
    """Who held which role on a day and by which order, by role and name. Two statements.

    ``roles``: names of the roles; None = all.
    """
    query = (
        select(
            UserAccount.last_name,
            UserAccount.first_name,
            Employee.last_name,
            Employee.first_name,
            Employee.middle_name,
            UserAccount.username,
            Position.name,
            Role.name,
            Appointment.valid_from,
            Appointment.valid_to,
            Appointment.order_number,
            Appointment.order_date,
            Appointment.user_id,
            Appointment.role_id,
            Appointment.organization_id,
        )
        .join(UserAccount, UserAccount.id == Appointment.user_id)
        .join(Role, Role.id == Appointment.role_id)
        .outerjoin(
            Employee,
            and_(
                Employee.user_id == UserAccount.id,
                Employee.organization_id == Appointment.organization_id,
            ),
        )
        .outerjoin(Position, Position.id == Employee.position_id)
        .where(in_force(day))
        .order_by(Role.id, UserAccount.last_name, UserAccount.first_name, Appointment.id)
    )
    if roles is not None:
        query = query.where(Role.name.in_(roles))
    papers = _papers(session)
    found = []
    for last, first, *own, login, position, role, since, until, number, dated, user, key, house in (
        tuple(row) for row in session.execute(query)
    ):
        full = " ".join(filter(None, own)) or f"{last} {first}".strip()
        order, said = papers.get((house, user, key, number, dated), (None, ""))
        held = (full, login, position or "", role, since, until, number or "", dated, order, said)
        found.append(HeldRight(*held, house))
    return found


def _papers(
    session: ScopedSession,
) -> dict[tuple[int, int, int, str | None, date | None], tuple[int, str]]:
    """The order and the duties in it, by (organisation, user, role, number and date of order)."""
    query = (
        select(
            AppointmentLine.organization_id,
            AppointmentLine.user_id,
            AppointmentLine.role_id,
            Document.number,
            Document.issued_on,
            Document.id,
            AppointmentLine.duties,
        )
        .join(Document, Document.id == AppointmentLine.document_id)
        .where(AppointmentLine.takes.is_(False), Document.number.is_not(None))
    )
    return {
        (house, user, role, number, dated): (order, duties or "")
        for house, user, role, number, dated, order, duties in session.execute(query)
    }
