"""Reads for transfers between kindergartens: the other side's name and whom to tell there."""

from __future__ import annotations

from datetime import date

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy import select

from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.movement.case_models import TransferCase
from app.movement.rules.cases import CaseState
from app.organizations.models import Appointment, Organization
from app.organizations.queries import in_force

LATEST = 12


def name_of_house(session: ScopedSession, key: int) -> str:
    """The short name of a kindergarten of this installation."""
    query = select(Organization.short_name).where(Organization.id == key)
    with unscoped("the name of the kindergarten to which a child is transferred"):
        return str(session.connection().execute(query).scalar_one())


def people_of(session: ScopedSession, house: int, day: date) -> list[int]:
    """Accounts that write orders about children in a kindergarten on a day."""
    link = assoc_permissionview_role.c
    query = (
        select(Appointment.user_id)
        .join(assoc_permissionview_role, link.role_id == Appointment.role_id)
        .join(PermissionView, PermissionView.id == link.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .where(
            Appointment.organization_id == house,
            in_force(day),
            Permission.name == "can_edit",
            ViewMenu.name == "MovementOrder",
        )
        .distinct()
    )
    with unscoped("whom another kindergarten tells of a child that is transferred"):
        return list(session.connection().execute(query).scalars())


def cases_of(session: ScopedSession, house: int) -> list[TransferCase]:
    """Transfers of a kindergarten, those that wait first. One statement."""
    query = (
        select(TransferCase)
        .where(TransferCase.organization_id == house)
        .order_by(
            TransferCase.state.in_([CaseState.DONE, CaseState.WITHDRAWN, CaseState.REFUSED]),
            TransferCase.id.desc(),
        )
        .limit(LATEST)
    )
    return list(session.scalars(query))
