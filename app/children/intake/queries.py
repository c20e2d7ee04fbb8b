"""Reads of the intake: what is stored of the children of one organisation, and its imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.children.intake.rules.fields import Field
from app.children.intake.rules.groups import GroupBook, KnownGroup
from app.children.intake.rules.known import KnownChild, KnownChildren, KnownGuardian
from app.children.intake.rules.names import PersonName
from app.children.intake.rules.rows import Value
from app.children.intake.rules.stays import KnownStay
from app.children.models import (
    Child,
    ChildGuardian,
    ChildImport,
    Enrollment,
    Guardian,
    Placement,
)
from app.children.rules import Interval
from app.core.scoping.scope import AccessScope, current_scope
from app.groups.models import AgeLevel, ChildGroup
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind

EARLIER_IMPORTS = 20

_COLUMNS: dict[Field, Any] = {
    Field.LAST_NAME: Child.last_name,
    Field.FIRST_NAME: Child.first_name,
    Field.MIDDLE_NAME: Child.middle_name,
    Field.SEX: Child.sex,
    Field.BIRTH_DATE: Child.birth_date,
    Field.SNILS: Child.snils,
    Field.BIRTH_CERTIFICATE: Child.birth_certificate,
    Field.REGISTRATION_ADDRESS: Child.registration_address,
    Field.RESIDENCE_ADDRESS: Child.residence_address,
    Field.CITIZENSHIP: Child.citizenship,
    Field.HEALTH_GROUP: Child.health_group,
    Field.SPECIAL_NEEDS: Child.special_needs,
}


@dataclass(frozen=True)
class Stored:
    """What is stored of the children of an organisation, as plain values."""

    known: KnownChildren
    stays: dict[int, KnownStay]


@dataclass(frozen=True)
class _Placed:
    enrollment_id: int
    group: str
    starts_on: date
    ends_on: date | None


def load_groups(session: Session, organization_id: int, today: date) -> GroupBook:
    """The groups that are open or will be."""
    query = (
        select(
            ChildGroup.id,
            ChildGroup.name,
            AgeLevel.name.label("level"),
            AgeLevel.from_years,
            AgeLevel.to_years,
        )
        .outerjoin(AgeLevel, AgeLevel.id == ChildGroup.age_level_id)
        .where(
            ChildGroup.organization_id == organization_id,
            or_(ChildGroup.closed_on.is_(None), ChildGroup.closed_on > today),
        )
        .order_by(ChildGroup.search_key)
    )
    return GroupBook.of(
        KnownGroup(row.id, row.name, row.level or "", row.from_years, row.to_years)
        for row in session.execute(query)
    )


def load_stored(session: Session, organization_id: int, today: date) -> Stored:
    """All children with representatives and stays, in five statements whatever their number.

    The group of a child is the last one it was placed in: a move that is planned counts,
    so that the list that brought it changes nothing when it is loaded again.
    """
    guardians = _guardians(session, organization_id)
    links = _links(session, organization_id, guardians)
    placed = _placements(session, organization_id)
    enrolled = _enrollments(session, organization_id)
    children = []
    stays: dict[int, KnownStay] = {}
    query = select(Child.id, *_COLUMNS.values()).where(Child.organization_id == organization_id)
    for row in session.execute(query.order_by(Child.id)):
        child_id: int = row[0]
        values: dict[Field, Value | None] = dict(zip(_COLUMNS, row[1:], strict=True))
        mine = enrolled.get(child_id, [])
        current = next((one for one in mine if _is_open(one.ends_on, today)), None)
        if mine:
            stays[child_id] = _stay(mine, current, placed.get(child_id, []))
        if current is not None:
            values |= _of_enrollment(current, placed.get(child_id, []), today)
        children.append(
            KnownChild(
                child_id,
                {field: value for field, value in values.items() if value is not None},
                tuple(links.get(child_id, ())),
                current is not None,
            )
        )
    return Stored(KnownChildren(children, guardians.values()), stays)


def fingerprint(session: Session, organization_id: int) -> tuple[Any, ...]:
    """What two readings of ``load_stored`` have in common when nobody wrote in between.

    Every write gives a row a new version, every new row a key and a moment of its own. Take it
    before the reading. Five short statements.
    """
    found = []
    for model in (Child, Guardian, ChildGuardian, Enrollment, Placement):
        query = select(
            func.count(model.id),
            func.max(model.id),
            func.sum(model.version),
            func.max(model.changed_at),
        ).where(model.organization_id == organization_id)
        found.append(tuple(session.execute(query).one()))
    return tuple(found)


def _guardians(session: Session, organization_id: int) -> dict[int, KnownGuardian]:
    query = select(
        Guardian.id,
        Guardian.last_name,
        Guardian.first_name,
        Guardian.middle_name,
        Guardian.phone,
        Guardian.email,
    ).where(Guardian.organization_id == organization_id)
    return {
        row.id: KnownGuardian(
            row.id,
            PersonName(row.last_name, row.first_name, row.middle_name),
            row.phone,
            row.email,
        )
        for row in session.execute(query.order_by(Guardian.id))
    }


def _links(
    session: Session, organization_id: int, guardians: dict[int, KnownGuardian]
) -> dict[int, list[KnownGuardian]]:
    """Representatives of each child, also those whose rights ended: a list does not renew them."""
    query = (
        select(ChildGuardian.child_id, ChildGuardian.guardian_id, ChildGuardian.relation)
        .where(ChildGuardian.organization_id == organization_id)
        .order_by(ChildGuardian.id)
    )
    found: dict[int, list[KnownGuardian]] = {}
    for child_id, guardian_id, relation in session.execute(query):
        one = guardians.get(guardian_id)
        if one is not None:
            own = KnownGuardian(one.id, one.name, one.phone, one.email, relation)
            found.setdefault(child_id, []).append(own)
    return found


def _enrollments(session: Session, organization_id: int) -> dict[int, list[Any]]:
    query = (
        select(
            Enrollment.id,
            Enrollment.child_id,
            Enrollment.starts_on,
            Enrollment.ends_on,
            Enrollment.order_number,
            Enrollment.order_date,
        )
        .where(Enrollment.organization_id == organization_id)
        .order_by(Enrollment.starts_on)
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.child_id, []).append(row)
    return found


def _placements(session: Session, organization_id: int) -> dict[int, list[_Placed]]:
    query = (
        select(
            Placement.child_id,
            Placement.enrollment_id,
            ChildGroup.name,
            Placement.starts_on,
            Placement.ends_on,
        )
        .join(ChildGroup, ChildGroup.id == Placement.group_id)
        .where(Placement.organization_id == organization_id)
        .order_by(Placement.starts_on)
    )
    found: dict[int, list[_Placed]] = {}
    for row in session.execute(query):
        placed = _Placed(row.enrollment_id, row.name, row.starts_on, row.ends_on)
        found.setdefault(row.child_id, []).append(placed)
    return found


def _is_open(ends_on: date | None, today: date) -> bool:
    return ends_on is None or ends_on > today


def _of_enrollment(current: Any, placed: list[_Placed], today: date) -> dict[Field, Any]:
    group = None
    for one in placed:
        if one.enrollment_id == current.id and _is_open(one.ends_on, today):
            group = one.group
    return {
        Field.GROUP: group,
        Field.ENROLMENT_DATE: current.starts_on,
        Field.ORDER_NUMBER: current.order_number,
        Field.ORDER_DATE: current.order_date,
    }


def _stay(mine: list[Any], current: Any, placed: list[_Placed]) -> KnownStay:
    former = tuple(Interval(one.starts_on, one.ends_on) for one in mine if one is not current)
    if current is None:
        return KnownStay(former)
    ends = [one.ends_on for one in placed if one.enrollment_id == current.id]
    return KnownStay(
        former, Interval(current.starts_on, current.ends_on), ends[0] if ends else None
    )


def importing_organizations(session: Session) -> Sequence[Organization]:
    """Kindergartens of the scope whose children may be loaded, by name."""
    scope = current_scope()
    whole = scope.whole if isinstance(scope, AccessScope) else ()
    query = (
        select(Organization)
        .where(
            Organization.id.in_(whole),
            Organization.kind.in_((OrganizationKind.KINDERGARTEN, OrganizationKind.BUILDING)),
        )
        .order_by(Organization.short_name)
    )
    return session.scalars(query).all()


def earlier_imports(session: Session) -> Sequence[ChildImport]:
    """The last imports of the scope, the newest first."""
    query = (
        select(ChildImport)
        .options(
            joinedload(ChildImport.file),
            joinedload(ChildImport.job),
            joinedload(ChildImport.organization),
        )
        .order_by(ChildImport.id.desc())
        .limit(EARLIER_IMPORTS)
    )
    return session.scalars(query).all()


def find_import(session: Session, import_id: int, *, lock: bool = False) -> ChildImport | None:
    """An import of the scope with its file, organisation and job; with ``lock`` nobody else
    changes it until the transaction ends."""
    query = (
        select(ChildImport)
        .where(ChildImport.id == import_id)
        .options(
            joinedload(ChildImport.file),
            joinedload(ChildImport.job),
            joinedload(ChildImport.organization),
            joinedload(ChildImport.default_group),
        )
        .execution_options(populate_existing=lock)
    )
    if lock:
        query = query.with_for_update(of=ChildImport)
    return session.scalars(query).first()


def lock_organization(session: Session, organization_id: int) -> None:
    """Let two loads into one organisation run one after the other.

    Weaker than FOR UPDATE: marks and other rows of the organisation are written meanwhile.
    """
    query = select(Organization.id).where(Organization.id == organization_id)
    session.execute(query.with_for_update(key_share=True))
