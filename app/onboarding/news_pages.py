"""The block of a parent's home that tells what the kindergarten has announced."""

from __future__ import annotations

from typing import Any

from app.communication.board.pages import line
from app.communication.board.queries import board, numbers
from app.core import clock
from app.core.db import db
from app.core.scoping.scope import acting
from app.onboarding.desk import OWN_CHILDREN, Home

Block = dict[str, Any]
SHOWN = 3


def news(home: Home) -> list[Block]:
    """What a parent has not read yet, with the child it is about; else the latest."""
    desk = home.desk("read", "Board", OWN_CHILDREN)
    if desk is None:
        return []
    moment = clock.now()
    with acting(desk.scope):
        session, me = db.session(), home.person.id
        unread = numbers(session, me, home.today, moment).unread
        lines, _more = board(session, me, home.today, moment, tab="unread" if unread else "all")
    shown = SHOWN if unread else 1
    return [
        {
            "kind": "news",
            "column": "top",
            "unread": unread,
            "lines": [line(one, home.today, moment) for one in lines[:shown]],
        }
    ]
