"""Blocks of a parent: today and the month of each child."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance.sheet_pages import month_name, weekday
from app.children.queries import groups_of_own_children
from app.core.db import db
from app.core.scoping.scope import acting
from app.core.scoping.session import ScopedSession
from app.core.workdays import Day
from app.onboarding.desk import OWN_CHILDREN, Home
from app.onboarding.family_queries import ChildMonth, child_months, own_children

Block = dict[str, Any]


def children(home: Home) -> list[Block]:
    """A card for each own child."""
    desk = home.desk("read", "ChildAttendance", OWN_CHILDREN)
    if desk is None:
        return []
    if not desk.scope.children:
        return [
            {
                "kind": "say",
                "column": "top",
                "title": _("No child is linked to you yet"),
                "text": _("Ask the kindergarten to link your child's card to your login."),
            }
        ]
    with acting(desk.scope):
        cards = _cards(db.session(), home.today)
    return [{"kind": "children", "column": "top", "cards": cards}]


def _cards(session: ScopedSession, today: date) -> list[Block]:
    found = own_children(session)
    months = child_months(session, found, today)
    groups = groups_of_own_children(session, found, today)
    cards = []
    for one in months:
        group = groups.get(one.id)
        cards.append(
            {
                "name": one.name,
                "group": group.name if group else _("in no group today"),
                "teachers": group.teachers if group else "",
                "today": _today(one, today),
                "month": month_name(today),
                "said": _month_said(one),
                "reasons": [
                    {
                        "letter": code.letter,
                        "tint": code.tint.value,
                        "name": code.name,
                        "days": ngettext("%(num)d day", "%(num)d days", number),
                    }
                    for code, number in one.reasons
                ],
                "cells": [_cell(one, day, today) for day in one.days if day.works],
                "href": f"/attendance/child/{one.id}/{today:%Y-%m}",
            }
        )
    return cards


def _today(one: ChildMonth, today: date) -> Block:
    day = next(day for day in one.days if day.date == today)
    mark = one.marks.get(today)
    code = mark.code if mark else None
    if not one.child.listed(today):
        return {"state": "none", "label": _("Not in the kindergarten's list today")}
    if not day.works:
        return {"state": "none", "label": _("Today is a day off"), "note": day.title}
    if code is None:
        return {
            "state": "none",
            "label": _("Not marked yet"),
            "note": _("the teacher marks the group in the morning"),
        }
    if code.present:
        return {"state": "here", "label": _("In the kindergarten today")}
    due = code.needs_document and not (mark and mark.documented)
    return {
        "state": "absent",
        "letter": code.letter,
        "tint": code.tint.value,
        "label": _("Absent today: %(reason)s", reason=code.name.lower()),
        "note": _("bring the document when the child comes back") if due else "",
    }


def _month_said(one: ChildMonth) -> str:
    if not one.present and not one.missed:
        return str(_("no marks yet"))
    return str(
        _("present %(present)s of %(all)s days", present=one.present, all=one.present + one.missed)
    )


def _cell(one: ChildMonth, day: Day, today: date) -> Block:
    mark = one.marks.get(day.date)
    code = mark.code if mark else None
    state, title = "empty", _("not marked yet")
    if not one.child.listed(day.date):
        state, title = "out", _("not in the group")
    elif code is not None:
        state, title = ("here" if code.present else "absent"), code.name
    elif day.date > today:
        state, title = "ahead", _("still ahead")
    return {
        "day": day.date.day,
        "weekday": weekday(day.date),
        "state": state,
        "title": title,
        "letter": code.letter if code and not code.present else "",
        "tint": code.tint.value if code and not code.present else "",
        "today": day.date == today,
        "new_week": day.date.weekday() == 0,
    }
