"""Reads of an author: own announcements, who has read them and who has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.children.models import Child
from app.communication.board.models import (
    Announcement,
    AnnouncementRecipient,
    BoardSettings,
)
from app.communication.board.rules import Asks, Receipt, Standing, State, standing
from app.core.db import search_key
from app.core.scoping.elements import WHOLE, among
from app.core.scoping.scope import unscoped
from app.organizations.models import UserAccount

PAGE = 25
_A, _R = Announcement, AnnouncementRecipient
TABS = ("all", "drafts", "waiting", "shown", "archive")


def _answered_for(user_id: int) -> Any:
    """Written by the person, or of a house that the person answers for: whoever only reads an
    announcement sees neither its receipts nor whom else it went to. What is not sent yet is its
    author's alone, also before who answers for the house."""
    sent = and_(_A.state != State.DRAFT, among(_A.organization_id, WHOLE))
    return or_(_A.author_id == user_id, sent)


def find(session: Session, user_id: int, key: int, *, lock: bool = False) -> Announcement | None:
    """An announcement of the author, or of the house for who answers for all of it."""
    query = select(_A).where(_A.id == key, _answered_for(user_id))
    if lock:
        query = query.with_for_update(of=_A).execution_options(populate_existing=True)
    return session.scalars(query).first()


def listed(
    session: Session, user_id: int, today: date, *, tab: str = "all", words: str = "", page: int = 1
) -> tuple[Sequence[Announcement], bool, dict[int, int]]:
    """A page of announcements of the author (or the house), whether there is another, and how
    many people did what each asked. Two statements."""
    expired = and_(_A.shown_until.is_not(None), _A.shown_until < today)
    conditions: dict[str, Any] = {
        "all": _A.state != State.WITHDRAWN,
        "drafts": _A.state.in_((State.DRAFT, State.PLANNED)),
        "waiting": _A.state == State.WAITING,
        "shown": and_(_A.state.in_((State.PUBLISHED, State.SENDING)), ~expired),
        "archive": or_(_A.state == State.WITHDRAWN, and_(_A.state == State.PUBLISHED, expired)),
    }
    query = select(_A).where(conditions[tab], _answered_for(user_id))
    for word in search_key(words).split():
        query = query.where(_A.full_text.contains(word, autoescape=True))
    query = query.order_by(
        case((_A.state.in_((State.DRAFT, State.WAITING, State.PLANNED)), 0), else_=1),
        func.coalesce(_A.published_at, _A.changed_at).desc(),
        _A.id.desc(),
    )
    rows = session.scalars(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    shown = rows[:PAGE]
    return shown, len(rows) > PAGE, _done(session, [one.id for one in shown])


def _done(session: Session, ids: Sequence[int]) -> dict[int, int]:
    done = or_(
        and_(_A.asks == Asks.NOTHING, _R.opened_at.is_not(None)),
        and_(_A.asks == Asks.CONFIRM, _R.confirmed_at.is_not(None)),
        and_(_A.asks == Asks.CHOICE, _R.answer.is_not(None)),
    )
    query = (
        select(_A.id, func.count(func.distinct(case((done, _R.user_id)))))
        .join(_R, _R.announcement_id == _A.id)
        .where(_A.id.in_(ids))
        .group_by(_A.id)
    )
    return {key: int(number) for key, number in session.execute(query)}


def waiting_number(session: Session, user_id: int) -> int:
    """How many announcements wait for approval, of those in reach. One statement."""
    query = select(func.count(_A.id)).where(_A.state == State.WAITING, _answered_for(user_id))
    return int(session.execute(query).scalar_one())


@dataclass(frozen=True)
class ReceiptLine:
    """One reader of an announcement and the child, with what the reader did and when."""

    user_id: int
    name: str
    child: str
    receipt: Receipt
    standing: Standing
    at: datetime | None
    reminded_at: datetime | None


def receipts(session: Session, row: Announcement) -> list[ReceiptLine]:
    """Every reader of an announcement that the scope let through. Two statements."""
    query = (
        select(_R, Child.last_name, Child.first_name)
        .join(_A, _A.id == _R.announcement_id)
        .outerjoin(Child, Child.id == _R.child_id)
        .where(_A.id == row.id)
    )
    rows = session.execute(query).all()
    accounts = _accounts(session, {one.user_id for one, _last, _first in rows})
    found = []
    for one, last, first in rows:
        name, came = accounts.get(one.user_id, ("", False))
        receipt = Receipt(
            one.user_id,
            one.child_id,
            one.opened_at is not None,
            one.confirmed_at is not None,
            one.answer,
            came,
        )
        found.append(
            ReceiptLine(
                one.user_id,
                name,
                f"{last} {first}" if last else "",
                receipt,
                standing(receipt, row.asks),
                one.answered_at or one.confirmed_at or one.opened_at,
                one.reminded_at,
            )
        )
    return sorted(found, key=lambda line: (search_key(line.name), line.child))


def _accounts(session: Session, users: set[int]) -> dict[int, tuple[str, bool]]:
    """(name, whether it has ever signed in) of accounts that are readers."""
    query = select(
        UserAccount.id, UserAccount.last_name, UserAccount.first_name, UserAccount.last_login
    ).where(UserAccount.id.in_(users))
    with unscoped("the names of those to whom the announcement was addressed"):
        return {
            key: (f"{last} {first}".strip(), came is not None)
            for key, last, first, came in session.connection().execute(query)
        }


def tally(lines: Sequence[ReceiptLine], asks: Asks) -> Counter[str]:
    """How many people stand where: by answer («=да»), or by standing. A person counts once."""
    said: dict[int, set[str]] = {}
    for line in lines:
        answer = line.receipt.answer
        word = f"={answer}" if asks is Asks.CHOICE and answer else line.standing.value
        said.setdefault(line.user_id, set()).add(word)
    order = (Standing.UNOPENED, Standing.NEVER_CAME, Standing.OPENED)
    counted: Counter[str] = Counter()
    for words in said.values():
        # For two children one answer is given and one is not: the person still owes one.
        owed = next((one.value for one in order if one.value in words), None)
        if owed is not None:
            counted[owed] += 1
        else:
            counted.update(words)
    return counted


def published_lately(session: Session, author_id: int, moment: datetime) -> int:
    """How many announcements an author sent off within the last hour. One statement."""
    since = moment - timedelta(hours=1)
    query = select(func.count(_A.id)).where(
        _A.author_id == author_id,
        or_(
            _A.published_at > since,
            and_(_A.state.in_((State.WAITING, State.PLANNED)), _A.changed_at > since),
        ),
    )
    return int(session.execute(query).scalar_one())


def board_settings(session: Session, organization_id: int) -> tuple[bool, int]:
    """(whether teachers' announcements are approved first, how many an hour). One statement."""
    query = select(BoardSettings.moderated, BoardSettings.per_hour).where(
        BoardSettings.organization_id == organization_id
    )
    with unscoped("what the kindergarten decided about its board, which its teachers do not see"):
        row = session.connection().execute(query).first()
    if row is None:
        column = BoardSettings.__table__.c
        return bool(column.moderated.default.arg), int(column.per_hour.default.arg)
    return row.moderated, row.per_hour
