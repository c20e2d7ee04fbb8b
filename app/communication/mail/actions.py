"""Writes of letters: drafts, sending, answering, reading, recalling. The caller commits."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from app.communication.mail import queries, rules
from app.communication.mail.models import MailCopy, MailFile, MailLetter
from app.communication.mail.people_queries import names_of, staff_among
from app.communication.mail.rules import Folder, Letter
from app.core.files.pictures import without_place
from app.core.files.uploads import Upload, check_volume, checked_uploads
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.core.scoping.session import ScopedSession
from app.notifications.actions import mark_read, notify, take_back
from app.notifications.rules import notification_kind

KIND = notification_kind("mail", message("Messages"), icon="mail")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Writer:
    """Who writes, for which organisation, and when."""

    id: int
    name: str
    role: str
    organization_id: int
    staff: bool
    moment: datetime


def checked_files(uploads: Iterable[tuple[str, bytes]], already: int = 0) -> list[Upload]:
    """Raises RuleViolation for a file that is none of the accepted kinds, or one too many."""
    found = checked_uploads(uploads, rules.MOST_FILES, already)
    return [without_place(one) for one in found]


def save_draft(
    session: ScopedSession,
    writer: Writer,
    letter: Letter,
    files: Sequence[Upload],
    draft: MailLetter | None = None,
    answers: tuple[MailLetter, bool] | None = None,
) -> MailLetter:
    """Keep what is written so far, complete or not. Raises TooMany for a flood."""
    row = draft
    if files:
        lately = queries.attached_since(session, writer.id, writer.moment - _DAY)
        check_volume(lately, sum(len(one.content) for one in files))
    if row is None:
        rules.check_drafts(queries.drafts_of(session, writer.id))
        row = MailLetter(
            organization_id=writer.organization_id,
            author_id=writer.id,
            author_name=writer.name,
            author_role=writer.role,
            thread_id=(answers[0].thread_id or answers[0].id) if answers else None,
            answers_id=answers[0].id if answers else None,
            answers_all=answers[1] if answers else False,
        )
        session.add(row)
    row.title, row.text = letter.title[: rules.MOST_TITLE], letter.text[: rules.MOST_TEXT]
    row.to_keys = json.dumps(letter.to[:200])
    session.flush()
    if draft is None:
        session.add(_copy(row, writer.id, writer.name, Folder.DRAFTS, staff=writer.staff))
    _attach(session, row, files)
    session.flush()
    return row


def _copy(
    row: MailLetter, user: int, name: str, folder: Folder, *, staff: bool, received: bool = False
) -> MailCopy:
    return MailCopy(
        organization_id=row.organization_id,
        letter_id=row.id,
        user_id=user,
        user_name=name,
        folder=folder,
        received=received,
        staff=staff,
    )


def _attach(session: ScopedSession, row: MailLetter, files: Sequence[Upload]) -> None:
    for one in files:
        row.files += 1
        session.add(
            MailFile(
                organization_id=row.organization_id,
                letter_id=row.id,
                author_id=row.author_id,
                number=row.files,
                name=one.name,
                media_type=one.media_type,
                size=len(one.content),
                content=one.content,
            )
        )


def send(
    session: ScopedSession,
    writer: Writer,
    draft: MailLetter,
    people: Iterable[int],
    label: str,
    families: Collection[int],
) -> int:
    """Put copies into the boxes and tell people, in the caller's transaction.

    ``families``: who gets it as a parent, and learns of no other family, wherever that person
    works besides. Raises TooMany for a flood. Returns the number of people.
    """
    rules.check_pace(queries.sent_since(session, writer.id, writer.moment - _HOUR))
    users = sorted(set(people))
    draft.sent_at, draft.people, draft.to_label = writer.moment, len(users), label[:500]
    draft.thread_id = draft.thread_id or draft.id
    found = queries.letter_of(session, writer.id, draft.id)
    if found is not None:
        found[1].folder, found[1].read_at = Folder.SENT, writer.moment
    session.flush()
    key, house, title = draft.id, draft.organization_id, draft.title
    with unscoped("putting a letter into boxes that its author does not reach"):
        names = names_of(session, users)
        staff = staff_among(session, users, writer.moment.date()) - set(families)
        rows = [
            {
                "organization_id": house,
                "letter_id": key,
                "user_id": user,
                "user_name": names.get(user, ""),
                "folder": Folder.INBOX,
                "received": True,
                "staff": user in staff,
            }
            for user in users
        ]
        session.connection().execute(MailCopy.__table__.insert(), rows)
    text = message("%(author)s: %(title)s", author=writer.name, title=title)
    notify(session, KIND, users, text, key=f"mail-{key}", href=f"/mail/{key}")
    return len(users)


def answer_to(
    session: ScopedSession, writer: Writer, letter: MailLetter, *, everybody: bool
) -> tuple[frozenset[int], frozenset[int]]:
    """(accounts that an answer goes to, those of them who got the letter as parents).

    Whoever got it as a parent answers as one, wherever that person works besides.
    """
    rows = queries.receipts(session, [letter.id]).get(letter.id, [])
    staff = {user for user, _name, _read, works in rows if works}
    families = frozenset(user for user, _name, _read, works in rows if not works)
    with unscoped("whether the author of a letter that is answered belongs to the staff"):
        staff |= staff_among(session, [letter.author_id], writer.moment.date())
    others = [user for user, _name, _read, _works in rows]
    people = rules.answer_people(letter.author_id, others, staff, writer.id, everybody=everybody)
    return people, families - {letter.author_id}


def read(session: ScopedSession, me: int, copies: Iterable[MailCopy], moment: datetime) -> None:
    """Mark one's own copies as read; the bell is told too."""
    keys = []
    for one in copies:
        if one.read_at is None and one.received:
            one.read_at = moment
            keys.append(f"mail-{one.letter_id}")
    session.flush()
    if keys:
        mark_read(session, me, moment, keys=keys)


def move(session: ScopedSession, copy: MailCopy, folder: Folder) -> None:
    """Into the trash, or back to where it came from."""
    back = Folder.INBOX if copy.received else Folder.SENT
    copy.folder = folder if folder is Folder.TRASH else back
    session.flush()


def drop_draft(session: ScopedSession, row: MailLetter, copy: MailCopy) -> None:
    """A draft that nobody got is deleted with its files."""
    key = row.id
    session.delete(copy)
    session.flush()
    with unscoped("deleting the files of one's own draft"):
        session.connection().execute(delete(MailFile.__table__).where(MailFile.letter_id == key))
    row = queries.own_draft(session, key)
    session.delete(row)
    session.flush()


def recall(session: ScopedSession, letter: MailLetter) -> tuple[int, int]:
    """Take the letter out of the boxes of those who have not read it. Returns (taken, stay).

    Raises Conflict when everybody has read it.
    """
    key = letter.id
    rows = queries.receipts(session, [key]).get(key, [])
    unread = sum(1 for row in rows if row[2] is None)
    rules.check_recall(unread)
    letter.people = len(rows) - unread
    session.flush()
    with unscoped("taking an unread letter out of boxes that its author does not reach"):
        table = MailCopy.__table__
        taken = session.connection().execute(
            delete(table).where(
                table.c.letter_id == key, table.c.received.is_(True), table.c.read_at.is_(None)
            )
        )
    take_back(session, f"mail-{key}")
    return taken.rowcount, len(rows) - taken.rowcount
