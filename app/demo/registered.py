"""Orders and documents of the demonstration: signed ones, one on approval, one to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select

from app.core import clock
from app.core.scoping.session import ScopedSession
from app.demo.houses import District
from app.documents import actions
from app.documents.attached_models import Acquaintance, ApprovalStep, LinkKind
from app.documents.cancel_actions import draft_cancellation
from app.documents.file_actions import attach, give_access, link
from app.documents.models import Document
from app.documents.news import tell_readers
from app.documents.queries import kind_of
from app.documents.rules.lifecycle import Author, DocumentState, DocumentStep
from app.documents.rules.route import Decision
from app.organizations.models import Organization, UserAccount
from app.staff.order_models import AppointmentLine
from app.staff.reference import DUTIES

_END = "Контроль за исполнением приказа оставляю за собой."
_SAFETY = "Об охране жизни и здоровья воспитанников"
_RULES = "Правила внутреннего распорядка воспитанников"


@dataclass(frozen=True)
class _Paper:
    days_ago: int
    key: str
    title: str
    text: str
    basis: str = ""
    ends_in: int | None = None


_SIGNED = (
    _Paper(
        338,
        "agreement",
        "Договор о медицинском обслуживании с детской поликлиникой",
        "1. Поликлиника проводит осмотры и прививки воспитанников.\n2. Сад предоставляет "
        "медицинский кабинет.\n3. Договор действует один год.",
        ends_in=26,
    ),
    _Paper(
        82,
        "local_act",
        _RULES,
        "1. Приём детей — с 7:00 до 8:30.\n2. Об отсутствии ребёнка родитель сообщает до 9:00.\n"
        "3. Забирают ребёнка родители или лица, указанные в договоре.\n"
        "4. Лекарства в группу не передают.",
        "протокол педагогического совета № 1",
    ),
    _Paper(
        80,
        "general",
        "Об организации питания воспитанников",
        "В целях организации сбалансированного питания детей\n\nПРИКАЗЫВАЮ:\n\n"
        "1. Утвердить десятидневное меню.\n\n2. Воспитателям передавать число присутствующих на "
        "пищеблок до 9:00.\n\n3. " + _END + "\n\nОснование: {основание}",
        "СанПиН 2.3/2.4.3590-20",
    ),
    _Paper(
        61,
        "general",
        _SAFETY,
        "В целях предупреждения детского травматизма\n\nПРИКАЗЫВАЮ:\n\n"
        "1. Педагогам и помощникам воспитателей знать, где находится каждый ребёнок группы, в "
        "любую минуту дня.\n\n2. Передавать детей только родителям и лицам, указанным в договоре."
        "\n\n3. О каждой травме сообщать заведующему немедленно.\n\n4. " + _END,
    ),
    _Paper(
        44,
        "general",
        "О графике проветривания и прогулок",
        "ПРИКАЗЫВАЮ:\n\n1. Утвердить график проветривания групп.\n\n2. Гулять при температуре "
        "выше −15 °С и ветре до 7 м/с.\n\n3. " + _END,
    ),
    _Paper(
        20,
        "incoming",
        "О предоставлении сведений о посещаемости",
        "",
        "письмо управления образования",
    ),
    _Paper(
        15,
        "general",
        "О проведении санитарного дня",
        "ПРИКАЗЫВАЮ:\n\n1. Провести санитарный день в последнюю пятницу месяца.\n\n2. " + _END,
    ),
)
_READERS = ("senior", "teacher1", "teacher2", "nurse", "coordinator", "admin")
_HAVE_READ = ("senior", "teacher2", "coordinator")


def issue_papers(session: ScopedSession, district: District, today: date) -> list[tuple[int, int]]:
    """Papers of the first kindergarten, before the orders of this week: numbers follow the dates.

    Returns who is to be told: (account, line of the acquaintance list). The caller commits.
    """
    house, users = district.houses[0].organization, district.users
    house.place = "г. Зареченск"
    head = users["head"]
    papers = {one.title: _sign(session, house, head, one, today) for one in _SIGNED}
    _attach_rules(session, papers[_RULES], _author(head, today - timedelta(days=82)))
    link(session, papers[_SAFETY], papers[_RULES], LinkKind.BASIS)
    _cancel(session, papers["О проведении санитарного дня"], head, today)
    _appoint(session, house, users, today)
    _on_approval(session, house, users, today, "Об утверждении графика отпусков", 1)
    _on_approval(session, house, users, today, "О проведении новогодних утренников", 2)
    return _show(session, papers[_SAFETY], users, today)


def tell_papers(session: ScopedSession, lines: list[tuple[int, int]]) -> None:
    """Comes last: what tells people lets go of the rows at hand."""
    tell_readers(session, _SAFETY, lines, "shown")


def _author(user: UserAccount, day: date) -> Author:
    moment = datetime.combine(day, time(10, 15), ZoneInfo(clock.DEFAULT_ZONE))
    initials = "".join(f" {part[0]}." for part in user.first_name.split())
    return Author(f"{user.last_name}{initials}", moment, user.id)


def _draft(
    session: ScopedSession, house: Organization, key: str, paper: _Paper, today: date
) -> Document:
    day = today - timedelta(days=paper.days_ago)
    kind = kind_of(session, house.id, key, day)
    expires = today + timedelta(days=paper.ends_in) if paper.ends_in is not None else None
    return actions.draft(
        session,
        house.id,
        kind,
        day,
        title=paper.title,
        text=paper.text,
        basis=paper.basis,
        expires_on=expires,
    )


def _sign(
    session: ScopedSession, house: Organization, head: UserAccount, paper: _Paper, today: date
) -> Document:
    document = _draft(session, house, paper.key, paper, today)
    actions.sign(session, document, _author(head, document.issued_on), today)
    return document


def _attach_rules(session: ScopedSession, document: Document, author: Author) -> None:
    content = actions.pdf_of(session, document)
    attach(session, document, "Правила внутреннего распорядка.pdf", content, author)


def _cancel(session: ScopedSession, order: Document, head: UserAccount, today: date) -> None:
    day = today - timedelta(days=8)
    cancelling = draft_cancellation(session, order, day)
    cancelling.basis = "перенос санитарного дня"
    actions.sign(session, cancelling, _author(head, day), today)


def _appoint(
    session: ScopedSession, house: Organization, users: dict[str, UserAccount], today: date
) -> None:
    """The senior teacher stands in for the coordinator during her leave, which is still ahead."""
    day = today - timedelta(days=5)
    first, last = today + timedelta(days=14), today + timedelta(days=27)
    title = "О возложении обязанностей координатора на время отпуска"
    order = _draft(session, house, "appointment", _Paper(5, "appointment", title, ""), today)
    order.text, order.basis = order.kind.text_template, "график отпусков"
    role = session.scalars(select(Role).where(Role.name == "Координатор")).one()
    session.add(
        AppointmentLine(
            organization_id=house.id,
            document=order,
            user=users["senior"],
            role=role,
            valid_from=first,
            valid_to=last,
            duties=DUTIES[role.name],
        )
    )
    session.flush()
    actions.sign(session, order, _author(users["head"], day), today)


def _on_approval(
    session: ScopedSession,
    house: Organization,
    users: dict[str, UserAccount],
    today: date,
    title: str,
    approved: int,
) -> None:
    """On its way through two approvers, the first ``approved`` of whom have said yes."""
    text = f"ПРИКАЗЫВАЮ:\n\n1. {title.replace('Об утверждении', 'Утвердить', 1)}.\n\n2. {_END}"
    if approved > 1:
        text = (
            "ПРИКАЗЫВАЮ:\n\n1. Провести новогодние утренники в группах в последнюю неделю "
            "декабря.\n\n2. Музыкальному руководителю подготовить сценарии.\n\n3. " + _END
        )
    document = _draft(session, house, "general", _Paper(0, "general", title, text), today)
    author = _author(users["coordinator"], today - timedelta(days=2))
    actions.note(session, document, DocumentStep.SENT, author)
    for place, login in enumerate(("senior", "accountant")):
        user, done = users[login], place < approved
        said = _author(user, today - timedelta(days=1))
        give_access(session, document, user_id=user.id)
        session.add(
            ApprovalStep(
                organization_id=house.id,
                document=document,
                round=1,
                place=place,
                user_id=user.id,
                asked_name=f"{user.last_name} {user.first_name}",
                decision=Decision.APPROVED if done else Decision.WAITING,
                decided_at=said.moment if done else None,
                decided_by=said.name if done else None,
            )
        )
        if done:
            actions.note(session, document, DocumentStep.APPROVED, said)
    document.state, document.sent_round = DocumentState.ON_APPROVAL, 1
    document.sent_by_id = author.user_id
    session.flush()


def _show(
    session: ScopedSession, document: Document, users: dict[str, UserAccount], today: date
) -> list[tuple[int, int]]:
    """The acquaintance list, half of it confirmed; who is to be told: (account, line)."""
    shown = _author(users["coordinator"], today - timedelta(days=3)).moment
    late = []
    for place, login in enumerate(_READERS):
        user = users[login]
        done = login in _HAVE_READ
        line = Acquaintance(
            organization_id=document.organization_id,
            document=document,
            user_id=user.id,
            person_name=f"{user.last_name} {user.first_name}",
            shown_at=shown,
            due_on=today + timedelta(days=2),
            confirmed_at=shown + timedelta(hours=1, minutes=7 * place) if done else None,
        )
        session.add(line)
        give_access(session, document, user_id=user.id)
        if not done:
            late.append(line)
    session.flush()
    return [(one.user_id, one.id) for one in late]
