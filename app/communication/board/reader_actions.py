"""Writes of a reader: opened, confirmed, answered. The row was let through before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from app.communication.board.delivery import key_of
from app.communication.board.models import AnnouncementRecipient
from app.communication.board.queries import Read
from app.communication.board.rules import Asks, check_answer
from app.core.scoping.scope import unscoped
from app.notifications.actions import mark_read

_R = AnnouncementRecipient


def _own(user_id: int, read: Read) -> Any:
    return update(_R).where(_R.announcement_id == read.row.id, _R.user_id == user_id)


def opened(session: Session, user_id: int, read: Read, moment: datetime) -> None:
    """The reader saw it: its rows and its notification are read. Repeating changes nothing."""
    statement = _own(user_id, read).where(_R.opened_at.is_(None)).values(opened_at=moment)
    key = read.row.id
    with unscoped("writing down that a reader opened an announcement addressed to them"):
        session.connection().execute(statement)
    mark_read(session, user_id, moment, keys=[key_of(key)])


def answer(
    session: Session, user_id: int, read: Read, given: Mapping[int, str], moment: datetime
) -> None:
    """The reader confirms, or answers for each child (0: for none). Raises RuleViolation."""
    row = read.row
    mine = {one.child_id or 0 for one in read.mine}
    for child, word in given.items():
        if child in mine:
            check_answer(row.asks, read.choices, word or None, row.answer_until, moment)
    if row.asks is Asks.CONFIRM or not given.keys() & mine:
        check_answer(row.asks, read.choices, None, row.answer_until, moment)
    # Of the children for whom the reader acts; of another one who may only know answers nothing.
    statement = _own(user_id, read).where(_R.child_key.in_(mine))
    with unscoped("writing down what a reader answered to an announcement addressed to them"):
        connection = session.connection()
        seen = {"opened_at": func.coalesce(_R.opened_at, moment)}
        if row.asks is Asks.CONFIRM:
            confirmed = {"confirmed_at": func.coalesce(_R.confirmed_at, moment)}
            connection.execute(statement.values(**seen, **confirmed))
        else:
            for child, word in given.items():
                if child in mine:
                    connection.execute(
                        statement.where(_R.child_key == child).values(
                            **seen, answer=word, answered_at=moment
                        )
                    )
    mark_read(session, user_id, moment, keys=[key_of(row.id)])
