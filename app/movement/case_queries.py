"""Reads for transfers between kindergartens: the other side's name and whom to tell there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.movement.case_models import TransferCase
from app.movement.rules.cases import CaseState
from app.organizations.models import Organization
from app.organizations.queries import holders_of

LATEST = 12


def name_of_house(session: ScopedSession, key: int) -> str:
    """The short name of a kindergarten of this installation."""
    query = select(Organization.short_name).where(Organization.id == key)
    with unscoped("the name of the kindergarten to which a child is transferred"):
        return str(session.connection().execute(query).scalar_one())


def part_of(session: ScopedSession, case_key: str, house: int) -> int:
    """The key of a kindergarten's own part of a case."""
    query = select(TransferCase.id).where(
        TransferCase.case_key == case_key, TransferCase.organization_id == house
    )
    with unscoped("the part of another kindergarten to which its news leads"):
        return int(session.connection().execute(query).scalar_one())


def people_of(session: ScopedSession, house: int, day: date) -> list[int]:
    """Accounts that write orders about children in a kindergarten on a day."""
    with unscoped("whom another kindergarten tells of a child that is transferred"):
        return holders_of(session, "edit", "MovementOrder", house, day)


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
