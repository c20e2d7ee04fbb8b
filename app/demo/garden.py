"""Load the demonstration, and continue one that was loaded some days ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.academic_year.rules import usual_year
from app.attendance import step_actions as steps
from app.attendance.actions import Author
from app.attendance.models import AttendanceMark
from app.attendance.sheet_queries import Sheet, load_sheet
from app.children.models import Child
from app.core import clock
from app.core.scoping.session import ScopedSession
from app.core.workdays import first_of_month, months_between
from app.demo.board import fill_board
from app.demo.careers import settle_careers
from app.demo.events import plan_events
from app.demo.families import settle_children
from app.demo.forum import talk_in_forum
from app.demo.history import make_history
from app.demo.houses import District, found_district, mother_name
from app.demo.lessons import plan_lessons
from app.demo.letters import write_letters
from app.demo.logins import DEMO_LOGINS
from app.demo.marks import mark_days
from app.demo.notices import tell_notices
from app.demo.orders import carry_orders
from app.demo.papers import settle_papers
from app.demo.people import People
from app.demo.photos import hang_photos
from app.demo.plan import known_families, plan_children
from app.demo.registered import issue_papers, tell_papers
from app.demo.staff_orders import hire_staff
from app.groups.models import ChildGroup, GroupTeacher

_SEED = "rodnichok"
_DAY = timedelta(days=1)
# Groups whose last month is closed and waits for the head's approval; the others are open.
_CLOSED_AT_ONCE = ("Солнышко", "Непоседы", "Пчёлка")


@dataclass(frozen=True)
class Loaded:
    """What the demonstration holds now."""

    children: int
    marks: int


def load_demo(session: ScopedSession, today: date) -> Loaded:
    """Fill an empty database with the demonstration as of ``today``. The caller commits.

    Raises RuleViolation when the database holds records of its own.
    """
    people = People(f"{_SEED} {usual_year(today).name}")
    district = found_district(session, people, today)
    logins = [login for login in DEMO_LOGINS if login.role_key == "parent"]
    known = known_families(people, [(mother_name(it), it.username) for it in logins])
    readers = issue_papers(session, district, today)
    for house in district.houses:
        plans = plan_children(people, house.plans, today, known)
        begun = usual_year(today).starts_on
        settled = settle_children(session, house, plans, district.users, begun)
        carry_orders(session, house, settled, today)
    settle_papers(session, today)
    settle_careers(session, today)
    hire_staff(session, district.houses[0], people.phone, today)
    fill_board(session, district, today)
    first = first_marked_day(today)
    mark_days(session, *_groups(session), first, today - _DAY)
    _sign_past_months(session, district, first, today)
    tell_notices(session, today)
    plan_events(session, today)
    plan_lessons(session, district.houses, today)
    hang_photos(session, today)
    write_letters(session, today)
    talk_in_forum(session, today)
    made = _count(session)
    make_history(session, today)
    tell_papers(session, readers)
    return made


def top_up(session: ScopedSession, today: date) -> Loaded:
    """Mark the days that passed since the demonstration was loaded. The caller commits.

    Days that somebody has begun to mark are left as they are.
    """
    last = session.scalar(select(func.max(AttendanceMark.day)))
    first = max((last or today) + _DAY, usual_year(today).starts_on)
    mark_days(session, *_groups(session), first, today - _DAY)
    return _count(session)


def first_marked_day(today: date) -> date:
    """The start of the academic year, but two whole months at least: a September has some past."""
    earlier = first_of_month(first_of_month(first_of_month(today) - _DAY) - _DAY)
    return min(usual_year(today).starts_on, earlier)


def _groups(session: ScopedSession) -> tuple[list[ChildGroup], dict[int, str]]:
    """All groups with the signatures of those who lead them."""
    query = (
        select(ChildGroup)
        .options(joinedload(ChildGroup.organization, innerjoin=True))
        .order_by(ChildGroup.id)
    )
    leads = select(GroupTeacher).options(joinedload(GroupTeacher.employee, innerjoin=True))
    teachers = {row.group_id: row.employee.short_name for row in session.scalars(leads)}
    return list(session.scalars(query)), teachers


def _count(session: ScopedSession) -> Loaded:
    children = session.scalar(select(func.count(Child.id))) or 0
    marks = session.scalar(select(func.count(AttendanceMark.id))) or 0
    return Loaded(children, marks)


def _sign_past_months(session: ScopedSession, district: District, first: date, today: date) -> None:
    """Months before the last one are approved; the last one is partly closed."""
    last_month = first_of_month(first_of_month(today) - _DAY)
    for house in district.houses:
        for name, group in house.groups.items():
            teacher = house.teachers[name].short_name
            for month in months_between(first, last_month):
                if month == last_month and name not in _CLOSED_AT_ONCE:
                    continue
                sheet = load_sheet(session, group.id, month)
                if sheet is not None and sheet.row is not None:
                    _sign(session, sheet, teacher, house.head, approved=month < last_month)


def _sign(session: ScopedSession, sheet: Sheet, teacher: str, head: str, *, approved: bool) -> None:
    signed_on = sheet.last
    steps.close(session, sheet, _author(teacher, signed_on), signed_on, may_close=True)
    if approved:
        signed_on += _DAY
        steps.approve(session, sheet, _author(head, signed_on), signed_on, may_approve=True)


def _author(name: str, day: date) -> Author:
    moment = datetime.combine(day, time(16, 30), ZoneInfo(clock.DEFAULT_ZONE))
    return Author(name, moment)
