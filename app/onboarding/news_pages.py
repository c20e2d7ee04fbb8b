"""Blocks of a parent's home: what the kindergarten has announced, what happens there soon."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from app.communication.board.pages import line
from app.communication.board.queries import board, numbers
from app.communication.events.pages import day_said, when
from app.communication.events.queries import entries
from app.communication.events.rules import Entry, EventState
from app.core import clock
from app.core.db import db
from app.core.scoping.scope import acting
from app.onboarding.desk import OWN_CHILDREN, Home

Block = dict[str, Any]
SHOWN = 3
AHEAD = timedelta(days=14)
EVENTS_SHOWN = 5


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


def events(home: Home) -> list[Block]:
    """What is held in the groups of the own children and in their house within two weeks."""
    desk = home.desk("read", "Event", OWN_CHILDREN)
    if desk is None or not desk.scope.children:
        return []
    with acting(desk.scope):
        found = entries(db.session(), home.today, home.today + AHEAD)
    ahead = [one for one in found if one.state is not EventState.HELD]
    if not ahead:
        return []
    return [
        {
            "kind": "lines",
            "column": "know",
            "title": _("Soon in the kindergarten"),
            "more_href": "/events/?view=list",
            "more_label": _("All events"),
            "items": [_event(one, home) for one in ahead[:EVENTS_SHOWN]],
        }
    ]


def _event(one: Entry, home: Home) -> Block:
    day = day_said(max(one.day, home.today), home.today)
    parts = (f"{day}, {when(one)}", one.place, one.group or _("the whole kindergarten"))
    off = {"tone": "red", "label": _("called off")} if one.state is EventState.CANCELLED else None
    return {
        "label": one.title,
        "note": " · ".join(str(part) for part in parts if part),
        "href": f"/events/{one.id}",
        "badge": off,
    }
