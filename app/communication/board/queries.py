"""Reads of the board as its readers see it: their own rows, under the scope and by the account."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.children.models import Child, ChildGuardian, Guardian
from app.children.rules import READING_RIGHTS
from app.communication.board.models import (
    Announcement,
    AnnouncementFile,
    AnnouncementRecipient,
    AnnouncementRevision,
)
from app.communication.board.rules import Asks, State
from app.core.db import search_key
from app.core.files.models import StoredFile
from app.core.scoping.scope import unscoped

PAGE = 25
TABS = ("all", "unread", "asked", "archive")
_R = AnnouncementRecipient
_A = Announcement


@dataclass(frozen=True)
class Line:
    """An announcement in the list of one reader."""

    id: int
    title: str
    beginning: str
    author: str
    published_at: datetime
    urgent: bool
    pinned: bool
    unread: bool
    asks: Asks
    done: bool
    done_at: datetime | None
    answer_until: datetime | None
    files: int
    children: tuple[str, ...] = ()


@dataclass(frozen=True)
class Numbers:
    """How much waits for a reader."""

    unread: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Mine:
    """What one reader did about an announcement, for one child (or none)."""

    child_id: int | None
    child: str
    opened_at: datetime | None
    confirmed_at: datetime | None
    answer: str | None


@dataclass(frozen=True)
class Read:
    """One announcement as its reader sees it."""

    row: Announcement
    mine: Sequence[Mine]
    files: Sequence[Any]
    choices: tuple[str, ...] = field(default=())


def shown_now(today: date) -> Any:
    """The condition «it stands on the board»."""
    return and_(_A.state == State.PUBLISHED, or_(_A.shown_until.is_(None), _A.shown_until >= today))


def _answered() -> Any:
    """How many rows of the reader have what is asked."""
    return case(
        (_A.asks == Asks.CONFIRM, func.count(_R.confirmed_at)),
        (_A.asks == Asks.CHOICE, func.count(_R.answer)),
        else_=func.count(_R.id),
    )


def board(
    session: Session,
    user_id: int,
    today: date,
    moment: datetime,
    *,
    tab: str = "all",
    words: str = "",
    page: int = 1,
    child: int | None = None,
) -> tuple[list[Line], bool]:
    """A page of the board of one reader, and whether there is another. Two statements.

    Unread first, of these the urgent ones, then what is pinned, then the latest; in the archive
    by date alone. ``child``: what is about one of the own children only.
    """
    unread = func.count(_R.id) > func.count(_R.opened_at)
    query = (
        select(
            *(_A.id, _A.title, func.substr(_A.text, 1, 600).label("beginning"), _A.author_name),
            *(_A.published_at, _A.urgent, _A.pinned, _A.asks, _A.answer_until, _A.files),
            unread.label("unread"),
            (_answered() == func.count(_R.id)).label("done"),
            func.max(func.coalesce(_R.answered_at, _R.confirmed_at)).label("done_at"),
        )
        .join(_R, _R.announcement_id == _A.id)
        .where(_R.user_id == user_id)
        .group_by(_A.id)
    )
    if child is not None:
        query = query.where(_R.child_id == child)
    if tab == "archive":
        query = query.where(_A.state == State.PUBLISHED, _A.shown_until < today)
    else:
        query = query.where(shown_now(today))
    if tab == "unread":
        query = query.having(unread)
    if tab == "asked":
        open_still = or_(_A.answer_until.is_(None), _A.answer_until > moment)
        query = query.where(_A.asks != Asks.NOTHING, open_still)
        query = query.having(_answered() < func.count(_R.id))
    for word in search_key(words).split():
        query = query.where(_A.full_text.contains(word, autoescape=True))
    if tab != "archive":
        first = case((and_(unread, _A.urgent), 0), (unread, 1), else_=2)
        query = query.order_by(first, _A.pinned.desc())
    query = query.order_by(_A.published_at.desc(), _A.id.desc())
    rows = session.execute(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    names = _children(session, user_id, [row.id for row in rows[:PAGE]])
    return [_line(row, names.get(row.id, ())) for row in rows[:PAGE]], len(rows) > PAGE


def _line(row: Any, children: Sequence[str]) -> Line:
    return Line(
        row.id,
        row.title,
        row.beginning,
        row.author_name,
        row.published_at,
        row.urgent,
        row.pinned,
        bool(row.unread),
        row.asks,
        row.asks is not Asks.NOTHING and bool(row.done),
        row.done_at,
        row.answer_until,
        row.files,
        tuple(children),
    )


def _children(session: Session, user_id: int, ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(_R.announcement_id, Child.first_name)
        .join(Child, Child.id == _R.child_id)
        .where(_R.user_id == user_id, _R.announcement_id.in_(ids))
        .order_by(Child.birth_date, Child.id)
    )
    found: dict[int, list[str]] = {}
    for announcement, name in session.execute(query):
        found.setdefault(announcement, []).append(name)
    return found


def children_on_board(session: Session, user_id: int) -> list[tuple[int, str]]:
    """(key, first name) of the own children that announcements were about. One statement."""
    query = (
        select(Child.id, Child.first_name, Child.birth_date)
        .join(_R, _R.child_id == Child.id)
        .where(_R.user_id == user_id)
        .distinct()
        .order_by(Child.birth_date, Child.id)
    )
    return [(row.id, row.first_name) for row in session.execute(query)]


def numbers(session: Session, user_id: int, today: date, moment: datetime) -> Numbers:
    """How many are unread and how many wait for an answer. One statement."""
    waits = and_(
        or_(_A.answer_until.is_(None), _A.answer_until > moment),
        or_(
            and_(_A.asks == Asks.CONFIRM, _R.confirmed_at.is_(None)),
            and_(_A.asks == Asks.CHOICE, _R.answer.is_(None)),
        ),
    )
    query = (
        select(
            func.count(func.distinct(case((_R.opened_at.is_(None), _A.id)))),
            func.count(func.distinct(case((waits, _A.id)))),
        )
        .select_from(_A)
        .join(_R, _R.announcement_id == _A.id)
        .where(_R.user_id == user_id, shown_now(today))
    )
    return Numbers(*session.execute(query).one())


# Asked by every open page, as the system: built once. Rights on a child that have ended end the
# count too.
_GUARDED = exists(
    select(ChildGuardian.id)
    .join(Guardian, Guardian.id == ChildGuardian.guardian_id)
    .where(
        ChildGuardian.child_id == _R.child_id,
        Guardian.user_id == bindparam("user"),
        ChildGuardian.rights.in_(READING_RIGHTS),
        or_(ChildGuardian.valid_to.is_(None), ChildGuardian.valid_to >= bindparam("day")),
    )
)
_UNREAD = (
    select(func.count(func.distinct(_A.id)))
    .select_from(_R)
    .join(_A, _A.id == _R.announcement_id)
    .where(
        _R.user_id == bindparam("user"),
        _R.opened_at.is_(None),
        _A.state == State.PUBLISHED,
        or_(_A.shown_until.is_(None), _A.shown_until >= bindparam("day")),
        or_(_R.child_key == 0, _GUARDED),
    )
)


def unread_of(connection: Connection, user_id: int, day: date) -> int:
    """The number at «Объявления» in the shell. One statement, as the system."""
    return int(connection.execute(_UNREAD, {"user": user_id, "day": day}).scalar_one())


def read_one(session: Session, user_id: int, key: int) -> Read | None:
    """An announcement that was addressed to this reader; None for any other. Three statements."""
    query = (
        select(_A, _R, Child.first_name)
        .join(_R, _R.announcement_id == _A.id)
        .outerjoin(Child, Child.id == _R.child_id)
        .where(_A.id == key, _A.state == State.PUBLISHED, _R.user_id == user_id)
        .order_by(Child.birth_date, _R.id)
    )
    rows = session.execute(query).all()
    if not rows:
        return None
    mine = [
        Mine(one.child_id, name or "", one.opened_at, one.confirmed_at, one.answer)
        for _row, one, name in rows
    ]
    row = rows[0][0]
    return Read(row, mine, files_of(session, key) if row.files else (), choices_of(row))


def choices_of(row: Announcement) -> tuple[str, ...]:
    return tuple(json.loads(row.choices))


def files_of(session: Session, key: int) -> Sequence[AnnouncementFile]:
    """Attachments of an announcement that the scope lets through. One statement."""
    query = select(AnnouncementFile).where(AnnouncementFile.announcement_id == key)
    return session.scalars(query.order_by(AnnouncementFile.number)).all()


def file_content(session: Session, key: int, number: int) -> tuple[str, str, bytes] | None:
    """(name, media type, content) of an attachment whose announcement is reached."""
    query = select(AnnouncementFile).where(
        AnnouncementFile.announcement_id == key, AnnouncementFile.number == number
    )
    found = session.scalars(query).first()
    if found is None:
        return None
    name, media_type, file_id = found.name, found.media_type, found.file_id
    with unscoped("the content of an attachment whose row the scope let through"):
        stored = select(StoredFile.content).where(StoredFile.id == file_id)
        return name, media_type, session.connection().execute(stored).scalar_one()


def revisions(session: Session, key: int) -> Sequence[AnnouncementRevision]:
    """How the text stood before, the latest first. One statement."""
    query = select(AnnouncementRevision).where(AnnouncementRevision.announcement_id == key)
    return session.scalars(query.order_by(AnnouncementRevision.id.desc())).all()
