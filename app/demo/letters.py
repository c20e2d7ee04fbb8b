"""Letters of the demonstration: a teacher and her families, a parent and the head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.communication.mail.models import MailCopy, MailLetter
from app.communication.mail.rules import Folder
from app.core import clock
from app.organizations.models import UserAccount


@dataclass(frozen=True)
class Written:
    """Who, to whom, how many days ago and when, subject, text, who has read it; ``answers``:
    which letter before, counted from this one."""

    author: str
    to: tuple[str, ...]
    label: str
    days: int
    hour: time
    title: str
    text: str
    read: tuple[str, ...] = ()
    answers: int = 0


_LETTERS = (
    Written(
        *("parent1", ("teacher1",), "Ёлкина Марина Андреевна", 3, time(18, 20)),
        "Аллергия на цитрусовые",
        "Марина Андреевна, добрый вечер! Врач просит не давать Кате мандарины и апельсиновый сок, "
        "в том числе на утреннике. Справку принесу в понедельник.",
        ("teacher1",),
    ),
    Written(
        *("teacher1", ("parent1",), "Иванова-Петрова Анна", 3, time(19, 5)),
        "Re: Аллергия на цитрусовые",
        "Анна Игоревна, спасибо, что написали. Передам на кухню и медсестре, на утреннике у Кати "
        "будет яблоко.",
        ("parent1",),
        1,
    ),
    Written(
        *("head", ("teacher1", "teacher2", "coordinator"), "все сотрудники", 1, time(9, 15)),
        "Педсовет переносится",
        "Коллеги, педсовет состоится **в пятницу в 13:30** в методическом кабинете. Прошу взять "
        "планы взаимодействия с семьями.",
        ("coordinator",),
    ),
    Written(
        *("teacher1", ("parent1",), "родители группы «Звёздочка»", 0, time(7, 50)),
        "Форма на физкультуру",
        "Добрый день! Проверьте, пожалуйста:\n\n- белая футболка;\n- шорты;\n- чешки.\n\n"
        "Мешочек с формой подпишите.",
    ),
)


def write_letters(session: Session, today: date) -> int:
    """Letters between those who sign in. Returns how many."""
    users = {row.username: row for row in session.scalars(select(UserAccount))}
    made: list[MailLetter] = []
    for one in _LETTERS:
        author = users[one.author]
        moment = datetime.combine(
            today - timedelta(days=one.days), one.hour, ZoneInfo(clock.DEFAULT_ZONE)
        )
        letter = MailLetter(
            organization_id=author.organization_id,
            author_id=author.id,
            author_name=f"{author.last_name} {author.first_name}",
            title=one.title,
            text=one.text,
            to_label=one.label,
            people=len(one.to),
            created_at=moment,
            sent_at=moment,
        )
        session.add(letter)
        session.flush()
        before = made[-one.answers] if one.answers else None
        letter.thread_id = before.thread_id if before else letter.id
        made.append(letter)
        for login in (one.author, *one.to):
            user, own = users[login], login == one.author
            session.add(
                MailCopy(
                    organization_id=author.organization_id,
                    letter_id=letter.id,
                    user_id=user.id,
                    user_name=f"{user.last_name} {user.first_name}",
                    folder=Folder.SENT if own else Folder.INBOX,
                    received=not own,
                    staff=not login.startswith("parent"),
                    read_at=moment + timedelta(minutes=20) if own or login in one.read else None,
                )
            )
    session.flush()
    return len(made)
