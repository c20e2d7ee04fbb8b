"""Reads of one's own boxes, under the scope; counts for the shell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.communication.mail.models import MailCopy, MailFile, MailLetter
from app.communication.mail.rules import Folder
from app.core.db import search_key
from app.core.scoping.scope import unscoped

PAGE = 25


def box(
    session: Session, me: int, folder: Folder, words: str, number: int
) -> tuple[Sequence[Any], bool]:
    """(letter, copy) of a page of a folder, latest first, and whether there are more."""
    query = (
        select(
            *(MailLetter.id, MailLetter.title, MailLetter.author_name, MailLetter.author_id),
            *(MailLetter.to_label, MailLetter.sent_at, MailLetter.created_at, MailLetter.files),
            func.substr(MailLetter.text, 1, 600).label("beginning"),
            MailCopy.read_at,
        )
        .join(MailCopy, MailCopy.letter_id == MailLetter.id)
        .where(MailCopy.user_id == me, MailCopy.folder == folder)
    )
    for word in search_key(words).split():
        query = query.where(MailLetter.full_text.contains(word, autoescape=True))
    query = query.order_by(MailCopy.letter_id.desc()).limit(PAGE + 1).offset((number - 1) * PAGE)
    rows = session.execute(query).all()
    return rows[:PAGE], len(rows) > PAGE


def numbers(session: Session, me: int) -> dict[Folder, int]:
    """Unread of the inbox and drafts. One statement."""
    query = (
        select(MailCopy.folder, func.count(MailCopy.id))
        .where(
            MailCopy.user_id == me,
            MailCopy.read_at.is_(None),
            MailCopy.folder.in_((Folder.INBOX, Folder.DRAFTS)),
        )
        .group_by(MailCopy.folder)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def letter_of(session: Session, me: int, key: int) -> tuple[MailLetter, MailCopy] | None:
    """A letter in one's own box; None for any other."""
    query = (
        select(MailLetter, MailCopy)
        .join(MailCopy, MailCopy.letter_id == MailLetter.id)
        .where(MailLetter.id == key, MailCopy.user_id == me)
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1])


def draft_of_answer(session: Session, me: int, key: int, *, everybody: bool) -> int | None:
    """One's own unsent answer to a letter."""
    query = (
        select(MailLetter.id)
        .join(MailCopy, MailCopy.letter_id == MailLetter.id)
        .where(
            MailLetter.answers_id == key,
            MailLetter.answers_all.is_(everybody),
            MailLetter.sent_at.is_(None),
            MailCopy.user_id == me,
            MailCopy.folder == Folder.DRAFTS,
        )
    )
    return session.scalars(query.order_by(MailLetter.id.desc())).first()


def thread_keys(session: Session, me: int, thread_id: int) -> list[int]:
    """Keys of the letters of a thread that lie in one's own boxes, oldest first."""
    query = (
        select(MailLetter.id)
        .join(MailCopy, MailCopy.letter_id == MailLetter.id)
        .where(
            MailLetter.thread_id == thread_id,
            MailCopy.user_id == me,
            MailCopy.folder != Folder.DRAFTS,
        )
        .order_by(MailLetter.id)
    )
    return list(dict.fromkeys(session.scalars(query)))


def letters(session: Session, me: int, keys: Collection[int]) -> Sequence[Any]:
    """(letter, copy) of letters in one's own boxes, oldest first."""
    query = (
        select(MailLetter, MailCopy)
        .join(MailCopy, MailCopy.letter_id == MailLetter.id)
        .where(MailLetter.id.in_(keys), MailCopy.user_id == me)
        .order_by(MailLetter.id)
    )
    return session.execute(query).all()


def files_of(session: Session, letters: Sequence[int]) -> dict[int, list[Any]]:
    query = select(MailFile.letter_id, MailFile.number, MailFile.name, MailFile.size).where(
        MailFile.letter_id.in_(letters)
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(query.order_by(MailFile.letter_id, MailFile.number)):
        found.setdefault(row.letter_id, []).append(row)
    return found


def file_of(session: Session, key: int, number: int) -> tuple[str, str, bytes] | None:
    query = select(MailFile.name, MailFile.media_type, MailFile.content).where(
        MailFile.letter_id == key, MailFile.number == number
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1], found[2])


Receipt = tuple[int, str, datetime | None, bool]


def receipts(session: Session, keys: Collection[int]) -> dict[int, list[Receipt]]:
    """(account, name, read at, one of the staff) of whom letters went to. One statement, as the
    system: for the author, who does not reach the boxes of others."""
    query = (
        select(
            *(MailCopy.letter_id, MailCopy.user_id, MailCopy.user_name, MailCopy.read_at),
            MailCopy.staff,
        )
        .where(MailCopy.letter_id.in_(keys), MailCopy.received.is_(True))
        .order_by(MailCopy.user_name)
    )
    found: dict[int, list[Receipt]] = {}
    with unscoped("who has read a letter, for the one who wrote it or answers it"):
        # Past the session: the letter that is answered stays in it.
        rows = session.connection().execute(query).all()
    for row in rows:
        found.setdefault(row[0], []).append((row[1], row[2], row[3], row[4]))
    return found


def sent_since(session: Session, me: int, moment: datetime) -> int:
    query = select(func.count(MailLetter.id)).where(
        MailLetter.author_id == me, MailLetter.sent_at >= moment
    )
    return session.execute(query).scalar_one()


def drafts_of(session: Session, me: int) -> int:
    query = select(func.count(MailCopy.id)).where(
        MailCopy.user_id == me, MailCopy.folder == Folder.DRAFTS
    )
    return session.execute(query).scalar_one()


def attached_since(session: Session, me: int, moment: datetime) -> int:
    """Bytes of the attachments of one author, drafts included."""
    query = (
        select(func.coalesce(func.sum(MailFile.size), 0))
        .join(MailLetter, MailLetter.id == MailFile.letter_id)
        .where(MailLetter.author_id == me, MailLetter.created_at >= moment)
    )
    return int(session.execute(query).scalar_one())


_UNREAD = select(func.count(MailCopy.id)).where(
    MailCopy.user_id == bindparam("user"),
    MailCopy.folder == Folder.INBOX,
    MailCopy.read_at.is_(None),
)


def unread_of(connection: Connection, user_id: int, day: Any) -> int:
    """The number at «Сообщения» in the shell. One statement, as the system."""
    return int(connection.execute(_UNREAD, {"user": user_id}).scalar_one())


def own_draft(session: Session, key: int) -> MailLetter:
    """A draft of the person, whose copy has gone already."""
    return session.scalars(select(MailLetter).where(MailLetter.id == key)).one()
