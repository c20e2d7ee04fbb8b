"""Rows of the demonstration that are there before any child: organisations, people, groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.academic_year.models import AcademicPeriod, AcademicYear, CalendarDay, CalendarDayKind
from app.academic_year.rules import usual_year
from app.attendance.models import AttendanceCode
from app.children.models import Child
from app.core.errors import RuleViolation
from app.core.messages import message
from app.demo.logins import DEMO_LOGINS, DEMO_PASSWORD, DemoLogin
from app.demo.marker import AUTHORITY_CODE
from app.demo.papers import REFERENCE
from app.demo.people import TOWN, People, PersonName
from app.demo.plan import RODNICHOK, TEREMOK, GroupPlan
from app.documents.models import DocumentKind
from app.groups.models import AgeLevel, ChildGroup, GroupTeacher, Room
from app.organizations import actions
from app.organizations.models import Appointment, Organization, UserAccount
from app.organizations.reference import seed_settings
from app.organizations.rules import OrganizationKind
from app.staff.models import Employee, Position
from app.starting import FIRST_LOGIN, seed_reference

SHARED = (
    *(AttendanceCode, AgeLevel, Position, AcademicYear, AcademicPeriod, DocumentKind),
    *REFERENCE,
)
_FACTS = {
    "authority": {
        "kind": OrganizationKind.AUTHORITY,
        "code": AUTHORITY_CODE,
        "name": "Управление образования администрации Зареченского района",
        "short_name": "Управление образования",
        "head_name": "Громов П. Д.",
        "address": f"{TOWN}, ул. Центральная, д. 1",
        "phone": "+79005550001",
        "inn": "9903015501",
        "ogrn": "1029903001556",
    },
    "rodnichok": {
        "code": "rodnichok",
        "name": "Муниципальное бюджетное дошкольное образовательное учреждение "
        "«Детский сад № 17 «Родничок»",
        "short_name": "«Родничок» № 17",
        "head_name": "Соколова Е. В.",
        "address": f"{TOWN}, ул. Садовая, д. 17",
        "phone": "+79005550017",
        "inn": "9903015519",
        "kpp": "990301001",
        "ogrn": "1029903001567",
        "okpo": "99030171",
    },
    "teremok": {
        "code": "teremok",
        "name": "Муниципальное бюджетное дошкольное образовательное учреждение "
        "«Детский сад № 4 «Теремок»",
        "short_name": "«Теремок» № 4",
        "head_name": "Белова Н. И.",
        "address": f"{TOWN}, ул. Луговая, д. 4",
        "phone": "+79005550004",
        "inn": "9903015526",
        "kpp": "990301001",
        "ogrn": "1029903001578",
        "okpo": "99030172",
    },
}
# Employees without a login: position, name, group that they lead.
_STAFF = {
    "rodnichok": (
        ("Воспитатель", "Гусева Наталья Юрьевна", "Капельки"),
        ("Воспитатель", "Полевая Светлана Олеговна", "Ромашка"),
        ("Учитель-логопед", "Виноградова Вероника Ильинична", "Речевичок"),
        ("Воспитатель", "Седых Алёна Константиновна", "Непоседы"),
    ),
    "teremok": (
        ("Заведующий", "Белова Нина Ивановна", ""),
        ("Воспитатель", "Комарова Лариса Станиславовна", "Пчёлка"),
        ("Воспитатель", "Зуева Оксана Руслановна", "Дружная семейка"),
        ("Бухгалтер", "Крылова Людмила Фёдоровна", ""),
    ),
}
_POSITIONS = {
    "head": ("Заведующий", ""),
    "coordinator": ("Заместитель заведующего", ""),
    "admin": ("Системный администратор", ""),
    "senior": ("Старший воспитатель", ""),
    "accountant": ("Бухгалтер", ""),
    "nurse": ("Медицинская сестра", ""),
    "teacher1": ("Воспитатель", "Звёздочка"),
    "teacher2": ("Воспитатель", "Солнышко"),
}


@dataclass
class House:
    """A kindergarten of the demonstration with what is needed to fill it."""

    organization: Organization
    plans: tuple[GroupPlan, ...]
    groups: dict[str, ChildGroup] = field(default_factory=dict)
    teachers: dict[str, Employee] = field(default_factory=dict)
    head: str = ""


@dataclass
class District:
    """All that stands before the children come."""

    authority: Organization
    houses: tuple[House, ...]
    users: dict[str, UserAccount]


def found_district(session: Session, people: People, today: date) -> District:
    """Make organisations, users, staff and groups out of the fresh organisation.

    Raises RuleViolation when the database holds anything of its own.
    """
    fresh = _fresh_organization(session)
    authority = actions.add_organization(session, None, **_FACTS["authority"])
    if fresh is None:
        fresh = actions.add_organization(session, authority, **_FACTS["rodnichok"])
        seed_reference(session, fresh.id, today)
    else:
        _adopt(session, authority, fresh)
    for model in SHARED:
        # Reference rows belong to the authority, so that both kindergartens share them.
        session.execute(
            update(model)
            .where(model.organization_id == fresh.id)
            .values(organization_id=authority.id)
        )
    second = actions.add_organization(session, authority, **_FACTS["teremok"])
    since = usual_year(today).starts_on
    seed_settings(session, second.id, since)
    places = {"zarechensk": authority, "rodnichok": fresh, "teremok": second}
    users = {login.username: _user(session, login, places, today) for login in DEMO_LOGINS}
    houses = (House(fresh, RODNICHOK), House(second, TEREMOK))
    for house in houses:
        _groups(session, house, today)
        _staff(session, people, house, users, today)
    _closed_day(session, fresh, today)
    session.flush()
    return District(authority, houses, users)


def _fresh_organization(session: Session) -> Organization | None:
    found = session.scalars(select(Organization).limit(2)).all()
    used = any(
        session.scalar(select(func.count()).select_from(model))
        for model in (Child, ChildGroup, Employee)
    )
    if len(found) > 1 or used:
        raise RuleViolation(
            message(
                "The database holds records of its own: the demonstration is loaded into an "
                "empty database only. Name another one in DATABASE_URL."
            )
        )
    return found[0] if found else None


def _adopt(session: Session, authority: Organization, fresh: Organization) -> None:
    for name, value in _FACTS["rodnichok"].items():
        setattr(fresh, name, value)
    fresh.parent_id = authority.id
    fresh.path = f"{authority.path}{fresh.id}/"
    session.flush()


def _years_ago(today: date, years: int) -> date:
    start = usual_year(today).starts_on
    return start.replace(year=start.year - years)


def _user(
    session: Session, login: DemoLogin, places: dict[str, Organization], today: date
) -> UserAccount:
    organization = places[login.place]
    first = f"{login.first_name} {login.middle_name}"
    query = select(UserAccount).where(UserAccount.username == login.username)
    user = session.scalars(query).first()
    if user is None:
        user = actions.add_user(
            session,
            organization,
            login.username,
            login.last_name,
            first,
            DEMO_PASSWORD,
            temporary=False,
        )
    else:
        # The first administrator of the fresh database becomes that of the demonstration.
        user.last_name, user.first_name = login.last_name, first
        actions.set_password(session, user.id, DEMO_PASSWORD, temporary=False)
    user.loopback_only = True
    since = _years_ago(today, 1)
    # The first administrator was appointed by the first start, before there was any order.
    given = _first_appointment(session, user) if login.username == FIRST_LOGIN else None
    if given is None:
        given = actions.appoint(session, user, login.role_key, organization, since)
    given.valid_from, given.order_number, given.order_date = since, "12", since
    return user


def _first_appointment(session: Session, user: UserAccount) -> Appointment | None:
    query = select(Appointment).where(Appointment.user_id == user.id)
    return session.scalars(query.order_by(Appointment.id)).first()


def _groups(session: Session, house: House, today: date) -> None:
    levels = {level.name: level for level in session.scalars(select(AgeLevel))}
    for number, plan in enumerate(house.plans, start=1):
        room = Room(
            organization_id=house.organization.id,
            name=f"Групповая № {number}",
            area=plan.capacity * 2 + 4,
        )
        group = ChildGroup(
            organization_id=house.organization.id,
            name=plan.name,
            age_level=levels[plan.level],
            room=room,
            focus=plan.focus,
            capacity=plan.capacity,
            opened_on=_years_ago(today, plan.age - 2),
        )
        session.add_all([room, group])
        house.groups[plan.name] = group
    session.flush()


def _staff(
    session: Session, people: People, house: House, users: dict[str, UserAccount], today: date
) -> None:
    rows: list[tuple[str, str, str, UserAccount | None]] = []
    if house.organization.code == "rodnichok":
        rows += [
            (
                *_POSITIONS[it.username],
                f"{it.last_name} {it.first_name} {it.middle_name}",
                users[it.username],
            )
            for it in DEMO_LOGINS
            if it.username in _POSITIONS
        ]
        rows = [(position, name, group, user) for position, group, name, user in rows]
    rows += [(*row, None) for row in _STAFF[house.organization.code]]
    positions = {row.name: row for row in session.scalars(select(Position))}
    for position, name, group, user in rows:
        last, first, middle = name.split()
        employee = Employee(
            organization_id=house.organization.id,
            last_name=last,
            first_name=first,
            middle_name=middle,
            birth_date=date(1970 + people.rng.randrange(30), people.rng.randint(1, 12), 15),
            position=positions[position],
            phone=people.phone(),
            snils=people.snils(),
            hired_on=_years_ago(today, people.rng.randint(1, 9)),
            user_id=user.id if user else None,
        )
        session.add(employee)
        if group:
            house.teachers[group] = employee
            session.add(
                GroupTeacher(
                    organization_id=house.organization.id,
                    group=house.groups[group],
                    employee=employee,
                    valid_from=_years_ago(today, 1),
                )
            )
    house.head = house.organization.head_name or ""
    session.flush()


def _closed_day(session: Session, organization: Organization, today: date) -> None:
    """One day of its own in the calendar: the second Friday of October."""
    first = date(usual_year(today).starts_on.year, 10, 8)
    day = first.replace(day=8 + (4 - first.weekday()) % 7)
    session.add(
        CalendarDay(
            organization_id=organization.id,
            day=day,
            kind=CalendarDayKind.CLOSED,
            title="Ремонт водопровода",
            basis=f"Приказ № 41-о от {day:%d.%m.%Y}",
        )
    )


def mother_name(login: DemoLogin) -> PersonName:
    """The name of a parent who signs in."""
    return PersonName(login.last_name, login.first_name, login.middle_name, male=False)
