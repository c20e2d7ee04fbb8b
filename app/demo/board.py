"""The board of the demonstration: families with logins, announcements, who has read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.children.models import ChildGuardian, Guardian, Placement
from app.communication.board import actions, delivery
from app.communication.board.file_actions import attach
from app.communication.board.models import Announcement, AnnouncementRecipient
from app.communication.board.rules import Asks, Content, Part, PartKind, Reach, Wish
from app.core import clock
from app.core.exports import table_file
from app.core.tabular import Column
from app.demo.houses import District
from app.notifications.actions import mark_read
from app.organizations import actions as accounts
from app.organizations.models import Organization, UserAccount
from app.organizations.permissions import ROLES

# The two groups whose teachers sign in: most of their families have a login and have used it.
_GROUPS = ("Звёздочка", "Солнышко")
_ZONE = ZoneInfo(clock.DEFAULT_ZONE)
_UNUSABLE = "!"  # no password fits it: these accounts only read in the demonstration


@dataclass(frozen=True)
class _Plan:
    """An announcement as of a number of days ago; ``read`` is the share of readers who came."""

    login: str
    to: tuple[Part | str, ...]
    title: str
    text: str
    days: int
    at: time
    asks: Asks = Asks.NOTHING
    question: str = ""
    choices: tuple[str, ...] = ()
    answer_days: int | None = None
    urgent: bool = False
    pinned: bool = False
    read: float = 0.7
    shown_days: int | None = 30
    programme: bool = False


def _plans(today: date) -> tuple[_Plan, ...]:
    soon, week = today + timedelta(days=2), today + timedelta(days=9)
    parents, staff = Part(PartKind.PARENTS), Part(PartKind.STAFF)
    return (
        _Plan(
            "head",
            (parents, staff),
            "Как мы сообщаем новости",
            "Все новости сада теперь здесь, на доске. Просим подтвердить или ответить — нажмите "
            "кнопку внизу объявления.\n\nО болезни и отсутствии по-прежнему сообщайте воспитателю "
            "**до 8:30**.",
            21,
            time(12, 10),
            pinned=True,
            read=0.9,
            shown_days=None,
        ),
        _Plan(
            "coordinator",
            (parents,),
            f"Меню на неделю с {today:%d.%m}",
            "- **Завтрак:** каши на молоке, сыр, какао\n- **Обед:** супы, рыба по вторникам\n"
            "- **Полдник:** творог, фрукты\n\nЕсли у ребёнка аллергия, дайте справку медсестре.",
            4,
            time(15, 40),
            asks=Asks.CONFIRM,
            read=0.85,
        ),
        _Plan(
            "teacher1",
            ("Звёздочка",),
            "Сбор осенних поделок: спасибо!",
            "Выставка получилась замечательная. Поделки можно забрать до конца недели в приёмной.",
            7,
            time(17, 20),
            read=0.95,
        ),
        _Plan(
            "teacher2",
            ("Солнышко",),
            "Шорты и чешки для физкультуры",
            "Занятия в зале теперь по понедельникам и четвергам. Пожалуйста, подпишите форму.",
            3,
            time(16, 45),
            asks=Asks.CONFIRM,
            read=0.6,
        ),
        _Plan(
            "teacher1",
            ("Звёздочка",),
            f"Утренник «Осенние листья» {soon:%d.%m}",
            f"Приглашаем на утренник **{soon:%d.%m.%Y}** в 10:00 в музыкальном зале. Продлится 40 "
            "минут.\n\nРебёнку: нарядная одежда, чешки.\nВзрослым: сменная обувь или бахилы.",
            1,
            time(17, 35),
            asks=Asks.CHOICE,
            question="Вы придёте на утренник?",
            choices=("Да, придём", "Нет"),
            answer_days=1,
            read=0.65,
            programme=True,
        ),
        _Plan(
            "head",
            (parents,),
            f"{soon:%d.%m} не будет горячей воды",
            "С 9:00 до 17:00, ремонт на теплосети. Дети будут в группах, бассейн отменён.",
            1,
            time(18, 10),
            urgent=True,
            read=0.35,
        ),
        _Plan(
            "head",
            (staff,),
            f"Педсовет {week:%d.%m}",
            "Повестка: итоги адаптации, план на зиму, охрана труда. Начало в 13:30, методкабинет.",
            2,
            time(9, 15),
            asks=Asks.CONFIRM,
            read=0.6,
        ),
    )


def fill_board(session: Session, district: District, today: date) -> None:
    """Families of two groups get logins, the kindergarten its announcements with receipts."""
    house = district.houses[0]
    rng = Random("board")  # noqa: S311 - repeatable on purpose, no secret
    groups = {name: house.groups[name].id for name in _GROUPS}
    _give_logins(session, house.organization, list(groups.values()), rng, today)
    everybody = Reach(whole=frozenset({house.organization.id}))
    for plan in _plans(today):
        parts = tuple(
            Part(PartKind.GROUP, groups[part]) if isinstance(part, str) else part
            for part in plan.to
        )
        row = _written(session, district.users[plan.login], house.organization, plan, parts, today)
        moment = _moment(today, plan.days, plan.at)
        delivery.deliver(
            session, row, delivery.Sender(row.author_id, everybody), today, moment, _silently
        )
        _read(session, row, plan, moment, rng)
    _draft(session, district.users["teacher1"], house.organization, groups["Звёздочка"], today)
    session.flush()


def _silently(done: int, total: int) -> None:
    """Nobody looks at the progress."""


def _moment(today: date, days_ago: int, at: time) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), at, _ZONE)


def _written(
    session: Session,
    user: UserAccount,
    organization: Organization,
    plan: _Plan,
    parts: tuple[Part, ...],
    today: date,
) -> Announcement:
    until = plan.answer_days
    content = Content(
        plan.title,
        plan.text,
        plan.asks,
        plan.question,
        plan.choices,
        _moment(today, -until, time(18, 0)) if until is not None else None,
        today + timedelta(days=plan.shown_days) if plan.shown_days is not None else None,
    )
    wish = Wish(content, parts, plan.urgent, plan.pinned)
    row = actions.write(session, _author(user, organization, today), wish)
    row.audience_label = ", ".join(_words(part) for part in plan.to)
    if plan.programme:
        attach(session, row, [("Программа утренника.pdf", _programme(plan.title))])
    return row


def _programme(title: str) -> bytes:
    """What is held when: the attachment of an announcement."""
    columns = [Column("Время"), Column("Что будет")]
    rows = [
        ("9:45", "Встречаем гостей в раздевалке группы"),
        ("10:00", "Песни и хоровод «Листопад»"),
        ("10:20", "Игры с мамами и папами"),
        ("10:35", "Общая фотография и чай"),
    ]
    return table_file("pdf", title, "Музыкальный зал", columns, rows)


def _words(part: Part | str) -> str:
    if isinstance(part, str):
        return f"родители группы «{part}»"
    return "сотрудники" if part.kind is PartKind.STAFF else "родители всех групп"


_ROLE_OF = {
    "head": "head",
    "coordinator": "coordinator",
    "teacher1": "teacher",
    "teacher2": "teacher",
}
_ROLE_NAMES = {role.key: role.name for role in ROLES}


def _author(user: UserAccount, organization: Organization, today: date) -> actions.Author:
    first = "".join(f" {part[0]}." for part in user.first_name.split())
    role = _ROLE_NAMES[_ROLE_OF[user.username]]
    return actions.Author(
        user.id, f"{user.last_name}{first}", role, organization.id, today, clock.now(), True
    )


def _draft(
    session: Session, user: UserAccount, organization: Organization, group: int, today: date
) -> None:
    wish = Wish(
        Content(
            f"Выезд в кукольный театр {today + timedelta(days=9):%d.%m}",
            "В четверг едем на спектакль «Снежная сказка». Выезд в 9:40, вернёмся к обеду.",
            Asks.CHOICE,
            "Согласны на выезд ребёнка?",
            ("Да", "Нет"),
        ),
        (Part(PartKind.GROUP, group),),
    )
    actions.write(session, _author(user, organization, today), wish)


def _give_logins(
    session: Session, organization: Organization, groups: list[int], rng: Random, today: date
) -> None:
    query = (
        select(Guardian)
        .join(ChildGuardian, ChildGuardian.guardian_id == Guardian.id)
        .join(Placement, Placement.child_id == ChildGuardian.child_id)
        .where(Placement.group_id.in_(groups), Placement.ends_on.is_(None))
        .order_by(Guardian.id)
        .distinct()
    )
    for number, guardian in enumerate(session.scalars(query).all(), start=1):
        if guardian.user_id is not None or rng.random() < 0.1:
            continue
        came = rng.random() < 0.92
        account = UserAccount(
            username=f"family{number}",
            email=f"family{number}@localhost",
            password=_UNUSABLE,
            active=True,
            loopback_only=True,
            last_name=guardian.last_name,
            first_name=" ".join(filter(None, (guardian.first_name, guardian.middle_name))),
            organization_id=organization.id,
            last_login=datetime.combine(today - timedelta(days=1 + number % 9), time(16))
            if came
            else None,
        )
        session.add(account)
        session.flush()
        guardian.user_id = account.id
        accounts.appoint(session, account, "parent", organization, today - timedelta(days=60))


def _read(session: Session, row: Announcement, plan: _Plan, moment: datetime, rng: Random) -> None:
    """The people of the sign-in page find the latest unread; the other families did their part."""
    query = (
        select(AnnouncementRecipient, UserAccount.username, UserAccount.last_login)
        .join(UserAccount, UserAccount.id == AnnouncementRecipient.user_id)
        .where(AnnouncementRecipient.announcement_id == row.id)
        .order_by(AnnouncementRecipient.id)
    )
    for one, login, came in session.execute(query).all():
        own = not login.startswith("family")
        if came is None and not own:
            continue
        if (own and plan.days < 2) or (not own and rng.random() > plan.read):
            continue
        one.opened_at = moment + timedelta(minutes=rng.randint(5, 900))
        mark_read(session, one.user_id, one.opened_at, keys=[delivery.key_of(row.id)])
        if rng.random() < 0.2 and not own:
            continue
        done = one.opened_at + timedelta(minutes=1)
        if plan.asks is Asks.CONFIRM:
            one.confirmed_at = done
        elif plan.asks is Asks.CHOICE:
            one.answer = plan.choices[0] if rng.random() < 0.8 else plan.choices[1]
            one.answered_at = one.confirmed_at = done
