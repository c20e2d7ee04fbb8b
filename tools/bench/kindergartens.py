"""Fills the tables that marks stand on: organisations, people, groups, children, placements.

Reference rows come from the product's own actions; mass rows are written through Core.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.academic_year.reference import seed_year
from app.attendance.reference import seed_codes
from app.children.models import Child, ChildGuardian, Enrollment, Guardian, Placement
from app.children.rules import Relation, Sex
from app.core.db import search_key
from app.demo.people import Family, Parent, People, PersonName
from app.documents.reference import seed_kinds
from app.groups.models import ChildGroup, GroupTeacher
from app.groups.reference import seed_age_levels
from app.organizations import actions
from app.organizations.models import Organization, UserAccount
from app.organizations.reference import seed_settings
from app.organizations.rules import OrganizationKind
from app.staff.models import Employee
from app.staff.reference import seed_positions
from tools.bench.plan import (
    OPEN_BEFORE,
    PASSWORD,
    HousePlan,
    Plan,
    administrator_login,
    marked_days,
    teacher_login,
)

HOUSES_OF_AUTHORITY = 50


@dataclass(frozen=True)
class FilledGroup:
    """A group as the marks need it: keys of its rows."""

    id: int
    organization_id: int
    teacher: str
    children: tuple[int, ...]


@dataclass(frozen=True)
class _House:
    plan: HousePlan
    organization: Organization


def fill_kindergartens(session: Session, plan: Plan) -> list[FilledGroup]:
    """Make everything but the marks in an empty database. The caller commits."""
    actions.sync_roles(session)
    region = actions.add_organization(
        session,
        None,
        code="region",
        name="Область",
        short_name="Область",
        kind=OrganizationKind.REGION,
    )
    seed_codes(session, region.id)
    seed_age_levels(session, region.id)
    seed_positions(session, region.id)
    seed_kinds(session, region.id)
    seed_year(session, region.id, plan.today)
    opened = marked_days(plan.today, plan.days)[0] - OPEN_BEFORE
    houses = list(_houses(session, region, plan.houses(), opened))
    groups = _groups(session, houses, opened)
    staff = _teachers(session, houses, groups, opened)
    people = People("bench")
    children = [
        key for house in houses for key in _children(session, house, people, opened, plan.today)
    ]
    return _placed(session, houses, groups, staff, children, opened)


def insert_rows(session: Session, model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert plain rows in a few statements; their keys in the order of the rows."""
    table = model.__table__
    if not rows:
        return []
    query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(session.connection().execute(query, list(rows)).scalars())


def _houses(
    session: Session, region: Organization, plans: list[HousePlan], opened: date
) -> Iterator[_House]:
    authority = None
    for number, plan in enumerate(plans):
        if number % HOUSES_OF_AUTHORITY == 0:
            name = f"Управление образования № {number // HOUSES_OF_AUTHORITY + 1}"
            authority = actions.add_organization(
                session,
                region,
                code=f"authority{number}",
                name=name,
                short_name=name,
                kind=OrganizationKind.AUTHORITY,
            )
        organization = actions.add_organization(
            session,
            authority,
            code=plan.code,
            name=plan.name,
            short_name=plan.name,
            kind=OrganizationKind.KINDERGARTEN,
            head_name="Соколова М. И.",
        )
        seed_settings(session, organization.id, opened)
        if plan.logins:
            login = administrator_login(plan.code)
            _sign_in(session, organization, login, "administrator", opened)
        yield _House(plan, organization)


def _sign_in(
    session: Session, organization: Organization, login: str, role: str, opened: date
) -> UserAccount:
    user = actions.add_user(
        session, organization, login, "Соколова", "Мария Ивановна", PASSWORD, temporary=False
    )
    actions.appoint(session, user, role, organization, opened)
    return user


def _groups(session: Session, houses: list[_House], opened: date) -> list[list[int]]:
    """Keys of the groups of every kindergarten."""
    rows = [
        {
            "organization_id": house.organization.id,
            "name": f"Группа {number + 1:02}",
            "search_key": search_key(f"Группа {number + 1:02}"),
            "capacity": house.plan.children,
            "opened_on": opened,
        }
        for house in houses
        for number in range(house.plan.groups)
    ]
    keys = iter(insert_rows(session, ChildGroup, rows))
    return [[next(keys) for _number in range(house.plan.groups)] for house in houses]


def _teachers(
    session: Session, houses: list[_House], groups: list[list[int]], opened: date
) -> list[list[str]]:
    """One teacher a group; their signatures."""
    people = People("teachers")
    employees, names = [], []
    for house in houses:
        names.append([])
        for number in range(house.plan.groups):
            name = people.adult(people.surname()[1], male=False)
            names[-1].append(f"{name.last} {name.first[0]}.")
            user_id = None
            if house.plan.logins:
                login = teacher_login(house.plan.code, number)
                user_id = _sign_in(session, house.organization, login, "teacher", opened).id
            row = _named(house.organization.id, name)
            employees.append({**row, "user_id": user_id, "hired_on": opened})
    keys = iter(insert_rows(session, Employee, employees))
    rows = [
        {
            "organization_id": house.organization.id,
            "group_id": group,
            "employee_id": next(keys),
            "valid_from": opened,
        }
        for house, own in zip(houses, groups, strict=True)
        for group in own
    ]
    insert_rows(session, GroupTeacher, rows)
    return names


def _named(organization_id: int, name: PersonName) -> dict[str, Any]:
    return {
        "organization_id": organization_id,
        "last_name": name.last,
        "first_name": name.first,
        "middle_name": name.middle,
        "search_key": search_key(" ".join(filter(None, (name.last, name.first, name.middle)))),
    }


def _children(
    session: Session, house: _House, people: People, opened: date, today: date
) -> list[int]:
    """Children of a kindergarten with their parents; keys of the children."""
    number = house.plan.groups * house.plan.children
    families = [people.family() for _child in range(number)]
    owner = house.organization.id
    children = insert_rows(session, Child, [_child(owner, people, one, today) for one in families])
    parents = [
        (child, parent)
        for child, one in zip(children, families, strict=True)
        for parent in one.parents
    ]
    keys = insert_rows(session, Guardian, [_guardian(owner, one) for _child_id, one in parents])
    links = [
        {
            "organization_id": owner,
            "child_id": child,
            "guardian_id": key,
            "relation": Relation.FATHER if parent.name.male else Relation.MOTHER,
        }
        for key, (child, parent) in zip(keys, parents, strict=True)
    ]
    insert_rows(session, ChildGuardian, links)
    return children


def _child(owner: int, people: People, family: Family, today: date) -> dict[str, Any]:
    name = people.child(family)
    return {
        **_named(owner, name),
        "sex": Sex.MALE if name.male else Sex.FEMALE,
        "birth_date": today - timedelta(days=people.rng.randint(1500, 2300)),
        "snils": people.snils(),
        "birth_certificate": people.certificate(),
        "registration_address": family.address,
        "residence_address": family.address,
        "citizenship": "Россия",
        "account_number": f"{people.rng.randint(10_000_000, 99_999_999)}",
    }


def _guardian(owner: int, parent: Parent) -> dict[str, Any]:
    return {**_named(owner, parent.name), "phone": parent.phone, "email": parent.email}


def _placed(
    session: Session,
    houses: list[_House],
    groups: list[list[int]],
    staff: list[list[str]],
    children: list[int],
    opened: date,
) -> list[FilledGroup]:
    """Enrol every child and place it in its group."""
    keys = iter(children)
    filled = [
        FilledGroup(
            group,
            house.organization.id,
            teacher,
            tuple(next(keys) for _child in range(house.plan.children)),
        )
        for house, own, names in zip(houses, groups, staff, strict=True)
        for group, teacher in zip(own, names, strict=True)
    ]
    rows = [
        {"organization_id": group.organization_id, "child_id": child, "starts_on": opened}
        for group in filled
        for child in group.children
    ]
    enrollments = iter(insert_rows(session, Enrollment, rows))
    placements = [
        {
            "organization_id": group.organization_id,
            "enrollment_id": next(enrollments),
            "child_id": child,
            "group_id": group.id,
            "starts_on": opened,
        }
        for group in filled
        for child in group.children
    ]
    insert_rows(session, Placement, placements)
    return filled
